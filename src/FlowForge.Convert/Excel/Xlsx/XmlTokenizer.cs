using System.Xml;

namespace FlowForge.Convert.Excel.Xlsx;

internal enum XmlToken
{
    /// <summary>A start tag, or an empty element (see <see cref="XmlTokenizer.IsEmpty"/>), which no end tag follows.</summary>
    Start,
    End,

    /// <summary>Characters as written: entities not yet undone.</summary>
    Text,

    /// <summary>Characters that mean themselves.</summary>
    CData,
    EndOfFile,
}

/// <summary>Cuts XML into tags and text, in UTF-8 and without copying. Checks no more than it needs: nesting is the caller's.</summary>
/// <remarks>Spans are lent until the next <see cref="Read"/>. Comments and instructions are passed over; a DTD is refused.</remarks>
internal sealed class XmlTokenizer : IDisposable
{
    // Debug builds use a small buffer, so that every test crosses its edge many times.
#if DEBUG
    private const int InitialBuffer = 512;
#else
    private const int InitialBuffer = 1 << 17;
#endif
    private const int MaxTokenBytes = 64 << 20;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[InitialBuffer];
    private int _next;
    private int _end;
    private bool _isAtEnd;
    private int _tokenStart;
    private int _tokenLength;
    private int _nameStart;
    private int _nameEnd;

    /// <param name="stream">Owned: disposed with the tokenizer.</param>
    public XmlTokenizer(Stream stream)
    {
        _stream = XmlEncoding.ToUtf8(stream);
        Fill();
        if (Buffered.StartsWith("\uFEFF"u8)) _next = 3;
    }

    /// <summary>The name without its prefix.</summary>
    public ReadOnlySpan<byte> LocalName => _buffer.AsSpan(_nameStart, _nameEnd - _nameStart);

    public bool IsEmpty { get; private set; }

    /// <summary>The characters of <see cref="XmlToken.Text"/> and <see cref="XmlToken.CData"/>.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_tokenStart, _tokenLength);

    /// <summary>The attributes of a start tag.</summary>
    public XmlAttributes Attributes => new(_buffer.AsSpan(_nameEnd, _tokenStart + _tokenLength - _nameEnd));

    /// <summary>What comes next, as far as it is buffered, for a caller who knows a shorter way to read it and then says <see cref="Pass"/>.</summary>
    public ReadOnlySpan<byte> Ahead => Buffered;

    private ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_next, _end - _next);

    /// <summary>Goes on behind so many bytes of <see cref="Ahead"/>: whole elements.</summary>
    public void Pass(int count) => _next += count;

    /// <exception cref="XmlException">A tag has no end, or there is a DTD.</exception>
    public XmlToken Read()
    {
        while (true)
        {
            if (_next == _end && !Fill()) return XmlToken.EndOfFile;
            if (_buffer[_next] != (byte)'<') return ReadText();
            // The second character tells a tag from the rest.
            if (_end - _next < 2) Need(2);
            byte kind = _buffer[_next + 1];
            if (kind == (byte)'!')
            {
                if (TryReadDeclaration()) return XmlToken.CData;
            }
            else if (kind == (byte)'?')
            {
                Skip("?>"u8);
            }
            else
            {
                return ReadTag(kind == (byte)'/');
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private XmlToken ReadText()
    {
        int length;
        int searched = 0;
        while ((length = Buffered[searched..].IndexOf((byte)'<')) < 0)
        {
            searched = _end - _next;
            if (Fill()) continue;
            length = 0;
            break;
        }

        (_tokenStart, _tokenLength) = (_next, searched + length);
        _next += _tokenLength;
        return XmlToken.Text;
    }

    private XmlToken ReadTag(bool isEnd)
    {
        int close = FindTagEnd();
        ReadOnlySpan<byte> tag = _buffer.AsSpan(_next, close);
        int nameStart = isEnd ? 2 : 1;
        IsEmpty = !isEnd && tag[^1] == (byte)'/';
        int contentEnd = IsEmpty ? close - 1 : close;
        int nameEnd = nameStart;
        while (nameEnd < contentEnd && tag[nameEnd] > (byte)' ')
        {
            if (tag[nameEnd++] == (byte)':') nameStart = nameEnd;
        }

        (_nameStart, _nameEnd) = (_next + nameStart, _next + nameEnd);
        (_tokenStart, _tokenLength) = (_next, contentEnd);
        _next += close + 1;
        return isEnd ? XmlToken.End : XmlToken.Start;
    }

    /// <summary>The place of the '>' that ends the tag at <see cref="_next"/>, relative to it. One inside of quotes does not.</summary>
    private int FindTagEnd()
    {
        int searched = 0;
        while (true)
        {
            int hit = Buffered[searched..].IndexOf((byte)'>');
            if (hit < 0)
            {
                searched = _end - _next;
                Need(searched + 1);
                continue;
            }

            int close = searched + hit;
            if (!HasOpenQuote(Buffered[..close])) return close;
            searched = close + 1;
        }
    }

    private static bool HasOpenQuote(ReadOnlySpan<byte> tag)
    {
        if (!tag.Contains((byte)'\'')) return (tag.Count((byte)'"') & 1) != 0;
        byte open = 0;
        foreach (byte c in tag)
        {
            if (open == 0 && c is (byte)'"' or (byte)'\'') open = c;
            else if (c == open) open = 0;
        }

        return open != 0;
    }

    /// <summary>Passes over a comment; false. Reads a CDATA section; true.</summary>
    private bool TryReadDeclaration()
    {
        const int CDataStart = 9;
        while (_end - _next < CDataStart && Fill())
        {
        }

        if (Buffered.StartsWith("<![CDATA["u8))
        {
            int length = FindEnd(CDataStart, "]]>"u8);
            (_tokenStart, _tokenLength) = (_next + CDataStart, length - CDataStart);
            _next += length + 3;
            return true;
        }

        if (!Buffered.StartsWith("<!--"u8)) throw new XmlException("a DTD, which a workbook never needs and an attack may");
        Skip("-->"u8);
        return false;
    }

    private void Skip(ReadOnlySpan<byte> end) => _next += FindEnd(2, end) + end.Length;

    /// <summary>The place of a closing mark, relative to <see cref="_next"/>.</summary>
    private int FindEnd(int from, ReadOnlySpan<byte> mark)
    {
        int hit;
        while ((hit = Buffered[from..].IndexOf(mark)) < 0)
        {
            from = Math.Max(from, _end - _next - mark.Length + 1);
            Need(_end - _next + 1);
        }

        return from + hit;
    }

    private void Need(int count)
    {
        while (_end - _next < count)
            if (!Fill()) throw new XmlException("it ends in the middle of a tag");
    }

    /// <summary>Reads on behind what is buffered. What lies before <see cref="_next"/> is given up.</summary>
    private bool Fill()
    {
        if (_isAtEnd) return false;
        int kept = _end - _next;
        if (kept == _buffer.Length)
        {
            if (kept >= MaxTokenBytes) throw new XmlException($"a tag or text of more than {MaxTokenBytes:N0} bytes");
            Array.Resize(ref _buffer, kept * 2);
        }
        else if (_next > 0)
        {
            Buffer.BlockCopy(_buffer, _next, _buffer, 0, kept);
        }

        (_next, _end) = (0, kept);
        int count = _stream.Read(_buffer, kept, _buffer.Length - kept);
        _end += count;
        _isAtEnd = count == 0;
        return count > 0;
    }
}

/// <summary>Walks the attributes of a tag.</summary>
internal ref struct XmlAttributes(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    /// <param name="name">With its prefix, if any.</param>
    /// <param name="value">As written: entities not yet undone.</param>
    public bool Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        int start = 0;
        while (start < _rest.Length && _rest[start] <= (byte)' ') start++;
        int equals = start;
        while (equals < _rest.Length && _rest[equals] != (byte)'=') equals++;
        int open = equals + 1;
        while (open < _rest.Length && _rest[open] <= (byte)' ') open++;
        if (open >= _rest.Length) return false;
        int length = _rest[(open + 1)..].IndexOf(_rest[open]);
        if (length < 0 || _rest[open] is not ((byte)'"' or (byte)'\'')) return false;
        name = _rest[start..equals];
        if (name.Length > 0 && name[^1] <= (byte)' ') name = name.TrimEnd(" \t\r\n"u8);
        value = _rest.Slice(open + 1, length);
        _rest = _rest[(open + length + 2)..];
        return true;
    }
}
