using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Execution;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Execution;

public sealed class RandomPlanTests(ITestOutputHelper output)
{
    private const int Seed = 77;

    // Each keeps the columns that the others need.
    private static readonly string[] s_steps =
    [
        "filter: a > -50 or a is null",
        "derive: { a: \"coalesce(a, 0) + 1\" }",
        "impute: b\n  by: c",
        "impute: [a, b]\n  with: mode",
        "impute: b\n  with: forward\n  order_by: id",
        "cap_outliers: b\n  by: percentile",
        "scale: b",
        "deduplicate: [a, c]\n  order_by: id",
        "clean_text\n",
        "expect: { positive: a >= 0 }\n  on_violation: quarantine",
        "window: { n_{0}: row_number() }\n  partition_by: c\n  order_by: [id, b]",
        "index: c\n  suffix: _i{0}",
        "frequency: c\n  suffix: _f{0}",
        "bin: b\n  quantiles: 4\n  suffix: _b{0}",
        "split: { train: 0.8, test: 0.2 }\n  by: id\n  as: part_{0}",
        "surrogate_key: key_{0}\n  of: [id, c]",
        "surrogate_key: seq_{0}\n  of: c\n  with: sequence",
        "sort: b desc\n  limit: 150",
        "join: bronze.names\n  on: c\n  prefix: j{0}_",
    ];

    [Fact]
    public void Run_RandomPlans_GivesTheSameRowsTwice()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int round = 0; round < 12; round++)
        {
            string plan = RandomPlan(random);
            using var first = Prepared();
            using var second = Prepared();
            first.Run(plan);
            second.Run(plan);
            string[] rows = first.Rows("silver.t");
            Assert.Equal(rows, second.Rows("silver.t"));
            long version = first.Version("silver.t");
            first.Run(plan);
            Assert.Equal(version, first.Version("silver.t"));
        }
    }

    [Fact]
    public void Run_RandomPlansKilledAndRunAgain_GiveTheRowsOfAnUndisturbedRun()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed + 1);
        int deaths = 0;
        for (int round = 0; round < 12; round++)
        {
            string plan = RandomPlan(random);
            using var undisturbed = Prepared();
            RunRecord whole = undisturbed.Run(plan);
            Assert.All(whole.Steps.Where(step => step.Kind == "expect"), step => Assert.Equal(step.RowsIn, step.RowsOut + step.RowsRejected));

            var life = new Lifetime(random.Next(40));
            bool isDead = true;
            using var killed = Prepared(store => isDead ? new DyingStore(store, life) : store);
            if (Record.Exception(() => killed.Run(plan)) is not null) deaths++;
            isDead = false;
            killed.Run(plan);
            Assert.Equal(undisturbed.Rows("silver.t"), killed.Rows("silver.t"));
        }
        Assert.True(deaths > 3, $"{deaths} deaths are too few to tell.");
    }

    private static string RandomPlan(Random random)
    {
        string[] steps = [.. Enumerable.Range(0, 7).Select(i => s_steps[random.Next(s_steps.Length)].Replace("{0}", $"{i}", StringComparison.Ordinal).Trim())];
        return $"plan: p\nsources: {{ s: {{ path: s.parquet }}, n: {{ path: n.parquet }} }}\nbronze:\n  names: [read: n, overwrite]\nsilver:\n  t:\n    - read: s\n{string.Concat(steps.Select(step => $"    - {step.Replace("\n", "\n    ", StringComparison.Ordinal)}\n"))}    - overwrite\n";
    }

    private static PlanSandbox Prepared(Func<ITableStore, ITableStore>? wrap = null)
    {
        var sandbox = new PlanSandbox(wrap);
        sandbox.Source("s", """
            SELECT i AS id, CASE WHEN i % 11 = 0 THEN NULL ELSE CAST(hash(i) % 100 AS INTEGER) - 20 END AS a,
                CASE WHEN i % 7 = 0 THEN NULL WHEN i % 13 = 0 THEN 'NaN'::DOUBLE ELSE CAST(hash(i + 1000) % 1000 AS DOUBLE) / 8 END AS b,
                CASE WHEN i % 5 = 0 THEN NULL ELSE 'c' || (hash(i + 5) % 6) END AS c
            FROM range(0, 300) AS r(i)
            """);
        sandbox.Source("n", "SELECT 'c' || i AS c, i AS number FROM range(0, 5) AS r(i)");
        return sandbox;
    }
}
