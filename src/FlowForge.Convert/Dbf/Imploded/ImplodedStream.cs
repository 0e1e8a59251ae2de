using FlowForge.Convert.Conversion;

namespace FlowForge.Convert.Dbf.Imploded;

/// <summary>Undoes the compression of PKWare's Data Compression Library ("implode"): literals, and repeats of what was written before within at most 4 KiB.</summary>
/// <remarks>Forward only. Memory: the window and a buffer for the input, whatever the stream holds.</remarks>
internal sealed class ImplodedStream : ReadOnlyStream
{
    private const int WindowLength = 4_096;
    private const int EndLength = 519;
    private const int LowBitsOfNearRepeats = 2;

    private readonly Stream _packed;
    private readonly byte[] _input = new byte[1 << 16];
    private readonly byte[] _window = new byte[WindowLength];
    private readonly bool _literalsAreCoded;
    private readonly int _lowBits;
    private int _inputAt, _inputEnd;
    private uint _bits;
    private int _bitCount;
    private long _written;
    private int _repeat, _distance;
    private bool _ended;

    /// <param name="packed">At its two first bytes, which say how; disposed with this.</param>
    /// <exception cref="InvalidDataException">They say nothing known.</exception>
    internal ImplodedStream(Stream packed)
    {
        _packed = packed;
        (uint literals, int window) = (TakeBits(8), (int)TakeBits(8));
        if (literals > 1 || window is < 4 or > 6) throw new InvalidDataException($"it starts with {literals:X2} {window:X2}, which no imploded data does");
        (_literalsAreCoded, _lowBits) = (literals == 1, window);
    }

    // By the symbol of a length: the shortest it stands for, and how many bits that follow are added.
    private static ReadOnlySpan<ushort> ShortestLengths => [3, 2, 4, 5, 6, 7, 8, 9, 10, 12, 16, 24, 40, 72, 136, 264];

    private static ReadOnlySpan<byte> LengthBits => [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];

    public override int Read(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            if (_repeat > 0) buffer[filled++] = Repeat();
            else if (!TryStart(out byte literal)) break;
            else if (_repeat == 0) buffer[filled++] = Keep(literal);
        }
        return filled;
    }

    /// <summary>Reads what comes next: a literal, or how much to repeat from where. False at the end.</summary>
    private bool TryStart(out byte literal)
    {
        literal = 0;
        if (_ended) return false;
        if (TakeBits(1) == 0)
        {
            literal = (byte)(_literalsAreCoded ? TakeSymbol(PrefixCode.Literals) : (int)TakeBits(8));
            return true;
        }
        int range = TakeSymbol(PrefixCode.Lengths);
        int length = ShortestLengths[range] + (int)TakeBits(LengthBits[range]);
        if (length == EndLength)
        {
            _ended = true;
            return false;
        }
        int lowBits = length == 2 ? LowBitsOfNearRepeats : _lowBits;
        int high = TakeSymbol(PrefixCode.Distances);
        _distance = (high << lowBits) + (int)TakeBits(lowBits) + 1;
        if (_distance > _written) throw new InvalidDataException($"behind {_written:N0} bytes it repeats what would be {_distance:N0} bytes before");
        _repeat = length;
        return true;
    }

    private byte Repeat()
    {
        _repeat--;
        return Keep(_window[(_written - _distance) & (WindowLength - 1)]);
    }

    private byte Keep(byte value)
    {
        _window[_written++ & (WindowLength - 1)] = value;
        return value;
    }

    private int TakeSymbol(PrefixCode code)
    {
        Fill(code.Bits);
        int symbol = code.Find(_bits, out int length);
        Drop(length);
        return symbol;
    }

    private uint TakeBits(int count)
    {
        Fill(count);
        uint bits = _bits & ((1u << count) - 1);
        Drop(count);
        return bits;
    }

    /// <summary>At the end of the input the bits that are not there read as zeros, and fail only when taken.</summary>
    private void Fill(int count)
    {
        while (_bitCount < count)
        {
            if (_inputAt == _inputEnd) (_inputAt, _inputEnd) = (0, _packed.Read(_input));
            if (_inputEnd == 0) return;
            _bits |= (uint)_input[_inputAt++] << _bitCount;
            _bitCount += 8;
        }
    }

    private void Drop(int count)
    {
        if (count > _bitCount) throw new InvalidDataException($"it ends behind {_written:N0} bytes, without its mark of the end");
        _bits >>= count;
        _bitCount -= count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _packed.Dispose();
        base.Dispose(disposing);
    }
}
