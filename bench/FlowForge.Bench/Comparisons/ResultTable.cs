using System.Text;

namespace FlowForge.Bench.Comparisons;

/// <summary>The standings as Markdown.</summary>
internal static class ResultTable
{
    internal static string Render(Comparison comparison, IReadOnlyList<Standing> standings, long inputBytes)
    {
        Standing own = standings.Single(standing => standing.Contender.Name == Contender.FlowForge);
        var text = new StringBuilder();
        text.AppendLine($"## {comparison.Title}");
        text.AppendLine();
        text.AppendLine($"`{comparison.File}`, {inputBytes / 1e6:N1} MB, {own.Rows:N0} rows");
        text.AppendLine();
        text.AppendLine("| | does | wall s (least–most) | MB/s | CPU s | peak MB | its time ÷ flowforge's |");
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (Standing standing in standings)
        {
            (double least, double most) = standing.WallRange;
            text.AppendLine($"| {standing.Contender.Name} | {standing.Contender.Work} | {standing.Wall:N2} ({least:N2}–{most:N2}) | {inputBytes / 1e6 / standing.Wall:N0} "
                + $"| {standing.Cpu:N2} | {standing.PeakMb:N0} | {standing.Wall / own.Wall:N2} |");
        }
        text.AppendLine();
        foreach (Verdict verdict in Verdict.Of(comparison, standings)) text.AppendLine($"- {verdict}");
        return text.AppendLine().ToString();
    }
}
