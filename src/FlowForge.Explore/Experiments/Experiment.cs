using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Experiments;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Explore.Experiments;

/// <summary>What people say beside the plan.</summary>
public sealed record ExperimentOptions
{
    /// <summary>The column to predict. Default: what the design says.</summary>
    public string? Label { get; init; }

    /// <summary>Columns that no model may see.</summary>
    public IReadOnlyList<string> LeaveOut { get; init; } = [];
}

/// <summary>Fits a first model of a table that a plan has split, and measures it beside a constant guess: logistic regression, the local twin of <c>ml_experiment.py</c>.</summary>
/// <remarks>Everything is fitted from the training rows: medians for what is missing, means, deviations, coefficients. Rows stream from the engine batch by batch, so memory grows with the columns and not with the rows.
/// The same table gives the same bits; rows in another order the same figures but for rounding.</remarks>
public sealed class Experiment(ExperimentDesign design, DeltaTable table, DuckDbDatabase engine)
{
    /// <summary>Fewer rows measure nothing.</summary>
    public const int LeastTrainRows = 50;

    /// <inheritdoc cref="LeastTrainRows"/>
    public const int LeastTestRows = 20;

    /// <summary>The sums of a fit take columns² × 8 bytes.</summary>
    public const int MostFeatures = 1_000;

    private readonly Location _where = new(design.Plan.Plan.Name);

    /// <exception cref="InputException">The label is not one, a part has too few rows or one class only, there is nothing to learn from.</exception>
    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        using DuckDbConnection connection = engine.Connect();
        DeltaRelation.Prepare(connection);
        Snapshot snapshot = table.Latest(cancellationToken);
        using DeltaRelation relation = snapshot.Read();
        IReadOnlyList<Column> columns = ColumnsOf(connection, relation.Sql, cancellationToken);
        if (!columns.Any(column => column.Name.Equals(design.Split.Into.Text, StringComparison.OrdinalIgnoreCase))) throw new InputException("experiment-split", _where, $"the table has no column '{design.Split.Into}', which its split step makes.", "A later step has dropped it, or the table is of an older plan: flowforge run.");
        string label = ExperimentColumns.Label(design, columns, options.Label, _where);
        (IReadOnlyList<string> chosen, IReadOnlyList<LeftOutColumn> leftOut) = ExperimentColumns.Choose(design, columns, label, options.LeaveOut, _where);
        var rows = new LabelledRows(connection, relation.Sql, label, design.Split.Into.Text);
        IReadOnlyList<LabelledPart> parts = Parts(rows, cancellationToken);
        (LabelledPart train, LabelledPart test) = (Checked(parts, design.Train, LeastTrainRows), Checked(parts, design.Test, LeastTestRows));

        (IReadOnlyList<FittedFeature> features, IEnumerable<LeftOutColumn> empty) = new FeatureFit(rows, design, _where).Fit(chosen, train.Rows, cancellationToken);
        leftOut = [.. leftOut, .. empty];
        if (features.Count is 0 or > MostFeatures) throw new InputException("experiment-features", _where, features.Count == 0 ? $"there is nothing to learn from: {string.Join("; ", leftOut.Select(one => $"{one.Column}: {one.Reason}"))}." : $"found {features.Count:N0} columns to learn from, expected {MostFeatures:N0} at most.", "Columns of numbers and booleans are learned from; --leave-out COLUMN leaves one out.");
        string[] names = [.. features.Select(feature => feature.Column)];
        LogisticModel model = new LogisticRegression(features, action => rows.Each(design.Train, names, action, cancellationToken)).Fit(train.ShareOfTrue);
        RankingScores scores = Measure(rows, names, model, test, cancellationToken);
        var result = new ExperimentResult(design, label, snapshot.Version, parts, model, scores, RankingScores.OfConstant(test.ShareOfTrue)) { LeftOut = leftOut };
        return result with { Warnings = [.. new ExperimentDoubts(result, rows).All(cancellationToken)] };
    }

    private static IReadOnlyList<Column> ColumnsOf(DuckDbConnection connection, string relation, CancellationToken cancellationToken)
    {
        using DuckDbResult shape = connection.Query($"SELECT * FROM ({relation}) LIMIT 0", cancellationToken);
        return shape.Columns;
    }

    private IReadOnlyList<LabelledPart> Parts(LabelledRows rows, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<(string Part, bool IsTrue), long> counts = rows.Count(_where, cancellationToken);
        return [.. design.Split.Shares.Select(share => share.Name.Text).Select(part => new LabelledPart(part, counts.GetValueOrDefault((part, true)) + counts.GetValueOrDefault((part, false)), counts.GetValueOrDefault((part, true))))];
    }

    private LabelledPart Checked(IReadOnlyList<LabelledPart> parts, string name, int least)
    {
        LabelledPart part = parts.First(one => one.Name == name);
        if (part.Rows < least) throw new InputException("experiment-rows", _where, $"part '{name}' has {part.Rows:N0} rows with a label, expected {least} or more.", "So few rows measure nothing.");
        if (part.True == 0 || part.False == 0) throw new InputException("experiment-class", _where, $"in part '{name}' the label is {(part.True == 0 ? "never" : "always")} true, {part.Rows:N0} rows.", "A model needs both in the rows it learns from, and a measure both in the rows it is tested on: split in another way, or take more rows.");
        return part;
    }

    /// <summary>Scores the test rows into a table of the engine, and lets it order them.</summary>
    private RankingScores Measure(LabelledRows rows, string[] names, LogisticModel model, LabelledPart test, CancellationToken cancellationToken)
    {
        const string Scores = "_flowforge_scores";
        using DuckDbConnection other = engine.Connect();
        other.Execute($"CREATE OR REPLACE TABLE {Scores} (score DOUBLE, label UTINYINT)", cancellationToken);
        try
        {
            using (Appender scored = other.Append(Scores))
            {
                rows.Each(design.Test, names, (isTrue, values) =>
                {
                    int row = scored.Chunk.Count;
                    scored.Chunk[0].Set(row, model.Score(values));
                    scored.Chunk[1].Set(row, (byte)(isTrue ? 1 : 0));
                    scored.EndRow();
                }, cancellationToken);
                scored.Flush();
            }
            return ScoreGroups.Measure(other, Scores, test.True, test.False, Math.Max(1, test.Rows / ExperimentDesign.LiftOneIn), cancellationToken);
        }
        finally
        {
            other.Execute($"DROP TABLE {Scores}", CancellationToken.None);
        }
    }
}
