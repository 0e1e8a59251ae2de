using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.Volumes;

/// <summary>A large upload: parts straight to the cloud's own storage, at addresses that Databricks signs; the file appears at the end.</summary>
internal sealed class VolumeUpload(VolumeStorage storage, StorageLocation place, string localPath, string session, IProgress<long>? progress)
{
    /// <summary>10 MiB as the official client takes, more for files that would need over 1,000 parts.</summary>
    internal const long PartBytes = 10 << 20;
    private const int MaxParts = 1_000;
    private const int PartsAtOnce = 4;

    /// <summary>Workspaces that sign no addresses say so in these words; then a single PUT is right.</summary>
    private static readonly string[] s_unsigned = ["FILES_API_API_IS_NOT_ENABLED", "FILES_API_REQUESTER_NETWORK_ZONE_UNKNOWN"];

    private long _sent;

    /// <summary>False when the workspace does not take uploads in parts.</summary>
    public static async Task<bool> TryRunAsync(VolumeStorage storage, StorageLocation place, string localPath, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using JsonDocument? begun = await BeginAsync(storage, place, cancellationToken);
        if (begun is null) return false;
        if (begun.RootElement.TryGetProperty("multipart_upload", out JsonElement parts))
            await new VolumeUpload(storage, place, localPath, parts.GetProperty("session_token").GetString()!, progress).UploadPartsAsync(cancellationToken);
        else if (begun.RootElement.TryGetProperty("resumable_upload", out JsonElement resumable))
            await new VolumeUpload(storage, place, localPath, resumable.GetProperty("session_token").GetString()!, progress).UploadResumablyAsync(cancellationToken);
        else
            throw new StorageException(place.ToString(), "Databricks began an upload of a kind that is not known here.");
        return true;
    }

    private static async Task<JsonDocument?> BeginAsync(VolumeStorage storage, StorageLocation place, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await storage.CallAsync(place, HttpMethod.Post, $"{Target(place)}?action=initiate-upload&overwrite=true", null, cancellationToken);
            return await storage.ReadJsonAsync(place, answer, cancellationToken);
        }
        catch (StorageException refused) when (s_unsigned.Contains(refused.Code))
        {
            return null;
        }
    }

    private async Task UploadPartsAsync(CancellationToken cancellationToken)
    {
        try
        {
            long length = new FileInfo(localPath).Length;
            FilePart[] parts = [.. FilePart.Cut(localPath, Math.Max(PartBytes, (length + MaxParts - 1) / MaxParts))];
            string[] tags = new string[parts.Length];
            var limits = new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Enumerable.Range(0, parts.Length), limits, async (i, token) => tags[i] = await SendPartAsync(i + 1, parts[i], token));
            await CompleteAsync(tags, cancellationToken);
        }
        catch
        {
            await AbortAsync();
            throw;
        }
    }

    /// <summary>A new address for every try: the refusal of an old one may be that it has run out.</summary>
    private async Task<string> SendPartAsync(int number, FilePart part, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await storage.CallSignedAsync(place, async token =>
        {
            using JsonDocument urls = await PostAsync("create-upload-part-urls", Session(("start_part_number", number), ("count", 1)), token);
            return Signed(HttpMethod.Put, urls.RootElement.GetProperty("upload_part_urls")[0], part.ToContent());
        }, cancellationToken);
        progress?.Report(Interlocked.Add(ref _sent, part.Length));
        return answer.Headers.ETag?.ToString() ?? throw new StorageException(place.ToString(), $"the storage behind the volume took part {number} without an ETag.");
    }

    private async Task CompleteAsync(string[] tags, CancellationToken cancellationToken)
    {
        var list = new JsonArray([.. tags.Select((tag, i) => (JsonNode)new JsonObject { ["part_number"] = i + 1, ["etag"] = tag })]);
        string target = $"{Target(place)}?action=complete-upload&upload_type=multipart&session_token={Uri.EscapeDataString(session)}";
        using HttpResponseMessage answer = await storage.CallAsync(place, HttpMethod.Post, target, request => request.Content = Json(new JsonObject { ["parts"] = list.DeepClone() }), cancellationToken);
    }

    private async Task UploadResumablyAsync(CancellationToken cancellationToken)
    {
        using JsonDocument answer = await PostAsync("create-resumable-upload-url", new JsonObject { ["path"] = place.Path, ["session_token"] = session }, cancellationToken);
        JsonElement url = answer.RootElement.GetProperty("resumable_upload_url");
        var upload = new ResumableUpload((make, token) => storage.CallSignedAsync(place, async inner =>
        {
            HttpRequestMessage request = await make(inner);
            AddHeaders(request, url);
            return request;
        }, token, (HttpStatusCode)308, HttpStatusCode.NotFound), new Uri(url.GetProperty("url").GetString()!), place);
        await upload.RunAsync(localPath, progress, cancellationToken);
    }

    /// <summary>Not cancelled with the rest; the sender's own timeouts end it.</summary>
    private async Task AbortAsync()
    {
        try
        {
            using JsonDocument answer = await PostAsync("create-abort-upload-url", Session(), CancellationToken.None);
            JsonElement url = answer.RootElement.GetProperty("abort_upload_url").Clone();
            using HttpResponseMessage gone = await storage.CallSignedAsync(place, _ => ValueTask.FromResult(Signed(HttpMethod.Delete, url, null)), CancellationToken.None);
        }
        catch (Exception trouble) when (trouble is StorageException or KeyNotFoundException)
        {
            // The failure that led here is the one to tell; the storage forgets unfinished uploads after some days.
        }
    }

    private async Task<JsonDocument> PostAsync(string target, JsonObject body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await storage.CallAsync(place, HttpMethod.Post, target, request => request.Content = Json(body), cancellationToken);
        return await storage.ReadJsonAsync(place, answer, cancellationToken);
    }

    private JsonObject Session(params (string Name, int Value)[] more)
    {
        var body = new JsonObject { ["path"] = place.Path, ["session_token"] = session, ["expire_time"] = storage.Time.GetUtcNow().AddHours(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") };
        foreach ((string name, int value) in more) body[name] = value;
        return body;
    }

    private static HttpRequestMessage Signed(HttpMethod method, JsonElement url, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(url.GetProperty("url").GetString()!)) { Content = content };
        AddHeaders(request, url);
        return request;
    }

    private static void AddHeaders(HttpRequestMessage request, JsonElement url)
    {
        if (!url.TryGetProperty("headers", out JsonElement headers)) return;
        foreach (JsonElement header in headers.EnumerateArray())
        {
            (string name, string value) = (header.GetProperty("name").GetString()!, header.GetProperty("value").GetString()!);
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static string Target(StorageLocation place) => $"files{string.Join('/', place.Path.Split('/').Select(Uri.EscapeDataString))}";

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
}
