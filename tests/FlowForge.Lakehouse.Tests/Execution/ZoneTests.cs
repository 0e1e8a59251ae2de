namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Days and texts of moments in the plan's zone, as Spark has them in the session's.</summary>
public sealed class ZoneTests : IDisposable
{
    private readonly PlanSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Scd2_EffectiveAtADay_HoldsFromTheMidnightOfThePlansZone()
    {
        _sandbox.Source("s", "SELECT 1 AS id, DATE '2024-06-01' AS day, 'a' AS name");
        _sandbox.Run("""
            plan: p
            settings: { time_zone: Europe/Berlin }
            sources: { s: { path: s.parquet } }
            bronze:
              t: [read: s, { scd2: id, effective_at: day }]
            """);
        Assert.Equal(["2024-05-31 22:00:00+00"], _sandbox.Rows("bronze.t", "CAST(valid_from AS VARCHAR)"));
    }

    [Fact]
    public void Incremental_LateRows_TellTheWatermarkAsSparkWritesIt()
    {
        const string Plan = """
            plan: p
            settings: { time_zone: Europe/Berlin }
            sources: { s: { path: s.parquet } }
            bronze:
              t: [read: s, { incremental: at, late: quarantine }, append]
            """;
        _sandbox.Source("s", "SELECT 1 AS id, TIMESTAMPTZ '2024-06-01 10:00:00.5+00' AS at");
        _sandbox.Run(Plan);
        _sandbox.Source("s", "SELECT 2 AS id, TIMESTAMPTZ '2024-05-01 10:00:00+00' AS at");
        _sandbox.Run(Plan);
        Assert.Equal(["at is not above the watermark 2024-06-01 12:00:00.5"], _sandbox.Rows("bronze.t_quarantine", "_reason"));
    }
}
