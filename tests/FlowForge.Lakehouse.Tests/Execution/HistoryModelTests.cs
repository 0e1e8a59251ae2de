using System.Globalization;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Versions, merges and features against models so simple that one sees they are right, over random batches.</summary>
public sealed class HistoryModelTests(ITestOutputHelper output)
{
    private const int Seed = 20_240_601;

    private sealed record Row(int Key, int Day, string? Value);

    [Fact]
    public void Scd2_RandomBatchesOutOfOrderAndRepeated_GiveTheModelsVersions()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        using var sandbox = new PlanSandbox();
        var model = new SortedDictionary<(int Key, int Day), string?>();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            silver:
              t:
                - read: s
                - scd2: key
                  effective_at: at
            """;
        Row[] batch = [];
        for (int round = 0; round < 8; round++)
        {
            if (round % 3 != 2) batch = Batch(random);
            sandbox.Source("s", Sql(batch));
            sandbox.Run(Plan);
            foreach (Row row in batch.OrderBy(row => row.Day)) Tell(model, row);
            Assert.Equal(Versions(model), sandbox.Rows("silver.t", "key, value, date_diff('day', DATE '2024-01-01', valid_from), date_diff('day', DATE '2024-01-01', valid_to), is_current").Order(StringComparer.Ordinal));
            sandbox.Clock.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public void Merge_RandomBatches_GivesTheModelsRows()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        using var sandbox = new PlanSandbox();
        var model = new SortedDictionary<int, (int Day, string? Value)>();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            silver:
              t:
                - read: s
                - merge: key
                  duplicates: first
                  order_by: at desc
                  update_when: source.at > target.at
                  missing_in_source: keep
            """;
        for (int round = 0; round < 6; round++)
        {
            Row[] batch = Batch(random);
            sandbox.Source("s", Sql(batch));
            for (int time = 0; time < 2; time++) sandbox.Run(Plan);
            foreach (IGrouping<int, Row> rows in batch.GroupBy(row => row.Key))
            {
                Row last = rows.MaxBy(row => row.Day)!;
                if (!model.TryGetValue(last.Key, out (int Day, string? Value) there) || last.Day > there.Day) model[last.Key] = (last.Day, last.Value);
            }
            Assert.Equal(model.Select(row => $"{row.Key}|{row.Value.Day}|{row.Value.Value ?? "∅"}"), sandbox.Rows("silver.t", "key, date_diff('day', DATE '2024-01-01', \"at\"), value"));
        }
    }

    [Fact]
    public void WindowFeatures_RandomEvents_CountWhatALoopCounts()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        using var sandbox = new PlanSandbox();
        Row[] events = [.. Enumerable.Range(0, 300).Select(i => new Row(random.Next(6), random.Next(60), random.Next(4) == 0 ? null : $"{i}"))];
        (int Key, int Cutoff)[] entities = [.. Enumerable.Range(0, 40).Select(_ => (random.Next(8), random.Next(70)))];
        sandbox.Source("e", Sql(events));
        sandbox.Source("c", $"SELECT key, DATE '2024-01-01' + cutoff AS cutoff FROM (VALUES {string.Join(", ", entities.Select(one => $"({one.Key}, {one.Cutoff})"))}) AS t(key, cutoff)");
        sandbox.Run("""
            plan: p
            sources: { e: { path: e.parquet }, c: { path: c.parquet } }
            bronze:
              e: [read: e, overwrite]
            gold:
              t:
                - read: c
                - window_features: bronze.e
                  on: key
                  time: at
                  cutoff: cutoff
                  windows: [7d, 30d]
                  features: { value: [count, max] }
                  recency: true
                - overwrite
            """);
        IEnumerable<string> expected = entities.Select(entity =>
        {
            IEnumerable<string> Window(int days)
            {
                Row[] inside = [.. events.Where(one => one.Key == entity.Key && one.Day < entity.Cutoff && one.Day >= entity.Cutoff - days)];
                yield return $"{inside.Length}";
                yield return inside.Length == 0 ? "∅" : $"{inside.Count(one => one.Value is not null)}";
                yield return inside.Select(one => one.Value).OfType<string>().Max(StringComparer.Ordinal) ?? "∅";
                yield return inside.Length == 0 ? "∅" : $"{entity.Cutoff - inside.Max(one => one.Day)}";
            }
            return string.Join('|', [$"{entity.Key}", $"{entity.Cutoff}", .. Window(7), .. Window(30)]);
        });
        Assert.Equal(expected.Order(StringComparer.Ordinal), sandbox.Rows("gold.t", "* REPLACE (date_diff('day', DATE '2024-01-01', cutoff) AS cutoff)").Order(StringComparer.Ordinal));
    }

    // A key has one row at a time at most; batches overlap and come in any order.
    private static Row[] Batch(Random random) =>
        [.. Enumerable.Range(0, 12).Select(_ => new Row(random.Next(4), random.Next(30), random.Next(5) == 0 ? null : $"v{random.Next(3)}")).DistinctBy(row => (row.Key, row.Day))];

    private static string Sql(IEnumerable<Row> rows) =>
        $"SELECT key, value, TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_days(day) AS at FROM (VALUES {string.Join(", ", rows.Select(row => $"({row.Key}, {(row.Value is null ? "NULL" : $"'{row.Value}'")}, {row.Day})"))}) AS t(key, value, day)";

    /// <summary>A row counts when it says something else than what holds at its time; at the very beginning of a version it takes its place.</summary>
    private static void Tell(SortedDictionary<(int Key, int Day), string?> model, Row row)
    {
        if (model.ContainsKey((row.Key, row.Day)))
        {
            model[(row.Key, row.Day)] = row.Value;
            return;
        }
        var before = model.Where(version => version.Key.Key == row.Key && version.Key.Day < row.Day).ToList();
        if (before.Count == 0 || before[^1].Value != row.Value) model[(row.Key, row.Day)] = row.Value;
    }

    private static IEnumerable<string> Versions(SortedDictionary<(int Key, int Day), string?> model) => model.Select(version =>
    {
        int? next = model.Keys.Where(other => other.Key == version.Key.Key && other.Day > version.Key.Day).Select(other => (int?)other.Day).Min();
        return string.Create(CultureInfo.InvariantCulture, $"{version.Key.Key}|{version.Value ?? "∅"}|{version.Key.Day}|{(next is null ? "∅" : next)}|{next is null}");
    }).Order(StringComparer.Ordinal);
}
