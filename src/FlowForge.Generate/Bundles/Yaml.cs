using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FlowForge.Generate.Bundles;

/// <summary>Values as YAML in block style. Texts that could be read as something else are in double quotes, which YAML reads as JSON does.</summary>
internal static partial class Yaml
{
    internal static string Of(JsonObject root)
    {
        var text = new StringBuilder();
        Write(text, root, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonObject map, int depth)
    {
        foreach ((string key, JsonNode? value) in map)
        {
            text.Append(' ', depth * 2).Append(Scalar(key)).Append(':');
            WriteValue(text, value, depth + 1);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Write(text, map, depth);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (JsonNode? item in list) WriteItem(text, item, depth);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, JsonNode? item, int depth)
    {
        if (item is not JsonObject { Count: > 0 } map)
        {
            text.Append(' ', depth * 2).Append("- ").Append(Inline(item)).Append('\n');
            return;
        }
        var block = new StringBuilder();
        Write(block, map, depth + 1);
        text.Append(' ', depth * 2).Append("- ").Append(block.ToString()[((depth + 1) * 2)..]);
    }

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => value.GetValueKind() == JsonValueKind.String ? Scalar(value.GetValue<string>()) : value.ToJsonString(),
    };

    private static string Scalar(string text) => Plain().IsMatch(text) && !Word().IsMatch(text) ? text : $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    [GeneratedRegex(@"^[A-Za-z_./][A-Za-z0-9_./ -]*(?<! )$")]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
