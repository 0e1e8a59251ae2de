using System.Text;

namespace FlowForge.Cli.Terminal;

/// <summary>Rows under headings, columns as wide as their longest cell, two blanks between: reads well and cuts well.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];
    private readonly HashSet<int> _rightAligned = [];

    /// <summary>Numbers stand under each other.</summary>
    public TextTable AlignRight(params int[] columns)
    {
        _rightAligned.UnionWith(columns);
        return this;
    }

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(OneLine)]);

    public void WriteTo(TextWriter writer, string indent = "")
    {
        string[][] lines = headings.Length == 0 ? [.. _rows] : [headings, .. _rows];
        if (lines.Length == 0) return;
        int[] widths = [.. Enumerable.Range(0, lines.Max(line => line.Length)).Select(column => lines.Max(line => column < line.Length ? line[column].Length : 0))];
        foreach (string[] line in lines) writer.WriteLine(Format(line, widths, indent));
    }

    private string Format(string[] line, int[] widths, string indent)
    {
        var text = new StringBuilder(indent);
        for (int column = 0; column < line.Length; column++)
        {
            if (column > 0) text.Append("  ");
            text.Append(_rightAligned.Contains(column) ? line[column].PadLeft(widths[column]) : line[column].PadRight(widths[column]));
        }

        return text.ToString().TrimEnd();
    }

    private static string OneLine(string cell) =>
        cell.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 ? cell : string.Concat(cell.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
