namespace FlowForge.Storage.Zstd;

/// <summary>What the symbols of the three sequence tables mean, and the tables to take when a block brings none (RFC 8878, 3.1.1.3.2).</summary>
internal static class SequenceCodes
{
    internal const int MaxLiteralLog = 9;
    internal const int MaxMatchLog = 9;
    internal const int MaxOffsetLog = 8;
    internal const int DefaultLiteralLog = 6;
    internal const int DefaultMatchLog = 6;
    internal const int DefaultOffsetLog = 5;

    private const int MinMatch = 3;

    internal static SymbolMeaning[] LiteralLengths { get; } =
        Lengths(first: 0, single: 16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    internal static SymbolMeaning[] MatchLengths { get; } =
        Lengths(first: MinMatch, single: 32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    internal static SymbolMeaning[] Offsets { get; } = [.. Enumerable.Range(0, 32).Select(code => new SymbolMeaning(1u << code, (byte)code))];

    internal static ReadOnlySpan<short> DefaultLiteralLengths =>
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1];

    internal static ReadOnlySpan<short> DefaultMatchLengths =>
    [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ];

    internal static ReadOnlySpan<short> DefaultOffsets =>
        [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

    /// <summary>The first codes stand for a length each, the others for ranges that follow one another.</summary>
    private static SymbolMeaning[] Lengths(int first, int single, byte[] extraBits)
    {
        var meanings = new SymbolMeaning[single + extraBits.Length];
        uint value = (uint)first;
        for (int code = 0; code < meanings.Length; code++)
        {
            byte bits = code < single ? (byte)0 : extraBits[code - single];
            meanings[code] = new SymbolMeaning(value, bits);
            value += 1u << bits;
        }
        return meanings;
    }
}
