namespace FlowForge.Lakehouse.Tests.Execution;

public sealed class PointInTimeTests : IDisposable
{
    private readonly PlanSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    /// <summary>Several rows of one key, some without a moment: beside each other the engine's join mistook one for the other.</summary>
    [Fact]
    public void PointInTimeJoin_RowsWithoutAMoment_FindNothing()
    {
        _sandbox.Source("s", "SELECT i % 10 AS id, CASE WHEN i % 3 > 0 THEN TIMESTAMPTZ '2024-06-01 10:00:00+00' + to_hours(CAST(i AS INTEGER)) END AS at FROM range(0, 200) AS r(i)");
        _sandbox.Source("t", "SELECT i AS id, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS since, i AS rate FROM range(0, 10) AS r(i)");
        _sandbox.Run("""
            plan: p
            sources: { s: { path: s.parquet }, t: { path: t.parquet } }
            bronze:
              t: [read: t, overwrite]
              s:
                - read: s
                - point_in_time_join: bronze.t
                  on: id
                  at: at
                  time: since
                  columns: [rate]
                - overwrite
            """);
        Assert.Equal(["0|133"], _sandbox.Rows("bronze.s", "count(rate) FILTER (WHERE \"at\" IS NULL) AS lost, count(rate) AS found"));
    }
}
