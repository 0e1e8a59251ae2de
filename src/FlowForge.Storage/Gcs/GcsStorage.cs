using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;
using Google.Apis.Auth.OAuth2;

namespace FlowForge.Storage.Gcs;

/// <summary>Google Cloud Storage through its JSON API.</summary>
/// <remarks>Source: cloud.google.com/storage/docs/json_api/v1</remarks>
internal sealed class GcsStorage : HttpStorage, IStorage
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_write";
    private const HttpStatusCode ResumeIncomplete = (HttpStatusCode)308;

    private readonly Func<string, string?> _environment;
    private readonly Lazy<Task<GoogleCredential>> _credential;
    private readonly string? _emulator;

    public GcsStorage(Func<string, string?> environment, HttpSender sender) : base(sender)
    {
        _environment = environment;
        _credential = new(LoadCredentialAsync);
        if (environment(StorageVariables.GcsEndpoint) is { Length: > 0 } emulator)
            _emulator = (emulator.Contains("://", StringComparison.Ordinal) ? emulator : $"http://{emulator}").TrimEnd('/');
    }

    protected override string StoreName => "Google Cloud Storage";

    private string Root => _emulator ?? "https://storage.googleapis.com";

    public async Task<RemoteFile?> FindAsync(StorageLocation location, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Gcs)location;
        using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Get, ObjectTarget(place), null, cancellationToken, HttpStatusCode.NotFound);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        using JsonDocument item = await ReadJsonAsync(place, answer, cancellationToken);
        return FileOf(place, item.RootElement);
    }

    public async IAsyncEnumerable<RemoteFile> ListAsync(StorageLocation folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Gcs)folder;
        string? page = "";
        while (page is not null)
        {
            string target = $"/storage/v1/b/{place.Bucket}/o?prefix={Uri.EscapeDataString(place.Path)}{(page.Length == 0 ? "" : $"&pageToken={Uri.EscapeDataString(page)}")}";
            using HttpResponseMessage answer = await CallAsync(place, HttpMethod.Get, target, null, cancellationToken);
            using JsonDocument listing = await ReadJsonAsync(place, answer, cancellationToken);
            if (listing.RootElement.TryGetProperty("items", out JsonElement items))
            {
                foreach (JsonElement item in items.EnumerateArray())
                {
                    string name = item.GetProperty("name").GetString()!;
                    if (!name.EndsWith('/')) yield return FileOf(place with { Path = name }, item);
                }
            }

            page = listing.RootElement.TryGetProperty("nextPageToken", out JsonElement next) ? next.GetString() : null;
        }
    }

    public async Task<Stream> OpenAsync(RemoteFile file, long offset, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Gcs)file.Location;
        string generation = file.Version is null ? "" : $"&ifGenerationMatch={file.Version}";
        HttpResponseMessage answer = await CallAsync(place, HttpMethod.Get, $"{ObjectTarget(place)}?alt=media{generation}", request => AskRange(request, offset), cancellationToken);
        return await BodyFromAsync(answer, offset, cancellationToken);
    }

    public async Task UploadAsync(StorageLocation location, string localPath, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var place = (StorageLocation.Gcs)location;
        string target = $"/upload/storage/v1/b/{place.Bucket}/o?uploadType=resumable&name={Uri.EscapeDataString(place.Path)}";
        using HttpResponseMessage begun = await CallAsync(place, HttpMethod.Post, target, request => request.Content = new ByteArrayContent([]), cancellationToken);
        Uri session = begun.Headers.Location ?? throw new StorageException(place.ToString(), "Google Cloud Storage began an upload without an address for it.");
        var upload = new ResumableUpload((make, token) => SendAsync(place, make, token, ResumeIncomplete, HttpStatusCode.NotFound), session, place);
        await upload.RunAsync(localPath, progress, cancellationToken);
    }

    protected override (string? Code, string? Message) ReadError(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement error = document.RootElement.GetProperty("error");
            string? reason = error.TryGetProperty("errors", out JsonElement errors) && errors.GetArrayLength() > 0 && errors[0].TryGetProperty("reason", out JsonElement first) ? first.GetString() : null;
            return (reason, error.TryGetProperty("message", out JsonElement message) ? message.GetString() : null);
        }
        catch (Exception otherShape) when (otherShape is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    protected override string? Hint(HttpStatusCode status, string? code) => status switch
    {
        HttpStatusCode.Unauthorized => "The credentials are wrong or have run out: gcloud auth application-default login.",
        HttpStatusCode.Forbidden => "The account needs roles/storage.objectViewer, for output roles/storage.objectUser.",
        HttpStatusCode.NotFound => "Check the bucket's name.",
        HttpStatusCode.PreconditionFailed => "The file changed while it was read: run again.",
        _ => null,
    };

    private Task<HttpResponseMessage> CallAsync(StorageLocation place, HttpMethod method, string target, Action<HttpRequestMessage>? adorn, CancellationToken cancellationToken, params HttpStatusCode[] also) =>
        SendAsync(place, async token =>
        {
            var request = new HttpRequestMessage(method, Exactly(Root + target));
            adorn?.Invoke(request);
            if (await TokenAsync(place, token) is { } bearer) request.Headers.Authorization = new("Bearer", bearer);
            return request;
        }, cancellationToken, also);

    /// <summary>Null for an emulator: it must not see a token of the real service.</summary>
    private async ValueTask<string?> TokenAsync(StorageLocation place, CancellationToken cancellationToken)
    {
        if (_emulator is not null) return null;
        if (_environment(StorageVariables.GcsToken) is { Length: > 0 } token) return token;
        try
        {
            GoogleCredential credential = await _credential.Value.WaitAsync(cancellationToken);
            return await ((ITokenAccess)credential).GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
        }
        catch (Exception none) when (none is InvalidOperationException or Google.Apis.Auth.OAuth2.Responses.TokenResponseException)
        {
            throw new StorageException(place.ToString(), "there are no Google credentials.", "Run gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS.", none);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<GoogleCredential> LoadCredentialAsync() => (await GoogleCredential.GetApplicationDefaultAsync()).CreateScoped(Scope);

    private async Task<JsonDocument> ReadJsonAsync(StorageLocation place, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return JsonDocument.Parse(await ReadTextAsync(answer, cancellationToken));
        }
        catch (JsonException broken)
        {
            throw new StorageException(place.ToString(), "Google Cloud Storage sent an answer that is not whole.", inner: broken) { IsTransient = true };
        }
    }

    // The API tells 64-bit numbers as strings.
    private static RemoteFile FileOf(StorageLocation place, JsonElement item) => new(place,
        item.TryGetProperty("size", out JsonElement size) && long.TryParse(size.GetString(), out long bytes) ? bytes : 0,
        item.TryGetProperty("generation", out JsonElement generation) ? generation.GetString() : null);

    private static string ObjectTarget(StorageLocation.Gcs place) => $"/storage/v1/b/{place.Bucket}/o/{Uri.EscapeDataString(place.Path)}";
}
