using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Values;

/// <summary>Objects as the engine's single values, for the parameters of a statement.</summary>
internal static unsafe class ParameterValue
{
    /// <summary>A value of the type, from anything <see cref="ValueWriter"/> takes.</summary>
    internal static ValueHandle Create(DataType type, object? value)
    {
        ValueHandle native = value is null ? Null(type) : CreateExact(type, ValueConversion.To(type, value));
        if (!native.IsInvalid) return native;
        native.Dispose();
        throw new DuckDbException(DuckDbErrorType.InvalidInput, $"DuckDB takes no such {type} as a parameter: {ValueText.Of(value)}");
    }

    private static ValueHandle CreateExact(DataType type, object exact) => type switch
    {
        DataType.Primitive primitive => CreatePrimitive(primitive.Kind, exact),
        DataType.Decimal number => NativeValues.Decimal(new DecimalStruct(number.Precision, number.Scale, ((Decimal38)exact).Unscaled)),
        DataType.Enum choice => WithType(type, native => NativeValues.Enum(native, (ulong)choice.Values.ToList().IndexOf((string)exact))),
        DataType.List list => Sequence(list.Element, (ListValue)exact, NativeValues.List),
        DataType.Array array => Sequence(array.Element, (ListValue)exact, NativeValues.Array),
        DataType.Map map => Map(map, (MapValue)exact),
        DataType.Struct structure => Struct(structure, (StructValue)exact),
        DataType.Union union => Union(union, (UnionValue)exact),
        DataType.Geometry => throw new DuckDbException(DuckDbErrorType.NotImplemented, "A GEOMETRY cannot be a parameter: give its WKB as a BLOB and convert it in the query."),
        _ => throw new UnreachableException(),
    };

    // A null has a type only inside something that has one: the engine makes a list of it, and gives back its element.
    private static ValueHandle Null(DataType type) => WithType(type, native =>
    {
        using ValueHandle bare = NativeValues.Null();
        nint element = bare.Value;
        using ValueHandle list = NativeValues.List(native, &element, 1);
        return NativeValues.ListElement(list, 0);
    });

    private delegate ValueHandle CreateSequence(LogicalTypeHandle element, nint* values, ulong count);

    private static ValueHandle CreatePrimitive(PrimitiveKind kind, object value) => kind switch
    {
        PrimitiveKind.Boolean => NativeValues.Bool((bool)value ? (byte)1 : (byte)0),
        PrimitiveKind.TinyInt => NativeValues.Int8((sbyte)value),
        PrimitiveKind.SmallInt => NativeValues.Int16((short)value),
        PrimitiveKind.Integer => NativeValues.Int32((int)value),
        PrimitiveKind.BigInt => NativeValues.Int64((long)value),
        PrimitiveKind.HugeInt => NativeValues.HugeInt(new HugeIntStruct((UInt128)(Int128)value)),
        PrimitiveKind.UTinyInt => NativeValues.UInt8((byte)value),
        PrimitiveKind.USmallInt => NativeValues.UInt16((ushort)value),
        PrimitiveKind.UInteger => NativeValues.UInt32((uint)value),
        PrimitiveKind.UBigInt => NativeValues.UInt64((ulong)value),
        PrimitiveKind.UHugeInt => NativeValues.UHugeInt(new HugeIntStruct((UInt128)value)),
        PrimitiveKind.BigNum => CreateBigNum((BigInteger)value),
        PrimitiveKind.Float => NativeValues.Float((float)value),
        PrimitiveKind.Double => NativeValues.Double((double)value),
        PrimitiveKind.Varchar => CreateVarchar((string)value),
        PrimitiveKind.Blob => CreateBlob((byte[])value),
        PrimitiveKind.Bit => CreateBit((BitString)value),
        PrimitiveKind.Date => NativeValues.Date(((Date)value).Days),
        PrimitiveKind.Time => NativeValues.Time(((Time)value).Microseconds),
        PrimitiveKind.TimeTz => NativeValues.TimeTz(((TimeTz)value).Bits),
        PrimitiveKind.TimeNs => NativeValues.TimeNs(((TimeNs)value).Nanoseconds),
        PrimitiveKind.Timestamp => NativeValues.Timestamp(((Timestamp)value).Count),
        PrimitiveKind.TimestampS => NativeValues.TimestampS(((Timestamp)value).Count),
        PrimitiveKind.TimestampMs => NativeValues.TimestampMs(((Timestamp)value).Count),
        PrimitiveKind.TimestampNs => NativeValues.TimestampNs(((Timestamp)value).Count),
        PrimitiveKind.TimestampTz => NativeValues.TimestampTz(((TimestampTz)value).Microseconds),
        PrimitiveKind.Interval => NativeValues.Interval((Interval)value),
        PrimitiveKind.Uuid => NativeValues.Uuid(new HugeIntStruct(UuidBits.Number((Guid)value))),
    };

    private static ValueHandle CreateVarchar(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        fixed (byte* text = &At(utf8)) return NativeValues.Varchar(text, (ulong)utf8.Length);
    }

    private static ValueHandle CreateBlob(byte[] value)
    {
        fixed (byte* bytes = &At(value)) return NativeValues.Blob(bytes, (ulong)value.Length);
    }

    private static ValueHandle CreateBit(BitString value)
    {
        byte[] bytes = value.ToBytes();
        fixed (byte* data = bytes) return NativeValues.Bit(new BytesStruct(data, bytes.Length));
    }

    private static ValueHandle CreateBigNum(BigInteger value)
    {
        byte[] magnitude = BigNum.Magnitude(value);
        fixed (byte* data = magnitude) return NativeValues.BigNum(new BigNumStruct(data, magnitude.Length, value.Sign < 0));
    }

    private static ValueHandle Sequence(DataType element, ListValue list, CreateSequence create) =>
        WithType(element, native => WithAll(list.Select(value => (element, value)), values =>
        {
            fixed (nint* pointers = &At(values)) return create(native, pointers, (ulong)values.Length);
        }));

    private static ValueHandle Map(DataType.Map type, MapValue map) => WithType(type, native =>
        WithAll(map.Select(entry => (type.Key, (object?)entry.Key)), keys =>
            WithAll(map.Select(entry => (type.Value, entry.Value)), values =>
            {
                fixed (nint* keyPointers = &At(keys))
                fixed (nint* valuePointers = &At(values))
                    return NativeValues.Map(native, keyPointers, valuePointers, (ulong)map.Count);
            })));

    private static ValueHandle Struct(DataType.Struct type, StructValue value) => WithType(type, native =>
        WithAll(type.Fields.Zip(value, (field, given) => (field.Type, given.Value)), values =>
        {
            fixed (nint* pointers = values) return NativeValues.Struct(native, pointers);
        }));

    private static ValueHandle Union(DataType.Union type, UnionValue value)
    {
        int tag = 0;
        while (type.Members[tag].Name != value.Member) tag++;
        using ValueHandle member = Create(type.Members[tag].Type, value.Value);
        return WithType(type, native => NativeValues.Union(native, (ulong)tag, member));
    }

    // The engine refuses a null pointer even where there is nothing to read.
    private static ref readonly T At<T>(T[] values) => ref MemoryMarshal.GetArrayDataReference(values);

    private static ValueHandle WithType(DataType type, Func<LogicalTypeHandle, ValueHandle> create)
    {
        using LogicalTypeHandle native = LogicalType.ToNative(type);
        return create(native);
    }

    private static ValueHandle WithAll(IEnumerable<(DataType Type, object? Value)> values, Func<nint[], ValueHandle> create)
    {
        var handles = new List<ValueHandle>();
        try
        {
            foreach ((DataType type, object? value) in values) handles.Add(Create(type, value));
            return create([.. handles.Select(handle => handle.Value)]);
        }
        finally
        {
            foreach (ValueHandle handle in handles) handle.Dispose();
        }
    }
}
