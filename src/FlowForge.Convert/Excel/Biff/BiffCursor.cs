using System.Buffers.Binary;
using System.Text;
using FlowForge.Convert.Excel.Binary;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Reads from a record and from the CONTINUE records after it.</summary>
/// <remarks>Text that is cut by a record's end goes on after one more flags byte, which may switch between 8 and 16 bits; everything else
/// just goes on. What is not there reads as zero, and <see cref="AtEnd"/> tells.</remarks>
internal ref struct BiffCursor(byte[] stream, int position, int end)
{
    private const int HeaderBytes = 4;
    private const byte Wide = 1;
    private const byte Phonetic = 4;
    private const byte Rich = 8;

    private readonly byte[] _stream = stream;
    private int _position = position;
    private int _end = end;

    /// <summary>True when the record and its continuations are used up.</summary>
    public bool AtEnd => _position == _end && !NextPart();

    public byte ReadByte() => AtEnd ? (byte)0 : _stream[_position++];

    public ushort ReadUInt16()
    {
        if (_end - _position >= 2)
        {
            ushort value = BinaryPrimitives.ReadUInt16LittleEndian(_stream.AsSpan(_position));
            _position += 2;
            return value;
        }

        byte low = ReadByte();
        return (ushort)(low | (ReadByte() << 8));
    }

    public uint ReadUInt32()
    {
        uint low = ReadUInt16();
        return low | ((uint)ReadUInt16() << 16);
    }

    public void Skip(uint count)
    {
        while (count > 0 && !AtEnd)
        {
            int step = (int)Math.Min(count, (uint)(_end - _position));
            _position += step;
            count -= (uint)step;
        }
    }

    /// <summary>A BIFF8 string without its length: flags, text, formatting runs and phonetic text, of which only the text is kept.</summary>
    public void ReadUnicode(int characters, Utf8Builder into)
    {
        byte flags = ReadByte();
        uint runs = (flags & Rich) != 0 ? ReadUInt16() : 0u;
        uint phoneticBytes = (flags & Phonetic) != 0 ? ReadUInt32() : 0u;
        ReadCharacters(characters, flags, into);
        Skip(runs * 4);
        Skip(phoneticBytes);
    }

    /// <summary>Text of BIFF5 and earlier: a byte or two a character, in the workbook's code page.</summary>
    public void ReadEncoded(int bytes, Encoding encoding, Utf8Builder into)
    {
        // A character of two bytes may straddle a record's end, so the parts are decoded as one.
        int from = into.Length;
        while (bytes > 0 && !AtEnd)
        {
            int step = Math.Min(bytes, _end - _position);
            into.AppendRaw(_stream.AsSpan(_position, step));
            _position += step;
            bytes -= step;
        }

        into.Recode(from, encoding);
    }

    private void ReadCharacters(int characters, byte flags, Utf8Builder into)
    {
        while (characters > 0)
        {
            if (_position == _end)
            {
                if (!NextPart()) break;
                flags = ReadByte();
            }

            bool wide = (flags & Wide) != 0;
            int step = Math.Min(characters, wide ? (_end - _position) / 2 : _end - _position);
            ReadOnlySpan<byte> bytes = _stream.AsSpan(_position, wide ? step * 2 : step);
            if (wide) into.AppendUtf16(bytes);
            else into.AppendLatin1(bytes);
            characters -= step;
            // An odd byte before a break belongs to nothing.
            _position = characters > 0 ? _end : _position + bytes.Length;
        }

        into.EndText();
    }

    private bool NextPart()
    {
        while (_stream.Length - _end >= HeaderBytes
            && BinaryPrimitives.ReadUInt16LittleEndian(_stream.AsSpan(_end)) == BiffRecord.Continue)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_stream.AsSpan(_end + 2));
            _position = _end + HeaderBytes;
            _end = Math.Min(_position + length, _stream.Length);
            if (_end > _position) return true;
        }

        _position = _end;
        return false;
    }
}
