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

        Assert.Equal((52, 1, 51), (step.RowsIn, step.RowsOut, step.RowsRejected));
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
