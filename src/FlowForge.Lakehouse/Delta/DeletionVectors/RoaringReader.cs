using System.Buffers.Binary;

namespace FlowForge.Lakehouse.Delta.DeletionVectors;

/// <summary>Reads a roaring bitmap array: 32-bit roaring bitmaps in their portable form, each for the rows with one upper half.</summary>
/// <remarks>Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#deletion-vector-format and github.com/RoaringBitmap/RoaringFormatSpec.
/// No count in the bytes is trusted: each is checked against what is left.</remarks>
internal ref struct RoaringReader(ReadOnlySpan<byte> bytes)
{
    private const int Magic = 1_681_511_377;
    private const int CookieWithRuns = 12_347;
    private const int CookieWithoutRuns = 12_346;
    private const int FewestForOffsets = 4;
    private const int LargestSorted = 4_096;
    private const int BitsWords = 1_024;

    private readonly List<long> _keys = [];
    private readonly List<RowContainer> _containers = [];
    private ReadOnlySpan<byte> _rest = bytes;

    /// <exception cref="InvalidDataException">The bytes are no such array; the message says why.</exception>
    internal static RowSet Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RoaringReader(bytes);
        int magic = BinaryPrimitives.ReadInt32LittleEndian(reader.Take(sizeof(int)));
        if (magic != Magic) throw new InvalidDataException($"it begins with {magic}, expected {Magic}.");
        long bitmaps = BinaryPrimitives.ReadInt64LittleEndian(reader.Take(sizeof(long)));
        for (long i = 0; i < bitmaps; i++) reader.ReadBitmap(BinaryPrimitives.ReadUInt32LittleEndian(reader.Take(sizeof(uint))));
        return new RowSet([.. reader._keys], [.. reader._containers]);
    }

    private void ReadBitmap(uint upper)
    {
        uint cookie = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        bool hasRuns = (cookie & 0xFFFF) == CookieWithRuns;
        if (!hasRuns && cookie != CookieWithoutRuns) throw new InvalidDataException($"a bitmap begins with {cookie}, which no roaring bitmap does.");
        int count = hasRuns ? (int)(cookie >> 16) + 1 : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))), int.MaxValue);
        if (count > 1 << 16) throw new InvalidDataException($"a bitmap says it has {count:N0} containers, at most 65,536 can be.");
        ReadOnlySpan<byte> runs = hasRuns ? Take((count + 7) / 8) : default;
        ReadOnlySpan<byte> headers = Take(count * 4);
        if (!hasRuns || count >= FewestForOffsets) Take(count * 4);
        for (int i = 0; i < count; i++)
        {
            long key = (long)upper << 16 | BinaryPrimitives.ReadUInt16LittleEndian(headers[(i * 4)..]);
            if (_keys.Count > 0 && key <= _keys[^1]) throw new InvalidDataException("the containers are not in order.");
            int cardinality = BinaryPrimitives.ReadUInt16LittleEndian(headers[(i * 4 + 2)..]) + 1;
            bool isRun = hasRuns && (runs[i / 8] >> (i % 8) & 1) != 0;
            _keys.Add(key);
            _containers.Add(isRun ? ReadRuns() : cardinality <= LargestSorted ? new RowContainer.Sorted(Numbers(cardinality)) : new RowContainer.Bits(Words()));
        }
    }

    private RowContainer.Runs ReadRuns()
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        ushort[] pairs = Numbers(count * 2);
        var (starts, ends) = (new ushort[count], new ushort[count]);
        for (int i = 0; i < count; i++)
        {
            starts[i] = pairs[i * 2];
            int end = starts[i] + pairs[i * 2 + 1];
            if (end > ushort.MaxValue || i > 0 && starts[i] <= ends[i - 1]) throw new InvalidDataException("the runs of a container overlap or leave it.");
            ends[i] = (ushort)end;
        }
        return new RowContainer.Runs(starts, ends);
    }

    private ushort[] Numbers(int count)
    {
        ReadOnlySpan<byte> bytes = Take(count * sizeof(ushort));
        var numbers = new ushort[count];
        for (int i = 0; i < count; i++) numbers[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]);
        return numbers;
    }

    private ulong[] Words()
    {
        ReadOnlySpan<byte> bytes = Take(BitsWords * sizeof(ulong));
        var words = new ulong[BitsWords];
        for (int i = 0; i < BitsWords; i++) words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
        return words;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw new InvalidDataException($"it ends {count - _rest.Length:N0} bytes too early.");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
