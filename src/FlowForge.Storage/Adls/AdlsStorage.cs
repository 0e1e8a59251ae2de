using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.Adls;

/// <summary>Azure Data Lake Storage Gen2 through its Path API.</summary>
/// <remarks>Source: learn.microsoft.com/rest/api/storageservices/data-lake-storage-gen2</remarks>
internal sealed class AdlsStorage(Func<string, string?> environment, HttpSender sender, TimeProvider time) : HttpStorage(sender), IStorage
{
    internal const long AppendBytes = 16 << 20;
    private const string ApiVersion = "2021-10-04";
    private readonly AdlsAccess _access = new(environment);

    protected override string StoreName => "Azure storage";

    public async Task<RemoteFile?> FindAsync(StorageLocation location, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Adls)location;
        using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Head, PathTarget(place.Path), "", null, cancellationToken, HttpStatusCode.NotFound);
        if (answer.StatusCode == HttpStatusCode.NotFound || HeaderIs(answer, "x-ms-resource-type", "directory")) return null;
        return new RemoteFile(place, answer.Content.Headers.ContentLength ?? 0, answer.Headers.ETag?.ToString());
    }

    public async IAsyncEnumerable<RemoteFile> ListAsync(StorageLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Adls)folder;
        string? next = "";
        while (next is not null)
        {
            string query = $"resource=filesystem&recursive=true{Option("directory", place.Path.TrimEnd('/'))}{Option("continuation", next)}";
            using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Get, "", query, null, cancellationToken, HttpStatusCode.NotFound);
            string body = await ReadTextAsync(answer, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                if (ReadError(body).Code == "PathNotFound") yield break;
                throw Refusal(place, answer, body);
            }

            using JsonDocument listing = Parse(place, body);
            foreach (JsonElement path in listing.RootElement.GetProperty("paths").EnumerateArray())
            {
                if (Text(path, "isDirectory") != "true") yield return new RemoteFile(place with { Path = Text(path, "name")! }, long.Parse(Text(path, "contentLength") ?? "0"), Quoted(Text(path, "etag")));
            }

            next = answer.Headers.TryGetValues("x-ms-continuation", out IEnumerable<string>? values) && values.First() is { Length: > 0 } continuation ? continuation : null;
        }
    }

    public async Task<Stream> OpenAsync(RemoteFile file, long offset, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Adls)file.Location;
        HttpResponseMessage answer = await CallAsync(place, HttpMethod.Get, PathTarget(place.Path), "", request =>
        {
            AskRange(request, offset);
            if (file.Version is not null) request.Headers.TryAddWithoutValidation("If-Match", file.Version);
        }, cancellationToken);
        return await BodyFromAsync(answer, offset, cancellationToken);
    }

    /// <summary>Written under a name of its own and renamed when whole: a created path is visible while it grows.</summary>
    public async Task UploadAsync(StorageLocation location, string localPath, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Adls)location;
        var partial = place with { Path = $"{place.Path[..^place.Name.Length]}_{place.Name}.partial" };
        try
        {
            await CreateAsync(partial, cancellationToken);
            await AppendAsync(partial, localPath, progress, cancellationToken);
            await RenameAsync(partial, place, cancellationToken);
        }
        catch
        {
            await DeleteAsync(partial);
            throw;
        }
    }

    protected override (string? Code, string? Message) ReadError(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement error = document.RootElement.GetProperty("error");
            return (Text(error, "code"), Text(error, "message")?.Split('\n')[0]);
        }
        catch (Exception otherShape) when (otherShape is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    protected override string? Hint(HttpStatusCode status, string? code) => (code, status) switch
    {
        ("AuthenticationFailed", _) => "Check AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN: it is wrong or has run out.",
        ("FilesystemNotFound", _) => "Check the container's name.",
        (_, HttpStatusCode.Unauthorized) => "The credentials are wrong or have run out.",
        (_, HttpStatusCode.Forbidden) => "The identity needs the role Storage Blob Data Reader, for output Storage Blob Data Contributor.",
        (_, HttpStatusCode.PreconditionFailed) => "The file changed while it was read: run again.",
        _ => null,
    };

    private async Task CreateAsync(StorageLocation.Adls place, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Put, PathTarget(place.Path), "resource=file", Empty, cancellationToken);
    }

    private async Task AppendAsync(StorageLocation.Adls place, string localPath, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        long position = 0;
        foreach (FilePart part in FilePart.Cut(localPath, AppendBytes))
        {
            if (part.Length == 0) break;
            // The same bytes at the same position again do no harm, so a retry is safe.
            using HttpResponseMessage appended = await CallAsync(place, HttpMethod.Patch, PathTarget(place.Path), $"action=append&position={position}", request => request.Content = part.ToContent(), cancellationToken);
            position += part.Length;
            progress?.Report(position);
        }

        using HttpResponseMessage flushed = await CallAsync(place, HttpMethod.Patch, PathTarget(place.Path), $"action=flush&position={position}", Empty, cancellationToken);
    }

    private async Task RenameAsync(StorageLocation.Adls from, StorageLocation.Adls to, CancellationToken cancellationToken)
    {
        string source = $"/{from.Container}{PathTarget(from.Path)}{(_access.SasQuery.Length == 0 ? "" : "?" + _access.SasQuery)}";
        // A retry after an answer that got lost finds the source gone: then the rename has happened.
        using HttpResponseMessage answer = await CallAsync(to, HttpMethod.Put, PathTarget(to.Path), "", request =>
        {
            Empty(request);
            request.Headers.TryAddWithoutValidation("x-ms-rename-source", source);
        }, cancellationToken, HttpStatusCode.NotFound);
        if (answer.StatusCode == HttpStatusCode.NotFound && await FindAsync(to, cancellationToken) is null)
            throw Refusal(to, answer, await ReadTextAsync(answer, cancellationToken));
    }

    /// <summary>Not cancelled with the rest; the sender's own timeouts end it.</summary>
    private async Task DeleteAsync(StorageLocation.Adls place)
    {
        try
        {
            using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Delete, PathTarget(place.Path), "", null, CancellationToken.None, HttpStatusCode.NotFound);
        }
        catch (StorageException)
        {
            // The failure that led here is the one to tell; the next upload to this name replaces the part.
        }
    }

    private Task<HttpResponseMessage> CallAsync(StorageLocation.Adls place, HttpMethod method, string target, string query, Action<HttpRequestMessage>? adorn, CancellationToken cancellationToken, params HttpStatusCode[] also) =>
        SendAsync(place, async token =>
        {
            string all = string.Join('&', ((string[])[query, _access.SasQuery]).Where(part => part.Length > 0));
            var request = new HttpRequestMessage(method, Exactly($"{Endpoint(place)}/{place.Container}{target}{(all.Length == 0 ? "" : "?" + all)}"));
            adorn?.Invoke(request);
            request.Headers.Add("x-ms-date", time.GetUtcNow().ToString("R"));
            request.Headers.Add("x-ms-version", ApiVersion);
            await _access.AddToAsync(request, place, token);
            return request;
        }, cancellationToken, also);

    private string Endpoint(StorageLocation.Adls place) => environment(StorageVariables.AzureEndpoint) is { Length: > 0 } own ? own.TrimEnd('/') : $"https://{place.Host}";

    private JsonDocument Parse(StorageLocation place, string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException broken)
        {
            throw new StorageException(place.ToString(), $"{StoreName} sent an answer that is not whole.", inner: broken) { IsTransient = true };
        }
    }

    private static void Empty(HttpRequestMessage request) => request.Content = new ByteArrayContent([]);

    private static string PathTarget(string path) => $"/{EncodePath(path)}";

    private static string Option(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    // A listing tells ETags bare, headers in quotes; only the latter are taken by If-Match.
    private static string? Quoted(string? tag) => tag is null || tag.StartsWith('"') ? tag : $"\"{tag}\"";

    /// <summary>Listings tell numbers and booleans as strings.</summary>
    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    private static bool HeaderIs(HttpResponseMessage answer, string name, string value) => answer.Headers.TryGetValues(name, out IEnumerable<string>? values) && values.Contains(value);
}
