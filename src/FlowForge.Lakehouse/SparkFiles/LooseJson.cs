using System.Text;
using System.Text.Json;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>JSON with the liberties that Jackson allows Spark's reader: single quotes, bare names, comments, leading zeros, infinities.</summary>
internal sealed class LooseJson(SparkReadOptions options)
{
    private static readonly JsonReaderOptions s_strict = new() { MaxDepth = 1_000 };

    /// <summary>The document's first value, what follows it passed over; null when there is none that is whole.</summary>
    public JsonDocument? Parse(string text) => Strict(text) ?? (Normalised(text) is { } normal && normal != text ? Strict(normal) : null);

    private static JsonDocument? Strict(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), s_strict);
            return JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Normalised(string text)
    {
        var json = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            char sign = text[at];
            if (sign == '"' || sign == '\'' && options.AllowSingleQuotes) at = Quoted(text, at, json);
            else if (sign == '/' && options.AllowComments && CommentEnd(text, at) is { } end) at = end;
            else if (char.IsAsciiLetter(sign) || sign is '_' or '$') at = Word(text, at, json);
            else if (char.IsAsciiDigit(sign) || sign is '-' or '+') at = Number(text, at, json);
            else
            {
                json.Append(sign);
                at++;
            }
        }
        return json.ToString();
    }

    private static int Quoted(string text, int open, StringBuilder json)
    {
        char quote = text[open];
        json.Append('"');
        int at = open + 1;
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                if (text[++at] != '\'') json.Append('\\');
                json.Append(text[at]);
            }
            else json.Append(text[at] == '"' ? "\\\"" : text[at]);
        }
        if (at < text.Length) json.Append('"');
        return at + 1;
    }

    private static int? CommentEnd(string text, int at)
    {
        if (at + 1 >= text.Length) return null;
        if (text[at + 1] == '/') return text.IndexOf('\n', at) is var line and >= 0 ? line : text.Length;
        return text[at + 1] == '*' && text.IndexOf("*/", at, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : null;
    }

    private int Word(string text, int start, StringBuilder json)
    {
        int at = start;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '$')) at++;
        string word = text[start..at];
        bool isName = text.AsSpan(at).TrimStart().StartsWith(":");
        if (word is "true" or "false" or "null" && !isName) json.Append(word);
        else if (options.AllowNonNumericNumbers && !isName && word is "Infinity" or "INF") json.Append("1e999");
        else if (options.AllowUnquotedNames && isName || options.AllowNonNumericNumbers && word == "NaN") json.Append('"').Append(word).Append('"');
        else json.Append(word);
        return at;
    }

    private int Number(string text, int start, StringBuilder json)
    {
        int at = start;
        if (text[at] is '-' or '+') json.Append(text[at++] == '-' ? "-" : "");
        if (options.AllowLeadingZeros) while (at + 1 < text.Length && text[at] == '0' && char.IsAsciiDigit(text[at + 1])) at++;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' or 'e' or 'E' || text[at] is '-' or '+' && text[at - 1] is 'e' or 'E')) json.Append(text[at++]);
        return at;
    }
}
