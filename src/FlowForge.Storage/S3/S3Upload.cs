using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.S3;

/// <summary>One upload: a single PUT, or for large files parts that S3 joins at the end. Either way the key shows all or nothing.</summary>
internal sealed class S3Upload(S3Storage storage, StorageLocation.S3 place, string localPath, IProgress<long>? progress)
{
    /// <summary>S3 takes at most 10,000 parts of at least 5 MiB.</summary>
    internal const long PartBytes = 16 << 20;
    private const int MaxParts = 10_000;
    private const int PartsAtOnce = 4;

    private long _sent;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        FilePart whole = FilePart.Whole(localPath);
        if (whole.Length > PartBytes)
        {
            await UploadPartsAsync(whole.Length, cancellationToken);
            return;
        }

        using HttpResponseMessage answer = await storage.SendSignedAsync(place, HttpMethod.Put, place.Path, "", whole, null, cancellationToken);
        progress?.Report(whole.Length);
    }

    private async Task UploadPartsAsync(long length, CancellationToken cancellationToken)
    {
        string uploadId = await BeginAsync(cancellationToken);
        try
        {
            FilePart[] parts = [.. FilePart.Cut(localPath, Math.Max(PartBytes, (length + MaxParts - 1) / MaxParts))];
            string[] tags = new string[parts.Length];
            var limits = new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Enumerable.Range(0, parts.Length), limits, async (i, token) => tags[i] = await SendPartAsync(uploadId, i + 1, parts[i], token));
            await CompleteAsync(uploadId, tags, cancellationToken);
        }
        catch
        {
            await AbortAsync(uploadId);
            throw;
        }
    }

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await storage.SendSignedAsync(place, HttpMethod.Post, place.Path, "uploads=", null, null, cancellationToken);
        return S3Storage.Text(storage.Parse(place, await storage.ReadTextAsync(answer, cancellationToken)), "UploadId")
            ?? throw new StorageException(place.ToString(), "S3 began an upload without naming it.");
    }

    private async Task<string> SendPartAsync(string uploadId, int number, FilePart part, CancellationToken cancellationToken)
    {
        string query = $"partNumber={number}&uploadId={Uri.EscapeDataString(uploadId)}";
        using HttpResponseMessage answer = await storage.SendSignedAsync(place, HttpMethod.Put, place.Path, query, part, null, cancellationToken);
        progress?.Report(Interlocked.Add(ref _sent, part.Length));
        return answer.Headers.ETag?.ToString() ?? throw new StorageException(place.ToString(), $"S3 took part {number} without an ETag.");
    }

    private async Task CompleteAsync(string uploadId, string[] tags, CancellationToken cancellationToken)
    {
        byte[] list = Encoding.UTF8.GetBytes(new XElement("CompleteMultipartUpload",
            tags.Select((tag, i) => new XElement("Part", new XElement("PartNumber", i + 1), new XElement("ETag", tag)))).ToString(SaveOptions.DisableFormatting));
        string hash = System.Convert.ToHexStringLower(SHA256.HashData(list));
        using HttpResponseMessage answer = await storage.SendToRegionAsync(place, HttpMethod.Post, place.Path, $"uploadId={Uri.EscapeDataString(uploadId)}", () => new ByteArrayContent(list), hash, null, cancellationToken);
        // S3 answers 200 before it has joined the parts, and tells a failure in the body.
        XElement result = storage.Parse(place, await storage.ReadTextAsync(answer, cancellationToken));
        if (result.Name.LocalName == "Error")
            throw new StorageException(place.ToString(), $"S3 could not join the parts: {S3Storage.Text(result, "Code")}: {S3Storage.Text(result, "Message")}") { Code = S3Storage.Text(result, "Code") };
    }

    /// <summary>Parts that were sent cost money until the upload is given up. Not cancelled with the rest; the sender's own timeouts end it.</summary>
    private async Task AbortAsync(string uploadId)
    {
        try
        {
            using HttpResponseMessage answer = await storage.SendSignedAsync(place, HttpMethod.Delete, place.Path, $"uploadId={Uri.EscapeDataString(uploadId)}", null, null, CancellationToken.None);
        }
        catch (StorageException)
        {
            // The failure that led here is the one to tell.
        }
    }
}
