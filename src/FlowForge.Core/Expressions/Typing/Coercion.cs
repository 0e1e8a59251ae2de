using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Which types turn into which without being asked, as Spark does with ANSI on and off.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/sql-ref-ansi-compliance.html#type-promotion-and-precedence; the mixed-type cases recorded from Spark 4.0.5.</remarks>
public static class Coercion
{
    private static readonly DataType[] s_numbers = [DataType.TinyInt, DataType.SmallInt, DataType.Integer, DataType.BigInt, DataType.Float, DataType.Double];

    public static bool IsIntegral(DataType type) => Array.IndexOf(s_numbers, type) is >= 0 and < 4;

    public static bool IsFloating(DataType type) => Array.IndexOf(s_numbers, type) >= 4;

    public static bool IsNumeric(DataType type) => type is DataType.Decimal || Array.IndexOf(s_numbers, type) >= 0;

    public static bool IsMoment(DataType type) => type == DataType.Date || type == DataType.TimestampTz || type == DataType.Timestamp;

    public static bool IsInterval(DataType type) => type is DataType.YearMonthInterval or DataType.DayTimeInterval or DataType.Primitive { Kind: PrimitiveKind.Interval };

    public static bool IsAtomic(DataType type) => type is not (DataType.List or DataType.Map or DataType.Struct or DataType.Void);

    /// <summary>The type that all arguments of one meaning get (CASE, coalesce, array …); null when there is none.</summary>
    public static DataType? Common(DataType left, DataType right, bool ansi) => Tightest(left, right, ansi) ?? (left, right) switch
    {
        ({ } text, { } other) when text == DataType.Varchar && IsAtomic(other) => ansi ? WithText(other) : other is DataType.Primitive { Kind: PrimitiveKind.Blob or PrimitiveKind.Boolean } ? null : DataType.Varchar,
        ({ } other, { } text) when text == DataType.Varchar && IsAtomic(other) => Common(text, other, ansi),
        (DataType.List a, DataType.List b) => Common(a.Element, b.Element, ansi) is { } element ? new DataType.List(element) : null,
        (DataType.Map a, DataType.Map b) => Common(a.Key, b.Key, ansi) is { } key && Common(a.Value, b.Value, ansi) is { } value ? new DataType.Map(key, value) : null,
        (DataType.Struct a, DataType.Struct b) => CommonStruct(a, b, ansi),
        _ => null,
    };

    /// <summary>The type two sides are compared in; null when they cannot be.</summary>
    public static DataType? ForComparison(DataType left, DataType right, bool ansi)
    {
        if (ansi || left == right || left != DataType.Varchar && right != DataType.Varchar) return Common(left, right, ansi);
        DataType other = left == DataType.Varchar ? right : left;
        return IsAtomic(other) ? other : Common(left, right, ansi);
    }

    /// <summary>Whether an argument of one type may stand where another is wanted.</summary>
    public static bool CanStandFor(DataType from, DataType to) => from == to || (from, to) switch
    {
        (DataType.Void, _) => true,
        (DataType.List a, DataType.List b) => CanStandFor(a.Element, b.Element),
        (DataType.Map a, DataType.Map b) => CanStandFor(a.Key, b.Key) && CanStandFor(a.Value, b.Value),
        (DataType.Struct a, DataType.Struct b) => a.Fields.Count == b.Fields.Count && a.Fields.Zip(b.Fields).All(pair => CanStandFor(pair.First.Type, pair.Second.Type)),
        ({ } atomic, { } text) when text == DataType.Varchar => IsAtomic(atomic),
        ({ } text, { } atomic) when text == DataType.Varchar => IsAtomic(atomic),
        ({ } a, { } b) when IsNumeric(a) && IsNumeric(b) => true,
        ({ } a, { } b) when IsMoment(a) && IsMoment(b) => true,
        (DataType.YearMonthInterval, DataType.YearMonthInterval) or (DataType.DayTimeInterval, DataType.DayTimeInterval) => true,
        _ => false,
    };

    private static DataType? Tightest(DataType left, DataType right, bool ansi)
    {
        if (left == right || right is DataType.Void) return left;
        if (left is DataType.Void) return right;
        if (IsNumeric(left) && IsNumeric(right)) return Number(left, right, ansi);
        if (IsMoment(left) && IsMoment(right)) return left == DataType.TimestampTz || right == DataType.TimestampTz ? DataType.TimestampTz : DataType.Timestamp;
        return (left, right) switch
        {
            (DataType.YearMonthInterval a, DataType.YearMonthInterval b) => new DataType.YearMonthInterval(Min(a.First, b.First), Max(a.Last, b.Last)),
            (DataType.DayTimeInterval a, DataType.DayTimeInterval b) => new DataType.DayTimeInterval(Min(a.First, b.First), Max(a.Last, b.Last)),
            _ => null,
        };
    }

    private static DataType Number(DataType left, DataType right, bool ansi)
    {
        if (left is DataType.Decimal || right is DataType.Decimal)
            return Decimals.Of(left) is { } a && Decimals.Of(right) is { } b ? Decimals.Wider(a, b) : DataType.Double;
        int wider = Math.Max(Array.IndexOf(s_numbers, left), Array.IndexOf(s_numbers, right));
        int narrower = Math.Min(Array.IndexOf(s_numbers, left), Array.IndexOf(s_numbers, right));
        // A float holds no INT exactly, so ANSI widens both to double.
        bool losesDigits = ansi && s_numbers[wider] == DataType.Float && narrower >= 2 && wider != narrower;
        return losesDigits ? DataType.Double : s_numbers[wider];
    }

    private static DataType? WithText(DataType other) => IsIntegral(other) ? DataType.BigInt : IsNumeric(other) ? DataType.Double : other;

    private static DataType.Struct? CommonStruct(DataType.Struct left, DataType.Struct right, bool ansi)
    {
        if (left.Fields.Count != right.Fields.Count) return null;
        var fields = new List<Column>();
        foreach ((Column a, Column b) in left.Fields.Zip(right.Fields))
        {
            if (Common(a.Type, b.Type, ansi) is not { } type) return null;
            fields.Add(new Column(a.Name, type));
        }
        return new DataType.Struct(fields);
    }

    private static IntervalUnit Min(IntervalUnit a, IntervalUnit b) => a < b ? a : b;

    private static IntervalUnit Max(IntervalUnit a, IntervalUnit b) => a > b ? a : b;
}
