using System.Net;

namespace FlowForge.Storage.Transfer;

/// <summary>Which answers are worth another try, how often, and how long to wait for one.</summary>
internal sealed record RetryRules
{
    /// <summary>As the vendors' SDKs do: throttling, and the server's own trouble.</summary>
    public static RetryRules Cloud { get; } = new()
    {
        Statuses =
        [
            HttpStatusCode.RequestTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError,
            HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout,
        ],
    };

    /// <summary>As Databricks' SDKs do: a plain 500, 502 or 504 is an answer there and not tried again.</summary>
    public static RetryRules Databricks { get; } = new() { Statuses = [HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable] };

    public required IReadOnlyList<HttpStatusCode> Statuses { get; init; }

    /// <summary>Tries after the first. Default 6: with the delays below about a minute in all.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Before the first retry; doubles each time, with jitter. Default 500 ms: 0.5, 1, 2, 4, 8, 16 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait, also where the server asks for more. Default 60 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From sending the request's last byte group to the answer's headers, and between two reads of a body. Default 60 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);
}
