using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;

namespace FlowForge.Cli.Conversions;

/// <summary>Reports in lines for people.</summary>
internal static class ReportText
{
    public static string Line(DiagnosticReport finding)
    {
        string text = $"{finding.Where}: {finding.Severity}: {finding.Summary.ReplaceLineEndings(" ")}";
        if (finding.Count > 1) text += $" ({finding.Count:N0} times)";
        return finding.Hint is null ? text : $"{text} {finding.Hint}";
    }

    /// <param name="pathOf">From a table's file in the report to what people can open.</param>
    public static IEnumerable<string> Lines(ConversionReport report, Func<string, string> pathOf)
    {
        yield return $"{report.Source}: {report.Format}, {ByteSize.Round(report.Bytes)}, {Count(report.Rows, "row")} in {Count(report.Tables.Count, "table")}, {report.Seconds:0.0} s";
        foreach (TableReport table in report.Tables)
        {
            yield return $"  {table.Name}: {Count(table.Rows, "row")}, {Count(table.Columns.Count, "column")} -> {pathOf(table.File)}";
            if (table.Rejected > 0) yield return $"  {table.Name}: {Count(table.Rejected, "row")} rejected -> {(table.RejectedFile is null ? "" : pathOf(table.RejectedFile))}";
        }
    }

    public static void WriteTo(TextWriter text, InspectionReport report)
    {
        text.WriteLine($"{report.Source}: {report.Format}, {ByteSize.Round(report.Bytes)}");
        WriteFacts(text, report.Facts, "  ");
        foreach (TableInspection table in report.Tables)
        {
            text.WriteLine();
            text.WriteLine($"{table.Name}: {Rows(table)}, {Count(table.Columns.Count, "column")}");
            WriteFacts(text, table.Facts, "  ");
            var columns = new TextTable();
            foreach (ColumnReport column in table.Columns) columns.Add(column.Name, column.Type, column.Form is null ? "" : $"written {column.Form}", column.SourceName is null ? "" : $"named '{column.SourceName}' in the input");
            columns.WriteTo(text, "  ");
        }
    }

    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";

    private static string Rows(TableInspection table) => table switch
    {
        { Rows: null } => "number of rows unknown",
        { Rows: { } rows, RowsExact: true } => Count(rows, "row"),
        { Rows: { } rows } => $"about {Count(rows, "row")} (estimated from the part that was read; --exact counts)",
    };

    private static void WriteFacts(TextWriter text, IReadOnlyDictionary<string, string> facts, string indent)
    {
        var table = new TextTable();
        foreach ((string name, string value) in facts) table.Add($"{name}:", value);
        table.WriteTo(text, indent);
    }
}
