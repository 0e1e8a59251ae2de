using System.Security.Cryptography;

namespace FlowForge.Convert.Conversion;

/// <summary>SHA-256 of a file's bytes.</summary>
public static class ContentHash
{
    public static byte[] OfFile(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
        var buffer = new byte[1 << 20];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }
        return hash.GetHashAndReset();
    }
}

/// <summary>The hash of an input, computed while it is converted: it takes the disk's cache and half a second a gigabyte.</summary>
internal sealed class BackgroundHash : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task<string> _hash;

    internal BackgroundHash(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _hash = Task.Run(() => Of(paths, _stop.Token), CancellationToken.None);
    }

    /// <summary>Lower-case hex: of one file its SHA-256, of several the SHA-256 of theirs in order. Waits until it is there.</summary>
    internal string Result => _hash.GetAwaiter().GetResult();

    /// <summary>Stops it, so that nobody reads files that are about to be removed.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_hash).AsyncWaitHandle.WaitOne();
        // An error of a hash that nobody asked for is nobody's error.
        _ = _hash.Exception;
        _stop.Dispose();
    }

    private static string Of(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        List<byte[]> hashes = [.. paths.Select(path => ContentHash.OfFile(path, cancellationToken))];
        return System.Convert.ToHexStringLower(hashes.Count == 1 ? hashes[0] : SHA256.HashData([.. hashes.SelectMany(hash => hash)]));
    }
}
