using System.Globalization;
using System.Text.Json;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Compares a value of ours with a recorded one.</summary>
internal static class RecordedValue
{
    // Sums and logarithms may differ in their last digits.
    private const double Tolerance = 1e-9;

    public static bool Same(JsonElement recorded, object? ours, DataType type) => (recorded.ValueKind, ours, type) switch
    {
        (JsonValueKind.Null, _, _) => ours is null,
        (_, null, _) => false,
        (JsonValueKind.True or JsonValueKind.False, bool truth, _) => recorded.GetBoolean() == truth,
        (JsonValueKind.Number, _, _) => recorded.GetRawText() == Convert.ToString(ours, CultureInfo.InvariantCulture),
        (JsonValueKind.String, _, _) => recorded.GetString() == Text(ours, type),
        (JsonValueKind.Object, _, _) => SameTyped(recorded.EnumerateObject().First(), ours, type),
        _ => false,
    };

    public static string? ErrorOf(JsonElement recorded) =>
        recorded.ValueKind == JsonValueKind.Object && recorded.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    /// <summary>Whether the recorder, not Spark, could not hold the value: Python's dates end at the years 1 and 9999.</summary>
    public static bool IsBeyondRecorder(string error) => error.Contains("out of range", StringComparison.Ordinal) || error.Contains("ordinal must be", StringComparison.Ordinal);

    public static bool IsBeyondRecorder(object? ours) => ours switch
    {
        Date date => date.Days is < -719_162 or > 2_932_896,
        TimestampTz instant => instant.Microseconds is < -62_135_596_800_000_000 or >= 253_402_300_800_000_000,
        Timestamp local => local.Count is < -62_135_596_800_000_000 or >= 253_402_300_800_000_000,
        ListValue list => list.Any(IsBeyondRecorder),
        _ => false,
    };

    private static string Text(object value, DataType type) => (value, type) switch
    {
        // Years before 1 count on below 0 in the recordings.
        (Timestamp local, _) when local.ToString() is { } text && text.Contains("(BC)", StringComparison.Ordinal) => $"{1 - int.Parse(text.AsSpan(0, 4), CultureInfo.InvariantCulture):0000}{text[4..].Replace(" (BC)", "", StringComparison.Ordinal)}",
        (TimestampTz instant, _) => instant.Microseconds.ToString(CultureInfo.InvariantCulture),
        (int months, DataType.YearMonthInterval of) => IntervalText.Months(months, of.First, of.Last),
        (long time, DataType.DayTimeInterval of) => IntervalText.Duration(time, of.First, of.Last),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool SameTyped(JsonProperty recorded, object ours, DataType type) => (recorded.Name, ours, type) switch
    {
        ("double", double number, _) => SameDouble(recorded.Value.GetString()!, number),
        ("double", float number, _) => SameDouble(recorded.Value.GetString()!, number),
        ("decimal", Decimal38 number, _) => SameDecimal(recorded.Value.GetString()!, number),
        ("date", Date date, _) => recorded.Value.GetString() == date.ToString(),
        ("binary", byte[] bytes, _) => recorded.Value.GetString()!.Equals(Convert.ToHexString(bytes), StringComparison.OrdinalIgnoreCase),
        ("array", ListValue list, DataType.List of) => recorded.Value.GetArrayLength() == list.Count && recorded.Value.EnumerateArray().Select((item, i) => Same(item, list[i], of.Element)).All(same => same),
        ("struct", StructValue fields, DataType.Struct of) => recorded.Value.EnumerateObject().Count() == fields.Count && recorded.Value.EnumerateObject().Select((field, i) => field.Name == fields[i].Key && Same(field.Value, fields[i].Value, of.Fields[i].Type)).All(same => same),
        ("map", MapValue map, DataType.Map of) => recorded.Value.GetArrayLength() == map.Count && recorded.Value.EnumerateArray().Select((entry, i) => Same(entry[0], map[i].Key, of.Key) && Same(entry[1], map[i].Value, of.Value)).All(same => same),
        _ => false,
    };

    private static bool SameDouble(string recorded, double ours)
    {
        double value = recorded switch { "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, "NaN" => double.NaN, _ => double.Parse(recorded, CultureInfo.InvariantCulture) };
        if (value.Equals(ours)) return value != 0 || double.IsNegative(value) == double.IsNegative(ours);
        return value != 0 && Math.Abs(value - ours) <= Tolerance * Math.Abs(value);
    }

    private static bool SameDecimal(string recorded, Decimal38 ours) =>
        decimal.TryParse(recorded, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && recorded.Contains('E')
            ? value == ours.ToDecimal()
            : recorded == ours.ToString();
}
