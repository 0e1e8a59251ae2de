using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using static FlowForge.Core.Plans.Documents.PlanNode;
using MappingStyle = YamlDotNet.Core.Events.MappingStyle;
using SequenceStyle = YamlDotNet.Core.Events.SequenceStyle;

namespace FlowForge.Lakehouse.Plans;

/// <summary>
/// Changes a document's text where what it says changes, and nowhere else: people's comments, order, quotes, defaults and empty lines stay as they wrote them.
/// What goes takes the comments above it and at its line's end along; comments within something that has to be written anew stand above it afterwards.
/// </summary>
/// <remarks>Thread-safe. The document is read twice, before and to see that the new text says what it should, and is in memory as a whole.</remarks>
public sealed class YamlUpdate
{
    private const string StepsKey = "steps";

    private readonly YamlLines _lines;

    private YamlUpdate(YamlLines lines) => _lines = lines;

    /// <summary>The text of a changed plan.</summary>
    /// <param name="yaml">The plan's text before; must be without errors.</param>
    /// <param name="plan">What it is to say.</param>
    /// <exception cref="Core.Diagnostics.InputException">The text is not YAML.</exception>
    public static string Of(string yaml, string file, Plan plan) =>
        Of(yaml, PlanWriter.Write(plan), text => PlanWriter.Write(PlanReader.Read(PlanYaml.Read(text, file), file).Plan));

    /// <summary>The text of a changed document.</summary>
    /// <param name="yaml">Its text before.</param>
    /// <param name="after">What it is to say.</param>
    /// <param name="read">What a text says. It may leave out keys that a text has, and say lists of one as a value.</param>
    /// <exception cref="Core.Diagnostics.InputException">The text is not YAML.</exception>
    public static string Of(string yaml, Map after, Func<string, Map> read)
    {
        Map before = read(yaml);
        if (Same(before, after)) return yaml;
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        if (stream.Documents[0].RootNode is not YamlMappingNode { Style: MappingStyle.Block, Children.Count: > 0 } root) return YamlText.Write(after);
        var lines = new YamlLines(yaml);
        // The head of the file belongs to no entry.
        int first = YamlLines.LineOf(root.Children[0].Key);
        string text = string.Concat(lines.Between(0, first).Concat(new YamlUpdate(lines).OfMap(root, first, lines.Count, before, after)));
        // Nothing is worth a text that says something else.
        return Same(read(text), after) ? text : YamlText.Write(after);
    }

    private static bool Same(PlanNode? one, PlanNode? other) => one is null || other is null ? one is null && other is null : YamlText.Line(one) == YamlText.Line(other);

    /// <summary>A node of the document and the lines that belong to it: those above it, its own, and those behind it.</summary>
    private sealed record Part(YamlNode? Key, YamlNode Value, int Start, int Line, int End);

    private List<string> OfMap(YamlMappingNode source, int from, int to, Map before, Map after)
    {
        int column = (int)source.Children[0].Key.Start.Column - 1;
        List<Part> parts = Parts([.. source.Children.Select(entry => (entry.Key, entry.Value, YamlLines.LineOf(entry.Key), Math.Max(YamlLines.LineOf(entry.Key) + 1, _lines.EndOf(entry.Value))))], from, to, column);
        Dictionary<string, Part> written = parts.ToDictionary(part => ((YamlScalarNode)part.Key!).Value ?? "");
        Dictionary<string, PlanNode> olds = before.Entries.ToDictionary(entry => entry.Key.Text, entry => entry.Value), news = after.Entries.ToDictionary(entry => entry.Key.Text, entry => entry.Value);

        var text = new List<string>();
        foreach (string key in Order([.. written.Keys], before, after))
        {
            PlanNode? value = news.GetValueOrDefault(key);
            if (!written.TryGetValue(key, out Part? part)) text.AddRange(Rendered(YamlText.WriteEntry(new Entry(new Scalar(key), value!), column)));
            else if (Same(olds.GetValueOrDefault(key), value)) text.AddRange(_lines.Between(part.Start, part.End));
            else text.AddRange(OfEntry(part, column, olds.GetValueOrDefault(key), value!));
        }
        text.AddRange(_lines.Between(parts[^1].End, to));
        return text;
    }

    // As people ordered them, unless the order itself has changed. What a reading leaves out, a default that is written out, stays behind what it stood behind.
    private static List<string> Order(List<string> written, Map before, Map after)
    {
        List<string> olds = [.. before.Entries.Select(entry => entry.Key.Text)], news = [.. after.Entries.Select(entry => entry.Key.Text)];
        List<string> kept = [.. news.Where(written.Contains)];
        bool isReordered = !olds.Where(news.Contains).SequenceEqual(news.Where(olds.Contains));
        List<string> order = isReordered ? kept : [.. written.Where(news.Contains)];
        Weave(order, written, key => !olds.Contains(key) && !news.Contains(key));
        Weave(order, news, key => !written.Contains(key));
        return order;
    }

    // Puts some of a sequence into an order, each behind the last of those before it.
    private static void Weave(List<string> order, List<string> sequence, Predicate<string> isWoven)
    {
        int at = 0;
        foreach (string key in sequence)
        {
            if (isWoven(key)) order.Insert(at++, key);
            else if (order.IndexOf(key) is >= 0 and var known) at = known + 1;
        }
    }

    private IEnumerable<string> OfEntry(Part part, int column, PlanNode? before, PlanNode after)
    {
        (before, after) = Alike(part.Value, before, after);
        return (part.Value, before, after) switch
        {
            (YamlScalarNode value, Scalar, Scalar text) when IsOnOneLine(value, text) => WithScalar(part, value, text),
            (YamlMappingNode { Style: MappingStyle.Block } value, Map old, Map { Entries.Count: > 0 } now) when YamlLines.LineOf(value.Children[0].Key) > part.Line =>
                [.. _lines.Between(part.Start, part.Line + 1), .. OfMap(value, part.Line + 1, part.End, old, now)],
            (YamlSequenceNode { Style: SequenceStyle.Block } value, List old, List { Items.Count: > 0 } now) when value.Children.Count == old.Items.Count && DashColumn(value) is { } dash =>
                [.. _lines.Between(part.Start, part.Line + 1), .. OfList(value, dash, part.Line + 1, part.End, old, now)],
            (YamlSequenceNode { Style: SequenceStyle.Block } value, List old, Map now) when now[StepsKey] is List { Items.Count: > 0 } steps && value.Children.Count == old.Items.Count && DashColumn(value) is { } dash =>
                WithSteps(part, column, now, OfList(value, dash, part.Line + 1, part.End, old, steps), dash),
            _ => Anew(part, column, YamlText.WriteEntry(new Entry(new Scalar(((YamlScalarNode)part.Key!).Value ?? ""), after), column)),
        };
    }

    // A table with nothing but steps may be written as their list: read so, it is no other table.
    private static (PlanNode? Before, PlanNode After) Alike(YamlNode source, PlanNode? before, PlanNode after)
    {
        if (source is not YamlMappingNode map || !map.Children.Any(entry => entry.Key is YamlScalarNode { Value: StepsKey })) return (before, after);
        return (Long(before), Long(after)!);
        static PlanNode? Long(PlanNode? node) => node is List list ? new Map([new Entry(new Scalar(StepsKey), list)]) : node;
    }

    // The list of steps becomes one entry among others.
    private IEnumerable<string> WithSteps(Part part, int column, Map after, List<string> steps, int dash)
    {
        int inner = column + 2;
        string shift = new(' ', Math.Max(0, inner + 2 - dash));
        return
        [
            .. _lines.Between(part.Start, part.Line + 1),
            .. after.Entries.Where(entry => entry.Key.Text != StepsKey).SelectMany(entry => Rendered(YamlText.WriteEntry(entry, inner))),
            .. Rendered(new string(' ', inner) + StepsKey + ":\n"),
            .. steps.Select(line => string.IsNullOrWhiteSpace(line) ? line : shift + line),
        ];
    }

    private List<string> OfList(YamlSequenceNode source, int dash, int from, int to, List before, List after)
    {
        List<Part> parts = Parts([.. source.Children.Select(item => ((YamlNode?)null, item, YamlLines.LineOf(item), Math.Max(YamlLines.LineOf(item) + 1, _lines.EndOf(item))))], from, to, dash);
        int?[] origins = Origins(before, after);
        var text = new List<string>();
        for (int i = 0; i < after.Items.Count; i++)
        {
            PlanNode item = after.Items[i];
            text.AddRange(origins[i] is not { } origin ? Rendered(YamlText.WriteItem(item, dash))
                : Same(before.Items[origin], item) ? _lines.Between(parts[origin].Start, parts[origin].End)
                : OfItem(parts[origin], dash, before.Items[origin], item));
        }
        text.AddRange(_lines.Between(parts[^1].End, to));
        return text;
    }

    private IEnumerable<string> OfItem(Part part, int dash, PlanNode before, PlanNode after) => (part.Value, before, after) switch
    {
        (YamlScalarNode value, Scalar, Scalar text) when IsOnOneLine(value, text) => WithScalar(part, value, text),
        (YamlMappingNode { Style: MappingStyle.Block } value, Map old, Map now) when Order([.. value.Children.Select(entry => ((YamlScalarNode)entry.Key).Value ?? "")], old, now)[0] == ((YamlScalarNode)value.Children[0].Key).Value =>
            [.. _lines.Between(part.Start, part.Line), .. OfMap(value, part.Line, part.End, old, now)],
        _ => Anew(part, dash, YamlText.WriteItem(after, dash)),
    };

    // For each item the one before that it was: the same, one with the same name, or the next of its kind.
    private static int?[] Origins(List before, List after)
    {
        var origins = new int?[after.Items.Count];
        var free = new SortedSet<int>(Enumerable.Range(0, before.Items.Count));
        foreach (Func<PlanNode, string?> trait in (Func<PlanNode, string?>[])[YamlText.Line, Name, Kind])
        {
            ILookup<string?, int> known = free.ToLookup(i => trait(before.Items[i]));
            for (int i = 0; i < origins.Length; i++)
            {
                if (origins[i] is not null || trait(after.Items[i]) is not { } wanted) continue;
                foreach (int candidate in known[wanted].Where(free.Contains).Take(1))
                {
                    origins[i] = candidate;
                    free.Remove(candidate);
                }
            }
        }
        return origins;
        static string? Name(PlanNode node) => node is Map map ? map["id"] is Scalar id ? id.Text : map.Entries is [{ Value: Scalar main } first, ..] ? $"{first.Key.Text}: {main.Text}" : null : null;
        static string? Kind(PlanNode node) => node is Map { Entries: [var first, ..] } ? first.Key.Text : null;
    }

    private List<Part> Parts(List<(YamlNode? Key, YamlNode Value, int Line, int End)> nodes, int from, int to, int column)
    {
        var parts = new List<Part>(nodes.Count);
        for (int i = 0; i < nodes.Count; i++)
        {
            (YamlNode? key, YamlNode value, int line, int end) = nodes[i];
            int start = i == 0 ? Math.Min(from, line) : parts[^1].End;
            parts.Add(new Part(key, value, start, line, _lines.Parting(end, i + 1 < nodes.Count ? nodes[i + 1].Line : to, column)));
        }
        return parts;
    }

    private static bool IsOnOneLine(YamlScalarNode value, Scalar after) =>
        value.Style is ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted && value.Start.Line == value.End.Line && value.Start.Column < value.End.Column && after is not { Text: "", IsQuoted: false };

    private IEnumerable<string> WithScalar(Part part, YamlScalarNode value, Scalar text)
    {
        int line = YamlLines.LineOf(value);
        string old = _lines[line];
        return [.. _lines.Between(part.Start, line), $"{old[..((int)value.Start.Column - 1)]}{YamlText.Value(text)}{old[((int)value.End.Column - 1)..]}", .. _lines.Between(line + 1, part.End)];
    }

    // Comments above and at the end of its first line stay there; those within move above it.
    private IEnumerable<string> Anew(Part part, int column, string rendered)
    {
        List<string> own = [.. Rendered(rendered)];
        string before = _lines[part.Line][..column], indent = new(' ', column);
        own[0] = before + own[0][column..];
        if (_lines.Trailing(part.Line) is { } trailing) own[0] = $"{own[0].TrimEnd()} {trailing}{_lines.NewLine}";
        return [.. _lines.Between(part.Start, part.Line), .. _lines.Comments(part.Line + 1, part.End).Select(comment => indent + comment + _lines.NewLine), .. own];
    }

    // Null where an item stands below its dash: such a list is written anew.
    private int? DashColumn(YamlSequenceNode list)
    {
        int dash = (int)list.Start.Column - 1;
        return dash >= 0 && list.Children.All(item => _lines[YamlLines.LineOf(item)] is { } line && dash < line.Length && line[dash] == '-') ? dash : null;
    }

    private IEnumerable<string> Rendered(string text) => YamlLines.Split(text.Replace("\n", _lines.NewLine, StringComparison.Ordinal));
}
