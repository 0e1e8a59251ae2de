using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlowForge.Storage.Tests.Fakes;

/// <summary>The Files API of a workspace, and the cloud storage behind its signed addresses. File paths are absolute: <c>/Volumes/…</c>.</summary>
public sealed class FakeDatabricks : FakeStore
{
    public const string Token = "dapi-0123456789";
    private const string Modified = "Fri, 20 Nov 2026 12:00:00 GMT";
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> _sessions = new();

    /// <summary>False: a workspace that signs no addresses.</summary>
    public bool Signs { get; set; } = true;

    /// <summary>When the files were changed, as HTTP tells it.</summary>
    public string LastModified { get; set; } = Modified;

    public int OpenUploads => _sessions.Count;

    protected override async Task AnswerAsync(HttpContext context, string target, byte[] body)
    {
        string[] parts = target.Split('?', 2);
        Dictionary<string, string> query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        bool isSigned = parts[0].StartsWith("/signed/", StringComparison.Ordinal);
        // A signed address is its own permission; a token that came along would have leaked.
        if (isSigned ? context.Request.Headers.Authorization.Count > 0 : context.Request.Headers.Authorization != $"Bearer {Token}")
            await ErrorAsync(context, 401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
        else if (isSigned) await SignedAsync(context, parts[0]["/signed/".Length..], body);
        else await ApiAsync(context, parts[0]["/api/2.0/fs/".Length..], query, body);
    }

    private Task ApiAsync(HttpContext context, string target, Dictionary<string, string> query, byte[] body) => target.Split('/')[0] switch
    {
        "files" => FileAsync(context, Uri.UnescapeDataString(target["files".Length..]), query, body),
        "directories" => ListAsync(context, Uri.UnescapeDataString(target["directories".Length..]), query),
        _ => SignAsync(context, target, JsonNode.Parse(body)!),
    };

    private async Task FileAsync(HttpContext context, string path, Dictionary<string, string> query, byte[] body)
    {
        if (query.GetValueOrDefault("action") == "initiate-upload") await BeginAsync(context, path);
        else if (query.GetValueOrDefault("action") == "complete-upload") await CompleteAsync(context, path, query["session_token"], body);
        else if (context.Request.Method == "PUT") (Files[path], context.Response.StatusCode) = (body, 204);
        else if (!Files.TryGetValue(path, out byte[]? content)) await ErrorAsync(context, 404, "NOT_FOUND", "The file being accessed is not found.");
        else if (context.Request.Headers.IfUnmodifiedSince is [{ } since] && since != LastModified) await ErrorAsync(context, 412, "PRECONDITION_FAILED", "The file was modified.");
        else
        {
            context.Response.Headers.LastModified = LastModified;
            await SendFileAsync(context, content);
        }
    }

    private async Task BeginAsync(HttpContext context, string path)
    {
        if (!Signs)
        {
            await SendTextAsync(context, 403, "application/json", """{"error_code":"PERMISSION_DENIED","message":"Presigned URLs are not enabled.","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"FILES_API_API_IS_NOT_ENABLED"}]}""");
            return;
        }

        _sessions[$"st-{path.Length}"] = new();
        await SendTextAsync(context, 200, "application/json", JsonSerializer.Serialize(new { multipart_upload = new { session_token = $"st-{path.Length}" } }));
    }

    private async Task CompleteAsync(HttpContext context, string path, string session, byte[] body)
    {
        JsonArray parts = JsonNode.Parse(body)!["parts"]!.AsArray();
        ConcurrentDictionary<int, byte[]> have = _sessions[session];
        if (parts.Any(part => $"\"{VersionOf(have[(int)part!["part_number"]!])}\"" != (string)part["etag"]!))
        {
            await ErrorAsync(context, 400, "INVALID_PARAMETER_VALUE", "A part's etag is not the one it was given.");
            return;
        }

        Files[path] = [.. parts.SelectMany(part => have[(int)part!["part_number"]!])];
        _sessions.TryRemove(session, out _);
        await SendTextAsync(context, 200, "application/json", "{}");
    }

    private Task SignAsync(HttpContext context, string target, JsonNode body)
    {
        string session = (string)body["session_token"]!;
        var headers = new[] { new { name = "x-storage-header", value = "v" } };
        object answer = target switch
        {
            "create-upload-part-urls" => new { upload_part_urls = new[] { new { url = $"{Address}/signed/{session}/{body["start_part_number"]}", part_number = (int)body["start_part_number"]!, headers } } },
            "create-abort-upload-url" => new { abort_upload_url = new { url = $"{Address}/signed/{session}/abort", headers } },
            _ => throw new InvalidOperationException(target),
        };
        return SendTextAsync(context, 200, "application/json", JsonSerializer.Serialize(answer));
    }

    private async Task SignedAsync(HttpContext context, string target, byte[] body)
    {
        (string session, string what) = (target.Split('/')[0], target.Split('/')[1]);
        if (context.Request.Headers["x-storage-header"] != "v") await ErrorAsync(context, 403, "SIGNATURE", "A signed header is missing.");
        else if (what == "abort") _sessions.TryRemove(session, out _);
        else
        {
            _sessions[session][int.Parse(what)] = body;
            context.Response.Headers.ETag = $"\"{VersionOf(body)}\"";
        }
    }

    private Task ListAsync(HttpContext context, string folder, Dictionary<string, string> query)
    {
        string below = folder + "/";
        string[] names = [.. Files.Keys.Where(path => path.StartsWith(below, StringComparison.Ordinal)).Select(path => path[below.Length..].Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length == 0) return ErrorAsync(context, 404, "NOT_FOUND", "The directory being accessed is not found.");
        int from = int.Parse(query.GetValueOrDefault("page_token", "0"));
        var page = new Dictionary<string, object> { ["contents"] = names.Skip(from).Take(2).Select(name => Entry(below + name, name)) };
        if (from + 2 < names.Length) page["next_page_token"] = $"{from + 2}";
        return SendTextAsync(context, 200, "application/json", JsonSerializer.Serialize(page));
    }

    private object Entry(string path, string name) => Files.TryGetValue(path, out byte[]? content)
        ? new { path, name, is_directory = false, file_size = content.Length, last_modified = DateTimeOffset.Parse(LastModified).ToUnixTimeMilliseconds() }
        : new { path, name, is_directory = true };

    private static Task ErrorAsync(HttpContext context, int status, string code, string message) =>
        SendTextAsync(context, status, "application/json", JsonSerializer.Serialize(new { error_code = code, message }));
}
