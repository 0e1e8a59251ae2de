using System.Numerics;
using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>Types that JSON values have, and what two of them have in common.</summary>
internal sealed class JsonSchema(SparkReadOptions options, TextValues texts)
{
    private const int MostDigits = 38;

    public DataType TypeOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new DataType.Struct([.. element.EnumerateObject().Where(member => member.Name.Length > 0).GroupBy(member => member.Name, StringComparer.Ordinal)
            .Select(group => new Column(group.Key, group.Select(member => TypeOf(member.Value)).Aggregate(Common))).OrderBy(field => field.Name, StringComparer.Ordinal)]),
        JsonValueKind.Array => new DataType.List(element.EnumerateArray().Select(TypeOf).Aggregate(DataType.Null, Common)),
        JsonValueKind.Null => DataType.Null,
        _ when options.PrimitivesAsString => DataType.Varchar,
        JsonValueKind.True or JsonValueKind.False => DataType.Boolean,
        JsonValueKind.Number => OfNumber(element.GetRawText()),
        _ => options.InferTimestamp && texts.Instant(element.GetString()!) is not null ? DataType.TimestampTz : element.GetString()!.Length == 0 ? DataType.Null : DataType.Varchar,
    };

    private DataType OfNumber(string text)
    {
        bool isWhole = text.AsSpan().IndexOfAny(".eE") < 0;
        if (isWhole && long.TryParse(text, out _)) return DataType.BigInt;
        if (!isWhole && !options.PrefersDecimal || NumberText.Exact(text) is not { } number) return DataType.Double;
        int digits = BigInteger.Abs(number.Unscaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length, precision = Math.Max(digits, number.Scale);
        return number.Scale >= 0 && precision <= MostDigits ? new DataType.Decimal(precision, number.Scale) : DataType.Double;
    }

    public DataType Common(DataType left, DataType right) => (left, right) switch
    {
        (DataType.Void, _) => right,
        (_, DataType.Void) => left,
        _ when left == right => left,
        (DataType.Struct a, DataType.Struct b) => new DataType.Struct([.. a.Fields.Concat(b.Fields).GroupBy(field => field.Name, StringComparer.Ordinal)
            .Select(group => new Column(group.Key, group.Select(field => field.Type).Aggregate(Common))).OrderBy(field => field.Name, StringComparer.Ordinal)]),
        (DataType.List a, DataType.List b) => new DataType.List(Common(a.Element, b.Element)),
        _ when IsNumber(left) && IsNumber(right) => left == DataType.Double || right == DataType.Double ? DataType.Double : Wider(Exact(left), Exact(right)),
        _ => DataType.Varchar,
    };

    /// <summary>The type without what has none: nulls become texts, structs without fields go.</summary>
    public DataType? Settled(DataType type) => type switch
    {
        DataType.Void => options.DropFieldIfAllNull ? null : DataType.Varchar,
        DataType.List list => Settled(list.Element) is { } element ? new DataType.List(element) : null,
        DataType.Struct structure => structure.Fields.Select(field => (field.Name, Type: Settled(field.Type))).Where(field => field.Type is not null).Select(field => new Column(field.Name, field.Type!)).ToArray() is { Length: > 0 } fields ? new DataType.Struct(fields) : null,
        _ => type,
    };

    private static bool IsNumber(DataType type) => type == DataType.BigInt || type == DataType.Double || type is DataType.Decimal;

    private static DataType.Decimal Exact(DataType type) => type as DataType.Decimal ?? new DataType.Decimal(20, 0);

    private static DataType Wider(DataType.Decimal left, DataType.Decimal right)
    {
        int scale = Math.Max(left.Scale, right.Scale), whole = Math.Max(left.Precision - left.Scale, right.Precision - right.Scale);
        return whole + scale <= MostDigits ? new DataType.Decimal(whole + scale, scale) : DataType.Double;
    }
}
