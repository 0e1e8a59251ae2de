using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Character data, CDATA sections and references.</summary>
internal sealed partial class XmlTokenizer
{
    /// <summary>The longest reference that can mean a character: &amp;#x0000…10FFFF; with some zeros.</summary>
    private const int MaxReferenceBytes = 64;

    private static readonly SearchValues<byte> s_special = SearchValues.Create("&]"u8);

    private byte[] _resolved = new byte[1024];
    private int _resolvedLength;
    private int _textStart;
    private int _textLength;
    private bool _textIsResolved;
    private bool _inCData;

    /// <summary>The text or the CDATA section just read, or a piece of it. Never empty.</summary>
    internal ReadOnlySpan<byte> Text => (_textIsResolved ? _resolved : _window.Bytes).AsSpan(_textStart, _textLength);

    /// <summary>Reads a text, or as much of a long one as the window holds. False when more of the input was needed first.</summary>
    private bool ReadText()
    {
        ReadOnlySpan<byte> text = _window.Bytes.AsSpan(_at, _window.End - _at);
        int length = text.IndexOfAny((byte)'<', (byte)'&', (byte)']');
        if (length >= 0 && text[length] == '<')
        {
            Show(_at, length, isResolved: false);
            _at += length;
            return true;
        }
        if (length >= 0) length = text[length..].IndexOf((byte)'<') is var end and >= 0 ? length + end : -1;
        if (length < 0)
        {
            // Of a text that is longer than the window, all but what may belong together with bytes still to come.
            if (text.Length < _window.Bytes.Length / 2 && Extend()) return false;
            length = _window.Ended ? text.Length : WholePart(text);
            if (length == 0)
            {
                if (Extend()) return false;
                length = text.Length;
            }
        }
        text = text[..length];
        int special = text.IndexOfAny(s_special);
        if (special < 0) Show(_at, length, isResolved: false);
        else ReadSpecialText(text, special);
        _at += length;
        return true;
    }

    private void ReadSpecialText(ReadOnlySpan<byte> text, int special)
    {
        if (text[special..].IndexOf("]]>"u8) is var end and >= 0) throw XmlErrors.Syntax(_window.At(_at + special + end), "']]>' in text", "']]&gt;'");
        if (!text[special..].Contains((byte)'&'))
        {
            Show(_at, text.Length, isResolved: false);
            return;
        }
        _resolvedLength = 0;
        Resolve(_at, _at + text.Length, inAttribute: false);
        Show(0, _resolvedLength, isResolved: true);
    }

    /// <summary>The part of a text that ends in neither an unfinished reference nor brackets.</summary>
    private static int WholePart(ReadOnlySpan<byte> text)
    {
        int length = text.Length;
        while (length > 0 && text[length - 1] == ']') length--;
        ReadOnlySpan<byte> tail = text[Math.Max(0, length - MaxReferenceBytes)..length];
        int reference = tail.LastIndexOf((byte)'&');
        return reference < 0 || tail[reference..].Contains((byte)';') ? length : length - (tail.Length - reference);
    }

    private void Show(int start, int length, bool isResolved) => (_textStart, _textLength, _textIsResolved) = (start, length, isResolved);

    /// <summary>Appends part of the window with its references resolved; in an attribute line breaks and tabs become blanks.</summary>
    private void Resolve(int from, int to, bool inAttribute)
    {
        while (to - from > _resolved.Length - _resolvedLength) Array.Resize(ref _resolved, _resolved.Length * 2);
        byte[] bytes = _window.Bytes;
        for (int i = from; i < to; i++)
        {
            switch (bytes[i])
            {
                case (byte)'&':
                    i = ResolveReference(i, to);
                    break;
                case (byte)'<':
                    throw XmlErrors.Syntax(_window.At(i), "'<' in an attribute value", "'&lt;' or the closing quote");
                case (byte)'\n' or (byte)'\t' when inAttribute:
                    _resolved[_resolvedLength++] = (byte)' ';
                    break;
                default:
                    _resolved[_resolvedLength++] = bytes[i];
                    break;
            }
        }
    }

    /// <summary>Appends what the reference at <paramref name="at"/> means, which is never longer than the reference. Returns where its ';' is.</summary>
    private int ResolveReference(int at, int to)
    {
        ReadOnlySpan<byte> rest = _window.Bytes.AsSpan(at + 1, Math.Min(to - at - 1, MaxReferenceBytes));
        int length = rest.IndexOf((byte)';');
        if (length <= 0) throw XmlErrors.Syntax(_window.At(at), Shown(at), "a reference such as '&amp;'; a plain '&' is written '&amp;'");
        ReadOnlySpan<byte> name = rest[..length];
        if (name[0] == '#') Append(CharacterOf(name[1..], at));
        else if (name.SequenceEqual("lt"u8)) _resolved[_resolvedLength++] = (byte)'<';
        else if (name.SequenceEqual("gt"u8)) _resolved[_resolvedLength++] = (byte)'>';
        else if (name.SequenceEqual("amp"u8)) _resolved[_resolvedLength++] = (byte)'&';
        else if (name.SequenceEqual("quot"u8)) _resolved[_resolvedLength++] = (byte)'"';
        else if (name.SequenceEqual("apos"u8)) _resolved[_resolvedLength++] = (byte)'\'';
        else if (XmlChars.IsName(name)) throw XmlErrors.Entity(_window.At(at), name);
        else throw XmlErrors.Syntax(_window.At(at), Shown(at), "a reference such as '&amp;'; a plain '&' is written '&amp;'");
        return at + 1 + length;
    }

    private void Append(Rune character) => _resolvedLength += character.EncodeToUtf8(_resolved.AsSpan(_resolvedLength));

    private Rune CharacterOf(ReadOnlySpan<byte> digits, int at)
    {
        bool hex = digits.StartsWith("x"u8);
        if (hex) digits = digits[1..];
        while (digits.Length > 1 && digits[0] == '0') digits = digits[1..];
        // At most 8 digits fit either parser without overflow, and no character needs more.
        if (digits.Length is 0 or > 8 || digits[0] is (byte)'+' or (byte)'-'
            || !Utf8Parser.TryParse(digits, out uint scalar, out int used, hex ? 'X' : 'D') || used != digits.Length)
        {
            throw XmlErrors.Syntax(_window.At(at), Shown(at), "a character reference such as '&#233;' or '&#xE9;'");
        }
        return XmlChars.IsLegal(scalar) ? new Rune(scalar) : throw XmlErrors.Character(_window.At(at), scalar);
    }

    /// <summary>Reads a CDATA section, or as much of a long one as the window holds. False when the rest of it is empty.</summary>
    private bool ReadCData()
    {
        while (true)
        {
            _tokenStart = _at;
            ReadOnlySpan<byte> text = _window.Bytes.AsSpan(_at, _window.End - _at);
            int length = text.IndexOf("]]>"u8);
            if (length >= 0)
            {
                Show(_at, length, isResolved: false);
                _at += length + 3;
                _inCData = false;
                return length > 0;
            }
            length = text.Length;
            for (int brackets = 0; brackets < 2 && length > 0 && text[length - 1] == ']'; brackets++) length--;
            if (text.Length >= _window.Bytes.Length / 2 && length > 0)
            {
                Show(_at, length, isResolved: false);
                _at += length;
                return true;
            }
            if (!Extend()) throw XmlErrors.Syntax(Here, "the end of the file", "']]>' at the end of a CDATA section");
        }
    }
}
