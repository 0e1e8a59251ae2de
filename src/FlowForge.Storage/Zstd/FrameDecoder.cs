namespace FlowForge.Storage.Zstd;

/// <summary>Decodes the blocks of one frame after the other. Not thread-safe.</summary>
internal sealed class FrameDecoder
{
    internal const int MaxBlockBytes = 128 << 10;

    private enum BlockKind
    {
        Raw,
        Rle,
        Compressed,
        Reserved,
    }

    private readonly byte[] _block = new byte[MaxBlockBytes];
    private readonly History _history = new();
    private readonly BlockDecoder _blocks = new();
    private readonly XxHash64 _hash = new();
    private FrameHeader _header;

    internal void Start(FrameHeader header)
    {
        _header = header;
        _history.Start(header.WindowBytes);
        _blocks.Start();
        _hash.Reset();
    }

    /// <summary>Hands out what was decoded and not yet taken.</summary>
    internal int TakeOutput(Span<byte> target) => _history.Take(target);

    /// <summary>Decodes the next block. False when it was the frame's last.</summary>
    /// <remarks>Only when all output was taken.</remarks>
    internal bool DecodeBlock(CompressedInput input)
    {
        uint head = (uint)input.ReadNumber(3);
        bool last = (head & 1) != 0;
        int size = (int)(head >> 3);
        int limit = Math.Min(MaxBlockBytes, Math.Max(_header.WindowBytes, 1));
        if (size > limit) throw Damaged($"a block of {size:N0} bytes where {limit:N0} is the limit");
        int before = _history.BeginBlock(limit);
        switch ((BlockKind)((head >> 1) & 3))
        {
            case BlockKind.Raw:
                input.ReadExactly(_history.Append(size));
                break;
            case BlockKind.Rle:
                _history.Append(size).Fill(input.ReadByte());
                break;
            case BlockKind.Compressed:
                Span<byte> compressed = _block.AsSpan(0, size);
                input.ReadExactly(compressed);
                _blocks.Decode(compressed, _history, limit);
                break;
            case BlockKind.Reserved:
                throw Damaged("a block of a kind that does not exist");
        }
        if (_header.HasChecksum) _hash.Append(_history.Since(before));
        if (last) Finish(input);
        return !last;
    }

    internal static InvalidDataException Damaged(string what) => new($"The zstd data is damaged: {what}.");

    private void Finish(CompressedInput input)
    {
        if (_header.ContentBytes is { } expected && expected != (ulong)_history.Produced)
            throw Damaged($"a frame gave {_history.Produced:N0} bytes and promised {expected:N0}");
        if (!_header.HasChecksum) return;
        uint stored = input.ReadUInt32(), computed = (uint)_hash.Current;
        if (stored != computed) throw Damaged($"the checksum of a frame is {computed:X8}, and {stored:X8} is stored");
    }
}
