using System.Buffers.Binary;
using FlowForge.Convert.Excel.Binary;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>Walks over the records of a part: a type and a length in seven bits a byte, then that many bytes. Disposes the stream.</summary>
internal sealed class BrtReader(Stream stream) : IDisposable
{
    // What is read of a record at most; the rest is stepped over. Texts have 32,767 characters, formulas 16 KB.
    private const int MaxDataBytes = 1 << 20;
    private const int BufferBytes = 1 << 16;
    private const int MaxTypeBytes = 2;
    private const int MaxLengthBytes = 4;
    private const uint NoString = uint.MaxValue;

    private byte[] _buffer = new byte[BufferBytes];
    private int _position;
    private int _end;
    private int _dataLength;
    private long _skip;

    /// <summary>See <see cref="BrtRecord"/>.</summary>
    public int Type { get; private set; }

    /// <summary>Lent until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Data => _buffer.AsSpan(_position, _dataLength);

    /// <summary>True when the part ended in the middle of a record.</summary>
    public bool IsCut { get; private set; }

    public bool Read()
    {
        _position += _dataLength;
        _dataLength = 0;
        if (!SkipRest() || !TryReadNumber(MaxTypeBytes, out int type) || !TryReadNumber(MaxLengthBytes, out int length)) return false;
        int kept = Math.Min(length, MaxDataBytes);
        if (!Fill(kept))
        {
            IsCut = true;
            return false;
        }

        Type = type;
        _dataLength = kept;
        _skip = length - kept;
        return true;
    }

    /// <summary>Appends the string at the start of <paramref name="data"/>: 32 bits of length, then UTF-16.</summary>
    /// <returns>The bytes it takes; 0 when it is not whole.</returns>
    public static int ReadString(ReadOnlySpan<byte> data, Utf8Builder into)
    {
        const int LengthBytes = 4;
        if (data.Length < LengthBytes) return 0;
        uint characters = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (characters == NoString) return LengthBytes;
        if (characters > (data.Length - LengthBytes) / 2) return 0;
        int bytes = (int)characters * 2;
        into.AppendUtf16(data.Slice(LengthBytes, bytes));
        into.EndText();
        return LengthBytes + bytes;
    }

    public void Dispose() => stream.Dispose();

    private bool TryReadNumber(int maxBytes, out int number)
    {
        number = 0;
        for (int i = 0; i < maxBytes; i++)
        {
            if (!Fill(1))
            {
                // Between two records is where a part may end.
                IsCut |= maxBytes == MaxLengthBytes || i > 0;
                return false;
            }

            byte b = _buffer[_position++];
            number |= (b & 0x7F) << (7 * i);
            if (b < 0x80) break;
        }

        return true;
    }

    private bool SkipRest()
    {
        while (_skip > 0)
        {
            if (!Fill(1))
            {
                IsCut = true;
                return false;
            }

            int step = (int)Math.Min(_skip, _end - _position);
            _position += step;
            _skip -= step;
        }

        return true;
    }

    /// <summary>Makes at least so many bytes follow the position.</summary>
    private bool Fill(int count)
    {
        if (_end - _position >= count) return true;
        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
        _end -= _position;
        _position = 0;
        if (count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(count, Math.Min(_buffer.Length * 2, MaxDataBytes)));
        _end += stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        return _end >= count;
    }
}
