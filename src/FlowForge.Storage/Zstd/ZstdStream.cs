namespace FlowForge.Storage.Zstd;

/// <summary>Reads what zstd compressed (RFC 8878): any number of frames, one after the other. Forward only, not thread-safe.</summary>
/// <remarks>Memory is the largest window in the data, at most <see cref="MaxWindowBytes"/>, plus half as much, plus 400 KiB; and never more than
/// twice what has come out. Checksums are verified where frames have them.</remarks>
public sealed class ZstdStream : Stream
{
    /// <summary>128 MiB: what the zstd tool reads without being told to take more.</summary>
    public const int MaxWindowBytes = 128 << 20;

    private readonly CompressedInput _input;
    private readonly bool _leaveOpen;
    private readonly Stream _inner;
    private readonly FrameDecoder _frame = new();
    private bool _inFrame;
    private bool _ended;

    /// <param name="inner">At the start of a frame.</param>
    /// <param name="leaveOpen">Whether <paramref name="inner"/> outlives this stream.</param>
    public ZstdStream(Stream inner, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (_inner, _leaveOpen) = (inner, leaveOpen);
        _input = new CompressedInput(inner);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">Damaged, cut, not zstd, or needs a dictionary or a larger window: the text says which.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0) return 0;
        while (true)
        {
            int count = _frame.TakeOutput(buffer);
            if (count > 0 || _ended) return count;
            if (_inFrame) _inFrame = _frame.DecodeBlock(_input);
            else _ended = !TryStartFrame();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen) _inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>False at the end of the data.</summary>
    private bool TryStartFrame()
    {
        const uint Frame = 0xFD2F_B528, FirstLegacy = 0xFD2F_B522, Skippable = 0x184D_2A50;
        Span<byte> magic = stackalloc byte[4];
        int length = _input.Read(magic);
        if (length == 0) return false;
        if (length < 4) throw CompressedInput.Cut();
        uint number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(magic);
        if ((number & 0xFFFF_FFF0) == Skippable)
        {
            _input.Skip(_input.ReadUInt32());
            return true;
        }
        if (number is >= FirstLegacy and < Frame) throw new InvalidDataException("The data is in a format of zstd before version 0.8, which is not read.");
        if (number != Frame) throw new InvalidDataException($"Found {number:X8} where a zstd frame (FD2FB528) should begin: not zstd data, or damaged.");
        _frame.Start(FrameHeader.Read(_input));
        _inFrame = true;
        return true;
    }
}
