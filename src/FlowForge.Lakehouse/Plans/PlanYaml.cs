using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FlowForge.Lakehouse.Plans;

/// <summary>Reads YAML into a plan's document, keeping where everything stands.</summary>
public static class PlanYaml
{
    /// <summary>Deeper documents are refused: no plan needs it, and a hostile one could exhaust the stack.</summary>
    private const int MaxDepth = 40;

    /// <param name="file">Its name, for places and messages.</param>
    /// <exception cref="InputException">Not YAML, several documents, anchors (a plan says things where they stand), too deep: with line and column.</exception>
    public static PlanNode Read(string yaml, string file)
    {
        RefuseTooDeep(yaml, file);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException failure) when (failure.Message.StartsWith(Twice, StringComparison.Ordinal))
        {
            throw Wrong(file, failure.Start, $"the key '{failure.Message[Twice.Length..]}' stands here a second time.", "Names in one map differ: rename one of them, or put both together.", failure);
        }
        catch (YamlException failure)
        {
            throw Wrong(file, failure.Start, $"not YAML: {failure.Message}", "Look at the indentation and at quotes around texts with ': ' or '#'.", failure);
        }
        if (stream.Documents.Count != 1) throw new InputException("plan-yaml", new Location(file), $"found {stream.Documents.Count} documents, expected one.");
        return new Conversion(file, yaml.Split('\n')).Of(stream.Documents[0].RootNode);
    }

    // How YamlDotNet says that a map has a key twice.
    private const string Twice = "Duplicate key ";

    private static void RefuseTooDeep(string yaml, string file)
    {
        var parser = new Parser(new StringReader(yaml));
        int depth = 0;
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is AnchorAlias alias) throw Wrong(file, alias.Start, "anchors and aliases are not used in plans.", "Write the value where it stands.");
                depth += parser.Current!.NestingIncrease;
                if (depth > MaxDepth) throw Wrong(file, parser.Current.Start, $"the document nests deeper than {MaxDepth} levels.", null);
            }
        }
        catch (YamlException)
        {
            // Said with its place by the load that follows.
        }
    }

    private static InputException Wrong(string file, Mark where, string summary, string? hint, Exception? inner = null) =>
        new("plan-yaml", new Location(file, where.Line, where.Column), summary, hint, inner);

    private sealed class Conversion(string file, string[] lines)
    {
        internal PlanNode Of(YamlNode node) => node switch
        {
            YamlScalarNode scalar => OfScalar(scalar),
            YamlSequenceNode list => new PlanNode.List([.. list.Children.Select(Of)]) { Where = Place(list) },
            YamlMappingNode map => new PlanNode.Map([.. map.Children.Select(OfEntry)]) { Where = Place(StartOf(map)) },
            _ => throw Wrong(file, node.Start, "this kind of YAML is not used in plans.", null),
        };

        private Entry OfEntry(KeyValuePair<YamlNode, YamlNode> entry) =>
            new(entry.Key is YamlScalarNode key ? OfScalar(key) : throw Wrong(file, entry.Key.Start, "a key is a text.", null), Of(entry.Value));

        private PlanNode.Scalar OfScalar(YamlScalarNode scalar)
        {
            bool isBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded;
            bool isQuoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
            return new PlanNode.Scalar(scalar.Value ?? "", isQuoted)
            {
                Where = Place(scalar),
                Lines = isBlock || scalar.Start.Line != scalar.End.Line ? LinesOf(scalar, isBlock) : [],
            };
        }

        // Every line break of the text is one character of the value, whether it was kept or folded into a blank.
        private List<LineStart> LinesOf(YamlScalarNode scalar, bool isBlock)
        {
            var starts = new List<LineStart>();
            int offset = 0;
            if (!isBlock)
            {
                starts.Add(new LineStart(0, scalar.Start.Line, scalar.Start.Column));
                offset = lines[scalar.Start.Line - 1].TrimEnd().Length - (int)scalar.Start.Column + 2;
            }
            for (long line = scalar.Start.Line + 1; line <= scalar.End.Line && line <= lines.Length && offset <= (scalar.Value?.Length ?? 0); line++)
            {
                string text = lines[line - 1].TrimEnd('\r');
                int indent = text.Length - text.TrimStart().Length;
                starts.Add(new LineStart(offset, line, indent + 1));
                offset += text.TrimEnd().Length - indent + 1;
            }
            return starts;
        }

        // A pair within a list's brackets is a map without a sign of its own, and the parser knows no place of it.
        private static YamlNode StartOf(YamlMappingNode map) => map.Start.Index == 0 && map.Children.Count > 0 ? map.Children[0].Key : map;

        private Location Place(YamlNode node) => new(file, node.Start.Line, node.Start.Column);
    }
}
