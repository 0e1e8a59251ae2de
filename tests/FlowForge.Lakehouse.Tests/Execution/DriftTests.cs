using FlowForge.Core.Diagnostics;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Sources whose columns change between runs: stopped, or let in, as the plan says.</summary>
public sealed class DriftTests : IDisposable
{
    private readonly PlanSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("append", "append: additive takes new columns in")]
    [InlineData("merge: id", "schema: additive at merge takes new columns in")]
    [InlineData("overwrite", "schema: additive at overwrite takes new columns in")]
    public void Run_NewColumnWhereTheSchemaIsStrict_StopsAtTheStepAndNamesTheColumn(string write, string hint)
    {
        Run(write, "SELECT 1 AS id, 'a' AS v");
        InputException stopped = Assert.Throws<InputException>(() => Run(write, "SELECT 2 AS id, 'b' AS v, 7 AS extra"));
        Assert.Equal("plan.yaml:6:7", stopped.Diagnostic.Where.ToString());
        Assert.Contains("no column extra", stopped.Diagnostic.Summary, StringComparison.Ordinal);
        Assert.StartsWith(hint, stopped.Diagnostic.Hint, StringComparison.Ordinal);
        Assert.Equal(["1|a"], _sandbox.Rows("bronze.t"));
    }

    [Theory]
    [InlineData("append: additive")]
    [InlineData("{ merge: id, schema: additive }")]
    public void Run_NewColumnWhereTheSchemaIsAdditive_IsAddedWithNullsBefore(string write)
    {
        Run(write, "SELECT 1 AS id, 'a' AS v");
        Run(write, "SELECT 2 AS id, 'b' AS v, 7 AS extra");
        Assert.Equal(["1|a|∅", "2|b|7"], _sandbox.Rows("bronze.t"));
        // A column that is gone again is null.
        Run(write, "SELECT 3 AS id, 'c' AS v");
        Assert.Equal(["1|a|∅", "2|b|7", "3|c|∅"], _sandbox.Rows("bronze.t"));
    }

    [Fact]
    public void Run_WiderType_IsLetInByPermissiveAlone()
    {
        Run("append: additive", "SELECT 1 AS id, 5::INTEGER AS n");
        Assert.Equal("delta-schema-mismatch", Assert.Throws<InputException>(() => Run("append: additive", "SELECT 2 AS id, 5000000000 AS n")).Diagnostic.Id);
        Run("append: permissive", "SELECT 2 AS id, 5000000000 AS n");
        Assert.Equal(["1|5", "2|5000000000"], _sandbox.Rows("bronze.t"));
    }

    [Fact]
    public void Run_NumberedKeys_StayWithTheirRowsWhateverComes()
    {
        const string Plan = """
            plan: p
            sources: { s: { path: s.parquet } }
            gold:
              t:
                - read: s
                - surrogate_key: key
                  of: [code, part]
                  with: sequence
                - overwrite
            """;
        foreach (string rows in (string[])["('b', 1), ('a', 1)", "('0', 1), ('b', 1), ('a', 1)", "('b', 1), (NULL, 1), ('b', NULL)", "('a', 1), ('0', 1), ('b', 1)"])
        {
            _sandbox.Source("s", $"SELECT * FROM (VALUES {rows}) AS t(code, part)");
            _sandbox.Run(Plan);
        }
        Assert.Equal(["1|a|1", "2|b|1", "3|0|1"], _sandbox.Rows("gold.t"));
        Assert.Equal(["1", "2", "3", "4", "5"], _sandbox.Rows("gold._keys_t_key", "key").Distinct());
    }

    private void Run(string write, string rows)
    {
        _sandbox.Source("s", rows);
        _sandbox.Run($"plan: p\nsources: {{ s: {{ path: s.parquet }} }}\nbronze:\n  t:\n    - read: s\n    - {write}\n");
    }
}
