using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using FlowForge.Core.Schemas;

namespace FlowForge.DuckDb.Values;

/// <summary>Brings .NET's own types to the ones <see cref="ValueReader"/> gives, without losing anything.</summary>
internal static class ValueConversion
{
    private static readonly Dictionary<Type, PrimitiveKind> s_kinds = new()
    {
        [typeof(sbyte)] = PrimitiveKind.TinyInt,
        [typeof(short)] = PrimitiveKind.SmallInt,
        [typeof(int)] = PrimitiveKind.Integer,
        [typeof(long)] = PrimitiveKind.BigInt,
        [typeof(Int128)] = PrimitiveKind.HugeInt,
        [typeof(byte)] = PrimitiveKind.UTinyInt,
        [typeof(ushort)] = PrimitiveKind.USmallInt,
        [typeof(uint)] = PrimitiveKind.UInteger,
        [typeof(ulong)] = PrimitiveKind.UBigInt,
        [typeof(UInt128)] = PrimitiveKind.UHugeInt,
        [typeof(BigInteger)] = PrimitiveKind.BigNum,
    };

    /// <summary>The value as the type has it; nested values only at their top.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    /// <exception cref="OverflowException">It does not fit the type.</exception>
    internal static object To(DataType type, object value) => type switch
    {
        DataType.Primitive primitive => ToPrimitive(primitive.Kind, value),
        DataType.Decimal number => ToDecimal(number, value),
        DataType.Enum choice => value is string text && choice.Values.Contains(text) ? text : throw Mismatch(type, value),
        DataType.Geometry => value as byte[] ?? throw Mismatch(type, value),
        DataType.List => ToList(value) ?? throw Mismatch(type, value),
        DataType.Array array => ToList(value) is { } list && list.Count == array.Size ? list : throw Mismatch(type, value),
        DataType.Map => value as MapValue ?? throw Mismatch(type, value),
        DataType.Struct structure => value is StructValue fields && fields.Count == structure.Fields.Count ? fields : throw Mismatch(type, value),
        DataType.Union union => value is UnionValue chosen && union.Members.Any(member => member.Name == chosen.Member) ? chosen : throw Mismatch(type, value),
        _ => throw new UnreachableException(),
    };

    /// <summary>The type that a value has by itself.</summary>
    /// <exception cref="InvalidCastException">No DuckDB type goes with it.</exception>
    internal static DataType TypeOf(object value) => value switch
    {
        Decimal38 number => new DataType.Decimal(Decimal38.MaxDigits, number.Scale),
        decimal number => new DataType.Decimal(Decimal38.MaxDigits, number.Scale),
        ListValue list => new DataType.List(ElementType(list)),
        StructValue structure => new DataType.Struct([.. structure.Select(field => new Column(field.Key, field.Value is null ? DataType.Varchar : TypeOf(field.Value)))]),
        MapValue map => new DataType.Map(ElementType(map.Select(entry => entry.Key)), ElementType(map.Select(entry => entry.Value))),
        _ => new DataType.Primitive(KindOf(value)),
    };

    /// <summary>A value read from the engine as the caller wants it: as it is, or an integer as another integer type that holds it.</summary>
    internal static T As<T>(object? value)
    {
        if (value is T same) return same;
        Type wanted = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (value is null && default(T) is null) return default!;
        if (value is null) throw new InvalidCastException($"The value is NULL; ask for {wanted.Name}?.");
        if (s_kinds.TryGetValue(wanted, out PrimitiveKind kind) && TryInteger(value, out _)) return (T)ToPrimitive(kind, value);
        throw new InvalidCastException($"The value is {value.GetType().Name}, not {wanted.Name}.");
    }

    private static object ToPrimitive(PrimitiveKind kind, object value) => kind switch
    {
        PrimitiveKind.Boolean => Cast<bool>(kind, value),
        PrimitiveKind.TinyInt => (sbyte)Integer(kind, value),
        PrimitiveKind.SmallInt => (short)Integer(kind, value),
        PrimitiveKind.Integer => (int)Integer(kind, value),
        PrimitiveKind.BigInt => (long)Integer(kind, value),
        PrimitiveKind.HugeInt => (Int128)Integer(kind, value),
        PrimitiveKind.UTinyInt => (byte)Integer(kind, value),
        PrimitiveKind.USmallInt => (ushort)Integer(kind, value),
        PrimitiveKind.UInteger => (uint)Integer(kind, value),
        PrimitiveKind.UBigInt => (ulong)Integer(kind, value),
        PrimitiveKind.UHugeInt => (UInt128)Integer(kind, value),
        PrimitiveKind.BigNum => Integer(kind, value),
        PrimitiveKind.Float => Cast<float>(kind, value),
        PrimitiveKind.Double => value is float single ? (double)single : Cast<double>(kind, value),
        PrimitiveKind.Varchar => Cast<string>(kind, value),
        PrimitiveKind.Blob => Cast<byte[]>(kind, value),
        PrimitiveKind.Bit => Cast<BitString>(kind, value),
        PrimitiveKind.Date => value is DateOnly date ? (Date)date : Cast<Date>(kind, value),
        PrimitiveKind.Time => value is TimeOnly time ? (Time)time : Cast<Time>(kind, value),
        PrimitiveKind.TimeTz => Cast<TimeTz>(kind, value),
        PrimitiveKind.TimeNs => Cast<TimeNs>(kind, value),
        PrimitiveKind.Timestamp => ToTimestamp(kind, value, TimestampUnit.Microseconds),
        PrimitiveKind.TimestampS => ToTimestamp(kind, value, TimestampUnit.Seconds),
        PrimitiveKind.TimestampMs => ToTimestamp(kind, value, TimestampUnit.Milliseconds),
        PrimitiveKind.TimestampNs => ToTimestamp(kind, value, TimestampUnit.Nanoseconds),
        PrimitiveKind.TimestampTz => value is DateTimeOffset instant ? (TimestampTz)instant : Cast<TimestampTz>(kind, value),
        PrimitiveKind.Interval => value is TimeSpan span ? (Interval)span : Cast<Interval>(kind, value),
        PrimitiveKind.Uuid => Cast<Guid>(kind, value),
    };

    private static PrimitiveKind KindOf(object value) => value switch
    {
        bool => PrimitiveKind.Boolean,
        float => PrimitiveKind.Float,
        double => PrimitiveKind.Double,
        string => PrimitiveKind.Varchar,
        byte[] => PrimitiveKind.Blob,
        BitString => PrimitiveKind.Bit,
        Date or DateOnly => PrimitiveKind.Date,
        Time or TimeOnly => PrimitiveKind.Time,
        TimeTz => PrimitiveKind.TimeTz,
        TimeNs => PrimitiveKind.TimeNs,
        Timestamp { Unit: TimestampUnit.Seconds } => PrimitiveKind.TimestampS,
        Timestamp { Unit: TimestampUnit.Milliseconds } => PrimitiveKind.TimestampMs,
        Timestamp { Unit: TimestampUnit.Nanoseconds } => PrimitiveKind.TimestampNs,
        Timestamp or DateTime => PrimitiveKind.Timestamp,
        TimestampTz or DateTimeOffset => PrimitiveKind.TimestampTz,
        Interval or TimeSpan => PrimitiveKind.Interval,
        Guid => PrimitiveKind.Uuid,
        _ => s_kinds.TryGetValue(value.GetType(), out PrimitiveKind kind)
            ? kind
            : throw new InvalidCastException($"No DuckDB type goes with {value.GetType().Name}; give the type."),
    };

    private static DataType ElementType(IEnumerable<object?> elements) =>
        elements.FirstOrDefault(element => element is not null) is { } first ? TypeOf(first) : DataType.Varchar;

    private static ListValue? ToList(object value) => value as ListValue ?? (value is IReadOnlyList<object?> list ? new ListValue(list) : null);

    private static Decimal38 ToDecimal(DataType.Decimal type, object value)
    {
        Decimal38 number = value switch
        {
            Decimal38 exact => exact,
            decimal own => own,
            _ when TryInteger(value, out BigInteger integer) => new Decimal38((Int128)integer, 0),
            _ => throw Mismatch(type, value),
        };
        number = number.Rescale(type.Scale);
        string digits = Int128.Abs(number.Unscaled).ToString(CultureInfo.InvariantCulture);
        return digits.Length <= type.Precision ? number : throw new OverflowException($"{value} does not fit {type}.");
    }

    private static Timestamp ToTimestamp(PrimitiveKind kind, object value, TimestampUnit unit) =>
        (value is DateTime time ? time : Cast<Timestamp>(kind, value)).In(unit);

    private static BigInteger Integer(PrimitiveKind kind, object value) =>
        TryInteger(value, out BigInteger integer) ? integer : throw Mismatch(new DataType.Primitive(kind), value);

    private static bool TryInteger(object value, out BigInteger integer)
    {
        BigInteger? found = value switch
        {
            sbyte v => v,
            short v => v,
            int v => v,
            long v => v,
            Int128 v => v,
            byte v => v,
            ushort v => v,
            uint v => v,
            ulong v => v,
            UInt128 v => v,
            BigInteger v => v,
            _ => null,
        };
        integer = found.GetValueOrDefault();
        return found is not null;
    }

    private static T Cast<T>(PrimitiveKind kind, object value) => value is T same ? same : throw Mismatch(new DataType.Primitive(kind), value);

    private static InvalidCastException Mismatch(DataType type, object value) =>
        new($"{type} takes no {value.GetType().Name} like {Shorten(ValueText.Of(value))}.");

    private static string Shorten(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…";
}
