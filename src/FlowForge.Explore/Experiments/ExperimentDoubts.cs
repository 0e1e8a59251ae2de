namespace FlowForge.Explore.Experiments;

/// <summary>Reasons to doubt an experiment's figures, told with them.</summary>
internal sealed class ExperimentDoubts(ExperimentResult result, LabelledRows rows)
{
    /// <summary>No honest model of business data is as good: something tells the answer.</summary>
    private const double TooGood = 0.98;

    /// <summary>A column that orders the rows so well by itself may hold the answer.</summary>
    private const double TellsAlone = 0.95;

    private const double MostlyTrue = 0.9;
    private const int FewRows = 20;

    internal IEnumerable<string> All(CancellationToken cancellationToken)
    {
        (RankingScores scores, LabelledPart test) = (result.Scores, result.Test);
        string[] names = [.. result.Model.Features.Select(feature => feature.Column)];
        // Where nearly all labels are true, a constant guess has such a PR-AUC too.
        if (scores.RocAuc >= TooGood || scores.PrAuc >= TooGood && result.Constant.PrAuc < MostlyTrue) yield return $"too good to be true: ROC-AUC {scores.RocAuc:0.000}, PR-AUC {scores.PrAuc:0.000}. {Suspects(names, cancellationToken)}";
        if (result.Design.MadeOfLabel(result.Label, names) is { Count: > 0 } made) yield return $"computed from the column that {result.Label} comes from: {string.Join(", ", made)}. Unless they look at earlier rows only, leave them out.";
        double error = RankingMetrics.ErrorOfRocAuc(scores.RocAuc, test.True, test.False);
        if (scores.RocAuc - 2 * error <= 0.5) yield return $"no better than a constant guess: ROC-AUC {scores.RocAuc:0.000} ± {2 * error:0.000} on {test.Rows:N0} rows may be chance.";
        if (Math.Min(test.True, test.False) < FewRows) yield return $"only {Math.Min(test.True, test.False):N0} test rows have the label {(test.True < test.False ? "true" : "false")}: the figures are rough.";
    }

    private string Suspects(string[] names, CancellationToken cancellationToken)
    {
        (string Name, double? RocAuc)[] telling = [.. names.Select(name => (name, rows.RocAucAlone(name, result.Design.Train, result.Design.Test, cancellationToken))).Where(one => one.Item2 >= TellsAlone)];
        return telling.Length == 0
            ? "Look at how the rows were made: something tells the answer."
            : $"Does one of these hold what is known only afterwards? {string.Join(", ", telling.Select(one => $"{one.Name} (ROC-AUC {one.RocAuc:0.000} alone)"))}. Leave it out with --leave-out.";
    }
}
