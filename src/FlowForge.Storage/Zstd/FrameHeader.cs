namespace FlowForge.Storage.Zstd;

/// <summary>What a frame says of itself, after its magic number.</summary>
/// <param name="WindowBytes">How far back matches reach.</param>
/// <param name="ContentBytes">What comes out of the frame; null when it does not say.</param>
internal readonly record struct FrameHeader(int WindowBytes, ulong? ContentBytes, bool HasChecksum)
{
    internal static FrameHeader Read(CompressedInput input)
    {
        byte descriptor = input.ReadByte();
        bool singleSegment = (descriptor & 0x20) != 0;
        if ((descriptor & 0x08) != 0) throw new InvalidDataException("A zstd frame uses a bit that is reserved: damaged, or made by a newer zstd.");

        ulong window = singleSegment ? 0 : WindowOf(input.ReadByte());
        int dictionaryBytes = (descriptor & 3) == 3 ? 4 : descriptor & 3;
        ulong dictionary = dictionaryBytes == 0 ? 0 : input.ReadNumber(dictionaryBytes);
        if (dictionary != 0) throw new InvalidDataException($"The zstd data was compressed with dictionary {dictionary}, and dictionaries are not supported: compress it without one.");

        ulong? content = (descriptor >> 6) switch
        {
            0 => singleSegment ? input.ReadNumber(1) : null,
            1 => input.ReadNumber(2) + 256,
            2 => input.ReadNumber(4),
            _ => input.ReadNumber(8),
        };
        if (singleSegment) window = content!.Value;
        if (window > ZstdStream.MaxWindowBytes)
            throw new InvalidDataException($"The zstd data needs a window of {window:N0} bytes, at most {ZstdStream.MaxWindowBytes:N0} are allowed: compress it without --ultra --long.");
        return new FrameHeader((int)window, content, (descriptor & 4) != 0);
    }

    private static ulong WindowOf(byte descriptor)
    {
        ulong power = 1UL << (10 + (descriptor >> 3));
        return power + (power / 8 * (ulong)(descriptor & 7));
    }
}
