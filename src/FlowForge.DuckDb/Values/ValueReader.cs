using System.Diagnostics;
using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Values;

/// <summary>Reads the values of one type as objects, exactly. Boxes; where speed counts, read the vector's spans instead. Thread-safe.</summary>
/// <remarks>BOOLEAN bool; integers by width, HUGEINT Int128, UHUGEINT UInt128, BIGNUM BigInteger; FLOAT float, DOUBLE double; DECIMAL <see cref="Decimal38"/>;
/// VARCHAR and ENUM string; BLOB and GEOMETRY byte[]; BIT <see cref="BitString"/>; DATE <see cref="Date"/>; TIME <see cref="Time"/>, <see cref="TimeNs"/>, <see cref="TimeTz"/>;
/// timestamps <see cref="Timestamp"/> and <see cref="TimestampTz"/>; INTERVAL <see cref="Interval"/>; UUID Guid; LIST and ARRAY <see cref="ListValue"/>;
/// STRUCT <see cref="StructValue"/>; MAP <see cref="MapValue"/>; UNION <see cref="UnionValue"/>.</remarks>
public sealed class ValueReader
{
    private readonly ReadValue _read;

    private ValueReader(DataType type, ReadValue read) => (Type, _read) = (type, read);

    private delegate object? ReadValue(Vector vector, int row);

    public DataType Type { get; }

    /// <summary>The value at the row of a vector of this type; null for NULL.</summary>
    public object? Read(Vector vector, int row) => vector.IsNull(row) ? null : _read(vector, row);

    public static ValueReader For(DataType type) => new(type, type switch
    {
        DataType.Primitive primitive => ForPrimitive(primitive.Kind),
        DataType.Decimal number => ForDecimal(number),
        DataType.Enum choice => ForEnum(choice.Values),
        DataType.Geometry => (vector, row) => vector.Bytes(row).ToArray(),
        DataType.List list => ForList(For(list.Element)),
        DataType.Array array => ForArray(For(array.Element), array.Size),
        DataType.Map map => ForMap(For(map.Key), For(map.Value)),
        DataType.Struct structure => ForStruct(structure.Fields),
        DataType.Union union => ForUnion(union.Members),
        _ => throw new UnreachableException(),
    });

    private static ReadValue ForPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => (vector, row) => vector.Get<byte>(row) != 0,
        PrimitiveKind.TinyInt => Boxed<sbyte>(),
        PrimitiveKind.SmallInt => Boxed<short>(),
        PrimitiveKind.Integer => Boxed<int>(),
        PrimitiveKind.BigInt => Boxed<long>(),
        PrimitiveKind.HugeInt => Boxed<Int128>(),
        PrimitiveKind.UTinyInt => Boxed<byte>(),
        PrimitiveKind.USmallInt => Boxed<ushort>(),
        PrimitiveKind.UInteger => Boxed<uint>(),
        PrimitiveKind.UBigInt => Boxed<ulong>(),
        PrimitiveKind.UHugeInt => Boxed<UInt128>(),
        PrimitiveKind.BigNum => (vector, row) => BigNum.FromBytes(vector.Bytes(row)),
        PrimitiveKind.Float => Boxed<float>(),
        PrimitiveKind.Double => Boxed<double>(),
        PrimitiveKind.Varchar => (vector, row) => Encoding.UTF8.GetString(vector.Bytes(row)),
        PrimitiveKind.Blob => (vector, row) => vector.Bytes(row).ToArray(),
        PrimitiveKind.Bit => (vector, row) => BitString.FromBytes(vector.Bytes(row)),
        PrimitiveKind.Date => Boxed<Date>(),
        PrimitiveKind.Time => Boxed<Time>(),
        PrimitiveKind.TimeTz => Boxed<TimeTz>(),
        PrimitiveKind.TimeNs => Boxed<TimeNs>(),
        PrimitiveKind.Timestamp => InUnit(TimestampUnit.Microseconds),
        PrimitiveKind.TimestampS => InUnit(TimestampUnit.Seconds),
        PrimitiveKind.TimestampMs => InUnit(TimestampUnit.Milliseconds),
        PrimitiveKind.TimestampNs => InUnit(TimestampUnit.Nanoseconds),
        PrimitiveKind.TimestampTz => Boxed<TimestampTz>(),
        PrimitiveKind.Interval => Boxed<Interval>(),
        PrimitiveKind.Uuid => (vector, row) => UuidBits.ToGuid(vector.Get<UInt128>(row)),
    };

    private static ReadValue Boxed<T>() where T : unmanaged => (vector, row) => vector.Get<T>(row);

    private static ReadValue InUnit(TimestampUnit unit) => (vector, row) => new Timestamp(vector.Get<long>(row), unit);

    private static ReadValue ForDecimal(DataType.Decimal type) => type.Precision switch
    {
        <= 4 => (vector, row) => new Decimal38(vector.Get<short>(row), type.Scale),
        <= 9 => (vector, row) => new Decimal38(vector.Get<int>(row), type.Scale),
        <= 18 => (vector, row) => new Decimal38(vector.Get<long>(row), type.Scale),
        _ => (vector, row) => new Decimal38(vector.Get<Int128>(row), type.Scale),
    };

    private static ReadValue ForEnum(IReadOnlyList<string> values) => values.Count switch
    {
        <= byte.MaxValue => (vector, row) => values[vector.Get<byte>(row)],
        <= ushort.MaxValue => (vector, row) => values[vector.Get<ushort>(row)],
        _ => (vector, row) => values[(int)vector.Get<uint>(row)],
    };

    private static ReadValue ForList(ValueReader element) => (vector, row) =>
    {
        var entry = vector.Get<ListEntry>(row);
        return Elements(element, vector.ListElements, (int)entry.Offset, (int)entry.Length);
    };

    private static ReadValue ForArray(ValueReader element, int size) => (vector, row) => Elements(element, vector.ArrayElements, row * size, size);

    private static ListValue Elements(ValueReader reader, Vector elements, int offset, int count)
    {
        var values = new object?[count];
        for (int i = 0; i < count; i++) values[i] = reader.Read(elements, offset + i);
        return new ListValue(values);
    }

    private static ReadValue ForMap(ValueReader key, ValueReader value) => (vector, row) =>
    {
        var entry = vector.Get<ListEntry>(row);
        Vector keys = vector.ListElements.StructField(0);
        Vector values = vector.ListElements.StructField(1);
        var entries = new KeyValuePair<object, object?>[entry.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            int at = (int)entry.Offset + i;
            entries[i] = KeyValuePair.Create(key.Read(keys, at)!, value.Read(values, at));
        }
        return new MapValue(entries);
    };

    private static ReadValue ForStruct(IReadOnlyList<Column> fields)
    {
        ValueReader[] readers = [.. fields.Select(field => For(field.Type))];
        return (vector, row) =>
        {
            var values = new KeyValuePair<string, object?>[readers.Length];
            for (int i = 0; i < values.Length; i++) values[i] = KeyValuePair.Create(fields[i].Name, readers[i].Read(vector.StructField(i), row));
            return new StructValue(values);
        };
    }

    private static ReadValue ForUnion(IReadOnlyList<Column> members)
    {
        ValueReader[] readers = [.. members.Select(member => For(member.Type))];
        return (vector, row) =>
        {
            int tag = vector.UnionTags.Get<byte>(row);
            return new UnionValue(members[tag].Name, readers[tag].Read(vector.UnionMember(tag), row));
        };
    }
}
