using System.Security.Cryptography;
using System.Text;

namespace FlowForge.Storage.S3;

/// <summary>Access keys of AWS.</summary>
/// <param name="Token">Of temporary credentials; null otherwise.</param>
internal sealed record AwsKeys(string AccessKeyId, string SecretAccessKey, string? Token)
{
    // A record would print its members, and a secret must not reach a log by accident.
    public override string ToString() => $"AwsKeys({AccessKeyId})";
}

/// <summary>Signature Version 4 for S3: paths are encoded once and never normalised, unlike for AWS's other services.</summary>
/// <remarks>Source: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html</remarks>
internal static class SigV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>SHA-256 of nothing.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Adds the date, the body's hash, the token and the Authorization header.</summary>
    public static void Sign(HttpRequestMessage request, AwsKeys keys, string region, string payloadHash, DateTimeOffset now)
    {
        request.Headers.Host = request.RequestUri!.IsDefaultPort ? request.RequestUri.Host : request.RequestUri.Authority;
        request.Headers.Add("x-amz-content-sha256", payloadHash);
        request.Headers.Add("x-amz-date", Stamp(now));
        if (keys.Token is not null) request.Headers.Add("x-amz-security-token", keys.Token);
        IEnumerable<(string Name, string Value)> headers = request.Headers
            .Where(header => header.Key.Equals("host", StringComparison.OrdinalIgnoreCase) || header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (header.Key, string.Join(',', header.Value)));
        string[] target = request.RequestUri.PathAndQuery.Split('?', 2);
        string canonical = CanonicalRequest(request.Method.Method, target[0], target.Length > 1 ? target[1] : "", headers, payloadHash, out string signed);
        string signature = Signature(keys.SecretAccessKey, StringToSign(canonical, region, "s3", now), region, "s3", now);
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={keys.AccessKeyId}/{Scope(region, "s3", now)}, SignedHeaders={signed}, Signature={signature}");
    }

    /// <param name="path">As sent.</param>
    /// <param name="query">As sent, without the question mark.</param>
    internal static string CanonicalRequest(string method, string path, string query, IEnumerable<(string Name, string Value)> headers, string payloadHash, out string signedHeaders)
    {
        (string Name, string Value)[] sorted = [.. headers
            .GroupBy(header => header.Name.ToLowerInvariant(), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, string.Join(',', group.Select(header => Squeeze(header.Value)))))];
        signedHeaders = string.Join(';', sorted.Select(header => header.Name));
        var text = new StringBuilder().Append(method).Append('\n').Append(path).Append('\n').Append(CanonicalQuery(query)).Append('\n');
        foreach ((string name, string value) in sorted) text.Append(name).Append(':').Append(value).Append('\n');
        return text.Append('\n').Append(signedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    internal static string StringToSign(string canonicalRequest, string region, string service, DateTimeOffset now) =>
        $"{Algorithm}\n{Stamp(now)}\n{Scope(region, service, now)}\n{System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)))}";

    internal static string Signature(string secret, string stringToSign, string region, string service, DateTimeOffset now)
    {
        byte[] key = Hmac(Encoding.UTF8.GetBytes($"AWS4{secret}"), now.UtcDateTime.ToString("yyyyMMdd"));
        foreach (string part in (string[])[region, service, "aws4_request"]) key = Hmac(key, part);
        return System.Convert.ToHexStringLower(Hmac(key, stringToSign));
    }

    private static string CanonicalQuery(string query) => string.Join('&', query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
        .Select(pair => (Name: pair[..pair.IndexOf('=', StringComparison.Ordinal)], Pair: pair))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Pair, StringComparer.Ordinal)
        .Select(pair => pair.Pair));

    private static string Squeeze(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");

    private static string Scope(string region, string service, DateTimeOffset now) => $"{now.UtcDateTime:yyyyMMdd}/{region}/{service}/aws4_request";

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
