using System.Runtime.InteropServices;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb.Vectors;

/// <summary>A column of a chunk: up to 2,048 values as a span, nulls as a bit mask. Lent by its chunk, so it cannot be stored.</summary>
/// <remarks>Fixed-width values lie as DuckDB lays them: BOOLEAN byte, BIGINT long, DECIMAL short/int/long/Int128 by precision,
/// DATE int days, TIMESTAMP long microseconds, UUID Int128 with the top bit flipped. Source: duckdb.org/docs/stable/clients/c/vector</remarks>
public readonly unsafe ref struct Vector
{
    /// <summary>Values in a full vector.</summary>
    public const int Capacity = 2_048;

    private readonly VectorPtr _pointer;

    internal Vector(VectorPtr pointer) => _pointer = pointer;

    /// <summary>The first <paramref name="count"/> values. The caller names the type that the vector has.</summary>
    public Span<T> Values<T>(int count) where T : unmanaged => new(Chunks.Data(_pointer), count);

    /// <summary>One bit a value, 1 = not null, lowest bit first; empty when the vector has no nulls.</summary>
    public ReadOnlySpan<ulong> Validity(int count)
    {
        ulong* mask = Chunks.Validity(_pointer);
        return mask is null ? [] : new ReadOnlySpan<ulong>(mask, (count + 63) / 64);
    }

    /// <summary>The mask to write nulls into; made when the vector had none.</summary>
    public Span<ulong> WritableValidity(int count)
    {
        Chunks.EnsureValidityWritable(_pointer);
        return new Span<ulong>(Chunks.Validity(_pointer), (count + 63) / 64);
    }

    /// <summary>The UTF-8 bytes of a VARCHAR or the bytes of a BLOB. Valid as long as the chunk.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => ((StringSlot*)Chunks.Data(_pointer))[index].AsSpan();

    /// <summary>Copies the bytes into the vector. They must be UTF-8 when the vector is a VARCHAR.</summary>
    public void SetBytes(int index, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* text = bytes)
            Chunks.AssignString(_pointer, (ulong)index, text, (ulong)bytes.Length);
    }

    /// <summary>The elements of a LIST or the entries of a MAP, all rows together.</summary>
    public Vector ListElements => new(Chunks.ListChild(_pointer));

    /// <summary>How many elements all rows of a LIST have together.</summary>
    public int ListSize => (int)Chunks.ListSize(_pointer);

    /// <summary>Makes room for and sets the number of elements of all rows. Take <see cref="ListElements"/> after it, not before.</summary>
    public void SetListSize(int size)
    {
        _ = Chunks.ReserveList(_pointer, (ulong)size);
        _ = Chunks.SetListSize(_pointer, (ulong)size);
    }

    /// <summary>A field of a STRUCT, by position.</summary>
    public Vector StructField(int index) => new(Chunks.StructChild(_pointer, (ulong)index));

    /// <summary>The elements of a fixed-size ARRAY, all rows together.</summary>
    public Vector ArrayElements => new(Chunks.ArrayChild(_pointer));
}

/// <summary>Where a row's elements are within the elements of all rows: <c>duckdb_list_entry</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ListEntry(ulong Offset, ulong Length);

/// <summary><c>duckdb_string_t</c>: up to 12 bytes in place, longer ones as a pointer with the first four bytes beside it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public unsafe struct StringSlot
{
    /// <summary>Bytes that fit in the slot itself.</summary>
    public const int InlineCapacity = 12;

    [FieldOffset(0)] private uint _length;
    [FieldOffset(4)] private fixed byte _inline[InlineCapacity];
    [FieldOffset(8)] private byte* _pointer;

    internal readonly ReadOnlySpan<byte> AsSpan()
    {
        if (_length > InlineCapacity) return new ReadOnlySpan<byte>(_pointer, (int)_length);
        fixed (StringSlot* self = &this)
            return new ReadOnlySpan<byte>((byte*)self + 4, (int)_length);
    }

    /// <summary>A slot for bytes that stay where they are. They must not move or be freed while the chunk is in use.</summary>
    /// <param name="bytes">Pinned or native memory.</param>
    /// <param name="length">0 to 4,294,967,295 bytes.</param>
    public static StringSlot Borrow(byte* bytes, int length)
    {
        StringSlot slot = default;
        slot._length = (uint)length;
        if (length <= InlineCapacity)
        {
            new ReadOnlySpan<byte>(bytes, length).CopyTo(new Span<byte>(slot._inline, InlineCapacity));
        }
        else
        {
            *(uint*)slot._inline = *(uint*)bytes;
            slot._pointer = bytes;
        }
        return slot;
    }
}
