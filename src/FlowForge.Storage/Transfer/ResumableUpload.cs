using System.Net;
using System.Net.Http.Headers;
using FlowForge.Storage.Places;

namespace FlowForge.Storage.Transfer;

/// <summary>Google's resumable protocol: chunks to a session's address; after trouble the session is asked how far it got.</summary>
/// <remarks>The object appears when the last byte is in. Source: cloud.google.com/storage/docs/performing-resumable-uploads</remarks>
/// <param name="send">Sends to the session; answers of 2xx, 308 and 404 come back, everything else throws.</param>
internal sealed class ResumableUpload(Func<Func<CancellationToken, ValueTask<HttpRequestMessage>>, CancellationToken, Task<HttpResponseMessage>> send, Uri session, StorageLocation place)
{
    /// <summary>A multiple of 256 KiB, as the protocol demands of all chunks but the last.</summary>
    internal const long ChunkBytes = 16 << 20;

    private const int MaxStalls = 5;
    private const HttpStatusCode ResumeIncomplete = (HttpStatusCode)308;

    public async Task RunAsync(string localPath, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        long length = new FileInfo(localPath).Length;
        (long sent, int stalls) = (0, 0);
        while (true)
        {
            var chunk = new FilePart(localPath, sent, Math.Min(ChunkBytes, length - sent));
            using HttpResponseMessage answer = await send(_ => ValueTask.FromResult(Put(chunk, length)), cancellationToken);
            if (answer.IsSuccessStatusCode) break;
            if (answer.StatusCode != ResumeIncomplete) throw new StorageException(place.ToString(), "the upload's session has run out.", "Run again.") { Status = answer.StatusCode, IsTransient = true };
            long received = Received(answer);
            stalls = received > sent ? 0 : stalls + 1;
            if (stalls == MaxStalls || received > length) throw new StorageException(place.ToString(), $"the upload does not get past {received:N0} of {length:N0} bytes.") { IsTransient = true };
            sent = received;
            progress?.Report(sent);
        }

        progress?.Report(length);
    }

    private HttpRequestMessage Put(FilePart chunk, long length)
    {
        HttpContent content = chunk.ToContent();
        content.Headers.ContentRange = chunk.Length > 0 ? new ContentRangeHeaderValue(chunk.Offset, chunk.Offset + chunk.Length - 1, length) : new ContentRangeHeaderValue(length);
        return new HttpRequestMessage(HttpMethod.Put, session) { Content = content };
    }

    /// <summary>The store tells the last byte it has; no header means that it has none.</summary>
    private static long Received(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Range", out IEnumerable<string>? ranges)) return 0;
        string range = ranges.First();
        return long.TryParse(range[(range.LastIndexOf('-') + 1)..], out long last) ? last + 1 : 0;
    }
}
