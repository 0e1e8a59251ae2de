namespace FlowForge.Cli.Tests.Processes;

/// <summary>Exit codes and where text goes: data on stdout, people's text on stderr.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Version_Asked_IsOneLineOfData()
    {
        (int code, string output, string error) = _process.Run("--version");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^flowforge \d+\.\d+\.\d+\n$", output);
    }

    [Theory]
    [InlineData(2, "which command?")]
    [InlineData(2, "Did you mean 'convert'?", "convrt")]
    [InlineData(2, "Did you mean '--compression'?", "convert", "a.parquet", "out", "--compresion", "zstd")]
    [InlineData(2, "expected one of snappy", "convert", "a.parquet", "out", "--compression", "lz4")]
    [InlineData(2, "INPUT", "convert")]
    [InlineData(2, "both say where", "convert", "a.parquet", "out", "--table", "bronze.a")]
    [InlineData(2, "leave --to out", "convert", "a.parquet", "--table", "bronze.a", "--to", "csv")]
    [InlineData(2, "Delta tables are written to local disk", "convert", "a.parquet", "s3://bucket/out", "--to", "delta")]
    [InlineData(2, "Which column?", "lineage", "--plan", "plan.yaml")]
    [InlineData(1, "does not read tables", "sql", "DROP TABLE a")]
    [InlineData(1, "tables only", "sql", "SELECT * FROM read_csv('a.pdf')")]
    [InlineData(1, "there is no table bronze.a", "table", "describe", "bronze.a")]
    [InlineData(2, "does not read PDF", "convert", "a.parquet", "out", "--pages", "1-3")]
    [InlineData(2, "a PDF document", "convert", "a.pdf", "out")]
    [InlineData(2, "few", "convert", "a.parquet", "out", "--skip-rows", "few")]
    [InlineData(2, "expected 0 or more", "sql", "SELECT 1", "--limit", "-1")]
    [InlineData(2, "--delimiter does not go with Parquet", "convert", "a.parquet", "out", "--delimiter", ";")]
    [InlineData(2, "would replace the input", "convert", "a.parquet")]
    [InlineData(2, "would replace the input", "convert", "*.parquet", "a")]
    [InlineData(2, "OUTPUT is needed", "convert", "-")]
    [InlineData(2, "cannot be '-'", "convert", "a.parquet", "-")]
    [InlineData(2, "ftp://", "convert", "ftp://host/a.csv", "out")]
    [InlineData(2, "no such file or folder", "batch", "nowhere", "out")]
    [InlineData(2, "nothing to convert", "batch", "*.nothing", "out")]
    [InlineData(2, "output folder is the input folder", "batch", ".", ".")]
    [InlineData(1, "no such file", "convert", "missing.parquet", "out")]
    [InlineData(1, "broken.parquet", "convert", "broken.parquet", "out")]
    [InlineData(1, "broken.parquet", "inspect", "broken.parquet")]
    [InlineData(1, "not valid", "validate", "broken.parquet")]
    [InlineData(1, "DATABRICKS_HOST", "convert", "/Volumes/c/s/v/a.csv", "out")]
    public void Run_CannotBeDone_TellsWhyOnStderrAndLeavesNothing(int expected, string words, params string[] args)
    {
        _process.MakeParquet("a.parquet");
        File.WriteAllText(Path.Combine(_process.Folder, "a.pdf"), "%PDF-1.7\n");
        File.WriteAllText(Path.Combine(_process.Folder, "broken.parquet"), "PAR1 and no more");
        string[] before = _process.Files();
        (int code, string output, string error) = _process.Run(args);
        Assert.True(expected == code, $"exit code {code}: {error}");
        Assert.Empty(output);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(before, _process.Files());
    }

    [Fact]
    public void Run_WrongProjectFile_TellsLineAndColumn()
    {
        File.WriteAllText(Path.Combine(_process.Folder, "flowforge.yaml"), "convert:\n  compresion: zstd\n");
        (int code, _, string error) = _process.Run("convert", _process.MakeParquet("a.parquet"), "out");
        Assert.Equal(2, code);
        Assert.Contains("flowforge.yaml:2:3: error: There is no setting 'convert.compresion'. Did you mean 'convert.compression'?", error, StringComparison.Ordinal);
    }
}
