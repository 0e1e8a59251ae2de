using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Packages;

/// <summary>Bounds what may come out of an archive: a small file must not fill memory or time. Thread-safe.</summary>
/// <param name="maxBytes">In all, each entry counted once however often it is read; null lifts every limit.</param>
internal sealed class InflateBudget(string file, long? maxBytes)
{
    // Deflate reaches 1,032 to 1; real sheets stay below 200 to 1, a million empty formatted rows included.
    private const int MaxRatio = 400;
    private const long RatioCountsFrom = 64 << 20;

    // A cell takes some 30 bytes of XML and refers to a text of seldom more than a few hundred.
    private const int MaxExpansion = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, long> _inflated = [];
    private long _total;

    /// <summary>Takes note of how far an entry was read. Throws when it is too much.</summary>
    public Action<long, long> Account(long entry) => (inflated, compressed) =>
    {
        if (maxBytes is not { } max) return;
        if (inflated > RatioCountsFrom && inflated / MaxRatio > compressed)
            throw new InputException("zip-bomb", new Location(file), $"The archive unpacks to more than {MaxRatio} times its size, as only a zip bomb does.", LiftHint);
        lock (_lock)
        {
            long more = inflated - _inflated.GetValueOrDefault(entry);
            if (more <= 0) return;
            _inflated[entry] = inflated;
            _total += more;
            if (_total > max)
                throw new InputException("too-large", new Location(file), $"More than {max:N0} bytes come out of it.", LiftHint);
        }
    };

    /// <summary>Takes note of how much text the cells of a sheet refer to. Throws when few bytes of XML stand for very many of text.</summary>
    public void Expand(long referred, long inflated)
    {
        if (referred > maxBytes && referred / MaxExpansion > inflated)
            throw new InputException("zip-bomb", new Location(file), $"Its cells repeat shared texts to more than {MaxExpansion} times the sheet's size, as only an attack does.", LiftHint);
    }

    private const string LiftHint = "If you trust the file, lift the limit with --max-file-size none.";
}
