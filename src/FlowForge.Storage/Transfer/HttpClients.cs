using System.Net;

namespace FlowForge.Storage.Transfer;

/// <summary>One client for all stores: connections are pooled by host.</summary>
internal static class HttpClients
{
    /// <summary>Follows no redirects: signatures are made for one host, and tokens must not leave it. Timeouts are <see cref="HttpSender"/>'s.</summary>
    public static HttpClient Shared { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", $"flowforge/{typeof(HttpClients).Assembly.GetName().Version!.ToString(3)}" } },
    };
}
