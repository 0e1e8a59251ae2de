namespace FlowForge.Convert.Dbf.Imploded;

/// <summary>One of the three fixed codes of PKWare's Data Compression Library: shorter codes first, symbols of a length in order, every bit inverted.</summary>
internal sealed class PrefixCode
{
    /// <summary>By the next bits of the stream, lowest first: symbol shifted by four, and the length of its code.</summary>
    private readonly ushort[] _entries;

    /// <param name="lengths">Bits of each symbol's code.</param>
    private PrefixCode(ReadOnlySpan<byte> lengths)
    {
        foreach (byte length in lengths) Bits = Math.Max(Bits, length);
        _entries = new ushort[1 << Bits];
        for (int length = 1, code = 0; length <= Bits; length++, code <<= 1)
            for (int symbol = 0; symbol < lengths.Length; symbol++)
                if (lengths[symbol] == length)
                    Add(symbol, code++, length);
    }

    /// <summary>Bytes that stand for themselves, where the file codes them: the first 32 are the first row.</summary>
    internal static PrefixCode Literals { get; } = new(
    [
        11, 12, 12, 12, 12, 12, 12, 12, 12, 8, 7, 12, 12, 7, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 13, 12, 12, 12, 12, 12,
        4, 10, 8, 12, 10, 12, 10, 8, 7, 7, 8, 9, 7, 6, 7, 8, 7, 6, 7, 7, 7, 7, 8, 7, 7, 8, 8, 12, 11, 7, 9, 11,
        12, 6, 7, 6, 6, 5, 7, 8, 8, 6, 11, 9, 6, 7, 6, 6, 7, 11, 6, 6, 6, 7, 9, 8, 9, 9, 11, 8, 11, 9, 12, 8,
        12, 5, 6, 6, 6, 5, 6, 6, 6, 5, 11, 7, 5, 6, 5, 5, 6, 10, 5, 5, 5, 5, 8, 7, 8, 8, 10, 11, 11, 12, 12, 12,
        13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
        13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
        12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
        13, 12, 13, 13, 13, 12, 13, 13, 13, 12, 13, 13, 13, 13, 12, 13, 13, 13, 12, 12, 12, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    ]);

    /// <summary>Ranges of lengths: <see cref="ImplodedStream"/> knows what each stands for.</summary>
    internal static PrefixCode Lengths { get; } = new([2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7]);

    /// <summary>The high bits of distances.</summary>
    internal static PrefixCode Distances { get; } = new(
    [
        2, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    ]);

    /// <summary>The longest code, at most 13.</summary>
    internal int Bits { get; }

    /// <summary>The symbol that the next <see cref="Bits"/> bits start with.</summary>
    /// <param name="length">How many of them are its code.</param>
    internal int Find(uint bits, out int length)
    {
        ushort entry = _entries[bits & ((1u << Bits) - 1)];
        length = entry & 15;
        return entry >> 4;
    }

    private void Add(int symbol, int code, int length)
    {
        int first = 0;
        for (int bit = 0; bit < length; bit++)
            if ((code >> (length - 1 - bit) & 1) == 0)
                first |= 1 << bit;
        for (int at = first; at < _entries.Length; at += 1 << length) _entries[at] = (ushort)(symbol << 4 | length);
    }
}
