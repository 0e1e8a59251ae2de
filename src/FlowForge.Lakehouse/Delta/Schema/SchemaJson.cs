using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Schema;

/// <summary>Schemas in Spark's JSON.</summary>
internal static class SchemaJson
{
    private const int MaxDepth = 256;

    /// <exception cref="JsonException">It is not a schema; the message says why.</exception>
    internal static IReadOnlyList<DeltaField> Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("fields", out JsonElement fields)
            ? ParseFields(fields)
            : throw new JsonException("it is not a struct.");
    }

    internal static string Write(IReadOnlyList<DeltaField> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth }))
            WriteStruct(writer, fields);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static List<DeltaField> ParseFields(JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Array) throw new JsonException("a struct's fields are not a list.");
        var parsed = new List<DeltaField>();
        foreach (JsonElement field in fields.EnumerateArray())
        {
            string name = Required(field, "name").GetString() ?? throw new JsonException("a field has no name.");
            bool nullable = !field.TryGetProperty("nullable", out JsonElement flag) || flag.ValueKind != JsonValueKind.False;
            FieldMetadata metadata = field.TryGetProperty("metadata", out JsonElement entries) ? FieldMetadata.Of(entries) : FieldMetadata.None;
            parsed.Add(new DeltaField(name, ParseType(Required(field, "type"), name), nullable, metadata));
        }
        return parsed;
    }

    private static DeltaType ParseType(JsonElement type, string field)
    {
        if (type.ValueKind == JsonValueKind.String)
            return SparkTypes.Parse(type.GetString()!) ?? throw new JsonException($"field {field} is of type {type.GetString()}, which FlowForge does not know.");
        return Required(type, "type").GetString() switch
        {
            "struct" => new DeltaType.Struct(ParseFields(Required(type, "fields"))),
            "array" => new DeltaType.Array(ParseType(Required(type, "elementType"), field), IsNotFalse(type, "containsNull")),
            "map" => new DeltaType.Map(ParseType(Required(type, "keyType"), field), ParseType(Required(type, "valueType"), field), IsNotFalse(type, "valueContainsNull")),
            var other => throw new JsonException($"field {field} is of type {other}, which FlowForge does not know."),
        };
    }

    private static JsonElement Required(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : throw new JsonException($"'{name}' is missing.");

    private static bool IsNotFalse(JsonElement element, string name) => !element.TryGetProperty(name, out JsonElement flag) || flag.ValueKind != JsonValueKind.False;

    private static void WriteStruct(Utf8JsonWriter writer, IReadOnlyList<DeltaField> fields)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "struct");
        writer.WriteStartArray("fields");
        foreach (DeltaField field in fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            writer.WritePropertyName("type");
            WriteType(writer, field.Type);
            writer.WriteBoolean("nullable", field.IsNullable);
            writer.WritePropertyName("metadata");
            field.Metadata.WriteTo(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, DeltaType type)
    {
        switch (type)
        {
            case DeltaType.Scalar scalar:
                writer.WriteStringValue(scalar.SparkName);
                break;
            case DeltaType.Variant:
                writer.WriteStringValue("variant");
                break;
            case DeltaType.Struct structure:
                WriteStruct(writer, structure.Fields);
                break;
            case DeltaType.Array array:
                writer.WriteStartObject();
                writer.WriteString("type", "array");
                writer.WritePropertyName("elementType");
                WriteType(writer, array.Element);
                writer.WriteBoolean("containsNull", array.ContainsNull);
                writer.WriteEndObject();
                break;
            case DeltaType.Map map:
                writer.WriteStartObject();
                writer.WriteString("type", "map");
                writer.WritePropertyName("keyType");
                WriteType(writer, map.Key);
                writer.WritePropertyName("valueType");
                WriteType(writer, map.Value);
                writer.WriteBoolean("valueContainsNull", map.ValueContainsNull);
                writer.WriteEndObject();
                break;
        }
    }
}
