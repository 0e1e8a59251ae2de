using System.Globalization;
using System.Text;
using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>JSON as Spark's functions read it.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 500 };
    private static readonly LooseJson s_loose = new(new SparkReadOptions());

    /// <summary>The text in double quotes, as Jackson escapes it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }

    /// <summary>What a path leads to: texts bare, everything else as JSON; null when there is nothing or no JSON.</summary>
    public static string? At(string text, string path)
    {
        if (Steps(path) is not { } steps || Document(text) is not { } document) return null;
        using (document)
        {
            List<JsonElement> found = [document.RootElement];
            bool many = false;
            foreach (object step in steps)
            {
                many |= step is "*";
                found = [.. found.SelectMany(element => Next(element, step))];
            }
            found = [.. found.Where(element => element.ValueKind != JsonValueKind.Null)];
            if (found.Count == 0) return null;
            return found.Count == 1 ? found[0].ValueKind == JsonValueKind.String ? found[0].GetString() : Compact(found[0]) : many ? $"[{string.Join(",", found.Select(Compact))}]" : null;
        }
    }

    public static int? ArrayLength(string text)
    {
        using JsonDocument? document = Document(text);
        return document?.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.GetArrayLength() : null;
    }

    public static ListValue? Keys(string text)
    {
        using JsonDocument? document = Document(text);
        return document?.RootElement.ValueKind == JsonValueKind.Object ? new ListValue([.. document.RootElement.EnumerateObject().Select(member => (object?)member.Name)]) : null;
    }

    /// <summary>A value of the type; null where the document does not fit, nulls inside where parts do not.</summary>
    public static object? Read(string text, DataType type, Zone zone)
    {
        using JsonDocument? document = Document(text);
        if (document is null) return type is DataType.Struct structure ? NullStruct(structure) : null;
        if (type is DataType.List { Element: DataType.Struct } list && document.RootElement.ValueKind == JsonValueKind.Object) return new ListValue([Value(document.RootElement, list.Element, zone)]);
        if (type is DataType.Struct fields && document.RootElement.ValueKind != JsonValueKind.Object) return NullStruct(fields);
        return Value(document.RootElement, type, zone);
    }

    private static StructValue NullStruct(DataType.Struct type) => new([.. type.Fields.Select(field => KeyValuePair.Create(field.Name, (object?)null))]);

    private static JsonDocument? Document(string text)
    {
        try
        {
            return JsonDocument.Parse(text, s_options);
        }
        catch (JsonException)
        {
            return s_loose.Parse(text);
        }
    }

    private static string Compact(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) element.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Names as text, positions as int, * for all.
    private static List<object>? Steps(string path)
    {
        if (!path.StartsWith('$')) return null;
        var steps = new List<object>();
        int at = 1;
        while (at < path.Length)
        {
            if (path[at] == '.')
            {
                int end = path.AsSpan(at + 1).IndexOfAny('.', '[') is var found && found < 0 ? path.Length : at + 1 + found;
                if (end == at + 1) return null;
                steps.Add(path[(at + 1)..end]);
                at = end;
                continue;
            }
            int close = path.IndexOf(']', at);
            if (path[at] != '[' || close < 0) return null;
            string inside = path[(at + 1)..close];
            if (inside is ['\'', .., '\''] && inside.Length > 2) steps.Add(inside[1..^1]);
            else if (inside == "*") steps.Add("*");
            else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index)) steps.Add(index);
            else return null;
            at = close + 1;
        }
        return steps;
    }

    private static IEnumerable<JsonElement> Next(JsonElement element, object step)
    {
        switch (step, element.ValueKind)
        {
            case (int index, JsonValueKind.Array) when index < element.GetArrayLength(): yield return element[index]; break;
            case ("*", JsonValueKind.Array):
                foreach (JsonElement item in element.EnumerateArray()) yield return item;
                break;
            case (string name, JsonValueKind.Object):
                // The first of a name counts here, unlike in from_json.
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    if (member.Name != name) continue;
                    yield return member.Value;
                    yield break;
                }
                break;
            case (string name, JsonValueKind.Array) when name != "*":
                foreach (JsonElement item in element.EnumerateArray())
                    foreach (JsonElement inner in Next(item, name)) yield return inner;
                break;
        }
    }

    private static object? Value(JsonElement element, DataType type, Zone zone) => (element.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => null,
        (JsonValueKind.Object, DataType.Struct structure) => new StructValue([.. structure.Fields.Select(field => KeyValuePair.Create(field.Name, element.TryGetProperty(field.Name, out JsonElement member) ? Value(member, field.Type, zone) : null))]),
        (JsonValueKind.Array, DataType.List list) => new ListValue([.. element.EnumerateArray().Select(item => Value(item, list.Element, zone))]),
        (JsonValueKind.Object, DataType.Map { Key: DataType.Primitive { Kind: PrimitiveKind.Varchar } } map) => new MapValue([.. element.EnumerateObject().Select(member => KeyValuePair.Create((object)member.Name, Value(member.Value, map.Value, zone)))]),
        (_, DataType.Primitive primitive) => Scalar(element, primitive.Kind, zone),
        (JsonValueKind.Number or JsonValueKind.String, DataType.Decimal number) => NumberText.Exact(Bare(element)) is { } exact ? NumberText.Fit(exact.Unscaled, exact.Scale, number.Precision, number.Scale) : null,
        _ => null,
    };

    private static string Bare(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private static object? Scalar(JsonElement element, PrimitiveKind kind, Zone zone)
    {
        bool isText = element.ValueKind == JsonValueKind.String, isNumber = element.ValueKind == JsonValueKind.Number;
        return kind switch
        {
            PrimitiveKind.Varchar => isText ? element.GetString() : Compact(element),
            PrimitiveKind.Boolean => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : null,
            PrimitiveKind.TinyInt => isNumber && element.TryGetSByte(out sbyte value) ? value : null,
            PrimitiveKind.SmallInt => isNumber && element.TryGetInt16(out short value) ? value : null,
            PrimitiveKind.Integer => isNumber && element.TryGetInt32(out int value) ? value : null,
            PrimitiveKind.BigInt => isNumber && element.TryGetInt64(out long value) ? value : null,
            PrimitiveKind.Double => isNumber ? element.GetDouble() : isText ? Special(element.GetString()!) : null,
            PrimitiveKind.Float => isNumber ? (float)element.GetDouble() : isText ? (float?)Special(element.GetString()!) : null,
            PrimitiveKind.Date => isText && MomentText.Date(element.GetString()!) is { } days ? new Date(days) : null,
            PrimitiveKind.TimestampTz => isText && MomentText.Instant(element.GetString()!, zone) is { } micros ? new TimestampTz(micros) : null,
            PrimitiveKind.Timestamp => isText && MomentText.Local(element.GetString()!) is { } micros ? new Timestamp(micros) : null,
            PrimitiveKind.Blob => isText && element.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null,
            _ => null,
        };
    }

    private static double? Special(string text) => text switch { "NaN" => double.NaN, "Infinity" or "+INF" or "INF" or "+Infinity" => double.PositiveInfinity, "-Infinity" or "-INF" => double.NegativeInfinity, _ => null };
}
