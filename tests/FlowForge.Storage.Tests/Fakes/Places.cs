using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.Tests.Fakes;

/// <summary>Stores that look at a fake, and wait milliseconds where the real ones wait seconds.</summary>
internal static class Places
{
    public static StoragePlaces Of(Dictionary<string, string> environment, Uri? host = null, string? token = null, RetryRules? rules = null) => new(
        new StoragePlaceOptions { Environment = environment.GetValueOrDefault, DatabricksHost = host, DatabricksToken = token }, TimeProvider.System, rules ?? Quick(RetryRules.Cloud));

    public static RetryRules Quick(RetryRules rules) => rules with { Retries = 3, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromSeconds(2), Silence = TimeSpan.FromSeconds(5) };

    public static async Task<byte[]> ReadAllAsync(this StoragePlaces places, IStorage storage, RemoteFile file)
    {
        await using RemoteStream stream = places.Read(storage, file);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    public static async Task<List<RemoteFile>> AllAsync(this IStorage storage, StorageLocation folder)
    {
        var files = new List<RemoteFile>();
        await foreach (RemoteFile file in storage.ListAsync(folder, CancellationToken.None)) files.Add(file);
        return files;
    }
}

/// <summary>A local file that goes away.</summary>
internal sealed class TempFile : IDisposable
{
    public TempFile(byte[] content)
    {
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
