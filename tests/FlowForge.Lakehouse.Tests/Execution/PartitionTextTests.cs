using FlowForge.Lakehouse.Execution;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Empty texts in partition columns, which Delta keeps as null.</summary>
public sealed class PartitionTextTests
{
    private const string Rows = "SELECT * FROM (VALUES ('', 1, 'a'), (NULL, 2, 'b'), ('x', 3, '')) AS t(p, k, v)";

    [Theory]
    [InlineData("overwrite")]
    [InlineData("overwrite: partitions")]
    [InlineData("merge: k")]
    [InlineData("merge: [k, p]\n        null_keys: match")]
    [InlineData("scd2: k")]
    public void Run_EmptyTextInAPartitionColumn_IsNullAndChangesNothingAgain(string write)
    {
        using var sandbox = new PlanSandbox();
        string plan = $"""
            plan: p
            sources: {"{"} s: {"{"} path: s.parquet {"}"} {"}"}
            gold:
              t:
                partitioned_by: p
                steps:
                  - read: s
                  - {write}
            """.Replace("\n        ", "\n        ", StringComparison.Ordinal);
        sandbox.Source("s", Rows);
        sandbox.Run(plan);
        long version = sandbox.Version("gold.t");
        Assert.Equal(["x|3|", "∅|1|a", "∅|2|b"], sandbox.Rows("gold.t", "p, k, v").Order(StringComparer.Ordinal));
        for (int i = 0; i < 2; i++)
        {
            sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
            sandbox.Run(plan);
        }
        Assert.Equal(version, sandbox.Version("gold.t"));
        Assert.Equal(3, sandbox.Rows("gold.t").Length);
    }

    [Fact]
    public void Run_MergeOnAKeyThatIsAPartition_SetsTheEmptyTextAsideAsItDoesNull()
    {
        using var sandbox = new PlanSandbox();
        sandbox.Source("s", Rows);
        RunRecord record = sandbox.Run("""
            plan: p
            sources: { s: { path: s.parquet } }
            gold:
              t:
                partitioned_by: p
                steps: [read: s, merge: [p, k]]
            """);
        Assert.Equal(["x|3|"], sandbox.Rows("gold.t", "p, k, v"));
        Assert.Equal(2, record.Steps[^1].RowsRejected);
        Assert.Equal(["p is null", "p is null"], sandbox.Rows("gold.t_quarantine", "_reason"));
    }
}
