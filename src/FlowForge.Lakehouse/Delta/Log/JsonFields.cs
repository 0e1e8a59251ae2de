using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Walks over the fields of an object, or over nothing where null stands in its place. A field's value is read or skipped before the next one.</summary>
internal readonly struct JsonFields
{
    private readonly bool _isNull;

    private JsonFields(bool isNull) => _isNull = isNull;

    /// <exception cref="JsonException">Neither an object nor null.</exception>
    internal static JsonFields Begin(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => new JsonFields(isNull: false),
        JsonTokenType.Null => new JsonFields(isNull: true),
        _ => throw new JsonException("A value is not an object."),
    };

    internal bool TryNext(ref Utf8JsonReader json, out string name)
    {
        name = "";
        if (_isNull) return false;
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject) return false;
        name = json.GetString()!;
        json.Read();
        return true;
    }

    internal static int? Int(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null ? null : json.GetInt32();

    internal static long? Long(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null ? null : json.GetInt64();

    internal static bool? Flag(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null ? null : json.GetBoolean();

    internal static Dictionary<string, string?>? Texts(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        var texts = new Dictionary<string, string?>();
        for (JsonFields fields = Begin(ref json); fields.TryNext(ref json, out string name);) texts[name] = json.GetString();
        return texts;
    }

    internal static List<string>? Names(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartArray) throw new JsonException("A value is not a list.");
        var names = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) names.Add(json.GetString() ?? throw new JsonException("A name in a list is null."));
        return names;
    }
}
