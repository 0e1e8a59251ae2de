using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Experiments;

namespace FlowForge.Explore.Experiments;

/// <summary>A column that no model saw.</summary>
public sealed record LeftOutColumn(string Column, string Reason);

/// <summary>The rows of one part of the split.</summary>
/// <param name="Rows">With a label.</param>
/// <param name="True">Of them, those where it is true.</param>
public sealed record LabelledPart(string Name, long Rows, long True)
{
    public double ShareOfTrue => Rows == 0 ? 0 : (double)True / Rows;

    public long False => Rows - True;
}

/// <summary>What a first model of a table came to.</summary>
/// <param name="Parts">Of the split, in its order; only the first trains, only the last measures.</param>
/// <param name="Model">Fitted from the training rows alone.</param>
/// <param name="Scores">The model's, on the test rows.</param>
/// <param name="Constant">Those of a constant guess on the same rows.</param>
public sealed record ExperimentResult(ExperimentDesign Design, string Label, long TableVersion, IReadOnlyList<LabelledPart> Parts, LogisticModel Model, RankingScores Scores, RankingScores Constant)
{
    public IReadOnlyList<LeftOutColumn> LeftOut { get; init; } = [];

    /// <summary>Reasons to doubt the figures.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public TableName Table => Design.Table.Table.Address;

    public LabelledPart Train => Parts.First(part => part.Name == Design.Train);

    public LabelledPart Test => Parts.First(part => part.Name == Design.Test);

    /// <summary>Features, those first that move the score most.</summary>
    public IEnumerable<(FittedFeature Feature, double Coefficient)> Strongest =>
        Model.Features.Zip(Model.Coefficients).OrderByDescending(one => Math.Abs(one.Second)).ThenBy(one => one.First.Column, StringComparer.Ordinal);
}
