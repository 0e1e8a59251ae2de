using System.Text;
using System.Text.Json.Nodes;
using FlowForge.Storage.Tests.Fakes;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>From a volume to a volume, over the wire.</summary>
public sealed class VolumeTests : IDisposable
{
    private const string Root = "/Volumes/main/raw/landing";
    private readonly FlowForgeProcess _process = new();
    private readonly FakeDatabricks _workspace = new();

    public VolumeTests()
    {
        _process.Environment["DATABRICKS_HOST"] = _workspace.Address;
        _process.Environment["DATABRICKS_TOKEN"] = FakeDatabricks.Token;
    }

    public void Dispose()
    {
        _process.Dispose();
        _workspace.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [Fact]
    public void Convert_FromVolumeToVolume_LeavesNothingHere()
    {
        Put("in/a.parquet");
        (int code, _, string error) = _process.Run("convert", $"{Root}/in/a.parquet", $"dbfs:{Root}/out/a");
        Assert.True(code == 0, error);
        Assert.Contains($"-> {Root}/out/a.parquet", error, StringComparison.Ordinal);
        Assert.Equal("PAR1", Encoding.ASCII.GetString(_workspace.Files[$"{Root}/out/a.parquet"][..4]));
        Assert.Empty(_process.Files());
    }

    [Fact]
    public void Convert_SeveralTables_UploadsTheManifestLast()
    {
        _workspace.Files[$"{Root}/in/two.zip"] = ZipOf(("a.parquet", Parquet()), ("b.parquet", Parquet()));
        (int code, _, string error) = _process.Run("convert", $"{Root}/in/two.zip", $"{Root}/out/two");
        Assert.True(code == 0, error);
        string[] uploads = [.. _workspace.Requests.Where(request => request.Method == "PUT").Select(request => request.Target.Split('?')[0].Split('/')[^1])];
        Assert.Equal(["a.parquet", "b.parquet", "_manifest.json"], uploads);
    }

    [Fact]
    public void Batch_FromVolumeToVolume_DoesOnlyWhatChanged()
    {
        Put("in/a.parquet");
        Put("in/deep/b.parquet");
        string[] args = ["batch", $"{Root}/in", $"{Root}/out", "--json"];
        Assert.Equal(2, (int)JsonNode.Parse(_process.Run(args).Out)!["converted"]!);
        Assert.True(_workspace.Files.ContainsKey($"{Root}/out/deep/b.parquet"));
        Assert.True(_workspace.Files.ContainsKey($"{Root}/out/_batch.json"));
        Assert.Equal(2, (int)JsonNode.Parse(_process.Run(args).Out)!["unchanged"]!);
    }

    [Fact]
    public void Convert_GlobOnAVolume_IsOneTable()
    {
        Put("in/a.parquet");
        Put("in/b.parquet");
        (int code, string output, string error) = _process.Run("convert", $"{Root}/in/*.parquet", "all", "--json");
        Assert.True(code == 0, error);
        Assert.Equal(20, (int)JsonNode.Parse(output)!["tables"]![0]!["rows"]!);
        Assert.Equal(["all.parquet"], _process.Files());
    }

    [Fact]
    public void Convert_WrongToken_SaysWhatToCheckWithoutTellingIt()
    {
        _process.Environment["DATABRICKS_TOKEN"] = "dapi-wrong";
        (int code, _, string error) = _process.Run("convert", $"{Root}/in/a.parquet", "out");
        Assert.Equal(1, code);
        Assert.Contains("Check DATABRICKS_TOKEN", error, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-wrong", error, StringComparison.Ordinal);
        Assert.Empty(_process.Files());
    }

    private void Put(string path) => _workspace.Files[$"{Root}/{path}"] = Parquet();

    private byte[] Parquet()
    {
        string path = Path.Combine(_process.Folder, _process.MakeParquet("made.parquet"));
        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        return content;
    }

    private static byte[] ZipOf(params (string Name, byte[] Content)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(buffer, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }
}
