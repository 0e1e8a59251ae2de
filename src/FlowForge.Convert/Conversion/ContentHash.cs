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
