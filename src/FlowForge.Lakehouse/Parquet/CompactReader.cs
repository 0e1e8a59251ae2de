namespace FlowForge.Lakehouse.Parquet;

/// <summary>Types of Thrift's compact protocol, as they stand in the low four bits of a field's header.</summary>
/// <remarks>Source: github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal enum CompactType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    I8 = 3,
    I16 = 4,
    I32 = 5,
    I64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
    Uuid = 13,
}

/// <summary>Reads the Thrift structures of a Parquet footer, knowing their shape only as far as the caller asks.</summary>
/// <exception cref="InvalidDataException">From every member: the bytes are no such structure.</exception>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    // Parquet nests six deep; what goes further was not written by anyone in good faith.
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int Position { get; private set; }

    internal readonly ReadOnlySpan<byte> Slice(int from) => _bytes[from..Position];

    /// <summary>The header of the next field; false at the end of the structure.</summary>
    /// <param name="id">The id of the field before, which the header counts from; then its own.</param>
    internal bool TryField(ref short id, out CompactType type)
    {
        byte head = Byte();
        type = (CompactType)(head & 0x0F);
        if (type == CompactType.Stop) return false;
        int step = head >> 4;
        id = step == 0 ? checked((short)ZigZag()) : (short)(id + step);
        return true;
    }

    internal long ZigZag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>How many elements follow, and of which type.</summary>
    internal int ListHeader(out CompactType element)
    {
        byte head = Byte();
        element = (CompactType)(head & 0x0F);
        int count = head >> 4;
        return count == 15 ? Count() : count;
    }

    /// <summary>Steps over the value of a field.</summary>
    internal void Skip(CompactType type, int depth = 0)
    {
        if (depth > MaxDepth) throw new InvalidDataException("The footer nests too deep.");
        switch (type)
        {
            case CompactType.True or CompactType.False: return;
            case CompactType.I8: Advance(1); return;
            case CompactType.I16 or CompactType.I32 or CompactType.I64: Varint(); return;
            case CompactType.Double: Advance(sizeof(double)); return;
            case CompactType.Uuid: Advance(16); return;
            case CompactType.Binary: Advance(Count()); return;
            case CompactType.List or CompactType.Set: SkipList(depth); return;
            case CompactType.Map: SkipMap(depth); return;
            case CompactType.Struct: SkipStruct(depth); return;
            default: throw new InvalidDataException($"The footer has a value of an unknown type {(int)type}.");
        }
    }

    private void SkipStruct(int depth)
    {
        short id = 0;
        while (TryField(ref id, out CompactType type)) Skip(type, depth + 1);
    }

    private void SkipList(int depth)
    {
        int count = ListHeader(out CompactType element);
        for (int i = 0; i < count; i++) SkipElement(element, depth);
    }

    private void SkipMap(int depth)
    {
        int count = Count();
        if (count == 0) return;
        byte types = Byte();
        for (int i = 0; i < count; i++)
        {
            SkipElement((CompactType)(types >> 4), depth);
            SkipElement((CompactType)(types & 0x0F), depth);
        }
    }

    // In a field a boolean is its own header; among elements it takes a byte.
    private void SkipElement(CompactType type, int depth)
    {
        if (type is CompactType.True or CompactType.False) Advance(1);
        else Skip(type, depth + 1);
    }

    private int Count()
    {
        ulong count = Varint();
        return count <= (ulong)(_bytes.Length - Position) ? (int)count : throw new InvalidDataException("The footer counts more than it holds.");
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("The footer has a number of more than 64 bits.");
    }

    private byte Byte()
    {
        int at = Position;
        Advance(1);
        return _bytes[at];
    }

    private void Advance(int count)
    {
        if (count > _bytes.Length - Position) throw new InvalidDataException("The footer ends too early.");
        Position += count;
    }
}
