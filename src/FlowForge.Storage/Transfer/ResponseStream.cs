namespace FlowForge.Storage.Transfer;

/// <summary>The body of an answer, which keeps the answer alive until it is disposed of.</summary>
internal static class ResponseStream
{
    /// <summary>Takes the answer over.</summary>
    public static async Task<Stream> ReadBodyAsync(this HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            // The stream of HttpClient frees the connection when disposed; the message itself holds nothing else.
            return await answer.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>The first characters of a body, for an error's message; nothing when even that cannot be read.</summary>
    public static async Task<string> ReadErrorTextAsync(this HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        const int MaxBytes = 16_384;
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            byte[] buffer = new byte[MaxBytes];
            int length = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return "";
        }
    }
}
