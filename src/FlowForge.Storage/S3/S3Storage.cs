using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.S3;

/// <summary>Amazon S3 and services that speak its REST API.</summary>
/// <remarks>Source: docs.aws.amazon.com/AmazonS3/latest/API</remarks>
internal sealed class S3Storage(Func<string, string?> environment, HttpSender sender, TimeProvider time) : HttpStorage(sender), IStorage
{
    private readonly AwsCredentials _credentials = new(environment);
    private readonly ConcurrentDictionary<string, string> _regions = new();

    protected override string StoreName => "S3";

    public async Task<RemoteFile?> FindAsync(StorageLocation location, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.S3)location;
        using HttpResponseMessage answer = await SendSignedAsync(place, HttpMethod.Head, place.Path, "", null, null, cancellationToken, HttpStatusCode.NotFound);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : new RemoteFile(place, answer.Content.Headers.ContentLength ?? 0, answer.Headers.ETag?.ToString());
    }

    public async IAsyncEnumerable<RemoteFile> ListAsync(StorageLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = (StorageLocation.S3)folder;
        string? next = null;
        do
        {
            string token = next is null ? "" : $"continuation-token={Uri.EscapeDataString(next)}&";
            string query = $"{token}encoding-type=url&list-type=2&prefix={Uri.EscapeDataString(place.Path)}";
            using HttpResponseMessage answer = await SendSignedAsync(place, HttpMethod.Get, "", query, null, null, cancellationToken);
            XElement page = Parse(place, await ReadTextAsync(answer, cancellationToken));
            foreach (XElement item in Children(page, "Contents"))
            {
                string key = WebUtility.UrlDecode(Text(item, "Key")) ?? "";
                if (!key.EndsWith('/')) yield return new RemoteFile(place with { Path = key }, long.Parse(Text(item, "Size") ?? "0"), Text(item, "ETag"));
            }

            next = Text(page, "IsTruncated") == "true" ? Text(page, "NextContinuationToken") : null;
        }
        while (next is not null);
    }

    public async Task<Stream> OpenAsync(RemoteFile file, long offset, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.S3)file.Location;
        HttpResponseMessage answer = await SendSignedAsync(place, HttpMethod.Get, place.Path, "", null, request =>
        {
            AskRange(request, offset);
            if (file.Version is not null) request.Headers.TryAddWithoutValidation("If-Match", file.Version);
        }, cancellationToken);
        return await BodyFromAsync(answer, offset, cancellationToken);
    }

    public Task UploadAsync(StorageLocation location, string localPath, IProgress<long>? progress, CancellationToken cancellationToken) =>
        new S3Upload(this, (StorageLocation.S3)location, localPath, progress).RunAsync(cancellationToken);

    /// <summary>Sends a request signed for the bucket's region; when S3 says that the bucket is elsewhere, once more for there.</summary>
    /// <param name="path">The key, or empty for the bucket.</param>
    /// <param name="query">Percent-encoded.</param>
    internal async Task<HttpResponseMessage> SendSignedAsync(StorageLocation.S3 place, HttpMethod method, string path, string query, FilePart? body, Action<HttpRequestMessage>? adorn, CancellationToken cancellationToken, params HttpStatusCode[] also)
    {
        string payloadHash = body is null ? SigV4.EmptyHash : await body.Sha256HexAsync(cancellationToken);
        return await SendToRegionAsync(place, method, path, query, () => body?.ToContent(), payloadHash, adorn, cancellationToken, also);
    }

    internal async Task<HttpResponseMessage> SendToRegionAsync(StorageLocation.S3 place, HttpMethod method, string path, string query, Func<HttpContent?> content, string payloadHash, Action<HttpRequestMessage>? adorn, CancellationToken cancellationToken, params HttpStatusCode[] also)
    {
        string region = _regions.GetOrAdd(place.Bucket, _ => _credentials.Region());
        HttpResponseMessage answer = await SendAsync(place, MakeAsync, cancellationToken, [.. also, HttpStatusCode.MovedPermanently, HttpStatusCode.BadRequest, HttpStatusCode.TemporaryRedirect]);
        if (answer.IsSuccessStatusCode || also.Contains(answer.StatusCode)) return answer;
        string? home = answer.Headers.TryGetValues("x-amz-bucket-region", out IEnumerable<string>? regions) ? regions.First() : null;
        using (answer)
        {
            if (home is null || home == region) throw Refusal(place, answer, await ReadTextAsync(answer, cancellationToken));
        }

        _regions[place.Bucket] = region = home;
        return await SendAsync(place, MakeAsync, cancellationToken, also);

        async ValueTask<HttpRequestMessage> MakeAsync(CancellationToken token)
        {
            var request = new HttpRequestMessage(method, Address(place.Bucket, path, query, region)) { Content = content() };
            adorn?.Invoke(request);
            SigV4.Sign(request, await _credentials.KeysAsync(place, token), region, payloadHash, time.GetUtcNow());
            return request;
        }
    }

    /// <exception cref="StorageException">Not XML, or cut short.</exception>
    internal XElement Parse(StorageLocation place, string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XElement.Load(reader);
        }
        catch (XmlException broken)
        {
            throw new StorageException(place.ToString(), $"{StoreName} sent an answer that is not whole.", inner: broken) { IsTransient = true };
        }
    }

    internal static string? Text(XElement parent, string name) => Children(parent, name).FirstOrDefault()?.Value;

    /// <summary>By local name: services that speak S3 differ in the namespace.</summary>
    internal static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(child => child.Name.LocalName == name);

    protected override (string? Code, string? Message) ReadError(string body)
    {
        if (!body.TrimStart().StartsWith('<')) return (null, null);
        try
        {
            XElement error = XElement.Parse(body);
            return (Text(error, "Code"), Text(error, "Message"));
        }
        catch (XmlException)
        {
            return (null, null);
        }
    }

    protected override string? Hint(HttpStatusCode status, string? code) => (code, status) switch
    {
        ("SignatureDoesNotMatch", _) => "The secret access key is wrong: check AWS_SECRET_ACCESS_KEY.",
        ("InvalidAccessKeyId", _) => "The access key is not known: check AWS_ACCESS_KEY_ID.",
        ("ExpiredToken", _) => "The temporary credentials have run out: renew them.",
        ("RequestTimeTooSkewed", _) => "This machine's clock is wrong.",
        ("NoSuchBucket", _) => "Check the bucket's name and region.",
        (_, HttpStatusCode.Forbidden) => "The credentials may not do this: they need s3:GetObject, s3:ListBucket and, for output, s3:PutObject.",
        (_, HttpStatusCode.PreconditionFailed) => "The file changed while it was read: run again.",
        _ => null,
    };

    private Uri Address(string bucket, string key, string query, string region)
    {
        string? endpoint = environment(StorageVariables.AwsEndpointS3) is { Length: > 0 } own ? own : environment(StorageVariables.AwsEndpoint);
        // A dot in the bucket's name would not fit the certificate of *.s3.amazonaws.com.
        string root = endpoint is { Length: > 0 } ? $"{endpoint.TrimEnd('/')}/{bucket}"
            : bucket.Contains('.', StringComparison.Ordinal) ? $"https://s3.{region}.amazonaws.com/{bucket}"
            : $"https://{bucket}.s3.{region}.amazonaws.com";
        return Exactly($"{root}/{EncodePath(key)}{(query.Length == 0 ? "" : "?" + query)}");
    }
}
