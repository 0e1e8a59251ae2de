using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowForge.Lakehouse.Delta.Schema;

/// <summary>The metadata of a field: JSON by key, kept to the letter. Equal when the text is.</summary>
public sealed class FieldMetadata : IEquatable<FieldMetadata>
{
    private readonly JsonElement _content;

    private FieldMetadata(JsonElement content) => _content = content;

    public static FieldMetadata None { get; } = Parse("{}");

    /// <summary>The keys, in the order of the schema.</summary>
    public IEnumerable<string> Keys => _content.EnumerateObject().Select(entry => entry.Name);

    internal static FieldMetadata Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return new FieldMetadata(document.RootElement.Clone());
    }

    internal static FieldMetadata Of(JsonElement content) => content.ValueKind == JsonValueKind.Object ? new FieldMetadata(content.Clone()) : None;

    /// <summary>A value that is text; null when there is none of that name.</summary>
    public string? Text(string key) => _content.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A value that is a whole number; null when there is none of that name.</summary>
    public long? Number(string key) => _content.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    /// <summary>The same metadata with some values set, text or whole numbers.</summary>
    internal FieldMetadata With(params ReadOnlySpan<(string Key, object Value)> entries)
    {
        var content = new JsonObject();
        foreach (JsonProperty entry in _content.EnumerateObject()) content[entry.Name] = JsonNode.Parse(entry.Value.GetRawText());
        foreach ((string key, object value) in entries) content[key] = value is string text ? JsonValue.Create(text) : JsonValue.Create((long)value);
        return Parse(content.ToJsonString());
    }

    /// <summary>The same metadata with items behind those of a list.</summary>
    internal FieldMetadata Append(string key, JsonArray items)
    {
        var content = (JsonObject)JsonNode.Parse(_content.GetRawText())!;
        JsonArray list = content[key] as JsonArray ?? [];
        foreach (JsonNode? item in items) list.Add(item?.DeepClone());
        content[key] = list.DeepClone();
        return Parse(content.ToJsonString());
    }

    internal void WriteTo(Utf8JsonWriter writer) => _content.WriteTo(writer);

    public bool Equals(FieldMetadata? other) => other is not null && _content.GetRawText() == other._content.GetRawText();

    public override bool Equals(object? obj) => Equals(obj as FieldMetadata);

    public override int GetHashCode() => _content.GetRawText().GetHashCode(StringComparison.Ordinal);
}
