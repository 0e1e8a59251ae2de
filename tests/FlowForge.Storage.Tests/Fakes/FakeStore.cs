using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FlowForge.Storage.Tests.Fakes;

/// <summary>A store on loopback that keeps the vendor's rules, remembers what it was asked, and fails where a test wants it to.</summary>
public abstract class FakeStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected FakeStore()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            server.Listen(System.Net.IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        Address = _app.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
    }

    /// <summary><c>http://127.0.0.1:port</c></summary>
    public string Address { get; }

    /// <summary>Path to content. A file is here when it is visible to readers.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>The next requests are answered by these, one each; a null lets one pass.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>?> Faults { get; } = new();

    /// <summary>The next bodies of downloads end after so many bytes, with the connection cut; a null lets one pass.</summary>
    public ConcurrentQueue<int?> Cuts { get; } = new();

    /// <summary>A cut waits for it.</summary>
    public Task BeforeCut { get; set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What changes with the content.</summary>
    public static string VersionOf(byte[] content) => System.Convert.ToHexStringLower(SHA256.HashData(content));

    public static Func<HttpContext, Task> Status(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    public static Func<HttpContext, Task> Reset() => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <param name="target">Path and query as sent, not decoded.</param>
    protected abstract Task AnswerAsync(HttpContext context, string target, byte[] body);

    /// <summary>The content or the asked range of it; 412 when the condition does not hold any more.</summary>
    protected async Task SendFileAsync(HttpContext context, byte[] content)
    {
        int from = 0;
        if (context.Request.Headers.Range is [{ } range])
        {
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'));
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        if (Cuts.TryDequeue(out int? cut) && cut is { } length)
        {
            await context.Response.Body.WriteAsync(content.AsMemory(from, Math.Min(length, content.Length - from)));
            await context.Response.Body.FlushAsync();
            await BeforeCut;
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(content.AsMemory(from));
    }

    protected static async Task SendTextAsync(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsync(text);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Requests.Enqueue(new SeenRequest(context.Request.Method, target, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), buffer.ToArray()));
        if (Faults.TryDequeue(out Func<HttpContext, Task>? fault) && fault is not null) await fault(context);
        else await AnswerAsync(context, target, buffer.ToArray());
    }
}

/// <param name="Target">Path and query as sent.</param>
public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);
