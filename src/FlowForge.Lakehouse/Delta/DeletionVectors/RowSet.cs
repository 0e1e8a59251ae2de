namespace FlowForge.Lakehouse.Delta.DeletionVectors;

/// <summary>Numbers of rows of a file, from 0. Immutable; thread-safe.</summary>
internal sealed class RowSet
{
    private readonly long[] _keys;
    private readonly RowContainer[] _containers;

    /// <param name="keys">Row numbers without their lower 16 bits, growing.</param>
    internal RowSet(long[] keys, RowContainer[] containers)
    {
        (_keys, _containers) = (keys, containers);
        Count = containers.Sum(container => (long)container.Count);
    }

    internal static RowSet Empty { get; } = new([], []);

    internal long Count { get; }

    internal bool Contains(long row)
    {
        int at = Array.BinarySearch(_keys, row >> 16);
        return at >= 0 && _containers[at].Contains((ushort)row);
    }

    /// <summary>Clears <paramref name="marks"/> where a row is in the set; rows mostly grow by one, so a container is looked up once for many.</summary>
    internal void ClearMarks(ReadOnlySpan<long> rows, Span<byte> marks)
    {
        long key = -1;
        RowContainer? container = null;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >> 16 != key)
            {
                key = rows[i] >> 16;
                int at = Array.BinarySearch(_keys, key);
                container = at >= 0 ? _containers[at] : null;
            }
            if (container is not null && container.Contains((ushort)rows[i])) marks[i] = 0;
        }
    }
}

/// <summary>Up to 65,536 numbers. A closed set: the three forms that a roaring bitmap has.</summary>
internal abstract class RowContainer
{
    private RowContainer() { }

    internal abstract int Count { get; }

    internal abstract bool Contains(ushort value);

    /// <param name="values">Growing.</param>
    internal sealed class Sorted(ushort[] values) : RowContainer
    {
        internal override int Count => values.Length;

        internal override bool Contains(ushort value) => values.AsSpan().BinarySearch(value) >= 0;
    }

    /// <param name="words">1,024 of them; the lowest bit comes first.</param>
    internal sealed class Bits(ulong[] words) : RowContainer
    {
        internal override int Count { get; } = words.Sum(word => System.Numerics.BitOperations.PopCount(word));

        internal override bool Contains(ushort value) => (words[value >> 6] >> (value & 63) & 1) != 0;
    }

    /// <param name="starts">Growing.</param>
    /// <param name="ends">The last value of each run.</param>
    internal sealed class Runs(ushort[] starts, ushort[] ends) : RowContainer
    {
        internal override int Count { get; } = starts.Zip(ends, (start, end) => end - start + 1).Sum();

        internal override bool Contains(ushort value)
        {
            int at = starts.AsSpan().BinarySearch(value);
            if (at < 0) at = ~at - 1;
            return at >= 0 && value <= ends[at];
        }
    }
}
