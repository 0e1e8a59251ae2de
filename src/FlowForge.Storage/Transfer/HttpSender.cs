using FlowForge.Storage.Places;
using Polly;
using Polly.Retry;

namespace FlowForge.Storage.Transfer;

/// <summary>Sends requests until one is answered for good. Thread-safe.</summary>
internal sealed class HttpSender
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly RetryRules _rules;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public HttpSender(HttpClient http, TimeProvider time, RetryRules rules)
    {
        (_http, _time, _rules) = (http, time, rules);
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = rules.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = rules.Delay,
                MaxDelay = rules.MaxDelay,
                ShouldHandle = attempt => ValueTask.FromResult(IsWorthAnother(attempt.Outcome)),
                DelayGenerator = attempt => ValueTask.FromResult(AskedDelay(attempt.Outcome.Result)),
                OnRetry = attempt =>
                {
                    attempt.Outcome.Result?.Dispose();
                    return default;
                },
            })
            .Build();
    }

    public TimeSpan Silence => _rules.Silence;

    /// <summary>The last answer, whatever its status. The body has not been read yet; dispose of it.</summary>
    /// <param name="make">Called for every try: a request and its signature can be sent once only.</param>
    /// <exception cref="HttpRequestException">No answer on any try.</exception>
    /// <exception cref="TimeoutException">Silence on the last try.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<CancellationToken, ValueTask<HttpRequestMessage>> make, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(async token => await SendOnceAsync(make, token), cancellationToken);

    private async Task<HttpResponseMessage> SendOnceAsync(Func<CancellationToken, ValueTask<HttpRequestMessage>> make, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = await make(cancellationToken);
        TimeSpan timeout = _rules.Silence + SendingTime(request);
        using var silence = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.RequestUri!.Host} did not answer within {timeout.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>A body gets the time that a slow line (100 kB/s) needs for it.</summary>
    private static TimeSpan SendingTime(HttpRequestMessage request) => TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / 100_000.0);

    private bool IsWorthAnother(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: StorageException } => false,       // told by a call inside this one, which has tried for itself
        { Exception: HttpRequestException or IOException or TimeoutException } => true,
        { Result: { } answer } => _rules.Statuses.Contains(answer.StatusCode),
        _ => false,
    };

    /// <summary>What the server asks for in Retry-After, seconds or a date; null leaves it to the back-off.</summary>
    private TimeSpan? AskedDelay(HttpResponseMessage? answer)
    {
        TimeSpan? asked = answer?.Headers.RetryAfter is not { } header ? null : header.Delta ?? header.Date - _time.GetUtcNow();
        if (asked is not { } delay) return null;
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay > _rules.MaxDelay ? _rules.MaxDelay : delay;
    }
}
