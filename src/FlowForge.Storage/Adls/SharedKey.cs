using System.Security.Cryptography;
using System.Text;

namespace FlowForge.Storage.Adls;

/// <summary>Signs a request with an account's key.</summary>
/// <remarks>Source: learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key</remarks>
internal static class SharedKey
{
    /// <summary>Call it last: it signs the headers that the request has by then.</summary>
    /// <param name="key">Base64, as the portal shows it.</param>
    /// <exception cref="FormatException">The key is not Base64.</exception>
    public static void Sign(HttpRequestMessage request, string account, string key)
    {
        byte[] signature = HMACSHA256.HashData(System.Convert.FromBase64String(key), Encoding.UTF8.GetBytes(StringToSign(request, account)));
        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKey {account}:{System.Convert.ToBase64String(signature)}");
    }

    internal static string StringToSign(HttpRequestMessage request, string account)
    {
        long length = request.Content?.Headers.ContentLength ?? 0;
        string?[] lines =
        [
            request.Method.Method,
            Value(request, "Content-Encoding"), Value(request, "Content-Language"),
            length == 0 ? "" : length.ToString(),
            Value(request, "Content-MD5"), Value(request, "Content-Type"),
            "",                                                     // Date: x-ms-date stands for it
            Value(request, "If-Modified-Since"), Value(request, "If-Match"), Value(request, "If-None-Match"), Value(request, "If-Unmodified-Since"),
            Value(request, "Range"),
        ];
        return string.Join('\n', lines) + '\n' + CanonicalHeaders(request) + CanonicalResource(request.RequestUri!, account);
    }

    private static string CanonicalHeaders(HttpRequestMessage request) => string.Concat(request.Headers
        .Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
        .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value).Trim()))
        .OrderBy(header => header.Name, StringComparer.Ordinal)
        .Select(header => $"{header.Name}:{header.Value}\n"));

    private static string CanonicalResource(Uri address, string account)
    {
        string[] target = address.PathAndQuery.Split('?', 2);
        var text = new StringBuilder($"/{account}{target[0]}");
        IEnumerable<string> lines = (target.Length > 1 ? target[1] : "")
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Uri.UnescapeDataString(pair[0]).ToLowerInvariant(), Value: Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : "")))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"\n{pair.Name}:{pair.Value}");
        return text.AppendJoin("", lines).ToString();
    }

    private static string Value(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) || (request.Content?.Headers.TryGetValues(name, out values) ?? false) ? string.Join(", ", values!) : "";
}
