using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

public sealed class ConvertTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Convert_NoOutputNamed_IsBesideTheInput()
    {
        (int code, string output, string error) = _process.Run("convert", _process.MakeParquet("in/a.parquet"), "--to", "csv");
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("10 rows", error, StringComparison.Ordinal);
        Assert.Equal(["in/a.csv", "in/a.parquet"], _process.Files());
    }

    [Fact]
    public void Convert_OutputWithSlash_IsInThatFolder()
    {
        Assert.Equal(0, _process.Run("convert", _process.MakeParquet("a.parquet"), "out/").Code);
        Assert.Equal(["a.parquet", "out/a.parquet"], _process.Files());
    }

    [Fact]
    public void Convert_Json_IsOneDocumentOnStdout()
    {
        (int code, string output, string error) = _process.Run("convert", _process.MakeParquet("a.parquet"), "out", "--json", "--quiet");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(10, (int)JsonNode.Parse(output)!["tables"]![0]!["rows"]!);
    }

    [Fact]
    public void Convert_Stdin_IsReadWhole()
    {
        byte[] content = File.ReadAllBytes(Path.Combine(_process.Folder, _process.MakeParquet("a.parquet")));
        (int code, _, string error) = _process.Run(content, "convert", "-", "out");
        Assert.True(code == 0, error);
        Assert.Equal(["a.parquet", "out.parquet"], _process.Files());
    }

    [Fact]
    public void Convert_StdinOverTheLimit_IsRefused()
    {
        (int code, _, string error) = _process.Run(new byte[5_000], "convert", "-", "out", "--max-file-size", "4000");
        Assert.Equal(1, code);
        Assert.Contains("--max-file-size", error, StringComparison.Ordinal);
        Assert.Empty(_process.Files());
    }

    [Fact]
    public void Inspect_File_TellsOnStdout()
    {
        (int code, string output, string error) = _process.Run("inspect", _process.MakeParquet("a.parquet"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("a: 10 rows, 2 columns", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_GoodFile_IsZeroAndLeavesNothing()
    {
        (int code, string output, _) = _process.Run("validate", _process.MakeParquet("a.parquet"), "--json");
        Assert.Equal(0, code);
        Assert.True((bool)JsonNode.Parse(output)!["valid"]!);
        Assert.Equal(["a.parquet"], _process.Files());
    }

    [Fact]
    public void Formats_Json_NamesThem()
    {
        (int code, string output, _) = _process.Run("formats", "--json");
        Assert.Equal(0, code);
        Assert.Contains(JsonNode.Parse(output)!.AsArray(), format => (string)format!["name"]! == "parquet");
    }
}
