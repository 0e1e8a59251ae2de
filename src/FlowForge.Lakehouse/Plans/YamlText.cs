using System.Globalization;
using System.Text;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Lakehouse.Plans;

/// <summary>Writes a plan's document as YAML that people like to read: blocks, and short lists and maps on one line.</summary>
public static class YamlText
{
    private const int LineLength = 120;

    public static string Write(PlanNode.Map document)
    {
        var text = new StringBuilder();
        WriteMap(text, document, 0, firstIndented: true);
        return text.ToString();
    }

    /// <summary>One step of a list, its dash at the given indentation.</summary>
    public static string WriteItem(PlanNode node, int indent)
    {
        var text = new StringBuilder();
        WriteItem(text, node, indent);
        return text.ToString();
    }

    /// <summary>A key with its value, at the given indentation.</summary>
    internal static string WriteEntry(Entry entry, int indent)
    {
        var text = new StringBuilder();
        WriteMap(text, new PlanNode.Map([entry]), indent, firstIndented: true);
        return text.ToString();
    }

    /// <summary>A node on one line, however long: equal for nodes that say the same.</summary>
    internal static string Line(PlanNode node) => Inline(node);

    /// <summary>A text as it stands behind a key or a dash.</summary>
    internal static string Value(PlanNode.Scalar scalar) => Scalar(scalar);

    private static void WriteMap(StringBuilder text, PlanNode.Map map, int indent, bool firstIndented)
    {
        bool isFirst = true;
        foreach (Entry entry in map.Entries)
        {
            if (!isFirst || firstIndented) text.Append(' ', indent);
            isFirst = false;
            text.Append(Scalar(entry.Key)).Append(':');
            WriteValue(text, entry.Value, indent);
        }
    }

    private static void WriteValue(StringBuilder text, PlanNode value, int indent)
    {
        switch (value)
        {
            case PlanNode.Scalar { Text: "", IsQuoted: false }:
                text.Append('\n');
                break;
            case PlanNode.Scalar scalar:
                text.Append(' ').Append(Scalar(scalar)).Append('\n');
                break;
            case PlanNode.List list when !IsSteps(list) && Inline(list) is { } line && indent + line.Length < LineLength:
                text.Append(' ').Append(line).Append('\n');
                break;
            case PlanNode.List list:
                text.Append('\n');
                foreach (PlanNode item in list.Items) WriteItem(text, item, indent + 2);
                break;
            case PlanNode.Map map when IsFlat(map) && Inline(map) is { } line && indent + line.Length < LineLength:
                text.Append(' ').Append(line).Append('\n');
                break;
            case PlanNode.Map map:
                text.Append('\n');
                WriteMap(text, map, indent + 2, firstIndented: true);
                break;
        }
    }

    private static void WriteItem(StringBuilder text, PlanNode item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        if (item is PlanNode.Map map) WriteMap(text, map, indent + 2, firstIndented: false);
        else text.Append(Inline(item)).Append('\n');
    }

    // Lists of maps, and of nothing but names of steps, read better one below the other.
    private static bool IsSteps(PlanNode.List list) => list.Items.Any(item => item is PlanNode.Map);

    // A value left empty cannot be written within a line: there it would be an empty text.
    private static bool IsFlat(PlanNode.Map map) => map.Entries.Count is > 0 and <= 6 && map.Entries.All(entry => entry.Value is PlanNode.List or PlanNode.Scalar and not { Text: "", IsQuoted: false });

    private static string Inline(PlanNode node) => node switch
    {
        PlanNode.Scalar scalar => Scalar(scalar, inFlow: true),
        PlanNode.List list => $"[{string.Join(", ", list.Items.Select(Inline))}]",
        PlanNode.Map map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{Scalar(entry.Key, inFlow: true)}: {Inline(entry.Value)}"))} }}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Scalar(PlanNode.Scalar scalar, bool inFlow = false) =>
        scalar.IsQuoted || NeedsQuotes(scalar.Text, inFlow) ? Quoted(scalar.Text) : scalar.Text;

    private static bool NeedsQuotes(string text, bool inFlow)
    {
        if (text.Length == 0 || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return true;
        if (text is "---" or "..." || text.Any(char.IsControl)) return true;
        if ("-?:".Contains(text[0], StringComparison.Ordinal) && (text.Length == 1 || char.IsWhiteSpace(text[1]))) return true;
        if (",[]{}#&*!|>'\"%@`".Contains(text[0], StringComparison.Ordinal)) return true;
        if (text.Contains(": ", StringComparison.Ordinal) || text.Contains(" #", StringComparison.Ordinal) || text[^1] == ':') return true;
        return inFlow && text.AsSpan().IndexOfAny(",[]{}") >= 0;
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(letter) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => letter.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
