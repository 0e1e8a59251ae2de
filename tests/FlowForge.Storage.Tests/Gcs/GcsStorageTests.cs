using FlowForge.Storage.Places;
using FlowForge.Storage.Tests.Fakes;
using FlowForge.Storage.Tests.Places;

namespace FlowForge.Storage.Tests.Gcs;

public sealed class GcsStorageTests : StorageContract<FakeGcs>
{
    public GcsStorageTests() => Stores = Fakes.Places.Of(new() { ["STORAGE_EMULATOR_HOST"] = Fake.Address, ["CLOUDSDK_AUTH_ACCESS_TOKEN"] = "real-token" });

    internal override StoragePlaces Stores { get; }

    protected override StorageLocation At(string path) => new StorageLocation.Gcs("raw", path);

    [Fact]
    public async Task Upload_SessionKeepsAPartOfAChunk_GoesOnFromThere()
    {
        byte[] content = Noise(40 << 20);
        Fake.Keeps.Enqueue(5 << 20);
        Fake.Keeps.Enqueue(0);
        await UploadAsync("big.bin", content);
        Assert.Equal(content, Fake.Files["big.bin"]);
    }

    [Fact]
    public async Task Upload_SessionKeepsNothing_GivesUp()
    {
        for (int i = 0; i < 20; i++) Fake.Keeps.Enqueue(0);
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => UploadAsync("big.bin", Noise(1 << 20)));
        Assert.Contains("does not get past", trouble.Message, StringComparison.Ordinal);
        Assert.Empty(Fake.Files);
    }

    [Fact]
    public async Task Any_Emulator_SeesNoToken()
    {
        await Stores.For(At("")).FindAsync(At("a.csv"), CancellationToken.None);
        Assert.DoesNotContain("Authorization", Fake.Requests.Single().Headers.Keys);
    }

    [Fact]
    public async Task List_NoSuchBucket_SaysSo()
    {
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(new StorageLocation.Gcs("none", "in/")));
        Assert.Contains("notFound", trouble.Message, StringComparison.Ordinal);
    }
}
