using FlowForge.Lakehouse.Execution;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Ways of loading against models so simple that one sees they are right, over random batches with late, repeated and missing rows.</summary>
public sealed class LoadModelTests(ITestOutputHelper output)
{
    private const int Seed = 20_241_107;

    private sealed record Row(int Key, int? Day, string? Value);

    [Fact]
    public void Incremental_RandomBatches_AppendsWhatIsAboveTheWatermark()
    {
        Random random = Seeded();
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            bronze:
              t:
                - read: s
                - incremental: at
                  late: quarantine
                  id: new
                - append
            """;
        var (kept, late, mark) = (new List<Row>(), new HashSet<(Row, int)>(), (int?)null);
        for (int round = 0; round < 8; round++)
        {
            Row[] batch = Batch(random, round * 6);
            sandbox.Source("s", Sql(batch));
            for (int again = 0; again < 2; again++)
            {
                StepRecord step = sandbox.Run(Plan).Steps.Single(one => one.Kind == "incremental");
                Assert.Equal(step.RowsIn, step.RowsOut + step.RowsRejected);
                // On the first run there is no mark, and rows without a day are as good as others.
                Row[] fresh = [.. batch.Where(row => mark is null || row.Day > mark)];
                kept.AddRange(fresh);
                foreach (IGrouping<Row, Row> same in batch.Except(fresh).GroupBy(row => row))
                    for (int i = 1; i <= batch.Count(row => row == same.Key); i++) late.Add((same.Key, i));
                Assert.Equal(fresh.Length, step.RowsOut);
                mark = batch.Select(row => row.Day).Append(mark).Max();
            }
            Assert.Equal(Texts(kept), sandbox.Rows("bronze.t", Shown).Order(StringComparer.Ordinal));
        }
        // A row that is late against two marks is told twice, with two reasons.
        Assert.Equal(late.Count, sandbox.Rows("bronze.t_quarantine", "DISTINCT _row, _occurrence").Length);
    }

    [Fact]
    public void Incremental_WithLateness_ReadsAgainWhatIsWithinIt()
    {
        Random random = Seeded();
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            silver:
              t:
                - read: s
                - incremental: at
                  lateness: 5d
                - merge: key
                  duplicates: first
                  order_by: [at desc, value]
            """;
        var (model, mark) = (new SortedDictionary<int, Row>(), (int?)null);
        for (int round = 0; round < 8; round++)
        {
            Row[] batch = Batch(random, round * 4);
            sandbox.Source("s", Sql(batch));
            for (int again = 0; again < 2; again++)
            {
                sandbox.Run(Plan);
                foreach (IGrouping<int, Row> rows in batch.Where(row => mark is null || row.Day > mark - 5).GroupBy(row => row.Key))
                    model[rows.Key] = rows.OrderByDescending(row => row.Day ?? int.MinValue).ThenBy(row => row.Value is not null).ThenBy(row => row.Value, StringComparer.Ordinal).First();
                mark = batch.Select(row => row.Day).Append(mark).Max();
                Assert.Equal(Texts(model.Values), sandbox.Rows("silver.t", Shown).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void Merge_SoftDeleteOfWhatIsGone_MarksAndComesBack()
    {
        Random random = Seeded();
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            silver:
              t:
                - read: s
                - merge: key
                  missing_in_source: soft_delete
                  soft_delete: is_gone
            """;
        var model = new SortedDictionary<int, (Row Row, bool IsGone)>();
        for (int round = 0; round < 6; round++)
        {
            Row[] batch = [.. Batch(random, 0).DistinctBy(row => row.Key)];
            sandbox.Source("s", Sql(batch));
            sandbox.Run(Plan);
            foreach (int key in model.Keys.ToArray()) model[key] = (model[key].Row, true);
            foreach (Row row in batch) model[row.Key] = (row, false);
            Assert.Equal(model.Values.Select(one => $"{Text(one.Row)}|{one.IsGone}").Order(StringComparer.Ordinal), sandbox.Rows("silver.t", $"{Shown}, is_gone").Order(StringComparer.Ordinal));
            long version = sandbox.Version("silver.t");
            sandbox.Run(Plan);
            Assert.Equal(version, sandbox.Version("silver.t"));
        }
    }

    [Fact]
    public void Overwrite_Partitions_ReplacesThoseThatOccur()
    {
        Random random = Seeded();
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            silver:
              t:
                partitioned_by: [value, at]
                steps:
                  - read: s
                  - overwrite: partitions
            """;
        var model = new List<Row>();
        for (int round = 0; round < 6; round++)
        {
            // Values that a folder's name has to spell otherwise.
            Row[] batch = [.. Batch(random, 0).Select(row => row with { Day = row.Day % 3, Value = row.Value is null ? null : row.Value + " a/b=c%ü" })];
            sandbox.Source("s", Sql(batch));
            sandbox.Run(Plan);
            model.RemoveAll(old => batch.Any(row => (row.Value, row.Day) == (old.Value, old.Day)));
            model.AddRange(batch);
            Assert.Equal(Texts(model), sandbox.Rows("silver.t", Shown).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Snapshot_WithKeep_HoldsTheLatestDays()
    {
        Random random = Seeded();
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            silver:
              t:
                - read: s
                - snapshot: day
                  keep: 3
            """;
        var model = new SortedDictionary<DateOnly, Row[]>();
        for (int round = 0; round < 9; round++)
        {
            Row[] batch = Batch(random, 0);
            sandbox.Source("s", Sql(batch));
            sandbox.Run(Plan);
            model[DateOnly.FromDateTime(sandbox.Clock.GetUtcNow().UtcDateTime)] = batch;
            while (model.Count > 3) model.Remove(model.Keys.First());
            Assert.Equal(model.SelectMany(day => day.Value.Select(row => $"{Text(row)}|{day.Key:yyyy-MM-dd}")).Order(StringComparer.Ordinal), sandbox.Rows("silver.t", $"{Shown}, CAST(day AS VARCHAR)").Order(StringComparer.Ordinal));
            // Some days see two runs, some none.
            sandbox.Clock.Advance(TimeSpan.FromHours(random.Next(4) * 14));
        }
    }

    [Fact]
    public void PointInTime_RandomHistories_TakesTheLatestRowBefore()
    {
        Random random = Seeded();
        using var sandbox = new PlanSandbox();
        Row[] history = [.. Enumerable.Range(0, 120).Select(i => new Row(random.Next(6), random.Next(50), $"h{i:D3}")).DistinctBy(row => (row.Key, row.Day))];
        Row[] labels = [.. Enumerable.Range(0, 60).Select(i => new Row(random.Next(8), random.Next(9) == 0 ? null : random.Next(60), $"l{i}"))];
        sandbox.Source("h", Sql(history));
        sandbox.Source("l", Sql(labels));
        sandbox.Run("""
            plan: p
            sources: { h: { path: h.parquet }, l: { path: l.parquet } }
            silver:
              h:
                - read: h
                - rename: { value: told, at: since }
                - feature_table: key
                  timestamp: since
            gold:
              joined:
                - read: l
                - point_in_time_join: silver.h
                  on: key
                  at: at
                  time: since
                  within: 10d
                  allow_equal: true
                - overwrite
              trained:
                - read: l
                - training_set: silver.h
                  at: at
                - overwrite
            """);
        Assert.Equal(labels.Select(label => $"{Text(label)}|{Latest(label, (at, day) => day <= at && day >= at - 10)}").Order(StringComparer.Ordinal), sandbox.Rows("gold.joined", $"{Shown}, told").Order(StringComparer.Ordinal));
        Assert.Equal(labels.Select(label => $"{Text(label)}|{Latest(label, (at, day) => day < at)}").Order(StringComparer.Ordinal), sandbox.Rows("gold.trained", $"{Shown}, told").Order(StringComparer.Ordinal));

        string Latest(Row label, Func<int, int, bool> counts) =>
            history.Where(row => row.Key == label.Key && label.Day is { } at && counts(at, row.Day!.Value)).MaxBy(row => row.Day)?.Value ?? "∅";
    }

    private const string Shown = "key, date_diff('day', DATE '2024-01-01', \"at\"), value";

    private Random Seeded()
    {
        output.WriteLine($"seed {Seed}");
        return new Random(Seed);
    }

    /// <summary>Days around a beginning, so that some rows of each batch are late; a row in nine has no day.</summary>
    private static Row[] Batch(Random random, int begin) =>
        [.. Enumerable.Range(0, 14).Select(_ => new Row(random.Next(9), random.Next(9) == 0 ? null : begin + random.Next(12), random.Next(5) == 0 ? null : $"v{random.Next(3)}"))];

    private static string Sql(IEnumerable<Row> rows) =>
        $"SELECT key, value, DATE '2024-01-01' + day AS at FROM (VALUES {string.Join(", ", rows.Select(row => $"({row.Key}, {(row.Value is null ? "NULL::VARCHAR" : $"'{row.Value}'")}, {(row.Day is { } day ? $"{day}" : "NULL")}::INTEGER)"))}) AS t(key, value, day)";

    private static string Text(Row row) => $"{row.Key}|{(row.Day is { } day ? $"{day}" : "∅")}|{row.Value ?? "∅"}";

    private static IEnumerable<string> Texts(IEnumerable<Row> rows) => rows.Select(Text).Order(StringComparer.Ordinal);
}
