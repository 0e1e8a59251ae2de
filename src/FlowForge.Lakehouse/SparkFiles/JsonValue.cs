using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>One value out of a JSON text, as <c>from_json</c> with options has it. Not thread-safe.</summary>
internal sealed class JsonValue(SparkReadOptions options)
{
    private readonly LooseJson _json = new(options);
    private readonly JsonValues _values = new(options, new TextValues(options));

    /// <exception cref="SparkException">The text does not fit and the mode is FAILFAST.</exception>
    public object? Read(string text, DataType type)
    {
        using JsonDocument? document = _json.Parse(text);
        _values.IsWhole = document is not null;
        object? value = document is null ? null : _values.Read(Root(document.RootElement, type), type);
        if (_values.IsWhole) return value;
        if (options.Mode == ParseMode.FailFast) throw new SparkException("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", $"the text does not fit {type}: {text}");
        if (type is not DataType.Struct structure) return value;
        IEnumerable<KeyValuePair<string, object?>> fields = value as StructValue ?? structure.Fields.Select(field => KeyValuePair.Create(field.Name, (object?)null));
        return new StructValue([.. fields.Select(field => field.Key == options.CorruptColumn ? KeyValuePair.Create(field.Key, (object?)text) : field)]);
    }

    // An array where an object is expected stands for its first element.
    private static JsonElement Root(JsonElement root, DataType type) => type is DataType.Struct && root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
}
