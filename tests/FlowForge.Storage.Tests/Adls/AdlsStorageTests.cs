using FlowForge.Storage.Places;
using FlowForge.Storage.Tests.Fakes;
using FlowForge.Storage.Tests.Places;

namespace FlowForge.Storage.Tests.Adls;

public sealed class AdlsStorageTests : StorageContract<FakeAdls>
{
    private readonly Dictionary<string, string> _environment;

    public AdlsStorageTests()
    {
        _environment = new() { ["AZURE_STORAGE_KEY"] = FakeAdls.Key, ["FLOWFORGE_ADLS_ENDPOINT"] = Fake.Address };
        Stores = Fakes.Places.Of(_environment);
    }

    internal override StoragePlaces Stores { get; }

    protected override StorageLocation At(string path) => new StorageLocation.Adls("raw", "lake.dfs.core.windows.net", path);

    [Fact]
    public async Task Any_WrongKey_SaysWhatToCheck()
    {
        _environment["AZURE_STORAGE_KEY"] = Convert.ToBase64String(new byte[64]);
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(At("in/")));
        Assert.Equal("AuthenticationFailed", trouble.Code);
        Assert.Contains("AZURE_STORAGE_KEY", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_KeyThatIsNotBase64_SaysSo()
    {
        _environment["AZURE_STORAGE_KEY"] = "not a key!";
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(At("in/")));
        Assert.Contains("Base64", trouble.Message, StringComparison.Ordinal);
        Assert.Empty(Fake.Requests);
    }

    [Fact]
    public async Task Any_SasToken_GoesIntoTheQueryAndNothingIsSigned()
    {
        _environment.Remove("AZURE_STORAGE_KEY");
        _environment["AZURE_STORAGE_SAS_TOKEN"] = "?sv=2021-10-04&sig=abc%3D";
        await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(At("in/")));
        SeenRequest request = Fake.Requests.Single();
        Assert.EndsWith("&sv=2021-10-04&sig=abc%3D", request.Target, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task List_NoSuchContainer_SaysSo()
    {
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(new StorageLocation.Adls("none", "lake.dfs.core.windows.net", "in/")));
        Assert.Equal("FilesystemNotFound", trouble.Code);
    }

    [Fact]
    public async Task Upload_AnswerOfTheRenameGetsLost_IsThere()
    {
        for (int i = 0; i < 3; i++) Fake.Faults.Enqueue(null);
        Fake.Faults.Enqueue(context =>
        {
            Fake.Files.TryRemove("_a.csv.partial", out byte[]? moved);
            Fake.Files["a.csv"] = moved!;
            context.Abort();
            return Task.CompletedTask;
        });
        await UploadAsync("a.csv", [1, 2, 3]);
        Assert.Equal([1, 2, 3], Fake.Files["a.csv"]);
    }
}
