using FlowForge.Storage.Places;
using FlowForge.Storage.Tests.Fakes;

namespace FlowForge.Storage.Tests.Places;

/// <summary>What every store keeps; run by each of them against its own fake.</summary>
public abstract class StorageContract<TFake> : IAsyncLifetime where TFake : FakeStore, new()
{
    private const int Seed = 20_261_120;

    protected TFake Fake { get; } = new();

    internal abstract StoragePlaces Stores { get; }

    /// <summary>The place of a file whose path below the container is given.</summary>
    protected abstract StorageLocation At(string path);

    /// <summary>The fake's name of it.</summary>
    protected virtual string NameOf(string path) => path;

    private IStorage Storage => Stores.For(At(""));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Fake.DisposeAsync();

    [Fact]
    public async Task Find_NothingThere_AnswersNull() => Assert.Null(await Storage.FindAsync(At("nothing.csv"), CancellationToken.None));

    [Theory]
    [InlineData("a.csv")]
    [InlineData("in/2026 ü/a b+c%2F&d=e.csv")]
    [InlineData("in/#1?.csv")]
    public async Task Upload_AnyName_IsFoundAndReadBack(string path)
    {
        byte[] content = Noise(70_000);
        await UploadAsync(path, content);
        Assert.Equal(content, Fake.Files[NameOf(path)]);
        RemoteFile? file = await Storage.FindAsync(At(path), CancellationToken.None);
        Assert.Equal(content.Length, file?.Length);
        Assert.Equal(content, await Stores.ReadAllAsync(Storage, file!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((16 << 20) + 1)]
    [InlineData(53 << 20)]
    public async Task Upload_AnySize_IsWhole(int length)
    {
        byte[] content = Noise(length);
        var progress = new LastReport();
        await UploadAsync("big.bin", content, progress);
        Assert.Equal(content, Fake.Files[NameOf("big.bin")]);
        if (length > 0) Assert.Equal(length, progress.Highest);
    }

    [Fact]
    public async Task List_FoldersInFolders_FindsAllFilesOnAllPages()
    {
        foreach (string path in (string[])["in/a.csv", "in/b c.csv", "in/deep/c.csv", "in/deep/er/ü.csv", "in/z.csv", "other/d.csv", "in2/e.csv"]) Fake.Files[NameOf(path)] = [1, 2, 3];
        List<RemoteFile> files = await Storage.AllAsync(At("in/"));
        Assert.Equal(["in/a.csv", "in/b c.csv", "in/deep/c.csv", "in/deep/er/ü.csv", "in/z.csv"], files.Select(file => file.Location).Select(PathOf).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(3, file.Length));
        Assert.Equal([1, 2, 3], await Stores.ReadAllAsync(Storage, files[0]));
    }

    [Fact]
    public async Task List_NoSuchFolder_IsEmpty() => Assert.Empty(await Storage.AllAsync(At("nowhere/")));

    [Fact]
    public async Task Read_LineDropsInTheMiddle_GoesOnByRange()
    {
        byte[] content = Noise(300_000);
        Fake.Files[NameOf("a.bin")] = content;
        RemoteFile? file = await Storage.FindAsync(At("a.bin"), CancellationToken.None);
        Fake.Cuts.Enqueue(100_000);
        Fake.Cuts.Enqueue(0);
        Fake.Cuts.Enqueue(50_000);
        Assert.Equal(content, await Stores.ReadAllAsync(Storage, file!));
        Assert.Contains(Fake.Requests, request => request.Headers.GetValueOrDefault("Range", "").StartsWith("bytes=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_LineKeepsDropping_GivesUp()
    {
        Fake.Files[NameOf("a.bin")] = Noise(1_000);
        RemoteFile? file = await Storage.FindAsync(At("a.bin"), CancellationToken.None);
        for (int i = 0; i < 20; i++) Fake.Cuts.Enqueue(0);
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Stores.ReadAllAsync(Storage, file!));
        Assert.True(trouble.IsTransient);
        Assert.True(Fake.Requests.Count < 20, "It must give up in bounds.");
    }

    [Fact]
    public async Task Read_FileChangedAfterADrop_IsRefused()
    {
        Fake.Files[NameOf("a.bin")] = Noise(200_000);
        RemoteFile? file = await Storage.FindAsync(At("a.bin"), CancellationToken.None);
        Fake.Cuts.Enqueue(10_000);
        var changed = new TaskCompletionSource();
        Fake.BeforeCut = changed.Task;
        await using Stream stream = Stores.Read(Storage, file!);
        await stream.ReadExactlyAsync(new byte[1_000]);
        ChangeFile("a.bin", Noise(200_001));
        changed.SetResult();
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => stream.CopyToAsync(Stream.Null));
        Assert.Contains("changed", trouble.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Any_StoreIsBusy_TriesAgain(int status)
    {
        Fake.Files[NameOf("a.csv")] = [1];
        Fake.Faults.Enqueue(FakeStore.Status(status));
        Fake.Faults.Enqueue(FakeStore.Status(status, retryAfter: "1"));
        Fake.Faults.Enqueue(FakeStore.Reset());
        Assert.NotNull(await Storage.FindAsync(At("a.csv"), CancellationToken.None));
        Assert.Equal(4, Fake.Requests.Count);
    }

    [Fact]
    public async Task Any_StoreStaysBusy_SaysSo()
    {
        for (int i = 0; i < 10; i++) Fake.Faults.Enqueue(FakeStore.Status(503));
        StorageException trouble = await Assert.ThrowsAsync<StorageException>(() => Storage.AllAsync(At("in/")));
        Assert.True(trouble.IsTransient);
        Assert.Equal(503, (int)trouble.Status!);
        Assert.Equal(4, Fake.Requests.Count);
    }

    [Fact]
    public async Task Upload_StoreIsBusyInBetween_IsWholeAllTheSame()
    {
        byte[] content = Noise((32 << 20) + 5);
        for (int i = 0; i < 8; i++) Fake.Faults.Enqueue(i % 2 == 1 ? FakeStore.Status(503) : i == 4 ? FakeStore.Reset() : null);
        await UploadAsync("busy.bin", content);
        Assert.Equal(content, Fake.Files[NameOf("busy.bin")]);
    }

    [Fact]
    public async Task Upload_StoreRefusesInBetween_ShowsNothing()
    {
        Fake.Faults.Enqueue(null);
        Fake.Faults.Enqueue(FakeStore.Status(403));
        for (int i = 0; i < 3; i++) Fake.Faults.Enqueue(null);
        if (UploadsInOneRequest) Fake.Faults.TryDequeue(out _);
        await Assert.ThrowsAsync<StorageException>(() => UploadAsync("refused.bin", Noise(55 << 20)));
        Assert.Empty(Fake.Files);
    }

    [Fact]
    public async Task Any_Cancelled_EndsAtOnce()
    {
        using var source = new CancellationTokenSource();
        Fake.Faults.Enqueue(_ =>
        {
            source.Cancel();
            return Task.CompletedTask;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.FindAsync(At("a.csv"), source.Token));
    }

    protected virtual bool UploadsInOneRequest => false;

    protected virtual void ChangeFile(string path, byte[] content) => Fake.Files[NameOf(path)] = content;

    /// <summary>The path below the container.</summary>
    protected virtual string PathOf(StorageLocation location) => location.Path;

    protected async Task UploadAsync(string path, byte[] content, IProgress<long>? progress = null)
    {
        using var file = new TempFile(content);
        await Storage.UploadAsync(At(path), file.Path, progress, CancellationToken.None);
    }

    protected static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(Seed).NextBytes(noise);
        return noise;
    }

    private sealed class LastReport : IProgress<long>
    {
        private long _highest;

        public long Highest => _highest;

        public void Report(long value) => _highest = Math.Max(_highest, value);
    }
}
