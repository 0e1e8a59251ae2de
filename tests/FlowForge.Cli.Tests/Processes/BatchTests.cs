using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

public sealed class BatchTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Batch_OneOfThemBroken_ConvertsTheOthers()
    {
        _process.MakeParquet("in/a.parquet");
        _process.MakeParquet("in/deep/b.parquet");
        File.WriteAllText(Path.Combine(_process.Folder, "in", "broken.parquet"), "PAR1");
        File.WriteAllText(Path.Combine(_process.Folder, "in", "README"), "not a table");
        (int code, JsonNode report) = Batch("in", "out");
        Assert.Equal(1, code);
        Assert.Equal((2, 0, 1), Counts(report));
        Assert.Equal(["README"], report["left_out"]!.AsArray().Select(name => (string)name!));
        Assert.Contains("out/a.parquet", _process.Files());
        Assert.Contains("out/deep/b.parquet", _process.Files());
        Assert.DoesNotContain("out/broken.parquet", _process.Files());
    }

    [Fact]
    public void Batch_Again_DoesOnlyWhatChanged()
    {
        _process.MakeParquet("in/a.parquet");
        _process.MakeParquet("in/b.parquet");
        Assert.Equal((2, 0, 0), Counts(Batch("in", "out").Report));
        Assert.Equal((0, 2, 0), Counts(Batch("in", "out").Report));
        _process.MakeParquet("in/a.parquet", "SELECT 1 AS changed");
        Assert.Equal((1, 1, 0), Counts(Batch("in", "out").Report));
        File.Delete(Path.Combine(_process.Folder, "out", "b.parquet"));
        Assert.Equal((1, 1, 0), Counts(Batch("in", "out").Report));
        Assert.Equal((2, 0, 0), Counts(Batch("in", "out", "--compression", "gzip").Report));
        Assert.Equal((2, 0, 0), Counts(Batch("in", "out", "--compression", "gzip", "--force").Report));
    }

    [Fact]
    public void Batch_EqualStems_KeepEveryOutput()
    {
        _process.MakeParquet("in/a.parquet");
        File.Copy(Path.Combine(_process.Folder, "in", "a.parquet"), Path.Combine(_process.Folder, "in", "a.pq"));
        Assert.Equal((2, 0, 0), Counts(Batch("in", "out").Report));
        Assert.Equal((0, 2, 0), Counts(Batch("in", "out").Report));
        Assert.Contains("out/a.parquet", _process.Files());
        Assert.Contains("out/a.pq.parquet", _process.Files());
    }

    [Fact]
    public void Batch_OutputInsideTheInput_IsNoInputNextTime()
    {
        _process.MakeParquet("in/a.parquet");
        Assert.Equal((1, 0, 0), Counts(Batch("in", "in/out").Report));
        Assert.Equal((0, 1, 0), Counts(Batch("in", "in/out").Report));
    }

    [Fact]
    public void Batch_Glob_TakesEveryMatchByContent()
    {
        _process.MakeParquet("in/2026/a.data");
        _process.MakeParquet("in/2025/b.data");
        Assert.Equal((2, 0, 0), Counts(Batch("in/**/*.data", "out").Report));
        Assert.Contains("out/2026/a.parquet", _process.Files());
    }

    [Fact]
    public void Batch_ForPeople_IsATableOnStderr()
    {
        _process.MakeParquet("in/a.parquet");
        (int code, string output, string error) = _process.Run("batch", "in", "out", "--jobs", "3");
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("1 converted, 0 unchanged, 0 failed", error, StringComparison.Ordinal);
    }

    private (int Code, JsonNode Report) Batch(params string[] args)
    {
        (int code, string output, string error) = _process.Run(["batch", .. args, "--json"]);
        Assert.True(output.Length > 0, error);
        return (code, JsonNode.Parse(output)!);
    }

    private static (int Converted, int Unchanged, int Failed) Counts(JsonNode report) => ((int)report["converted"]!, (int)report["unchanged"]!, (int)report["failed"]!);
}
