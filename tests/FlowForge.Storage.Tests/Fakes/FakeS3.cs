using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using FlowForge.Storage.S3;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlowForge.Storage.Tests.Fakes;

/// <summary>S3 with path-style addresses, one bucket <c>raw</c>. Checks every signature and every body's hash.</summary>
public sealed class FakeS3 : FakeStore
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> _uploads = new();

    /// <summary>Where the bucket is.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Keys in one page of a listing.</summary>
    public int PageSize { get; set; } = 2;

    /// <summary>Multipart uploads begun and neither joined nor given up.</summary>
    public int OpenUploads => _uploads.Count;

    protected override async Task AnswerAsync(HttpContext context, string target, byte[] body)
    {
        if (WrongSignature(context, target, body) is { } error)
        {
            await ErrorAsync(context, 403, error);
            return;
        }

        string[] parts = target.Split('?', 2);
        Dictionary<string, string> query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        string[] path = parts[0].TrimStart('/').Split('/', 2);
        if (path[0] != "raw") await ErrorAsync(context, 404, "NoSuchBucket");
        else if (query.ContainsKey("list-type")) await ListAsync(context, query);
        else await ObjectAsync(context, Uri.UnescapeDataString(path[1]), query, body);
    }

    private async Task ObjectAsync(HttpContext context, string key, Dictionary<string, string> query, byte[] body)
    {
        string method = context.Request.Method;
        if (method == "POST" && query.ContainsKey("uploads")) await BeginAsync(context, key);
        else if (query.TryGetValue("uploadId", out string? id)) await MultipartAsync(context, key, id, query, body);
        else if (method == "PUT")
        {
            Files[key] = body;
            context.Response.Headers.ETag = $"\"{VersionOf(body)}\"";
        }
        else if (!Files.TryGetValue(key, out byte[]? content)) await ErrorAsync(context, 404, "NoSuchKey");
        else if (context.Request.Headers.IfMatch is [{ } tag] && tag != $"\"{VersionOf(content)}\"") await ErrorAsync(context, 412, "PreconditionFailed");
        else
        {
            context.Response.Headers.ETag = $"\"{VersionOf(content)}\"";
            await SendFileAsync(context, content);
        }
    }

    private async Task BeginAsync(HttpContext context, string key)
    {
        string id = $"upload-{key.Length}+/=";
        _uploads[id] = new();
        await SendTextAsync(context, 200, "application/xml", $"<InitiateMultipartUploadResult xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
    }

    private async Task MultipartAsync(HttpContext context, string key, string id, Dictionary<string, string> query, byte[] body)
    {
        if (!_uploads.TryGetValue(id, out ConcurrentDictionary<int, byte[]>? parts))
        {
            await ErrorAsync(context, 404, "NoSuchUpload");
        }
        else if (context.Request.Method == "PUT")
        {
            parts[int.Parse(query["partNumber"])] = body;
            context.Response.Headers.ETag = $"\"{VersionOf(body)}\"";
        }
        else if (context.Request.Method == "DELETE")
        {
            _uploads.TryRemove(id, out _);
            context.Response.StatusCode = 204;
        }
        else
        {
            (int Number, string Tag)[] asked = [.. XElement.Parse(System.Text.Encoding.UTF8.GetString(body)).Elements("Part").Select(part => ((int)part.Element("PartNumber")!, (string)part.Element("ETag")!))];
            if (asked.Any(part => $"\"{VersionOf(parts[part.Number])}\"" != part.Tag))
            {
                // As S3 does: the failure comes in the body of a 200.
                await SendTextAsync(context, 200, "application/xml", "<Error><Code>InvalidPart</Code><Message>One or more parts could not be found.</Message></Error>");
                return;
            }

            Files[key] = [.. asked.SelectMany(part => parts[part.Number])];
            _uploads.TryRemove(id, out _);
            await SendTextAsync(context, 200, "application/xml", "<CompleteMultipartUploadResult/>");
        }
    }

    private async Task ListAsync(HttpContext context, Dictionary<string, string> query)
    {
        string after = query.GetValueOrDefault("continuation-token", "");
        string[] keys = [.. Files.Keys.Where(key => key.StartsWith(query["prefix"], StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0).Order(StringComparer.Ordinal)];
        string[] page = [.. keys.Take(PageSize)];
        XNamespace ns = "http://s3.amazonaws.com/doc/2006-03-01/";
        var listing = new XElement(ns + "ListBucketResult",
            new XElement(ns + "IsTruncated", keys.Length > page.Length ? "true" : "false"),
            keys.Length > page.Length ? new XElement(ns + "NextContinuationToken", page[^1]) : null,
            page.Select(key => new XElement(ns + "Contents", new XElement(ns + "Key", Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal)), new XElement(ns + "Size", Files[key].Length), new XElement(ns + "ETag", $"\"{VersionOf(Files[key])}\""))));
        await SendTextAsync(context, 200, "application/xml", listing.ToString());
    }

    /// <summary>Computes the signature from what came over the wire.</summary>
    private string? WrongSignature(HttpContext context, string target, byte[] body)
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)) return "AccessDenied";
        Dictionary<string, string> fields = authorization["AWS4-HMAC-SHA256 ".Length..].Split(", ").Select(field => field.Split('=', 2)).ToDictionary(field => field[0], field => field[1]);
        string[] scope = fields["Credential"].Split('/');
        if (scope[0] != AccessKey) return "InvalidAccessKeyId";
        if (scope[2] != Region)
        {
            context.Response.Headers["x-amz-bucket-region"] = Region;
            return "AuthorizationHeaderMalformed";
        }

        string hash = context.Request.Headers["x-amz-content-sha256"].ToString();
        if (hash != System.Convert.ToHexStringLower(SHA256.HashData(body))) return "XAmzContentSHA256Mismatch";
        var now = DateTimeOffset.ParseExact(context.Request.Headers["x-amz-date"].ToString(), "yyyyMMdd'T'HHmmss'Z'", null, DateTimeStyles.AssumeUniversal);
        string[] url = target.Split('?', 2);
        string canonical = SigV4.CanonicalRequest(context.Request.Method, url[0], url.Length > 1 ? url[1] : "",
            fields["SignedHeaders"].Split(';').Select(name => (name, context.Request.Headers[name].ToString())), hash, out _);
        string expected = SigV4.Signature(Secret, SigV4.StringToSign(canonical, scope[2], "s3", now), scope[2], "s3", now);
        return expected == fields["Signature"] ? null : "SignatureDoesNotMatch";
    }

    private static Task ErrorAsync(HttpContext context, int status, string code) =>
        SendTextAsync(context, code == "AuthorizationHeaderMalformed" ? 400 : status, "application/xml", $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>The fake says {code}.</Message></Error>");
}
