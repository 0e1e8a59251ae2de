using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta.Writing;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

public sealed class MergeTests(ITestOutputHelper output)
{
    private static readonly MergeInsert s_insert = new(new Dictionary<string, string> { ["id"] = "source.id", ["n"] = "source.n" });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Merge_RandomBatches_EqualsTheModel(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var scratch = new ScratchTable();
        scratch.Writer.Create(new NewTable { Rows = "SELECT 0::BIGINT AS id, 0::BIGINT AS n WHERE false", Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        var model = new SortedDictionary<long, long>();
        for (int batch = 0; batch < 8; batch++)
        {
            Dictionary<long, long> rows = Enumerable.Range(0, random.Next(1, 12)).Select(_ => (long)random.Next(20)).Distinct().ToDictionary(id => id, _ => (long)random.Next(-5, 50));
            scratch.Writer.Merge(new Merge(
                $"SELECT * FROM (VALUES {string.Join(", ", rows.Select(row => $"({row.Key}::BIGINT, {row.Value}::BIGINT)"))}) v(id, n)",
                "target.id = source.id",
                [new MergeChange.Delete("source.n < 0"), new MergeChange.Update(new Dictionary<string, string> { ["N"] = "target.n + source.n" }, "source.n % 3 <> 0")],
                [s_insert with { Condition = "source.n >= 0" }],
                [new MergeChange.Update(new Dictionary<string, string> { ["n"] = "target.n - 1" }, "target.n > 10"), new MergeChange.Delete("target.id = 7")]));
            Apply(model, rows);
            Assert.Equal(model.Select(row => $"{row.Key}|{row.Value}"), scratch.Rows());
        }
    }

    [Fact]
    public void Merge_TwoRowsOfTheSourceForOne_IsRefused()
    {
        using var scratch = new ScratchTable();
        scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id, 1 AS n" });
        const string source = "SELECT 1 AS id, i AS n FROM (VALUES (5), (6)) t(i)";
        var update = new MergeChange.Update(new Dictionary<string, string> { ["n"] = "source.n" });
        Assert.Equal("delta-merge-ambiguous", Assert.Throws<InputException>(() => scratch.Writer.Merge(new Merge(source, "target.id = source.id", [update], [s_insert], []))).Diagnostic.Id);
        Assert.Equal(["1|1"], scratch.Rows());
        scratch.Writer.Merge(new Merge(source, "target.id = source.id", [update with { Condition = "source.n = 6" }], [], []));
        Assert.Equal(["1|6"], scratch.Rows());
        scratch.Writer.Merge(new Merge(source, "target.id = source.id", [new MergeChange.Delete()], [], []));
        Assert.Empty(scratch.Rows());
    }

    [Fact]
    public void Merge_ManyFilesAndFeed_RewritesOnlyWhatChanges()
    {
        using var scratch = new ScratchTable();
        scratch.Writer.Create(new NewTable { Rows = "SELECT i AS id, i AS n FROM range(3) t(i)", PartitionBy = ["id"], Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        scratch.Writer.Merge(new Merge("SELECT 2::BIGINT AS id, 20::BIGINT AS n UNION ALL SELECT 9, 90", "target.id = source.id", [new MergeChange.Update(new Dictionary<string, string> { ["n"] = "source.n" })], [s_insert], []));
        Assert.Equal(["0|0", "1|1", "2|20", "9|90"], scratch.Rows());
        Assert.Equal(["2|2|update_preimage|1", "2|20|update_postimage|1", "9|90|insert|1"], scratch.Changes(1));
        Assert.Equal(("1", "1", "0"), (scratch.Table.History()[1].Metrics["numTargetRowsInserted"], scratch.Table.History()[1].Metrics["numRemovedFiles"], scratch.Table.History()[1].Metrics["numTargetRowsCopied"]));
    }

    [Theory]
    [InlineData("SELECT (i * 50 + 1)::INTEGER AS k FROM range(4) t(i)", 2)]
    [InlineData("SELECT 250::BIGINT AS k", 1)]
    [InlineData("SELECT 2500::DECIMAL(10,2) AS k", 0)]
    [InlineData("SELECT NULL::BIGINT AS k", 0)]
    [InlineData("SELECT (i % 100)::BIGINT AS k FROM range(150000) t(i) WHERE i < 100 OR i > 149900", 1)]
    [InlineData("SELECT i + 300 AS k FROM range(200000) t(i)", 7)]
    [InlineData("SELECT '250' AS k", 10)]
    public void Merge_Keys_OpenOnlyFilesThatMayHoldThem(string source, int files)
    {
        using var scratch = new ScratchTable();
        for (int file = 0; file < 10; file++)
        {
            string rows = $"SELECT i + {file * 100} AS id, 0 AS n FROM range(100) t(i)";
            if (file == 0) scratch.Writer.Create(new NewTable { Rows = rows });
            else scratch.Writer.Append(rows);
        }
        var merge = new Merge(source, "target.id = source.k", [new MergeChange.Delete()], [], []) { Keys = new Dictionary<string, string> { ["id"] = "k" } };
        scratch.Connection.Execute($"CREATE TEMP TABLE rows AS {source}");
        var kept = MergeFiles.Of(merge, scratch.Table.Latest().Schema, "rows", scratch.Connection, default);
        Assert.Equal(files, scratch.Table.Latest().Files.Count(kept.MayMatch));
        long matched = scratch.Connection.Scalar<long>("SELECT count(*) FROM range(1000) t(id) WHERE id IN (SELECT TRY_CAST(k AS BIGINT) FROM rows)");
        scratch.Writer.Merge(merge);
        Assert.Equal(1_000 - matched, scratch.Rows().Length);
    }

    private static void Apply(SortedDictionary<long, long> model, Dictionary<long, long> rows)
    {
        foreach (long id in model.Keys.ToArray())
        {
            if (rows.TryGetValue(id, out long n))
            {
                if (n < 0) model.Remove(id);
                else if (n % 3 != 0) model[id] += n;
            }
            else if (model[id] > 10) model[id]--;
            else if (id == 7) model.Remove(id);
            rows.Remove(id);
        }
        foreach ((long id, long n) in rows)
            if (n >= 0)
                model[id] = n;
    }
}
