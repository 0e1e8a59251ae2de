using System.Globalization;
using System.Numerics;
using System.Text;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Casts. Whole numbers and decimals are the engine's; texts, doubles, times and what is nested follow Java.</summary>
public sealed partial class DuckDbSql
{
    internal string Cast(string value, DataType from, DataType to, CastMode mode)
    {
        if (from == to && mode != CastMode.Try) return value;
        if (from == to || from is DataType.Void) return from is DataType.Void ? $"NULL::{SqlType(to)}" : value;
        return (from, to) switch
        {
            (_, DataType.Primitive { Kind: PrimitiveKind.Varchar }) => ToText(value, from),
            (DataType.List a, DataType.List b) => CastList(value, a, b, mode),
            (DataType.Struct a, DataType.Struct b) => CastStruct(value, a, b, mode),
            (DataType.Map a, DataType.Map b) => CastMap(value, a, b, mode),
            (DataType.Primitive { Kind: PrimitiveKind.Varchar }, _) => FromText(value, to, mode),
            (DataType.YearMonthInterval or DataType.DayTimeInterval, _) => FromInterval(value, from, to, mode),
            (_, DataType.YearMonthInterval or DataType.DayTimeInterval) => $"CAST({value} * {UnitSize(to)} AS {SqlType(to)})",
            _ => CastPlain(value, from, to, mode),
        };
    }

    private string CastPlain(string value, DataType from, DataType to, CastMode mode)
    {
        if (IsMoment(from) && IsMoment(to)) return CastMoment(value, from, to);
        if (from == DataType.TimestampTz) return FromInstant(value, to, mode);
        if (to == DataType.TimestampTz) return ToInstant(value, from, mode);
        if (from == DataType.Date) return $"NULL::{SqlType(to)}";
        if (to == DataType.Boolean) return $"({value} <> 0)";
        if (to == DataType.Blob) return Native("to_bytes", [DataType.BigInt], to, (types, result) => Natives.Native.Of<long, byte[]>(types, result, number => WholeBytes(number, from)), [$"{value}::BIGINT"], from.ToString());
        if (from is DataType.Decimal exact && to == DataType.Double && exact.Precision > 15) return Native("decimal_double", [from], to, (types, result) => Natives.Native.Of<Decimal38, double>(types, result, number => Arithmetic.ToDouble(number.Unscaled, number.Scale)), [value]);
        bool floating = from == DataType.Double || from == DataType.Float;
        if (floating && to is DataType.Decimal number) return DoubleToDecimal($"{value}::DOUBLE", number, mode, from == DataType.Float);
        bool cuts = (floating || from is DataType.Decimal) && IsWhole(to);
        if (mode == CastMode.Legacy && IsWhole(to) && (cuts || IsWhole(from))) return WrapWhole(value, from, to);
        string source = cuts ? from is DataType.Decimal ? $"trunc({value})" : $"trunc({value}::DOUBLE)" : value;
        return mode == CastMode.Ansi ? $"CAST({source} AS {SqlType(to)})" : $"TRY_CAST({source} AS {SqlType(to)})";
    }

    private static bool IsMoment(DataType type) => type == DataType.Date || type == DataType.Timestamp || type == DataType.TimestampTz;

    internal static bool IsWhole(DataType type) => type is DataType.Primitive { Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt };

    internal static int Bits(DataType type) => type switch
    {
        DataType.Primitive { Kind: PrimitiveKind.TinyInt } => 8,
        DataType.Primitive { Kind: PrimitiveKind.SmallInt } => 16,
        DataType.Primitive { Kind: PrimitiveKind.BigInt } => 64,
        _ => 32,
    };

    private static byte[] WholeBytes(long number, DataType type)
    {
        var bytes = new byte[Bits(type) / 8];
        for (int i = bytes.Length - 1; i >= 0; i--, number >>= 8) bytes[i] = (byte)number;
        return bytes;
    }

    // Java wraps whole numbers, and cuts doubles to the nearest bound of int or long before it wraps them.
    private string WrapWhole(string value, DataType from, DataType to)
    {
        int bits = Bits(to);
        string wrapped = from == DataType.Double || from == DataType.Float
            ? Native("wrap", [DataType.Double], DataType.BigInt, (types, result) => Natives.Native.Of<double, long>(types, result, number => Wrap(bits == 64 ? Saturate(number, long.MinValue, long.MaxValue) : Saturate(number, int.MinValue, int.MaxValue), bits)), [$"{value}::DOUBLE"], $"{bits}")
            : from is DataType.Decimal
            ? Native("wrap", [from], DataType.BigInt, (types, result) => Natives.Native.Of<Decimal38, long>(types, result, number => Wrap((long)(ulong)((BigInteger)number.Unscaled / NumberText.PowerOfTen(number.Scale) & ulong.MaxValue), bits)), [value], $"{bits}")
            : Native("wrap", [DataType.BigInt], DataType.BigInt, (types, result) => Natives.Native.Of<long, long>(types, result, number => Wrap(number, bits)), [$"{value}::BIGINT"], $"{bits}");
        return bits == 64 ? wrapped : $"CAST({wrapped} AS {SqlType(to)})";
    }

    internal static long Wrap(long value, int bits) => bits switch { 8 => (sbyte)value, 16 => (short)value, 32 => (int)value, _ => value };

    private static long Saturate(double value, long least, long most) =>
        double.IsNaN(value) ? 0 : value >= most ? most : value <= least ? least : (long)value;

    private string DoubleToDecimal(string value, DataType.Decimal type, CastMode mode, bool single) =>
        Native("double_decimal", [DataType.Double], type, (types, result) => Natives.Native.Of<double, object?>(types, result, number =>
        {
            if (!double.IsFinite(number)) return null;
            if (NumberText.Exact(single ? NumberText.Of((float)number) : NumberText.Of(number)) is { } exact && NumberText.Fit(exact.Unscaled, exact.Scale, type.Precision, type.Scale) is { } fitting) return fitting;
            return mode == CastMode.Ansi ? throw SparkException.DecimalRange(NumberText.Of(number), type.Precision, type.Scale) : null;
        }), [value], $"{mode}{single}");

    private string FromText(string value, DataType to, CastMode mode)
    {
        string name = TypeNames.Of(to);
        string Checked<R>(Func<string, R?> parse) where R : struct => Native("cast", [DataType.Varchar], to, (types, result) => Natives.Native.Of<string, R?>(types, result, text => parse(text) ?? (mode == CastMode.Ansi ? throw SparkException.CastInvalid(text, name) : null)), [value], $"{mode}{name}{Settings.TimeZone}");
        bool drops = mode == CastMode.Legacy;
        switch (to)
        {
            case DataType.Primitive { Kind: PrimitiveKind.TinyInt }: return Checked<sbyte>(text => (sbyte?)NumberText.Whole(text, sbyte.MinValue, sbyte.MaxValue, drops));
            case DataType.Primitive { Kind: PrimitiveKind.SmallInt }: return Checked<short>(text => (short?)NumberText.Whole(text, short.MinValue, short.MaxValue, drops));
            case DataType.Primitive { Kind: PrimitiveKind.Integer }: return Checked<int>(text => (int?)NumberText.Whole(text, int.MinValue, int.MaxValue, drops));
            case DataType.Primitive { Kind: PrimitiveKind.BigInt }: return Checked<long>(text => NumberText.Whole(text, long.MinValue, long.MaxValue, drops));
            case DataType.Primitive { Kind: PrimitiveKind.Double }: return Checked<double>(NumberText.Double);
            case DataType.Primitive { Kind: PrimitiveKind.Float }: return Checked<float>(text => (float?)NumberText.Double(text));
            case DataType.Primitive { Kind: PrimitiveKind.Date }: return Checked<int>(MomentText.Date);
            case DataType.Primitive { Kind: PrimitiveKind.Timestamp }: return Checked<long>(MomentText.Local);
            case DataType.Primitive { Kind: PrimitiveKind.TimestampTz }: var zone = Zone.Of(Settings.TimeZone); return Checked<long>(text => MomentText.Instant(text, zone));
            case DataType.Primitive { Kind: PrimitiveKind.Blob }: return $"encode({value})";
            case DataType.Primitive { Kind: PrimitiveKind.Boolean }: return TextToBoolean(value, mode);
            case DataType.Decimal number: return TextToDecimal(value, number, mode);
            default: throw new NotSupportedException($"A text is not cast to {name} here.");
        }
    }

    private string TextToBoolean(string value, CastMode mode) =>
        Native("cast", [DataType.Varchar], DataType.Boolean, (types, result) => Natives.Native.Of<string, object?>(types, result, text => MomentText.TrimBlanks(text).ToString().ToLowerInvariant() switch
        {
            "t" or "true" or "y" or "yes" or "1" => true,
            "f" or "false" or "n" or "no" or "0" => false,
            _ => mode == CastMode.Ansi ? throw SparkException.CastInvalid(text, "boolean") : null,
        }), [value], $"{mode}");

    private string TextToDecimal(string value, DataType.Decimal type, CastMode mode) =>
        Native("cast", [DataType.Varchar], type, (types, result) => Natives.Native.Of<string, object?>(types, result, text =>
        {
            if (NumberText.Exact(text) is not { } exact) return mode == CastMode.Ansi ? throw SparkException.CastInvalid(text, TypeNames.Of(type)) : null;
            if (NumberText.Fit(exact.Unscaled, exact.Scale, type.Precision, type.Scale) is { } fitting) return fitting;
            return mode == CastMode.Ansi ? throw SparkException.DecimalRange(text, type.Precision, type.Scale) : null;
        }), [value], $"{mode}");

    internal string ToText(string value, DataType from)
    {
        switch (from)
        {
            case DataType.Primitive { Kind: PrimitiveKind.Varchar }: return value;
            case DataType.Primitive { Kind: PrimitiveKind.TimestampTz }: return $"CAST({Local(value)} AS VARCHAR)";
            case DataType.Primitive { Kind: PrimitiveKind.Boolean or PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Date or PrimitiveKind.Timestamp }: return $"CAST({value} AS VARCHAR)";
            case DataType.Decimal when Ansi: return $"CAST({value} AS VARCHAR)";
            case DataType.Primitive { Kind: PrimitiveKind.Double }: return Native("text", [from], DataType.Varchar, (types, result) => Natives.Native.Of<double, string>(types, result, NumberText.Of), [value]);
            case DataType.Primitive { Kind: PrimitiveKind.Float }: return Native("text", [from], DataType.Varchar, (types, result) => Natives.Native.Of<float, string>(types, result, NumberText.Of), [value]);
            case DataType.Primitive { Kind: PrimitiveKind.Blob }: return Native("text", [from], DataType.Varchar, (types, result) => Natives.Native.Of<byte[], string>(types, result, Encoding.UTF8.GetString), [value]);
            default:
                var format = new ValueFormat(Ansi, Zone.Of(Settings.TimeZone));
                return Native("text", [from], DataType.Varchar, (types, result) => Natives.Native.Of<object, string>(types, result, nested => format.Text(nested, from)), [value], TypeNames.Of(from) + Settings);
        }
    }

    private string CastList(string value, DataType.List from, DataType.List to, CastMode mode)
    {
        string variable = NewVariable();
        return $"list_transform({value}, lambda {variable}: {Cast(variable, from.Element, to.Element, mode)})";
    }

    private string CastStruct(string value, DataType.Struct from, DataType.Struct to, CastMode mode) => Let(value, whole =>
    {
        IEnumerable<string> fields = from.Fields.Zip(to.Fields).Select(pair => $"{SqlName.Quote(pair.Second.Name)} := {Cast($"{whole}.{SqlName.Quote(pair.First.Name)}", pair.First.Type, pair.Second.Type, mode)}");
        return $"CASE WHEN {whole} IS NOT NULL THEN struct_pack({string.Join(", ", fields)}) END";
    });

    private string CastMap(string value, DataType.Map from, DataType.Map to, CastMode mode) => Let(value, map =>
        $"map({CastList($"map_keys({map})", new DataType.List(from.Key), new DataType.List(to.Key), mode)}, {CastList($"map_values({map})", new DataType.List(from.Value), new DataType.List(to.Value), mode)})");

    private string CastMoment(string value, DataType from, DataType to)
    {
        if (from == DataType.TimestampTz) return $"CAST({Local(value)} AS {SqlType(to)})";
        return to == DataType.TimestampTz ? Instant($"{value}::TIMESTAMP") : $"CAST({value} AS {SqlType(to)})";
    }

    /// <summary>The session's wall clock at an instant.</summary>
    internal string Local(string instant)
    {
        if (IsUtc) return $"CAST({instant} AS TIMESTAMP)";
        var zone = Zone.Of(Settings.TimeZone);
        return Native("local", [DataType.TimestampTz], DataType.Timestamp, (types, result) => Natives.Native.Of<long, long>(types, DataType.BigInt, zone.ToLocal), [instant], Settings.TimeZone);
    }

    /// <summary>The instant at the session's wall clock.</summary>
    internal string Instant(string local)
    {
        if (IsUtc) return $"CAST({local} AS TIMESTAMPTZ)";
        var zone = Zone.Of(Settings.TimeZone);
        return Native("instant", [DataType.Timestamp], DataType.TimestampTz, (types, result) => Natives.Native.Of<long, long>(types, DataType.BigInt, zone.ToInstant), [local], Settings.TimeZone);
    }

    private string FromInstant(string value, DataType to, CastMode mode)
    {
        if (to == DataType.Double || to == DataType.Float) return $"CAST(epoch_us({value}) / 1000000.0 AS {SqlType(to)})";
        if (to is DataType.Decimal) return $"{(mode == CastMode.Ansi ? "CAST" : "TRY_CAST")}(CAST(epoch_us({value}) AS DECIMAL(28,0)) * 0.000001 AS {SqlType(to)})";
        if (to == DataType.Boolean) return $"(epoch_us({value}) <> 0)";
        string seconds = Native("seconds", [DataType.TimestampTz], DataType.BigInt, (types, result) => Natives.Native.Of<long, long>(types, result, micros => Zone.FloorDivide(micros, 1_000_000)), [value]);
        return to == DataType.BigInt ? seconds : CastPlain(seconds, DataType.BigInt, to, mode);
    }

    private string ToInstant(string value, DataType from, CastMode mode)
    {
        if (from == DataType.Boolean || IsWhole(from)) return Native("from_seconds", [DataType.BigInt], DataType.TimestampTz, (types, result) => Natives.Native.Of<long, long>(types, DataType.BigInt, seconds => Micros(seconds)), [$"{value}::BIGINT"]);
        if (from is DataType.Decimal) return Native("from_seconds", [from], DataType.TimestampTz, (types, result) => Natives.Native.Of<Decimal38, long>(types, DataType.BigInt, seconds => (long)(seconds.Unscaled * (BigInteger)1_000_000 / NumberText.PowerOfTen(seconds.Scale))), [value]);
        return Native("from_seconds", [DataType.Double], DataType.TimestampTz, (types, result) => Natives.Native.Of<double, long?>(types, DataType.BigInt, seconds => double.IsFinite(seconds) ? Saturate(seconds * 1_000_000, long.MinValue, long.MaxValue) : mode == CastMode.Ansi ? throw SparkException.CastInvalid(NumberText.Of(seconds), "timestamp") : null), [$"{value}::DOUBLE"], $"{mode}");
    }

    private static long Micros(long seconds)
    {
        try { return checked(seconds * 1_000_000); }
        catch (OverflowException) { throw SparkException.Overflow("timestamp"); }
    }

    private string FromInterval(string value, DataType from, DataType to, CastMode mode)
    {
        if (to is DataType.YearMonthInterval or DataType.DayTimeInterval) return UnitSize(to) == 1 ? value : $"({value} // {UnitSize(to)} * {UnitSize(to)})";
        return CastPlain($"({value} // {UnitSize(from)})", SqlType(from) == "INTEGER" ? DataType.Integer : DataType.BigInt, to, mode);
    }

    private static long UnitSize(DataType interval) => interval switch
    {
        DataType.YearMonthInterval { Last: IntervalUnit.Year } => 12,
        DataType.DayTimeInterval { Last: IntervalUnit.Day } => 86_400_000_000,
        DataType.DayTimeInterval { Last: IntervalUnit.Hour } => 3_600_000_000,
        DataType.DayTimeInterval { Last: IntervalUnit.Minute } => 60_000_000,
        _ => 1,
    };
}
