using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlowForge.Storage.Tests.Fakes;

/// <summary>ADLS Gen2 with one container <c>raw</c> of the account <c>lake</c>. Checks shared-key signatures as the service's rules are written down.</summary>
public sealed class FakeAdls : FakeStore
{
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private readonly Dictionary<string, byte[]> _uncommitted = [];

    protected override async Task AnswerAsync(HttpContext context, string target, byte[] body)
    {
        if (!IsSigned(context, target))
        {
            await ErrorAsync(context, 403, "AuthenticationFailed");
            return;
        }

        string[] parts = target.Split('?', 2);
        Dictionary<string, string> query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        string[] path = parts[0].TrimStart('/').Split('/', 2);
        if (path[0] != "raw") await ErrorAsync(context, 404, "FilesystemNotFound");
        else if (query.GetValueOrDefault("resource") == "filesystem") await ListAsync(context, query);
        else await PathAsync(context, Uri.UnescapeDataString(path[1]), query, body);
    }

    private async Task PathAsync(HttpContext context, string path, Dictionary<string, string> query, byte[] body)
    {
        switch (context.Request.Method)
        {
            case "PUT" when context.Request.Headers["x-ms-rename-source"].ToString() is { Length: > 0 } source:
                if (!Files.TryRemove(Uri.UnescapeDataString(source.Split('?')[0]["/raw/".Length..]), out byte[]? moved)) await ErrorAsync(context, 404, "SourcePathNotFound");
                else (Files[path], context.Response.StatusCode) = (moved, 201);
                break;
            case "PUT":
                (Files[path], _uncommitted[path], context.Response.StatusCode) = ([], [], 201);
                break;
            case "PATCH" when query["action"] == "append":
                if (int.Parse(query["position"]) > _uncommitted[path].Length) await ErrorAsync(context, 400, "InvalidFlushPosition");
                else (_uncommitted[path], context.Response.StatusCode) = ([.. _uncommitted[path].Take(int.Parse(query["position"])), .. body], 202);
                break;
            case "PATCH":
                if (int.Parse(query["position"]) != _uncommitted[path].Length) await ErrorAsync(context, 400, "InvalidFlushPosition");
                else Files[path] = _uncommitted[path];
                break;
            case "DELETE":
                context.Response.StatusCode = Files.TryRemove(path, out _) ? 200 : 404;
                break;
            default:
                await ReadAsync(context, path);
                break;
        }
    }

    private async Task ReadAsync(HttpContext context, string path)
    {
        if (!Files.TryGetValue(path, out byte[]? content)) await ErrorAsync(context, 404, "PathNotFound");
        else if (context.Request.Headers.IfMatch is [{ } tag] && tag != $"\"{VersionOf(content)}\"") await ErrorAsync(context, 412, "ConditionNotMet");
        else
        {
            context.Response.Headers.ETag = $"\"{VersionOf(content)}\"";
            context.Response.Headers["x-ms-resource-type"] = "file";
            await SendFileAsync(context, content);
        }
    }

    private async Task ListAsync(HttpContext context, Dictionary<string, string> query)
    {
        string folder = query.GetValueOrDefault("directory", "");
        string[] names = [.. Files.Keys.Where(name => folder.Length == 0 || name.StartsWith(folder + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (folder.Length > 0 && names.Length == 0)
        {
            await ErrorAsync(context, 404, "PathNotFound");
            return;
        }

        int from = int.Parse(query.GetValueOrDefault("continuation", "0"));
        if (from + 2 < names.Length) context.Response.Headers["x-ms-continuation"] = $"{from + 2}";
        // The service tells numbers and booleans as strings.
        var paths = names.Skip(from).Take(2).Select(name => new { name, contentLength = $"{Files[name].Length}", etag = VersionOf(Files[name]) })
            .Cast<object>().Prepend(new { name = "folder", isDirectory = "true", contentLength = "0", etag = "0" });
        await SendTextAsync(context, 200, "application/json", JsonSerializer.Serialize(new { paths }));
    }

    private static bool IsSigned(HttpContext context, string target)
    {
        IHeaderDictionary headers = context.Request.Headers;
        string Header(string name) => headers[name].ToString();
        string length = headers.ContentLength is > 0 and { } bytes ? $"{bytes}" : "";
        string amended = string.Concat(headers.Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Key.ToLowerInvariant(), StringComparer.Ordinal).Select(header => $"{header.Key.ToLowerInvariant()}:{header.Value}\n"));
        string[] url = target.Split('?', 2);
        string resource = string.Concat(QueryHelpers.ParseQuery(url.Length > 1 ? url[1] : "").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\n{pair.Key.ToLowerInvariant()}:{pair.Value}"));
        string text = $"{context.Request.Method}\n{Header("Content-Encoding")}\n{Header("Content-Language")}\n{length}\n{Header("Content-MD5")}\n{Header("Content-Type")}\n\n{Header("If-Modified-Since")}\n{Header("If-Match")}\n{Header("If-None-Match")}\n{Header("If-Unmodified-Since")}\n{Header("Range")}\n{amended}/lake{url[0]}{resource}";
        string signature = System.Convert.ToBase64String(HMACSHA256.HashData(System.Convert.FromBase64String(Key), Encoding.UTF8.GetBytes(text)));
        return Header("Authorization") == $"SharedKey lake:{signature}";
    }

    private static Task ErrorAsync(HttpContext context, int status, string code) =>
        SendTextAsync(context, status, "application/json", JsonSerializer.Serialize(new { error = new { code, message = $"The fake says {code}.\nRequestId:0" } }));
}
