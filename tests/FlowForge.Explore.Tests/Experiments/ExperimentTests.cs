using System.Text.Json.Nodes;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.Explore.Experiments;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Explore.Tests.Experiments;

public class ExperimentTests
{
    // 2,000 rows: 'a' moves the label, 'b' does not, 'c' has gaps. hash() draws the same numbers everywhere.
    private const string Rows = """
        SELECT i AS id, CASE WHEN i % 10 < 6 THEN 'train' WHEN i % 10 < 8 THEN 'validation' ELSE 'test' END AS split,
               (hash(i) % 1000) / 1000.0 + (hash(i * 3) % 1000) / 1000.0 > 1.4 AS y,
               (hash(i * 3) % 1000) / 1000.0 AS a, (hash(i * 7) % 100)::INT AS b, CASE WHEN i % 5 = 0 THEN NULL WHEN i % 7 = 0 THEN 'nan'::DOUBLE ELSE (hash(i * 11) % 50)::DOUBLE END AS c
        FROM range(2000) r(i)
        """;

    [Fact]
    public void Run_WhereAColumnTells_BeatsTheConstantGuess()
    {
        using var lab = new Laboratory(Rows);
        ExperimentResult result = lab.Run();
        Assert.Equal("y", result.Label);
        Assert.Equal(["a", "b", "c"], result.Model.Features.Select(feature => feature.Column));
        Assert.Equal("a", result.Strongest.First().Feature.Column);
        Assert.Equal([("train", 1200), ("validation", 400), ("test", 400)], result.Parts.Select(part => (part.Name, part.Rows)));
        Assert.Equal(result.Test.ShareOfTrue, result.Constant.PrAuc);
        Assert.InRange(result.Scores.RocAuc, 0.8, 0.95);
        Assert.True(result.Scores.PrAuc > 1.5 * result.Constant.PrAuc && result.Scores.Lift > 1.5);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_WhereNothingTells_IsNearAConstantGuessAndSaysSo(int seed)
    {
        using var lab = new Laboratory($"SELECT * REPLACE (hash(id * 17 + {seed}) % 4 = 0 AS y) FROM ({Rows})");
        ExperimentResult result = lab.Run();
        Assert.InRange(result.Scores.RocAuc, 0.4, 0.6);
        Assert.Contains("no better than a constant guess", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhereAColumnHoldsTheAnswer_IsPerfectAndNamesIt()
    {
        using var lab = new Laboratory($"SELECT *, CASE WHEN y THEN 10 + hash(id) % 5 ELSE hash(id) % 5 END::INT AS paid FROM ({Rows})");
        ExperimentResult result = lab.Run();
        Assert.Equal(1, result.Scores.RocAuc);
        Assert.Equal(1, result.Scores.PrAuc, 9);
        Assert.Equal(1 / result.Test.ShareOfTrue, result.Scores.Lift, 9);
        string warning = Assert.Single(result.Warnings);
        Assert.Contains("too good to be true", warning, StringComparison.Ordinal);
        Assert.Contains("paid (ROC-AUC 1.000 alone)", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(" a (", warning, StringComparison.Ordinal);
        Assert.Empty(lab.Run(new ExperimentOptions { LeaveOut = ["PAID"] }).Warnings);
    }

    /// <summary>Whatever other rows hold, what is fitted stays the same: nothing was looked at but the training rows.</summary>
    [Fact]
    public void Run_OtherPartsChanged_FitsTheSameModel()
    {
        using var lab = new Laboratory(Rows);
        using var other = new Laboratory($"SELECT * REPLACE (CASE WHEN split = 'train' THEN a ELSE 1e9 + id END AS a, CASE WHEN split = 'train' THEN c ELSE -5 END AS c, CASE WHEN split = 'validation' THEN true ELSE y END AS y) FROM ({Rows})");
        ExperimentResult expected = lab.Run(), found = other.Run();
        Assert.Equal(expected.Model.Coefficients, found.Model.Coefficients);
        Assert.Equal(expected.Model.Features, found.Model.Features);
        Assert.NotEqual(expected.Scores, found.Scores);
    }

    [Fact]
    public void Run_MissingValues_GetTheLowerMedianOfTheTrainingRows()
    {
        using var lab = new Laboratory(Rows);
        using DuckDbConnection connection = lab.Engine.Connect();
        double[] values = [.. connection.Query($"SELECT c FROM ({Rows}) WHERE split = 'train' AND c IS NOT NULL AND NOT isnan(c) ORDER BY c").Rows().Select(row => (double)row[0]!)];
        Assert.Equal(values[(values.Length - 1) / 2], lab.Run().Model.Features.Single(feature => feature.Column == "c").Fill);
        Assert.Null(lab.Run().Model.Features.Single(feature => feature.Column == "a").Fill);
    }

    [Fact]
    public void Run_Again_GivesTheSameBytes()
    {
        using var lab = new Laboratory(Rows);
        using var wide = new Laboratory(Rows, threads: 4);
        string first = Document(lab.Run());
        Assert.Equal(first, Document(lab.Run()));
        Assert.Equal(first, Document(wide.Run()));
    }

    [Theory]
    [InlineData("hash(id * 31)")]
    [InlineData("-id")]
    [InlineData("c, id")]
    public void Run_RowsInAnotherOrder_GivesTheSameFigures(string order)
    {
        using var lab = new Laboratory(Rows);
        using var shuffled = new Laboratory($"SELECT * FROM ({Rows}) ORDER BY {order}");
        ExperimentResult expected = lab.Run(), found = shuffled.Run();
        Assert.All(expected.Model.Coefficients.Zip(found.Model.Coefficients), pair => Assert.Equal(pair.First, pair.Second, 9));
        Assert.Equal(expected.Scores.PrAuc, found.Scores.PrAuc, 9);
        Assert.Equal(expected.Scores.RocAuc, found.Scores.RocAuc, 9);
        Assert.Equal(expected.Scores.Lift, found.Scores.Lift, 9);
    }

    [Fact]
    public void Run_ColumnsThatAreNoFeatures_AreTold()
    {
        using var lab = new Laboratory($"SELECT *, 'x' AS city, DATE '2024-01-01' AS on_day, [1] AS list, 7 AS same, CASE WHEN split = 'test' THEN 1 END AS later, 'run' AS _run_id, i AS other FROM (SELECT *, id AS i FROM ({Rows}))");
        ExperimentResult result = lab.Run(new ExperimentOptions { LeaveOut = ["Other", "i"] });
        Assert.Equal(["a", "b", "c"], result.Model.Features.Select(feature => feature.Column));
        Dictionary<string, string> reasons = result.LeftOut.ToDictionary(one => one.Column, one => one.Reason);
        Assert.Equal(["_run_id", "city", "i", "id", "later", "list", "on_day", "other", "same", "split", "y"], reasons.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("rows are split by it", "the label", "the split itself", "you said so", "tells of the loading"), (reasons["id"], reasons["y"], reasons["split"], reasons["other"], reasons["_run_id"]));
        Assert.Equal(("no value in the training rows", "one value in all training rows", "not a number"), (reasons["later"], reasons["same"], reasons["list"]));
        Assert.StartsWith("a text", reasons["city"], StringComparison.Ordinal);
        Assert.StartsWith("a moment", reasons["on_day"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* REPLACE (CASE WHEN split = 'test' THEN false ELSE y END AS y)", "experiment-class", "in part 'test' the label is never true")]
    [InlineData("* REPLACE (split <> 'train' OR y IS NULL OR true AS y)", "experiment-class", "in part 'train' the label is always true")]
    [InlineData("* REPLACE (CASE WHEN split = 'test' AND id > 50 THEN NULL ELSE y END AS y)", "experiment-rows", "part 'test' has 10 rows with a label")]
    [InlineData("* REPLACE (CASE WHEN id = 3 THEN 2 ELSE y::INT END AS y)", "experiment-label", "'y' holds 2")]
    [InlineData("* REPLACE (y::VARCHAR AS y)", "experiment-label", "'y' is VARCHAR")]
    [InlineData("* REPLACE (CASE WHEN id = 3 THEN 'inf'::DOUBLE ELSE c END AS c)", "experiment-infinite", "'c' is infinite in 1 rows")]
    [InlineData("* EXCLUDE (split)", "experiment-split", "no column 'split'")]
    [InlineData("* EXCLUDE (y)", "unknown-column", "no column 'y'")]
    [InlineData("id, y, split", "experiment-features", "nothing to learn from")]
    public void Run_WhatCannotBeMeasured_IsRefused(string columns, string id, string summary)
    {
        using var lab = new Laboratory($"SELECT {columns} FROM ({Rows})");
        Diagnostic told = Assert.Throws<InputException>(() => lab.Run()).Diagnostic;
        Assert.Equal(id, told.Id);
        Assert.Contains(summary, told.Summary, StringComparison.Ordinal);
        Assert.NotNull(told.Hint);
    }

    [Fact]
    public void Run_UnknownColumnToLeaveOut_AsksWhetherAnotherWasMeant()
    {
        using var lab = new Laboratory($"SELECT *, 1.5 * b AS amount FROM ({Rows})");
        Assert.Equal("Did you mean 'amount'?", Assert.Throws<InputException>(() => lab.Run(new ExperimentOptions { LeaveOut = ["amuont"] })).Diagnostic.Hint);
    }

    [Fact]
    public void Log_OfTwoExperiments_HasTwoDocumentsAndTwoRows()
    {
        using var lab = new Laboratory(Rows);
        var log = new ExperimentLog(lab.Catalog, lab.Engine, Laboratory.Writing);
        ExperimentResult result = lab.Run();
        JsonNode document = JsonNode.Parse(File.ReadAllText(log.Add(Record("one", result), CancellationToken.None)))!;
        log.Add(Record("two", result), CancellationToken.None);
        Assert.Equal(result.Scores.RocAuc, (double)document["results"]!["logistic_regression"]!["roc_auc"]!);
        Assert.Equal(3, document["model"]!["features"]!.AsArray().Count);
        using DuckDbConnection connection = lab.Engine.Connect();
        DeltaRelation.Prepare(connection);
        using DeltaRelation rows = lab.Catalog.Table(new("main", "_flowforge", "experiments"), lab.Engine).Latest().Read();
        Assert.Equal(["one", "two"], connection.Query($"SELECT experiment_id FROM ({rows.Sql}) WHERE roc_auc = '{result.Scores.RocAuc:R}'::DOUBLE ORDER BY 1").Rows().Select(row => (string)row[0]!));
    }

    private static ExperimentRecord Record(string id, ExperimentResult result) => new(id, "FlowForge/tests", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, result);

    private static string Document(ExperimentResult result) => System.Text.Encoding.UTF8.GetString(Record("one", result).ToJson());
}
