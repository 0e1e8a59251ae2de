using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Tests.Execution;

public sealed class CrashTests
{
    // Numbers of runs and moments differ from run to run; everything else must not.
    private static readonly Dictionary<string, string> s_columns = new()
    {
        ["bronze.orders"] = "* EXCLUDE (_run_id, _ingested_at)",
        ["silver.orders"] = "* EXCLUDE (_run_id, _ingested_at)",
        ["silver.orders_quarantine"] = "_step, _reason, _row, _occurrence",
    };

    [Fact]
    public void Run_KilledAtAnyWrite_EndsInTheSameTablesWhenRunAgain()
    {
        string[] expected = Undisturbed();
        int deaths = 0;
        // Every write of a run would take minutes; steps that are no multiple of what a commit writes meet each kind of place.
        for (int writes = 0; ; writes += 3)
        {
            var life = new Lifetime(writes);
            bool isDead = true;
            using var sandbox = new PlanSandbox(store => isDead ? new DyingStore(store, life) : store);
            sandbox.Source("orders", PlanRunTests.Orders);
            Exception? death = Record.Exception(() => sandbox.Run(PlanRunTests.Shop));
            isDead = false;
            if (death is null) break;
            deaths++;
            sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
            sandbox.Source("orders", PlanRunTests.Orders);
            sandbox.Run(PlanRunTests.Shop);
            Assert.Equal(expected, Contents(sandbox));
        }
        Assert.True(deaths > 5, $"{deaths} deaths are too few to tell.");
    }

    [Fact]
    public void Run_KilledBehindAnAppend_KeepsTheWatermarkOfWhatWasWritten()
    {
        for (int writes = 4; writes < 14; writes += 2)
        {
            var life = new Lifetime(writes);
            bool isDead = true;
            using var sandbox = new PlanSandbox(store => isDead ? new DyingStore(store, life) : store);
            sandbox.Source("orders", PlanRunTests.Orders);
            Assert.NotNull(Record.Exception(() => sandbox.Run(PlanRunTests.Shop)));
            isDead = false;
            // More rows come before the run is done again: what the dead run appended is not appended twice, and the new rows are not lost.
            sandbox.Source("orders", $"{PlanRunTests.Orders} UNION ALL SELECT 51, 1, 51::DECIMAL(10,2), 1, TIMESTAMPTZ '2024-02-01 00:00:00+00'");
            sandbox.Run(PlanRunTests.Shop);
            sandbox.Run(PlanRunTests.Shop);
            Assert.Equal(51, sandbox.Rows("bronze.orders", "id").Distinct().Count());
            Assert.Equal(51, sandbox.Rows("bronze.orders", "id").Length);
        }
    }

    [Fact]
    public void Run_KilledBehindAnAppendAndOtherLayersRunMeanwhile_AppendsOnce()
    {
        int appended = 0;
        for (int writes = 4; writes < 14; writes++)
        {
            var life = new Lifetime(writes);
            bool isDead = true;
            using var sandbox = new PlanSandbox(store => isDead ? new DyingStore(store, life) : store);
            sandbox.Source("orders", PlanRunTests.Orders);
            Assert.NotNull(Record.Exception(() => sandbox.Run(PlanRunTests.Shop)));
            isDead = false;
            if (sandbox.Catalog.Find(new("main", "bronze", "orders")) is null) continue;
            if (sandbox.Rows("bronze.orders").Length > 0) appended++;
            sandbox.Run(PlanRunTests.Shop, options => options with { Layer = Layer.Silver });
            sandbox.Run(PlanRunTests.Shop);
            Assert.Equal(50, sandbox.Rows("bronze.orders").Length);
            sandbox.Source("orders", $"{PlanRunTests.Orders} UNION ALL SELECT 51, 1, 51::DECIMAL(10,2), 1, TIMESTAMPTZ '2024-02-01 00:00:00+00'");
            sandbox.Run(PlanRunTests.Shop);
            Assert.Equal(51, sandbox.Rows("bronze.orders").Length);
        }
        Assert.True(appended > 0, "No run died behind its append.");
    }

    [Fact]
    public void Run_RecordsOfRunsAreLost_AppendsAllTheSame()
    {
        using var sandbox = new PlanSandbox();
        const string Plan = "plan: p\nsources: { s: { path: s.parquet } }\nbronze:\n  t: [read: s, append]\n";
        sandbox.Source("s", "SELECT 1 AS a");
        for (int run = 0; run < 3; run++) sandbox.Run(Plan);
        Directory.Delete(sandbox.Catalog.FolderOf(new("main", "_flowforge", "runs")), recursive: true);
        for (int run = 0; run < 2; run++) sandbox.Run(Plan);
        Assert.Equal(5, sandbox.Rows("bronze.t").Length);
    }

    private static string[] Undisturbed()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("orders", PlanRunTests.Orders);
        sandbox.Run(PlanRunTests.Shop);
        return Contents(sandbox);
    }

    private static string[] Contents(PlanSandbox sandbox) =>
        [.. PlanRunTests.ShopTables.SelectMany(table => sandbox.Rows(table, s_columns.GetValueOrDefault(table, "*")).Select(row => $"{table}: {row}"))];
}
