using System.Runtime.ExceptionServices;

namespace FlowForge.DuckDb.Queries;

/// <summary>Carries an exception through the engine: our callbacks can give it text alone, so the text holds a mark by which the caller of the
/// query finds the very exception again.</summary>
/// <remarks>Thread-safe. Keeps the last <see cref="Capacity"/> only: the engine swallows some failures, as TRY(…) does, and nobody comes for those.</remarks>
internal static class CallbackFailures
{
    private const int Capacity = 64;
    private const char Open = '\u27E6';
    private const char Close = '\u27E7';

    private static readonly Lock s_gate = new();
    private static readonly (long Id, ExceptionDispatchInfo? Failure)[] s_kept = new (long, ExceptionDispatchInfo?)[Capacity];
    private static long s_last;

    /// <summary>Keeps the failure and answers the text to give to the engine.</summary>
    internal static string Keep(Exception failure)
    {
        lock (s_gate)
        {
            long id = ++s_last;
            s_kept[id % Capacity] = (id, ExceptionDispatchInfo.Capture(failure));
            return $"{failure.Message} {Open}{id}{Close}";
        }
    }

    /// <summary>The failure that an engine's message is about, if it came out of a callback; the message without its mark otherwise.</summary>
    internal static ExceptionDispatchInfo? Find(ref string message)
    {
        int open = message.LastIndexOf(Open);
        int close = message.LastIndexOf(Close);
        if (open < 0 || close < open || !long.TryParse(message.AsSpan(open + 1, close - open - 1), out long id)) return null;
        message = message.Remove(open, close - open + 1).TrimEnd();
        lock (s_gate)
        {
            (long kept, ExceptionDispatchInfo? failure) = s_kept[id % Capacity];
            if (kept != id) return null;
            s_kept[id % Capacity] = default;
            return failure;
        }
    }
}
