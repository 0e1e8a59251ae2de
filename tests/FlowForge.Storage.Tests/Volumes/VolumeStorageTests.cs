using FlowForge.Storage.Places;
using FlowForge.Storage.Tests.Fakes;
using FlowForge.Storage.Tests.Places;

namespace FlowForge.Storage.Tests.Volumes;

public sealed class VolumeStorageTests : StorageContract<FakeDatabricks>
{
    private const string Root = "/Volumes/main/default/landing/";

    public VolumeStorageTests() => Stores = Fakes.Places.Of([], new Uri(Fake.Address), FakeDatabricks.Token);

    internal override StoragePlaces Stores { get; }

    protected override StorageLocation At(string path) => new StorageLocation.Volume(Root + path);

    protected override string NameOf(string path) => Root + path;

    protected override string PathOf(StorageLocation location) => location.Path[Root.Length..];

    protected override void ChangeFile(string path, byte[] content)
    {
        base.ChangeFile(path, content);
        Fake.LastModified = "Sat, 21 Nov 2026 12:00:00 GMT";
    }

    [Fact]
    public async Task Upload_Large_GoesInPartsToSignedAddresses()
    {
        byte[] content = Noise(60 << 20);
        await UploadAsync("big.bin", content);
        Assert.Equal(content, Fake.Files[Root + "big.bin"]);
        Assert.Equal(6, Fake.Requests.Count(request => request.Target.StartsWith("/signed/", StringComparison.Ordinal)));
        Assert.Equal(0, Fake.OpenUploads);
    }

    [Fact]
    public async Task Upload_LargeToAWorkspaceThatSignsNothing_IsASinglePut()
    {
        Fake.Signs = false;
        byte[] content = Noise(51 << 20);
        await UploadAsync("big.bin", content);
        Assert.Equal(content, Fake.Files[Root + "big.bin"]);
        Assert.Equal(["POST", "PUT"], Fake.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task Any_WrongToken_SaysWhatToCheckWithoutTellingIt()
    {
        StoragePlaces stores = Fakes.Places.Of([], new Uri(Fake.Address), "dapi-wrong");
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => stores.For(At("")).AllAsync(At("in/")));
        Assert.Equal(401, (int)trouble.Status!);
        Assert.Contains("DATABRICKS_TOKEN", trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-wrong", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_NoWorkspace_SaysWhatToSet()
    {
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Fakes.Places.Of([]).For(At("")).FindAsync(At("a.csv"), CancellationToken.None));
        Assert.Contains("DATABRICKS_HOST", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_PlainServerError_IsNotTriedAgain()
    {
        StoragePlaces stores = Fakes.Places.Of([], new Uri(Fake.Address), FakeDatabricks.Token, Fakes.Places.Quick(Transfer.RetryRules.Databricks));
        Fake.Faults.Enqueue(FakeStore.Status(500));
        await Assert.ThrowsAsync<StorageException>(() => stores.For(At("")).FindAsync(At("a.csv"), CancellationToken.None));
        Assert.Single(Fake.Requests);
    }

    [Fact]
    public void Resolve_VolumeThatIsNotMounted_StaysRemote() => Assert.IsType<StorageLocation.Volume>(Stores.Resolve("dbfs:/Volumes/main/default/landing/a.csv"));
}
