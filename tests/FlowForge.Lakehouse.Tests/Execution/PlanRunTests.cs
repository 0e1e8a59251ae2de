using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Lakehouse.Tests.Execution;

public sealed class PlanRunTests
{
    /// <summary>Every way of writing, a fit, a quarantine and a watermark.</summary>
    internal const string Shop = """
        plan: shop
        sources:
          orders: { path: orders.parquet }
        bronze:
          orders:
            - read: orders
            - incremental: at
              id: new
            - audit_columns
            - append
        silver:
          orders:
            - from: bronze.orders
            - expect: { positive: amount > 0 }
              on_violation: quarantine
              id: sane
            - impute: qty
            - deduplicate: id
              order_by: at desc
            - merge: id
          history:
            - from: silver.orders
            - select: [id, amount, at]
            - scd2: id
              effective_at: at
        gold:
          totals:
            - from: silver.orders
            - aggregate: { total: sum(amount), n: count(*) }
              by: customer
            - overwrite
          features:
            - from: gold.totals
            - feature_table: customer
        """;

    internal const string Orders = """
        SELECT i AS id, i % 5 AS customer, CAST(CASE WHEN i % 7 = 0 THEN -1 ELSE i END AS DECIMAL(10,2)) AS amount,
            CASE WHEN i % 3 = 0 THEN NULL ELSE i % 4 END AS qty, TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_hours(i::INTEGER) AS at FROM range(1, 51) AS r(i)
        """;

    internal static readonly string[] ShopTables = ["bronze.orders", "silver.orders", "silver.orders_quarantine", "silver.history", "gold.totals", "gold.features"];

    [Fact]
    public void Run_AgainAfterSuccess_ChangesNothing()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        sandbox.Run(Shop);
        long[] versions = [.. ShopTables.Select(sandbox.Version)];

        sandbox.Clock.Advance(TimeSpan.FromHours(1));
        RunRecord second = sandbox.Run(Shop);

        Assert.Equal(versions, ShopTables.Select(sandbox.Version));
        Assert.Equal(2, second.Number);
        Assert.True(File.Exists(Path.Combine(sandbox.Folder, "runs", second.RunId + ".json")));
    }

    [Fact]
    public void Run_RowsThatDifferInTheSignOfZero_AreOneRowOfZero()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT CAST(-0.0 AS DOUBLE) AS x");
        sandbox.Source("t", "SELECT CAST(0.0 AS DOUBLE) AS x");
        sandbox.Run("""
            plan: zeros
            sources: { s: s.parquet, t: t.parquet }
            bronze:
              s: [read: s, deduplicate, overwrite]
              t: [read: t, overwrite]
              both:
                - read: s
                - union: bronze.t
                  distinct: true
                - overwrite
            """);
        Assert.Equal(["0"], sandbox.Rows("bronze.s", "x"));
        Assert.Equal(["0"], sandbox.Rows("bronze.both", "x"));
    }

    [Fact]
    public void Run_QuantilesThatAreInfinite_AreEdgesLikeOthers()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT unnest(CAST(['-inf', '1', '2', 'inf'] AS DOUBLE[])) AS x");
        sandbox.Run("""
            plan: bins
            sources: { s: s.parquet }
            bronze:
              t:
                - read: s
                - bin: x
                  quantiles: 4
                - overwrite
            """);
        Assert.Equal(["-Infinity|1", "1|2", "2|3", "Infinity|3"], sandbox.Rows("bronze.t"));
    }

    [Fact]
    public void Run_WithBadRows_SetsThemAsideAndCounts()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        RunRecord run = sandbox.Run(Shop);

        StepRecord expect = run.Steps.Single(step => step.Kind == "expect");
        Assert.Equal((50, 43, 7), (expect.RowsIn, expect.RowsOut, expect.RowsRejected));
        string[] quarantined = sandbox.Rows("silver.orders_quarantine", "_step, _reason, _row");
        Assert.Equal(7, quarantined.Length);
        Assert.Contains("sane|positive|{\"id\":14,\"customer\":4,\"amount\":-1.00,\"qty\":2", quarantined[0], StringComparison.Ordinal);
        Assert.Equal(43, sandbox.Rows("silver.orders").Length);
    }

    [Fact]
    public void Run_WithNewRows_ReadsThoseBehindTheWatermark()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        sandbox.Run(Shop);
        sandbox.Source("orders", $"{Orders} UNION ALL SELECT 51, 1, 51::DECIMAL(10,2), 1, TIMESTAMPTZ '2024-02-01 00:00:00+00' UNION ALL SELECT 52, 1, 52::DECIMAL(10,2), 1, TIMESTAMPTZ '2023-02-01 00:00:00+00'");

        StepRecord step = sandbox.Run(Shop).Steps.Single(one => one.Kind == "incremental");

        Assert.Equal((52, 1, 0, 51), (step.RowsIn, step.RowsOut, step.RowsRejected, step.RowsIgnored));
        Assert.Equal(51, sandbox.Rows("bronze.orders").Length);
        sandbox.Run(Shop, options => options with { FullRefresh = true });
        Assert.Equal(52, sandbox.Rows("bronze.orders").Length);
    }

    [Fact]
    public void Run_StepFailsAmongThoseComputedTogether_PointsAtIt()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT 1 AS a, 0 AS b");
        InputException failure = Assert.Throws<InputException>(() => sandbox.Run("""
            plan: p
            sources: { s: { path: s.parquet } }
            bronze:
              t:
                - read: s
                - derive: { c: a + 1 }
                - derive: { d: a / b }
                - derive: { e: a + 2 }
                - overwrite
            """));
        Assert.Equal(7, failure.Diagnostic.Where.Line);
        Assert.Contains("DIVIDE_BY_ZERO", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SourceIsMissing_SaysWhereItLooked()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", "SELECT 1 AS a");
        InputException failure = Assert.Throws<InputException>(() => sandbox.Run("plan: p\nsources: { s: { path: order.parquet } }\nbronze:\n  t: [read: s, select: [a], overwrite]\n"));
        Assert.Equal(("source-missing", 2), (failure.Diagnostic.Id, failure.Diagnostic.Where.Line));
        Assert.Contains(Path.Combine(sandbox.Folder, "order.parquet"), failure.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'orders.parquet'?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StepsThatDropRowsOneAfterTheOther_AreEachCounted()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT i AS a, i % 4 AS b FROM range(100) AS r(i)");
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            bronze:
              t:
                - read: s
                - filter: b <> 0
                - derive: { c: 100 / b }
                - filter: a >= 20
                - expect: { small: c < 100 }
                  on_violation: drop
                - impute: c
                - filter: current_timestamp() > timestamp'2020-01-01'
                - overwrite
            """;
        RunRecord run = sandbox.Run(Plan);
        Assert.Equal([(100, 100, 0), (100, 75, 0), (75, 75, 0), (75, 60, 0), (60, 40, 20), (40, 40, 0), (40, 40, 0), (40, 40, 0)], run.Steps.Select(step => ((int)step.RowsIn, (int)step.RowsOut, (int)step.RowsRejected)));
        Assert.Equal(40, sandbox.Rows("bronze.t").Length);

        long version = sandbox.Version("bronze.t");
        sandbox.Source("s", "SELECT i AS a, CASE WHEN i = 21 THEN 3 ELSE i % 4 END AS b FROM range(100) AS r(i)");
        sandbox.Run(Plan.Replace("c < 100", "c < 1000", StringComparison.Ordinal));
        Assert.Equal(version + 1, sandbox.Version("bronze.t"));
        sandbox.Run(Plan.Replace("c < 100", "c < 1000", StringComparison.Ordinal));
        Assert.Equal(version + 1, sandbox.Version("bronze.t"));
        // As many rows, and other ones: the write is not taken for one that changes nothing.
        sandbox.Source("s", "SELECT i AS a, CASE WHEN i = 22 THEN 3 WHEN i = 21 THEN 3 ELSE i % 4 END AS b FROM range(100) AS r(i)");
        sandbox.Run(Plan.Replace("c < 100", "c < 1000", StringComparison.Ordinal));
        Assert.Equal(version + 2, sandbox.Version("bronze.t"));
    }

    [Fact]
    public void Run_MergeOfNullKeys_HoldsEachOnce()
    {
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            gold:
              t:
                - read: s
                - merge: [k, day]
                  null_keys: match
                  missing_in_source: delete
                  missing_when: target.day = 2
            """;
        sandbox.Source("s", "SELECT * FROM (VALUES (NULL, 1, 'a'), (NULL, 2, 'b'), (1, 2, 'c')) AS t(k, day, v)");
        sandbox.Run(Plan);
        sandbox.Source("s", "SELECT * FROM (VALUES (NULL::INTEGER, 2, 'B')) AS t(k, day, v)");
        sandbox.Run(Plan);
        Assert.Equal(["∅|1|a", "∅|2|B"], sandbox.Rows("gold.t").Order(StringComparer.Ordinal));
        long version = sandbox.Version("gold.t");
        sandbox.Run(Plan);
        Assert.Equal(version, sandbox.Version("gold.t"));
        sandbox.Source("s", "SELECT * FROM (VALUES (NULL::INTEGER, 2, 'B'), (NULL, 2, 'C')) AS t(k, day, v)");
        Assert.Equal("merge-duplicate-key", Assert.Throws<InputException>(() => sandbox.Run(Plan)).Diagnostic.Id);
    }

    [Theory]
    [InlineData("intersect", false, "∅|0|NaN", "1|0|1")]
    [InlineData("intersect", true, "∅|0|NaN", "1|0|1", "1|0|1")]
    [InlineData("except", false, "2|0|1")]
    [InlineData("except", true, "1|0|1", "2|0|1")]
    public void Run_SetOperation_ComparesWholeRows(string step, bool all, params string[] expected)
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT * FROM (VALUES (NULL, 0.0::DOUBLE, 'NaN'::DOUBLE), (1, 0.0, 1.0), (1, '-0.0'::DOUBLE, 1.0), (1, 0.0, 1.0), (2, 0.0, 1.0)) AS t(a, b, c)");
        sandbox.Source("o", "SELECT * FROM (VALUES ('NaN'::DOUBLE, '-0.0'::DOUBLE, NULL), (1.0, '-0.0'::DOUBLE, 1), (1.0, 0.0, 1), (9.0, 9.0, 9)) AS t(c, b, a)");
        sandbox.Run($$"""
            plan: p
            sources: { s: { path: s.parquet }, o: { path: o.parquet } }
            bronze:
              o: [read: o, overwrite]
              t:
                - read: s
                - {{step}}: bronze.o
                  all: {{(all ? "true" : "false")}}
                - overwrite
            """);
        Assert.Equal(expected, sandbox.Rows("bronze.t").Order(StringComparer.Ordinal).Select(row => row.Replace("-0", "0", StringComparison.Ordinal)).OrderBy(row => row.StartsWith('∅') ? 0 : 1).ThenBy(row => row, StringComparer.Ordinal));
    }

    [Fact]
    public void Run_JoinWouldMultiplyRows_Stops()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT 1 AS k UNION ALL SELECT 1");
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            bronze:
              r:
                - read: s
                - overwrite
              t:
                - read: s
                - derive: { v: k }
                - join: bronze.r
                  on: k
                - overwrite
            """;
        InputException failure = Assert.Throws<InputException>(() => sandbox.Run(Plan));
        Assert.Equal("join-multiplies", failure.Diagnostic.Id);
        Assert.Equal(4, sandbox.Run(Plan.Replace("on: k", "on: k\n      expect: many_to_many", StringComparison.Ordinal)).Steps[^1].RowsOut);
    }

    [Fact]
    public void Run_WithLayerOrFrom_BuildsOnlyThose()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        Assert.Equal(["bronze"], sandbox.Run(Shop, options => options with { Layer = Layer.Bronze }).Steps.Select(step => step.Table.Schema).Distinct());
        sandbox.Run(Shop);
        Assert.Equal(["history", "totals", "features"], sandbox.Run(Shop, options => options with { From = "silver.history" }).Steps.Select(step => step.Table.Table).Distinct());
        Assert.Equal("orders", sandbox.Run(Shop, options => options with { From = "sane" }).Steps[0].Table.Table);
        Assert.Throws<InputException>(() => sandbox.Run(Shop, options => options with { From = "nowhere" }));
    }

    [Fact]
    public void Run_Cancelled_StopsAndCanBeRunAgain()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        using var cancel = new CancellationTokenSource();
        var stop = new Listener(happened => { if (happened is RunEvent.TableFinished) cancel.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => sandbox.Run(Shop, options => options with { Progress = stop }, cancel.Token));
        Assert.Equal(50, sandbox.Rows("bronze.orders").Length);

        sandbox.Run(Shop);
        Assert.Equal(50, sandbox.Rows("bronze.orders").Length);
        Assert.Equal(43, sandbox.Rows("silver.orders").Length);
    }

    [Fact]
    public void Run_WithStoredFit_UsesItAgain()
    {
        using var sandbox = new PlanSandbox();
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            gold:
              t:
                - read: s
                - scale: v
                  with: minmax
                - one_hot: c
                - overwrite
            """;
        sandbox.Source("s", "SELECT * FROM (VALUES (0.0::DOUBLE, 'a'), (10.0, 'b')) AS t(v, c)");
        sandbox.Run(Plan);
        sandbox.Source("s", "SELECT 20.0::DOUBLE AS v, 'c' AS c");
        sandbox.Run(Plan);
        Assert.Equal(["2|0|0"], sandbox.Rows("gold.t"));
    }

    [Fact]
    public void Run_TableHasChecksOfItsOwn_AreReadAsSparkReadsThem()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT 'ab' AS t, 3 AS n");
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            gold:
              t:
                properties: { delta.constraints.small: "n div 2 < 5 and t rlike '^a'" }
                steps:
                  - read: s
                  - append
            """;
        sandbox.Run(Plan);
        Assert.Equal(["ab|3"], sandbox.Rows("gold.t"));
        sandbox.Source("s", "SELECT 'ab' AS t, 10 AS n");
        InputException refused = Assert.Throws<InputException>(() => sandbox.Run(Plan));
        Assert.Equal("delta-constraint", refused.Diagnostic.Id);
        Assert.Equal(8, refused.Diagnostic.Where.Line);
    }

    [Fact]
    public void Run_WhileAnotherRunsThePlan_IsRefused()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        InputException? refused = null;
        var other = new Listener(happened =>
        {
            if (happened is RunEvent.TableStarted) refused ??= Assert.Throws<InputException>(() => sandbox.Run(Shop));
        });
        RunRecord run = sandbox.Run(Shop, options => options with { Progress = other });
        Assert.Equal("run-in-progress", refused!.Diagnostic.Id);
        Assert.Contains(run.RunId, refused.Message, StringComparison.Ordinal);
        Assert.Equal(50, sandbox.Rows("bronze.orders").Length);
        Assert.Equal(2, sandbox.Run(Shop).Number);
    }

    [Fact]
    public void Run_Cancelled_LeavesARecordThatSaysSo()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", Orders);
        using var cancel = new CancellationTokenSource();
        RunRecord? record = null;
        var stop = new Listener(happened =>
        {
            if (happened is RunEvent.TableFinished) cancel.Cancel();
            if (happened is RunEvent.RunFinished finished) record = finished.Record;
        });
        Assert.ThrowsAny<OperationCanceledException>(() => sandbox.Run(Shop, options => options with { Progress = stop }, cancel.Token));
        Assert.Equal((RunStatus.Cancelled, null), (record!.Status, record.Error));
        Assert.Equal(["cancelled"], sandbox.Rows("_flowforge.runs", "DISTINCT status"));
    }

    [Fact]
    public void Run_SourceHasTypesThatTablesLack_TakesTheNearest()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", "SELECT 5::UTINYINT AS small, 18446744073709551615::UBIGINT AS large, TIME '10:11:12' AS clock, '00000000-0000-0000-0000-000000000001'::UUID AS id");
        sandbox.Run("plan: p\nsources: { s: { path: s.parquet } }\nbronze:\n  t:\n    - read: s\n    - derive: { next: small + 1 }\n    - overwrite\n");
        Assert.Equal(["5|18446744073709551615|10:11:12|00000000-0000-0000-0000-000000000001|6"], sandbox.Rows("bronze.t"));
    }

    private sealed class Listener(Action<RunEvent> hear) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => hear(value);
    }
}
