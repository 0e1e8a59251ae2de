using System.Buffers;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Start and end tags.</summary>
internal sealed partial class XmlTokenizer
{
    private static readonly SearchValues<byte> s_inDoubleQuotes = SearchValues.Create("\"&<\n\t"u8);
    private static readonly SearchValues<byte> s_inSingleQuotes = SearchValues.Create("'&<\n\t"u8);

    private Attribute[] _attributes = new Attribute[16];
    private int[] _seenInTag = new int[256]; // by name: the last tag that had this attribute
    private int _tag;
    private int[] _followers = new int[256]; // by name: the one that started next, last time
    private int _lastStarted;

    private struct Attribute
    {
        internal int Name;
        internal int Start;
        internal int Length;
        internal bool IsResolved; // lies in _resolved, not in the window
    }

    /// <summary>Attributes of the element that was just started, namespace declarations included.</summary>
    internal int AttributeCount { get; private set; }

    internal int AttributeName(int index) => _attributes[index].Name;

    /// <summary>The value with references resolved and line breaks and tabs as blanks.</summary>
    internal ReadOnlySpan<byte> AttributeValue(int index)
    {
        ref Attribute attribute = ref _attributes[index];
        return (attribute.IsResolved ? _resolved : _window.Bytes).AsSpan(attribute.Start, attribute.Length);
    }

    private void ReadStartTag()
    {
        int end;
        while ((end = TryReadStartTag()) < 0)
            if (!Extend())
                throw XmlErrors.Syntax(Here, "the end of the file", "the end of this tag");
        _at = end;
    }

    /// <summary>Where the tag ends; -1 when the window ends before.</summary>
    private int TryReadStartTag()
    {
        byte[] bytes = _window.Bytes;
        AttributeCount = 0;
        _resolvedLength = 0;
        _tag++;
        int nameStart = _at + 1;
        int i = TryReadElementName(nameStart, out int name);
        if (i < 0) return -1;
        while (true)
        {
            int before = i;
            while (XmlChars.IsSpace(bytes[i])) i++;
            if (bytes[i] == '>')
            {
                Open(name);
                return i + 1;
            }
            if (bytes[i] == '/')
            {
                if (i + 1 == _window.End) return -1;
                if (bytes[i + 1] != '>') throw XmlErrors.Syntax(_window.At(i + 1), Shown(i + 1), "'>' after '/'");
                Open(name);
                _emptyElement = true;
                return i + 2;
            }
            if (i == _window.End) return -1;
            if (i == before) throw XmlErrors.Syntax(_window.At(i), Shown(i), "a blank, '/' or '>' in a tag");
            i = TryReadAttribute(i);
            if (i < 0) return -1;
        }
    }

    /// <summary>Where the name ends; -1 when the window ends before. Rows repeat each other, so that most names are foreseen.</summary>
    private int TryReadElementName(int start, out int name)
    {
        byte[] bytes = _window.Bytes;
        name = _followers[_lastStarted];
        ReadOnlySpan<byte> foreseen = Names[name];
        int end = start + foreseen.Length;
        if (foreseen.Length > 0 && end < _window.End && bytes.AsSpan(start, foreseen.Length).SequenceEqual(foreseen) && !XmlChars.IsNameByte(bytes[end])) return end;
        end = EndOfName(start);
        if (end == _window.End) return -1;
        name = Intern(start, end);
        _followers[_lastStarted] = name;
        return end;
    }

    /// <summary>Where the attribute ends; -1 when the window ends before.</summary>
    private int TryReadAttribute(int start)
    {
        byte[] bytes = _window.Bytes;
        int i = EndOfName(start);
        if (i == _window.End) return -1;
        int name = Intern(start, i);
        while (XmlChars.IsSpace(bytes[i])) i++;
        if (i == _window.End) return -1;
        if (bytes[i] != '=') throw XmlErrors.Syntax(_window.At(i), Shown(i), $"'=' after the attribute name {XmlErrors.Show(Names[name])}");
        i++;
        while (XmlChars.IsSpace(bytes[i])) i++;
        if (i == _window.End) return -1;
        byte quote = bytes[i];
        if (quote is not ((byte)'"' or (byte)'\'')) throw XmlErrors.Syntax(_window.At(i), Shown(i), "an attribute value in quotes");
        i++;
        ReadOnlySpan<byte> rest = bytes.AsSpan(i, _window.End - i);
        int length = rest.IndexOfAny(quote == '"' ? s_inDoubleQuotes : s_inSingleQuotes);
        if (length < 0) return -1;
        if (rest[length] == quote)
        {
            Add(name, start, i, length, isResolved: false);
            return i + length + 1;
        }
        length = rest.IndexOf(quote);
        if (length < 0) return -1;
        int from = _resolvedLength;
        Resolve(i, i + length, inAttribute: true);
        Add(name, start, from, _resolvedLength - from, isResolved: true);
        return i + length + 1;
    }

    private void Add(int name, int nameStart, int start, int length, bool isResolved)
    {
        if (name >= _seenInTag.Length) Array.Resize(ref _seenInTag, Math.Max(name + 1, _seenInTag.Length * 2));
        if (_seenInTag[name] == _tag) throw XmlErrors.Syntax(_window.At(nameStart), $"the attribute {XmlErrors.Show(Names[name])} a second time in one tag", "each attribute once");
        _seenInTag[name] = _tag;
        if (AttributeCount == _attributes.Length) Array.Resize(ref _attributes, AttributeCount * 2);
        _attributes[AttributeCount++] = new Attribute { Name = name, Start = start, Length = length, IsResolved = isResolved };
    }

    private void ReadEndTag()
    {
        if (Depth == 0) throw XmlErrors.Syntax(Here, "an end tag outside of any element", "a start tag");
        ReadOnlySpan<byte> name = Names[_open[Depth - 1]];
        // Nearly always: the name and '>' at once.
        if (Has(name.Length + 3) && _window.Bytes.AsSpan(_at + 2, name.Length).SequenceEqual(name) && _window.Bytes[_at + 2 + name.Length] == '>')
        {
            _at += name.Length + 3;
            Close();
            return;
        }
        int i;
        while ((i = EndOfName(_at + 2)) == _window.End)
            if (!Extend())
                throw XmlErrors.Syntax(Here, "the end of the file", "an end tag");
        ReadOnlySpan<byte> found = _window.Bytes.AsSpan(_at + 2, i - _at - 2);
        if (!found.SequenceEqual(name)) throw XmlErrors.MismatchedEnd(Here, found, name);
        _at = i;
        while (Has(1) && XmlChars.IsSpace(_window.Bytes[_at])) _at++;
        if (!Has(1) || _window.Bytes[_at] != '>') throw XmlErrors.Syntax(_window.At(_at), Shown(_at), "'>' at the end of a tag");
        _at++;
        Close();
    }

    private int EndOfName(int start)
    {
        byte[] bytes = _window.Bytes;
        int i = start;
        while (XmlChars.IsNameByte(bytes[i])) i++;
        return i;
    }

    private int Intern(int from, int to)
    {
        ReadOnlySpan<byte> text = _window.Bytes.AsSpan(from, to - from);
        int name = Names.Intern(text);
        return name >= 0 ? name : throw XmlNames.Refuse(_window.At(from), to > from ? text : _window.Bytes.AsSpan(from, Math.Min(1, _window.End - from)));
    }

    private string Shown(int at) => at >= _window.End ? "the end of the file" : $"'{XmlErrors.Show(_window.Bytes.AsSpan(at, Math.Min(_window.End - at, 12)))}'";
}
