using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;
using YamlDotNet.RepresentationModel;

namespace FlowForge.Lakehouse.Plans;

/// <summary>The lines of a document with their comments, and which lines belong to which of its nodes. Lines count from 0 and keep their ends.</summary>
internal sealed class YamlLines
{
    private readonly string[] _lines;
    private readonly Dictionary<int, Comment> _comments;

    public YamlLines(string yaml)
    {
        NewLine = yaml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        _lines = [.. Split(yaml)];
        if (_lines is [.., var last] && !last.EndsWith('\n')) _lines[^1] = last + NewLine;
        _comments = CommentsOf(yaml);
    }

    public int Count => _lines.Length;

    /// <summary>How the document ends its lines.</summary>
    public string NewLine { get; }

    public string this[int line] => _lines[line];

    public IEnumerable<string> Between(int from, int to) => _lines[from..to];

    /// <summary>Where a node's own text ends: the first line behind it.</summary>
    public int EndOf(YamlNode node) => node switch
    {
        YamlMappingNode { Style: YamlDotNet.Core.Events.MappingStyle.Block, Children.Count: > 0 } map => Math.Max(LineOf(map.Children[^1].Key) + 1, EndOf(map.Children[^1].Value)),
        YamlSequenceNode { Style: YamlDotNet.Core.Events.SequenceStyle.Block, Children.Count: > 0 } list => EndOf(list.Children[^1]),
        YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } block => EndOfBlock(block),
        _ => (int)node.End.Line,
    };

    /// <summary>Where what belongs to the next one of siblings begins, between the end of one and the line of the next: comments deeper than they stand belong to the one before.</summary>
    public int Parting(int end, int next, int column)
    {
        int start = next;
        while (start > end && !IsDeeper(start - 1, column)) start--;
        return start;
    }

    /// <summary>The comment at the end of a line that has something before it; null when there is none.</summary>
    public string? Trailing(int line) => _comments.TryGetValue(line, out Comment? comment) && comment.IsInline ? TextOf(line, comment) : null;

    /// <summary>The comments of lines, each by itself.</summary>
    public IEnumerable<string> Comments(int from, int to) => Enumerable.Range(from, to - from).Where(_comments.ContainsKey).Select(line => TextOf(line, _comments[line]));

    public static int LineOf(YamlNode node) => (int)node.Start.Line - 1;

    /// <summary>Lines of a text, with their ends.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) is >= 0 and var at ? at + 1 : text.Length;
            yield return text[start..end];
            start = end;
        }
    }

    private bool IsDeeper(int line, int column) => _comments.TryGetValue(line, out Comment? comment) && comment.Start.Column - 1 > column;

    private string TextOf(int line, Comment comment) => _lines[line][((int)comment.Start.Column - 1)..].TrimEnd();

    // The parser's mark stands behind the blank lines that follow.
    private int EndOfBlock(YamlScalarNode block)
    {
        int end = Math.Min(Count, block.End.Column == 1 ? (int)block.End.Line - 1 : (int)block.End.Line);
        while (end > LineOf(block) + 1 && string.IsNullOrWhiteSpace(_lines[end - 1])) end--;
        return end;
    }

    private static Dictionary<int, Comment> CommentsOf(string yaml)
    {
        var scanner = new Scanner(new StringReader(yaml), skipComments: false);
        var comments = new Dictionary<int, Comment>();
        while (scanner.MoveNext())
            if (scanner.Current is Comment comment) comments[(int)comment.Start.Line - 1] = comment;
        return comments;
    }
}
