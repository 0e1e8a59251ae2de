using System.Text;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Queries;
using Spectre.Console;

namespace FlowForge.Cli.Queries;

/// <summary>The first rows of a result as a table for people.</summary>
internal sealed class ResultTable(Shell shell)
{
    /// <summary>Where there is no terminal nothing is broken into lines.</summary>
    private const int UnboundedWidth = 100_000;

    /// <param name="isCapped">Whether the limit is ours: then it is said that there is more.</param>
    /// <returns>Rows shown.</returns>
    public long Write(TableQuery query, long limit, bool isCapped, CancellationToken cancellationToken)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(shell.Out), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No });
        console.Profile.Width = shell.OutputWidth is { } width and > 0 ? width : UnboundedWidth;
        console.Profile.Capabilities.Unicode = true;
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (Column column in query.Columns) table.AddColumn(new TableColumn(new Text(column.Name)) { Alignment = IsNumber(column.Type) ? Justify.Right : Justify.Left });
        long rows = 0;
        // One more than is shown tells whether there are more.
        query.ReadTexts(limit + 1, (chunk, count) =>
        {
            _read += count;
            for (int row = 0; row < count && rows < limit; row++, rows++)
            {
                var cells = new Text[query.Columns.Count];
                for (int column = 0; column < cells.Length; column++) cells[column] = new Text(chunk[column].IsNull(row) ? "NULL" : Shown(Encoding.UTF8.GetString(chunk[column].Bytes(row))));
                table.AddRow(cells);
            }
        }, cancellationToken);
        console.Write(table);
        shell.Error.WriteLine(isCapped && _read > limit ? $"The first {ReportText.Count(rows, "row")}; there are more. --limit shows more, --format csv|json|parquet gives all." : ReportText.Count(rows, "row"));
        return rows;
    }

    private long _read;

    private static bool IsNumber(DataType type) => type is DataType.Decimal or DataType.Primitive
    {
        Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.HugeInt or PrimitiveKind.Float or PrimitiveKind.Double
            or PrimitiveKind.UTinyInt or PrimitiveKind.USmallInt or PrimitiveKind.UInteger or PrimitiveKind.UBigInt or PrimitiveKind.UHugeInt,
    };

    // A cell is one line, and no value may move the terminal's cursor.
    private static string Shown(string value) => value.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && !value.Contains('\u007f', StringComparison.Ordinal) ? value : string.Concat(value.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
