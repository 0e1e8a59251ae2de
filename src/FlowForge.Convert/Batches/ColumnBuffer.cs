using System.Numerics;
using System.Runtime.InteropServices;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Vectors;
using Vector = FlowForge.DuckDb.Vectors.Vector;

namespace FlowForge.Convert.Batches;

/// <summary>The values of one column in a batch, laid out as DuckDB's vectors are. Grows for the elements of lists; not thread-safe.</summary>
internal abstract class ColumnBuffer
{
    private ulong[] _validity = new ulong[Vector.Capacity / 64];
    private int _capacity = Vector.Capacity;

    protected ColumnBuffer() => Array.Fill(_validity, ulong.MaxValue);

    /// <summary>Values appended, nulls included.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether any value is null.</summary>
    internal bool HasNulls { get; private set; }

    internal static ColumnBuffer For(DataType type) => type switch
    {
        DataType.List list => new ListBuffer(For(list.Element)),
        DataType.Struct structure => new StructBuffer([.. structure.Fields.Select(field => For(field.Type))]),
        DataType.Map map => new ListBuffer(new StructBuffer([For(map.Key), For(map.Value)])),
        DataType.Decimal { Precision: <= 4 } => new FixedBuffer<short>(),
        DataType.Decimal { Precision: <= 9 } => new FixedBuffer<int>(),
        DataType.Decimal { Precision: <= 18 } => new FixedBuffer<long>(),
        DataType.Decimal => new FixedBuffer<Int128>(),
        DataType.Primitive primitive => ForPrimitive(primitive.Kind),
        _ => throw new NotSupportedException($"{type} cannot be written from a file."),
    };

    private static ColumnBuffer ForPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean or PrimitiveKind.UTinyInt => new FixedBuffer<byte>(),
        PrimitiveKind.TinyInt => new FixedBuffer<sbyte>(),
        PrimitiveKind.SmallInt => new FixedBuffer<short>(),
        PrimitiveKind.Integer or PrimitiveKind.Date => new FixedBuffer<int>(),
        PrimitiveKind.BigInt or PrimitiveKind.Time or PrimitiveKind.Timestamp or PrimitiveKind.TimestampTz => new FixedBuffer<long>(),
        PrimitiveKind.Float => new FixedBuffer<float>(),
        PrimitiveKind.Double => new FixedBuffer<double>(),
        PrimitiveKind.Uuid => new FixedBuffer<Int128>(),
        PrimitiveKind.Varchar or PrimitiveKind.Blob => new BytesBuffer(),
        _ => throw new NotSupportedException($"{kind.SqlName()} cannot be written from a file."),
    };

    /// <summary>Puts the values into a vector of the same type, from its first row on.</summary>
    internal void CopyTo(Vector vector)
    {
        CopyValues(vector);
        if (HasNulls) _validity.AsSpan(0, (Count + 63) / 64).CopyTo(vector.WritableValidity(Count));
    }

    /// <summary>Appends a null.</summary>
    internal virtual void AppendNull()
    {
        int at = Claim();
        _validity[at >> 6] &= ~(1UL << at);
        HasNulls = true;
    }

    /// <summary>Appends nulls until there are <paramref name="count"/> values.</summary>
    internal void PadTo(int count)
    {
        while (Count < count) AppendNull();
    }

    internal virtual void Clear()
    {
        Count = 0;
        HasNulls = false;
        Array.Fill(_validity, ulong.MaxValue);
    }

    /// <summary>The place of the next value, which is valid.</summary>
    protected int Claim()
    {
        int at = Count;
        if (at == _capacity) Grow();
        Count = at + 1;
        return at;
    }

    /// <summary>Makes room for so many values.</summary>
    protected abstract void Reserve(int count);

    private void Grow()
    {
        int words = _validity.Length;
        Array.Resize(ref _validity, words * 2);
        Array.Fill(_validity, ulong.MaxValue, words, words);
        _capacity *= 2;
        Reserve(_capacity);
    }

    protected abstract void CopyValues(Vector vector);
}

/// <summary>Values of a fixed width.</summary>
internal sealed class FixedBuffer<T> : ColumnBuffer where T : unmanaged
{
    private T[] _values = new T[Vector.Capacity];

    internal void Append(T value)
    {
        // Claiming may put a larger array in place, so it comes before the array is looked at.
        int at = Claim();
        _values[at] = value;
    }

    protected override void Reserve(int count)
    {
        if (count > _values.Length) Array.Resize(ref _values, count);
    }

    protected override void CopyValues(Vector vector) => _values.AsSpan(0, Count).CopyTo(vector.Values<T>(Count));
}

/// <summary>Texts and blobs. Long ones lie in pinned pages that the vector points into, so they must live until the engine has taken the chunk.</summary>
internal sealed unsafe class BytesBuffer : ColumnBuffer
{
    private const int PageBytes = 64 << 10;
    private readonly List<byte[]> _pages = [];
    private StringSlot[] _slots = new StringSlot[Vector.Capacity];
    private int _page;
    private int _used;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        int at = Claim();
        if (bytes.Length <= StringSlot.InlineCapacity)
        {
            fixed (byte* inline = bytes) _slots[at] = StringSlot.Borrow(inline, bytes.Length);
            return;
        }
        byte* place = Place(bytes.Length);
        bytes.CopyTo(new Span<byte>(place, bytes.Length));
        _slots[at] = StringSlot.Borrow(place, bytes.Length);
    }

    private byte* Place(int length)
    {
        while (_page < _pages.Count && _pages[_page].Length - _used < length)
        {
            _page++;
            _used = 0;
        }
        if (_page == _pages.Count)
            _pages.Add(GC.AllocateUninitializedArray<byte>(Math.Max(PageBytes, (int)BitOperations.RoundUpToPowerOf2((uint)length)), pinned: true));
        byte* place = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_pages[_page], _used);
        _used += length;
        return place;
    }

    internal override void Clear()
    {
        base.Clear();
        // Pages made for one huge value are not kept: memory follows the data down again.
        if (_pages.Count > 64) _pages.RemoveRange(64, _pages.Count - 64);
        _pages.RemoveAll(page => page.Length > 1 << 20);
        _page = _used = 0;
    }

    protected override void Reserve(int count)
    {
        if (count > _slots.Length) Array.Resize(ref _slots, count);
    }

    protected override void CopyValues(Vector vector) => _slots.AsSpan(0, Count).CopyTo(vector.Values<StringSlot>(Count));
}

/// <summary>Lists, and maps as lists of key and value.</summary>
internal sealed class ListBuffer(ColumnBuffer elements) : ColumnBuffer
{
    private ListEntry[] _entries = new ListEntry[Vector.Capacity];

    internal ColumnBuffer Elements { get; } = elements;

    /// <summary>Appends a list of the elements from <paramref name="first"/> to the last one there is.</summary>
    internal void Append(int first)
    {
        int at = Claim();
        _entries[at] = new ListEntry((ulong)first, (ulong)(Elements.Count - first));
    }

    internal override void AppendNull()
    {
        base.AppendNull();
        // The engine copies the entries of nulls too: what the batch before left there would point behind the elements.
        _entries[Count - 1] = default;
    }

    internal override void Clear()
    {
        base.Clear();
        Elements.Clear();
    }

    protected override void Reserve(int count)
    {
        if (count > _entries.Length) Array.Resize(ref _entries, count);
    }

    protected override void CopyValues(Vector vector)
    {
        _entries.AsSpan(0, Count).CopyTo(vector.Values<ListEntry>(Count));
        vector.SetListSize(Elements.Count);
        Elements.CopyTo(vector.ListElements);
    }
}

/// <summary>Structs: a buffer a field, all equally long.</summary>
internal sealed class StructBuffer(ColumnBuffer[] fields) : ColumnBuffer
{
    internal ColumnBuffer[] Fields { get; } = fields;

    internal void Append()
    {
        Claim();
        foreach (ColumnBuffer field in Fields) field.PadTo(Count);
    }

    /// <summary>The fields of a null are null too: a field's values must stay level with their structs.</summary>
    internal override void AppendNull()
    {
        base.AppendNull();
        foreach (ColumnBuffer field in Fields) field.PadTo(Count);
    }

    internal override void Clear()
    {
        base.Clear();
        foreach (ColumnBuffer field in Fields) field.Clear();
    }

    protected override void Reserve(int count)
    {
    }

    protected override void CopyValues(Vector vector)
    {
        for (int i = 0; i < Fields.Length; i++)
        {
            Fields[i].PadTo(Count);
            Fields[i].CopyTo(vector.StructField(i));
        }
    }
}
