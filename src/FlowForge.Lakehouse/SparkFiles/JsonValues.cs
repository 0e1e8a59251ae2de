using System.Text;
using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>JSON values in the types of a schema. What does not fit is null, and told. Not thread-safe.</summary>
internal sealed class JsonValues(SparkReadOptions options, TextValues texts)
{
    /// <summary>Whether everything fitted since it was last set.</summary>
    public bool IsWhole { get; set; } = true;

    public object? Read(JsonElement element, DataType type) => (element.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => null,
        (JsonValueKind.Object, DataType.Struct structure) => new StructValue([.. structure.Fields.Select(field => KeyValuePair.Create(field.Name, element.TryGetProperty(field.Name, out JsonElement member) ? Read(member, field.Type) : null))]),
        (JsonValueKind.Array, DataType.List list) => new ListValue([.. element.EnumerateArray().Select(item => Read(item, list.Element))]),
        (JsonValueKind.Object, DataType.Map map) => new MapValue([.. element.EnumerateObject().Select(member => KeyValuePair.Create((object)member.Name, Read(member.Value, map.Value)))]),
        (_, DataType.Primitive { Kind: PrimitiveKind.Varchar }) => element.ValueKind == JsonValueKind.String ? element.GetString() : Compact(element),
        _ => Scalar(element, type) ?? Misfit(),
    };

    private object? Misfit()
    {
        IsWhole = false;
        return null;
    }

    private object? Scalar(JsonElement element, DataType type)
    {
        bool isMoment = type is DataType.Primitive { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampTz };
        return element.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => type == DataType.Boolean ? element.GetBoolean() : null,
            JsonValueKind.Number when type == DataType.TimestampTz => element.TryGetInt64(out long seconds) ? new TimestampTz(checked(seconds * 1_000_000)) : null,
            JsonValueKind.Number when isMoment || type == DataType.Boolean || type == DataType.Blob => null,
            JsonValueKind.Number when type == DataType.Double || type == DataType.Float => type == DataType.Double ? element.GetDouble() : (float)element.GetDouble(),
            JsonValueKind.Number => texts.Read(element.GetRawText(), type),
            JsonValueKind.String when type == DataType.Blob => element.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null,
            JsonValueKind.String when isMoment || type is DataType.Decimal => texts.Read(element.GetString()!, type),
            JsonValueKind.String when options.AllowNonNumericNumbers && (type == DataType.Double || type == DataType.Float) && Special(element.GetString()!) is { } special => type == DataType.Double ? special : (float)special,
            _ => null,
        };
    }

    private static double? Special(string text) => text switch { "NaN" => double.NaN, "Infinity" or "+Infinity" or "INF" or "+INF" => double.PositiveInfinity, "-Infinity" or "-INF" => double.NegativeInfinity, _ => null };

    private static string Compact(JsonElement element)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return element.GetRawText();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) element.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
