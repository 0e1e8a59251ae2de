using System.Net;
using System.Net.Http.Headers;
using FlowForge.Storage.Places;

namespace FlowForge.Storage.Transfer;

/// <summary>What all stores over HTTP have in common: send, judge the answer, read bodies within bounds.</summary>
internal abstract class HttpStorage(HttpSender sender)
{
    private const int MaxAnswerBytes = 64 << 20;
    private const int MaxErrorBytes = 16 << 10;
    private static readonly UriCreationOptions s_asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>What the store calls itself in messages.</summary>
    protected abstract string StoreName { get; }

    /// <summary>The answer when it succeeded or has one of the <paramref name="also"/> statuses; dispose of it.</summary>
    /// <exception cref="StorageException">Refused, or no answer.</exception>
    protected async Task<HttpResponseMessage> SendAsync(StorageLocation place, Func<CancellationToken, ValueTask<HttpRequestMessage>> make, CancellationToken cancellationToken, params HttpStatusCode[] also)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await sender.SendAsync(make, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException || (failure is IOException && failure is not StorageException))
        {
            throw new StorageException(place.ToString(), $"{StoreName} cannot be reached: {failure.Message}", "Tried several times.", failure) { IsTransient = true };
        }

        if (answer.IsSuccessStatusCode || also.Contains(answer.StatusCode)) return answer;
        using (answer) throw Refusal(place, answer, await ReadTextAsync(answer, MaxErrorBytes, cancellationToken));
    }

    /// <summary>The store's error in a sentence, with what to do about it.</summary>
    protected StorageException Refusal(StorageLocation place, HttpResponseMessage answer, string body)
    {
        (string? code, string? message) = ReadError(body);
        string what = $"{StoreName} answered {(int)answer.StatusCode}{(code is null ? "" : $" {code}")}{(message is null ? "." : $": {message.Trim().TrimEnd('.')}.")}";
        return new StorageException(place.ToString(), what, Hint(answer.StatusCode, code))
        {
            Status = answer.StatusCode,
            Code = code,
            IsTransient = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        };
    }

    /// <summary>Code and message out of an error's body; nulls when it is not in the store's shape.</summary>
    protected abstract (string? Code, string? Message) ReadError(string body);

    /// <summary>What people can do about a refusal; null when the store's own words are enough.</summary>
    protected abstract string? Hint(HttpStatusCode status, string? code);

    /// <summary>The body from an offset, also where the store sent everything from its start.</summary>
    protected static async Task<Stream> BodyFromAsync(HttpResponseMessage answer, long offset, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (offset == 0 || answer.StatusCode == HttpStatusCode.PartialContent) return body;
        byte[] buffer = new byte[1 << 16];
        while (offset > 0)
        {
            int read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, offset)), cancellationToken);
            if (read == 0) break;
            offset -= read;
        }

        return body;
    }

    /// <summary>The whole body as text, within the store's silence and at most 64 MiB.</summary>
    internal Task<string> ReadTextAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => ReadTextAsync(answer, MaxAnswerBytes, cancellationToken);

    protected static void AskRange(HttpRequestMessage request, long offset)
    {
        if (offset > 0) request.Headers.Range = new RangeHeaderValue(offset, null);
    }

    /// <summary>The address exactly as written: a canonical one would lose <c>//</c>, <c>..</c> and <c>%2F</c>, which are parts of names here.</summary>
    protected static Uri Exactly(string address) => new(address, s_asWritten);

    /// <summary>Each segment percent-encoded, slashes kept.</summary>
    protected static string EncodePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private async Task<string> ReadTextAsync(HttpResponseMessage answer, int maxBytes, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(sender.Silence);
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(silence.Token);
            using var text = new MemoryStream();
            byte[] buffer = new byte[1 << 14];
            for (int read; text.Length < maxBytes && (read = await body.ReadAsync(buffer, silence.Token)) > 0;) text.Write(buffer, 0, read);
            return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // An error without its words is still that error; a listing cut short does not parse, and that is told there.
            return "";
        }
    }
}
