using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;

namespace FlowForge.Cli.Batches;

/// <summary>A batch's report in a table for people.</summary>
internal static class BatchText
{
    public static void Write(BatchReport report, TextWriter text, bool isQuiet)
    {
        foreach (BatchFile file in report.Files)
        {
            foreach (DiagnosticReport warning in file.Warnings) text.WriteLine(ReportText.Line(warning));
            if (file.Error is { } error) text.WriteLine(ReportText.Line(error));
        }

        if (isQuiet) return;
        WriteTable(report, text);
        if (report.LeftOut.Count > 0) text.WriteLine($"{ReportText.Count(report.LeftOut.Count, "file")} left out, of extensions that no format claims: {string.Join(", ", report.LeftOut.Take(5))}{(report.LeftOut.Count > 5 ? " …" : "")}");
        text.WriteLine(Totals(report));
    }

    private static void WriteTable(BatchReport report, TextWriter text)
    {
        var table = new TextTable("FILE", "RESULT", "ROWS", "REJECTED", "WARNINGS", "SECONDS", "OUTPUT").AlignRight(2, 3, 4, 5);
        foreach (BatchFile file in report.Files)
            table.Add(file.Source, file.Outcome.ToString().ToLowerInvariant(), $"{file.Rows:N0}", $"{file.Rejected:N0}", $"{file.Warnings.Count:N0}", $"{file.Seconds:0.0}", file.Output ?? "");
        table.WriteTo(text);
    }

    private static string Totals(BatchReport report)
    {
        string text = $"{report.Converted:N0} converted, {report.Unchanged:N0} unchanged, {report.Failed:N0} failed";
        if (report.Cancelled > 0) text += $", {report.Cancelled:N0} cancelled";
        return $"{text}; {ReportText.Count(report.Files.Sum(file => file.Rows), "row")}; {report.Seconds:0.0} s";
    }
}
