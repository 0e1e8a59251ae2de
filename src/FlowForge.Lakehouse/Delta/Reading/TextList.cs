using System.Globalization;
using System.Text;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Lists of texts in SQL.</summary>
internal static class TextList
{
    /// <summary>A list as one literal, however long it is.</summary>
    /// <remarks>The engine keeps some 5 KB for each literal of a statement and a view: a table of 5,000 files took 160 MB and half a second to plan with a literal a file,
    /// and takes 50 MB and 0.1 s so (November 2026).</remarks>
    internal static string Sql(IEnumerable<string?> texts)
    {
        var json = new StringBuilder("[");
        foreach (string? text in texts)
        {
            if (json.Length > 1) json.Append(',');
            if (text is null) json.Append("null");
            else Append(json, text);
        }
        return $"CAST({SqlName.Literal(json.Append(']').ToString())}::JSON AS VARCHAR[])";
    }

    private static void Append(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char letter in text)
        {
            if (letter is '"' or '\\') json.Append('\\').Append(letter);
            else if (letter < ' ') json.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else json.Append(letter);
        }
        json.Append('"');
    }
}
