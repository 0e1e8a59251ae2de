using FlowForge.Storage.Places;
using FlowForge.Storage.Tests.Fakes;
using FlowForge.Storage.Tests.Places;

namespace FlowForge.Storage.Tests.S3;

public sealed class S3StorageTests : StorageContract<FakeS3>
{
    private readonly Dictionary<string, string> _environment;

    public S3StorageTests()
    {
        _environment = new() { ["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = FakeS3.Secret, ["AWS_ENDPOINT_URL_S3"] = Fake.Address };
        Stores = Fakes.Places.Of(_environment);
    }

    internal override StoragePlaces Stores { get; }

    protected override StorageLocation At(string path) => new StorageLocation.S3("raw", path);

    [Fact]
    public async Task Any_BucketElsewhere_SignsForItsRegion()
    {
        Fake.Region = "eu-central-1";
        Fake.Files["a.csv"] = [1];
        Assert.NotNull(await Stores.For(At("")).FindAsync(At("a.csv"), CancellationToken.None));
        Assert.NotNull(await Stores.For(At("")).FindAsync(At("a.csv"), CancellationToken.None));
        Assert.Equal(3, Fake.Requests.Count);
    }

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY", "SignatureDoesNotMatch", "check AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_ACCESS_KEY_ID", "InvalidAccessKeyId", "check AWS_ACCESS_KEY_ID")]
    public async Task Any_WrongCredentials_SaysWhichToCheck(string variable, string code, string hint)
    {
        _environment[variable] = "wrong";
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(At("in/")));
        Assert.Equal(code, trouble.Code);
        Assert.Contains(hint, trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeS3.Secret, trouble.Message, StringComparison.Ordinal);
        Assert.Single(Fake.Requests);
    }

    [Fact]
    public async Task Any_TemporaryCredentials_SendTheTokenSigned()
    {
        _environment["AWS_SESSION_TOKEN"] = "session/token==";
        await Stores.For(At("")).FindAsync(At("a.csv"), CancellationToken.None);
        Assert.Equal("session/token==", Fake.Requests.Single().Headers["x-amz-security-token"]);
        Assert.Contains("x-amz-security-token", Fake.Requests.Single().Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_RefusedInBetween_GivesThePartsUp()
    {
        Fake.Faults.Enqueue(null);
        Fake.Faults.Enqueue(FakeStore.Status(400));
        await Assert.ThrowsAsync<StorageException>(() => UploadAsync("big.bin", Noise(40 << 20)));
        Assert.Equal(0, Fake.OpenUploads);
        Assert.Empty(Fake.Files);
    }

    [Fact]
    public async Task Find_NoSuchBucket_SaysSo()
    {
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.For(At("")).AllAsync(new StorageLocation.S3("nobucket", "in/")));
        Assert.Equal("NoSuchBucket", trouble.Code);
    }
}
