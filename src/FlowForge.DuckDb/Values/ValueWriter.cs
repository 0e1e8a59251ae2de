using System.Diagnostics;
using System.Numerics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Vectors;
using Vector = FlowForge.DuckDb.Vectors.Vector;

namespace FlowForge.DuckDb.Values;

/// <summary>Writes objects into vectors of one type: what <see cref="ValueReader"/> gives, and .NET's own types where nothing is lost
/// (any integer, decimal, DateOnly, TimeOnly, DateTime, DateTimeOffset, TimeSpan). Thread-safe.</summary>
/// <remarks>Rows of a LIST or MAP are written in order, each once: their elements go behind those already there.</remarks>
public sealed class ValueWriter
{
    private readonly WriteValue _write;
    private readonly WriteNull _writeNull;

    private ValueWriter(DataType type, WriteValue write, WriteNull? writeNull = null) =>
        (Type, _write, _writeNull) = (type, write, writeNull ?? ((_, _) => { }));

    private delegate void WriteValue(Vector vector, int row, object value);

    private delegate void WriteNull(Vector vector, int row);

    public DataType Type { get; }

    /// <exception cref="InvalidCastException">The value is of another kind than the type.</exception>
    /// <exception cref="OverflowException">The value does not fit the type.</exception>
    public void Write(Vector vector, int row, object? value)
    {
        if (value is not null)
        {
            _write(vector, row, ValueConversion.To(Type, value));
            return;
        }
        vector.SetNull(row);
        _writeNull(vector, row);
    }

    public static ValueWriter For(DataType type) => type switch
    {
        DataType.Primitive primitive => new(type, ForPrimitive(primitive.Kind)),
        DataType.Decimal number => new(type, ForDecimal(number)),
        DataType.Enum choice => new(type, ForEnum(choice.Values)),
        DataType.Geometry => new(type, (vector, row, value) => vector.SetBytes(row, (byte[])value)),
        DataType.List list => ForList(type, For(list.Element)),
        DataType.Array array => ForArray(array, For(array.Element)),
        DataType.Map map => ForMap(type, For(map.Key), For(map.Value)),
        DataType.Struct structure => ForStruct(type, [.. structure.Fields.Select(field => For(field.Type))]),
        DataType.Union union => ForUnion(union, [.. union.Members.Select(member => For(member.Type))]),
        _ => throw new UnreachableException(),
    };

    private static WriteValue ForPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => (vector, row, value) => vector.Set(row, (bool)value ? (byte)1 : (byte)0),
        PrimitiveKind.TinyInt => Unboxed<sbyte>(),
        PrimitiveKind.SmallInt => Unboxed<short>(),
        PrimitiveKind.Integer => Unboxed<int>(),
        PrimitiveKind.BigInt => Unboxed<long>(),
        PrimitiveKind.HugeInt => Unboxed<Int128>(),
        PrimitiveKind.UTinyInt => Unboxed<byte>(),
        PrimitiveKind.USmallInt => Unboxed<ushort>(),
        PrimitiveKind.UInteger => Unboxed<uint>(),
        PrimitiveKind.UBigInt => Unboxed<ulong>(),
        PrimitiveKind.UHugeInt => Unboxed<UInt128>(),
        PrimitiveKind.BigNum => (vector, row, value) => vector.SetBytes(row, BigNum.ToBytes((BigInteger)value)),
        PrimitiveKind.Float => Unboxed<float>(),
        PrimitiveKind.Double => Unboxed<double>(),
        PrimitiveKind.Varchar => (vector, row, value) => vector.SetText(row, (string)value),
        PrimitiveKind.Blob => (vector, row, value) => vector.SetBytes(row, (byte[])value),
        PrimitiveKind.Bit => (vector, row, value) => vector.SetBytes(row, ((BitString)value).ToBytes()),
        PrimitiveKind.Date => Unboxed<Date>(),
        PrimitiveKind.Time => Unboxed<Time>(),
        PrimitiveKind.TimeTz => Unboxed<TimeTz>(),
        PrimitiveKind.TimeNs => Unboxed<TimeNs>(),
        PrimitiveKind.Timestamp or PrimitiveKind.TimestampS or PrimitiveKind.TimestampMs or PrimitiveKind.TimestampNs =>
            (vector, row, value) => vector.Set(row, ((Timestamp)value).Count),
        PrimitiveKind.TimestampTz => Unboxed<TimestampTz>(),
        PrimitiveKind.Interval => Unboxed<Interval>(),
        PrimitiveKind.Uuid => (vector, row, value) => vector.Set(row, UuidBits.FromGuid((Guid)value)),
    };

    private static WriteValue Unboxed<T>() where T : unmanaged => (vector, row, value) => vector.Set(row, (T)value);

    private static WriteValue ForDecimal(DataType.Decimal type) => type.Precision switch
    {
        <= 4 => (vector, row, value) => vector.Set(row, (short)((Decimal38)value).Unscaled),
        <= 9 => (vector, row, value) => vector.Set(row, (int)((Decimal38)value).Unscaled),
        <= 18 => (vector, row, value) => vector.Set(row, (long)((Decimal38)value).Unscaled),
        _ => (vector, row, value) => vector.Set(row, ((Decimal38)value).Unscaled),
    };

    private static WriteValue ForEnum(IReadOnlyList<string> values)
    {
        var indexes = new Dictionary<string, int>();
        for (int i = 0; i < values.Count; i++) indexes.Add(values[i], i);
        return values.Count switch
        {
            <= byte.MaxValue => (vector, row, value) => vector.Set(row, (byte)indexes[(string)value]),
            <= ushort.MaxValue => (vector, row, value) => vector.Set(row, (ushort)indexes[(string)value]),
            _ => (vector, row, value) => vector.Set(row, (uint)indexes[(string)value]),
        };
    }

    private static ValueWriter ForList(DataType type, ValueWriter element) => new(type, (vector, row, value) =>
    {
        var list = (ListValue)value;
        int offset = Grow(vector, row, list.Count);
        for (int i = 0; i < list.Count; i++) element.Write(vector.ListElements, offset + i, list[i]);
    }, (vector, row) => Grow(vector, row, 0));

    private static ValueWriter ForMap(DataType type, ValueWriter key, ValueWriter writer) => new(type, (vector, row, value) =>
    {
        var map = (MapValue)value;
        int offset = Grow(vector, row, map.Count);
        for (int i = 0; i < map.Count; i++)
        {
            key.Write(vector.ListElements.StructField(0), offset + i, map[i].Key);
            writer.Write(vector.ListElements.StructField(1), offset + i, map[i].Value);
        }
    }, (vector, row) => Grow(vector, row, 0));

    private static int Grow(Vector vector, int row, int count)
    {
        int offset = vector.ListSize;
        vector.SetListSize(offset + count);
        vector.Set(row, new ListEntry((ulong)offset, (ulong)count));
        return offset;
    }

    private static ValueWriter ForArray(DataType.Array type, ValueWriter element) => new(type, (vector, row, value) =>
    {
        var list = (ListValue)value;
        for (int i = 0; i < list.Count; i++) element.Write(vector.ArrayElements, row * type.Size + i, list[i]);
    }, (vector, row) =>
    {
        for (int i = 0; i < type.Size; i++) element.Write(vector.ArrayElements, row * type.Size + i, null);
    });

    private static ValueWriter ForStruct(DataType type, ValueWriter[] fields) => new(type, (vector, row, value) =>
    {
        var structure = (StructValue)value;
        for (int i = 0; i < fields.Length; i++) fields[i].Write(vector.StructField(i), row, structure[i].Value);
    }, (vector, row) =>
    {
        for (int i = 0; i < fields.Length; i++) fields[i].Write(vector.StructField(i), row, null);
    });

    private static ValueWriter ForUnion(DataType.Union type, ValueWriter[] members)
    {
        void WriteMember(Vector vector, int row, int tag, object? value)
        {
            vector.UnionTags.Set(row, (byte)tag);
            for (int i = 0; i < members.Length; i++) members[i].Write(vector.UnionMember(i), row, i == tag ? value : null);
        }

        return new(type, (vector, row, value) =>
        {
            var union = (UnionValue)value;
            int tag = 0;
            while (type.Members[tag].Name != union.Member) tag++;
            WriteMember(vector, row, tag, union.Value);
        }, (vector, row) =>
        {
            WriteMember(vector, row, 0, null);
            vector.UnionTags.SetNull(row);
        });
    }
}
