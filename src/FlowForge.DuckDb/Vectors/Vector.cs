using System.Runtime.InteropServices;
using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb.Vectors;

/// <summary>A column of a chunk: up to 2,048 values as a span, nulls as a bit mask. Lent by its chunk, so it cannot be stored.</summary>
/// <remarks>Fixed-width values lie as DuckDB lays them: BOOLEAN byte, BIGINT long, HUGEINT Int128, DECIMAL short/int/long/Int128 by precision
/// (up to 4/9/18/38), DATE int days, TIMESTAMP long units, TIME WITH TIME ZONE <see cref="Values.TimeTz"/>, INTERVAL <see cref="Values.Interval"/>,
/// UUID Int128 with the top bit flipped, ENUM byte/ushort/uint by the number of its values (up to 255/65,535/more).
/// Source: duckdb.org/docs/stable/clients/c/vector</remarks>
public readonly unsafe ref struct Vector
{
    /// <summary>Values in a full vector.</summary>
    public const int Capacity = 2_048;

    private readonly VectorPtr _pointer;

    internal Vector(VectorPtr pointer) => _pointer = pointer;

    /// <summary>The vector's type. Asks the engine each time; keep the answer.</summary>
    public DataType Type => LogicalType.Take(VectorCalls.ColumnType(_pointer));

    /// <summary>The first <paramref name="count"/> values. The caller names the type that the vector has.</summary>
    public Span<T> Values<T>(int count) where T : unmanaged => new(VectorCalls.Data(_pointer), count);

    /// <summary>One bit a value, 1 = not null, lowest bit first; empty when the vector has no nulls.</summary>
    public ReadOnlySpan<ulong> Validity(int count)
    {
        ulong* mask = VectorCalls.Validity(_pointer);
        return mask is null ? [] : new ReadOnlySpan<ulong>(mask, (count + 63) / 64);
    }

    /// <summary>The mask to write nulls into; made, with all bits set, when the vector had none.</summary>
    public Span<ulong> WritableValidity(int count)
    {
        VectorCalls.EnsureValidityWritable(_pointer);
        return new Span<ulong>(VectorCalls.Validity(_pointer), (count + 63) / 64);
    }

    public bool IsNull(int index)
    {
        ulong* mask = VectorCalls.Validity(_pointer);
        return mask is not null && (mask[index >> 6] >> index & 1) == 0;
    }

    /// <summary>Makes the value null. For a STRUCT or an ARRAY, whoever reads the fields or elements alone needs those null as well.</summary>
    public void SetNull(int index) => WritableValidity(index + 1)[index >> 6] &= ~(1UL << index);

    /// <summary>One fixed-width value. <see cref="Values{T}"/> is faster for many.</summary>
    public T Get<T>(int index) where T : unmanaged => ((T*)VectorCalls.Data(_pointer))[index];

    /// <inheritdoc cref="Get"/>
    public void Set<T>(int index, T value) where T : unmanaged => ((T*)VectorCalls.Data(_pointer))[index] = value;

    /// <summary>The UTF-8 bytes of a VARCHAR or the bytes of a BLOB, BIT, BIGNUM or GEOMETRY. Valid as long as the chunk; not for a null.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => StringSlot.Bytes((StringSlot*)VectorCalls.Data(_pointer) + index);

    /// <summary>Copies the bytes into the vector. They must be UTF-8 when the vector is a VARCHAR.</summary>
    public void SetBytes(int index, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* text = bytes)
            VectorCalls.AssignString(_pointer, (ulong)index, text, (ulong)bytes.Length);
    }

    /// <summary>Copies the text into the vector as UTF-8, without memory of its own up to 512 bytes.</summary>
    public void SetText(int index, ReadOnlySpan<char> text)
    {
        const int OnStack = 512;
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            SetBytes(index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
            return;
        }
        byte[] rented = System.Buffers.ArrayPool<byte>.Shared.Rent(most);
        SetBytes(index, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        System.Buffers.ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The elements of a LIST or the entries of a MAP, all rows together; a row's own are where its <see cref="ListEntry"/> says.</summary>
    public Vector ListElements => new(VectorCalls.ListChild(_pointer));

    /// <summary>How many elements all rows of a LIST have together.</summary>
    public int ListSize => (int)VectorCalls.ListSize(_pointer);

    /// <summary>Makes room for and sets the number of elements of all rows; those there stay. Take spans of <see cref="ListElements"/> after it, not before.</summary>
    public void SetListSize(int size)
    {
        _ = VectorCalls.ReserveList(_pointer, (ulong)size);
        _ = VectorCalls.SetListSize(_pointer, (ulong)size);
    }

    /// <summary>A field of a STRUCT, by position.</summary>
    public Vector StructField(int index) => new(VectorCalls.StructChild(_pointer, (ulong)index));

    /// <summary>The elements of a fixed-size ARRAY, all rows together: row r has those from r × size on.</summary>
    public Vector ArrayElements => new(VectorCalls.ArrayChild(_pointer));

    /// <summary>Which member of a UNION each row has: its number as a byte. Rows where it is another have a null in <see cref="UnionMember"/>.</summary>
    public Vector UnionTags => StructField(0);

    /// <summary>The values of a UNION's member, by position.</summary>
    public Vector UnionMember(int index) => StructField(index + 1);

    internal VectorPtr Pointer => _pointer;
}

/// <summary>Where a row's elements are within the elements of all rows: <c>duckdb_list_entry</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ListEntry(ulong Offset, ulong Length);
