using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.Volumes;

/// <summary>Unity Catalog volumes through the Files API of a workspace.</summary>
/// <remarks>Source: docs.databricks.com/api/workspace/files. What the official clients send was read off their traffic.</remarks>
internal sealed class VolumeStorage(StoragePlaceOptions options, HttpSender sender, TimeProvider time) : HttpStorage(sender), IStorage
{
    /// <summary>From this size on the official Python client uploads in parts; a single PUT ends at 5 GiB.</summary>
    internal const long MultipartBytes = 50 << 20;

    protected override string StoreName => "Databricks";

    internal TimeProvider Time => time;

    public async Task<RemoteFile?> FindAsync(StorageLocation location, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await CallAsync(location, HttpMethod.Head, $"files{EncodePath(location.Path)}", null, cancellationToken, HttpStatusCode.NotFound);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        string? modified = answer.Content.Headers.TryGetValues("Last-Modified", out IEnumerable<string>? values) ? values.First() : null;
        return new RemoteFile(location, answer.Content.Headers.ContentLength ?? 0, modified);
    }

    public async IAsyncEnumerable<RemoteFile> ListAsync(StorageLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folders = new Queue<string>([folder.Path.TrimEnd('/')]);
        while (folders.TryDequeue(out string? path))
        {
            string? page = "";
            while (page is not null)
            {
                using JsonDocument listing = await ListPageAsync(folder, path, page, cancellationToken);
                foreach (JsonElement entry in Entries(listing))
                {
                    string entryPath = entry.GetProperty("path").GetString()!;
                    if (entry.TryGetProperty("is_directory", out JsonElement isFolder) && isFolder.GetBoolean()) folders.Enqueue(entryPath);
                    else yield return new RemoteFile(folder with { Path = entryPath }, Number(entry, "file_size"), HttpDate(Number(entry, "last_modified")));
                }

                page = listing.RootElement.TryGetProperty("next_page_token", out JsonElement next) && next.GetString() is { Length: > 0 } token ? token : null;
            }
        }
    }

    public async Task<Stream> OpenAsync(RemoteFile file, long offset, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await CallAsync(file.Location, HttpMethod.Get, $"files{EncodePath(file.Location.Path)}", request =>
        {
            AskRange(request, offset);
            if (offset > 0 && file.Version is not null) request.Headers.TryAddWithoutValidation("If-Unmodified-Since", file.Version);
        }, cancellationToken);
        return await BodyFromAsync(answer, offset, cancellationToken);
    }

    public async Task UploadAsync(StorageLocation location, string localPath, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        FilePart whole = FilePart.Whole(localPath);
        if (whole.Length >= MultipartBytes && await VolumeUpload.TryRunAsync(this, location, localPath, progress, cancellationToken)) return;
        using HttpResponseMessage answer = await CallAsync(location, HttpMethod.Put, $"files{EncodePath(location.Path)}?overwrite=true", request =>
        {
            request.Content = whole.ToContent();
            request.Content.Headers.ContentType = new("application/octet-stream");
        }, cancellationToken);
        progress?.Report(whole.Length);
    }

    /// <param name="target">Below <c>/api/2.0/fs/</c>, percent-encoded.</param>
    internal Task<HttpResponseMessage> CallAsync(StorageLocation place, HttpMethod method, string target, Action<HttpRequestMessage>? adorn, CancellationToken cancellationToken, params HttpStatusCode[] also)
    {
        (Uri host, string token) = Workspace(place);
        return SendAsync(place, _ =>
        {
            var request = new HttpRequestMessage(method, Exactly($"{host.GetLeftPart(UriPartial.Authority)}/api/2.0/fs/{target}"));
            adorn?.Invoke(request);
            request.Headers.Authorization = new("Bearer", token);
            return ValueTask.FromResult(request);
        }, cancellationToken, also);
    }

    /// <summary>To an address that Databricks signed for us: it must not see the token.</summary>
    internal Task<HttpResponseMessage> CallSignedAsync(StorageLocation place, Func<CancellationToken, ValueTask<HttpRequestMessage>> make, CancellationToken cancellationToken, params HttpStatusCode[] also) =>
        SendAsync(place, make, cancellationToken, also);

    /// <exception cref="StorageException">Not JSON, or cut short.</exception>
    internal async Task<JsonDocument> ReadJsonAsync(StorageLocation place, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return JsonDocument.Parse(await ReadTextAsync(answer, cancellationToken));
        }
        catch (JsonException broken)
        {
            throw new StorageException(place.ToString(), "Databricks sent an answer that is not whole.", inner: broken) { IsTransient = true };
        }
    }

    protected override (string? Code, string? Message) ReadError(string body) => VolumeError.Read(body) is { } error ? (error.Reason ?? error.Code, error.Message) : (null, null);

    protected override string? Hint(HttpStatusCode status, string? code) => status switch
    {
        HttpStatusCode.Unauthorized => "Check DATABRICKS_TOKEN: it is wrong or has run out.",
        HttpStatusCode.Forbidden => "The token's user needs USE CATALOG, USE SCHEMA and READ VOLUME, for output WRITE VOLUME.",
        HttpStatusCode.NotFound => "Check the catalog, the schema and the volume.",
        HttpStatusCode.PreconditionFailed => "The file changed while it was read: run again.",
        _ => null,
    };

    private async Task<JsonDocument> ListPageAsync(StorageLocation place, string path, string page, CancellationToken cancellationToken)
    {
        string query = page.Length == 0 ? "" : $"?page_token={Uri.EscapeDataString(page)}";
        using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Get, $"directories{EncodePath(path)}{query}", null, cancellationToken, HttpStatusCode.NotFound);
        return answer.StatusCode == HttpStatusCode.NotFound ? JsonDocument.Parse("{}") : await ReadJsonAsync(place, answer, cancellationToken);
    }

    private (Uri Host, string Token) Workspace(StorageLocation place)
    {
        Uri host = options.DatabricksHost ?? throw new StorageException(place.ToString(), "this machine has no such volume, and no workspace is set that might.", "Set DATABRICKS_HOST and DATABRICKS_TOKEN.");
        string token = options.DatabricksToken ?? throw new StorageException(place.ToString(), $"there is no token for {host.Host}.", "Set DATABRICKS_TOKEN.");
        return (host, token);
    }

    /// <summary>An empty folder's answer has no list at all.</summary>
    private static JsonElement.ArrayEnumerator Entries(JsonDocument listing) =>
        listing.RootElement.TryGetProperty("contents", out JsonElement contents) ? contents.EnumerateArray() : default;

    private static long Number(JsonElement entry, string name) => entry.TryGetProperty(name, out JsonElement number) ? number.GetInt64() : 0;

    /// <summary>In the form of the Last-Modified header, so that both ways of finding a file give one version.</summary>
    private static string? HttpDate(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("R");
}
