using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Datasets;

/// <summary>The column that is probably to be predicted.</summary>
/// <param name="Positive">The value of the rarer case when there are two; null otherwise.</param>
public sealed record TargetGuess(string Column, string? Positive, double Confidence, IReadOnlyList<string> Evidence);

internal static class TargetRules
{
    private const int MostClasses = 20;

    /// <param name="said">The column that a person named; null: guess.</param>
    internal static TargetGuess? Find(TypedDataset dataset, string? said)
    {
        if (said is not null && dataset.Profile.Find(said) is { } named) return new TargetGuess(named.Name, PositiveOf(named), 1, ["said in overrides"]);
        return dataset.Columns.Where(column => IsPossible(dataset, column)).Select(Guess).OfType<TargetGuess>().MaxBy(guess => guess.Confidence);
    }

    private static bool IsPossible(TypedDataset dataset, ColumnProfile column) =>
        column.DistinctIsExact && column.Distinct is >= 2 and <= MostClasses && column.NullShare < 0.2 && dataset.TypeOf(column) is SemanticType.Target or SemanticType.Binary or SemanticType.CategoricalNominal or SemanticType.CategoricalOrdinal or SemanticType.NumericDiscrete;

    private static TargetGuess? Guess(ColumnProfile column)
    {
        var words = new Words(column.Name);
        bool isPlain = words.HasAny(NameWords.PlainTarget) || words.All is ["y"];
        if (!words.HasAny(NameWords.Target) && !isPlain) return null;
        double confidence = isPlain ? 0.85 : 0.6;
        if (column.Distinct == 2) confidence += 0.1;
        return new TargetGuess(column.Name, PositiveOf(column), Math.Round(confidence, 2), ["the name says so", $"{column.Distinct} values"]);
    }

    private static string? PositiveOf(ColumnProfile column) => column.Top.Count == 2 ? column.Top[1].Value : null;
}
