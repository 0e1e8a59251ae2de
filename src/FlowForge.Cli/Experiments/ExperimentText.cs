using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Explore.Experiments;

namespace FlowForge.Cli.Experiments;

/// <summary>An experiment for people: how the rows were parted, the figures beside those of a constant guess, and what the model looks at.</summary>
internal static class ExperimentText
{
    private const int MostFeatures = 5;

    /// <param name="kept">Where the whole record is.</param>
    public static void Write(TextWriter text, ExperimentResult result, string kept)
    {
        text.WriteLine($"{result.Label} of {ColumnLineage.ShortName(result.Design.Plan.Plan, result.Table)}, version {result.TableVersion}");
        text.WriteLine($"Split {result.Design.How}");
        text.WriteLine();
        WriteParts(text, result);
        text.WriteLine();
        WriteScores(text, result);
        text.WriteLine();
        text.WriteLine($"{ReportText.Count(result.Model.Features.Count, "column")} used, the strongest {string.Join(", ", result.Strongest.Take(MostFeatures).Select(one => $"{one.Feature.Column} {one.Coefficient:+0.00;-0.00}"))}");
        foreach (IGrouping<string, LeftOutColumn> same in result.LeftOut.GroupBy(one => one.Reason))
            text.WriteLine($"left out, {same.Key}: {string.Join(", ", same.Select(one => one.Column))}");
        text.WriteLine($"Kept in {kept} and _flowforge.experiments");
    }

    private static void WriteParts(TextWriter text, ExperimentResult result)
    {
        var table = new TextTable("PART", "ROWS", "TRUE", "SHARE", "USED TO").AlignRight(1, 2, 3);
        foreach (LabelledPart part in result.Parts)
            table.Add(part.Name, $"{part.Rows:N0}", $"{part.True:N0}", $"{part.ShareOfTrue:P1}", part.Name == result.Design.Train ? "fit" : part.Name == result.Design.Test ? "measure" : "nothing");
        table.WriteTo(text);
    }

    private static void WriteScores(TextWriter text, ExperimentResult result)
    {
        var table = new TextTable("ON THE TEST ROWS", "PR-AUC", "ROC-AUC", "LIFT AT 10 %").AlignRight(1, 2, 3);
        foreach ((string name, RankingScores scores) in new[] { ("logistic regression", result.Scores), ("a constant guess", result.Constant) })
            table.Add(name, $"{scores.PrAuc:0.000}", $"{scores.RocAuc:0.000}", $"{scores.Lift:0.0}");
        table.WriteTo(text);
    }
}
