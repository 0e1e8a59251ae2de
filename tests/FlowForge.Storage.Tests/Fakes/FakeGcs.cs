using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlowForge.Storage.Tests.Fakes;

/// <summary>Google Cloud Storage with one bucket <c>raw</c>. An upload's session keeps what came in, in multiples of 256 KiB, and shows the object at the end.</summary>
public sealed class FakeGcs : FakeStore
{
    private const int Unit = 256 << 10;
    private readonly ConcurrentDictionary<string, byte[]> _sessions = new();

    /// <summary>How much of the next chunks the session keeps: the line to the store's disk is bad.</summary>
    public ConcurrentQueue<int> Keeps { get; } = new();

    protected override async Task AnswerAsync(HttpContext context, string target, byte[] body)
    {
        string[] parts = target.Split('?', 2);
        Dictionary<string, string> query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        string path = parts[0];
        if (path.StartsWith("/session/", StringComparison.Ordinal)) await SessionAsync(context, Uri.UnescapeDataString(path["/session/".Length..]), body);
        else if (!path.Contains("/b/raw/", StringComparison.Ordinal)) await ErrorAsync(context, 404, "notFound");
        else if (path.StartsWith("/upload/", StringComparison.Ordinal)) Begin(context, query["name"]);
        else if (path.EndsWith("/o", StringComparison.Ordinal)) await ListAsync(context, query);
        else await ObjectAsync(context, Uri.UnescapeDataString(path["/storage/v1/b/raw/o/".Length..]), query);
    }

    private void Begin(HttpContext context, string name)
    {
        _sessions[name] = [];
        context.Response.Headers.Location = $"{Address}/session/{Uri.EscapeDataString(name)}";
    }

    private async Task SessionAsync(HttpContext context, string name, byte[] body)
    {
        string range = context.Request.Headers.ContentRange.ToString()["bytes ".Length..];
        long total = long.Parse(range[(range.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        if (!range.StartsWith('*'))
        {
            int from = int.Parse(range[..range.IndexOf('-', StringComparison.Ordinal)]);
            if (from != _sessions[name].Length) { await ErrorAsync(context, 400, "badRange"); return; }
            int keep = Keeps.TryDequeue(out int part) ? part / Unit * Unit : body.Length;
            _sessions[name] = [.. _sessions[name], .. body.Take(keep)];
        }

        byte[] have = _sessions[name];
        if (have.Length == total)
        {
            Files[name] = have;
            await SendTextAsync(context, 200, "application/json", "{}");
            return;
        }

        context.Response.StatusCode = 308;
        if (have.Length > 0) context.Response.Headers["Range"] = $"bytes=0-{have.Length - 1}";
    }

    private async Task ObjectAsync(HttpContext context, string name, Dictionary<string, string> query)
    {
        if (!Files.TryGetValue(name, out byte[]? content)) await ErrorAsync(context, 404, "notFound");
        else if (query.GetValueOrDefault("alt") != "media") await SendTextAsync(context, 200, "application/json", JsonSerializer.Serialize(Item(name)));
        else if (query.TryGetValue("ifGenerationMatch", out string? generation) && generation != VersionOf(content)) await ErrorAsync(context, 412, "conditionNotMet");
        else await SendFileAsync(context, content);
    }

    private Task ListAsync(HttpContext context, Dictionary<string, string> query)
    {
        string[] names = [.. Files.Keys.Where(name => name.StartsWith(query["prefix"], StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        int from = int.Parse(query.GetValueOrDefault("pageToken", "0"));
        var page = new Dictionary<string, object> { ["items"] = names.Skip(from).Take(2).Select(Item) };
        if (from + 2 < names.Length) page["nextPageToken"] = $"{from + 2}";
        return SendTextAsync(context, 200, "application/json", JsonSerializer.Serialize(page));
    }

    private object Item(string name) => new { name, size = $"{Files[name].Length}", generation = VersionOf(Files[name]) };

    private static Task ErrorAsync(HttpContext context, int status, string reason) =>
        SendTextAsync(context, status, "application/json", JsonSerializer.Serialize(new { error = new { code = status, message = $"The fake says {reason}.", errors = new[] { new { reason } } } }));
}
