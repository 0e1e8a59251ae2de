using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Csv;

/// <summary>Finds the dialect that explains a sample best. What the options say is not questioned.</summary>
internal static class DialectSniffer
{
    /// <summary>Below this no delimiter makes sense of the sample: its lines are single cells, or prose.</summary>
    private const double LeastScore = 0.1;

    /// <summary>What is rarer than this share of the records is dirt, not a dialect.</summary>
    private const double RareShare = 0.02;

    /// <summary>Where two characters stand together nearly everywhere, they are one delimiter, although one of them alone makes more cells (empty or of one sign).</summary>
    private const double LongerTrust = 1.35;

    /// <summary>A blank or a colon in a header is no sign of a delimiter.</summary>
    private const double LeastTrustOfHeader = 0.9;

    private const byte Backslash = (byte)'\\';

    // A character that often stands inside values has to be that much better.
    private static readonly (string Delimiter, double Trust)[] s_delimiters =
    [
        (",", 1), (";", 1), ("\t", 1), ("|", 1), ("\u0001", 1), ("\u001F", 1), ("^", 0.9), ("~", 0.9), ("§", 0.9), ("¦", 0.9), ("¬", 0.9), (":", 0.55), (" ", 0.45),
    ];

    /// <summary>The dialect; for lines that are single cells or prose, one without delimiter or with the usual one.</summary>
    /// <param name="extension">Lower case with dot: says which delimiter is usual.</param>
    public static CsvDialect Sniff(CsvSample sample, ReadOptions options, string extension)
    {
        TrySniff(sample, options, extension, out CsvDialect dialect);
        return dialect;
    }

    /// <summary>False when no delimiter makes sense of the sample.</summary>
    public static bool TrySniff(CsvSample sample, ReadOptions options, string extension, out CsvDialect dialect)
    {
        string usual = extension switch { ".tsv" or ".tab" => "\t", ".psv" => "|", _ => "," };
        CsvDialect? best = null, headers = null;
        double bestScore = 0, headersScore = 0;
        foreach ((byte[] delimiter, double trust) in Delimiters(sample, options, usual))
        {
            (CsvDialect its, double score) = BestQuoting(delimiter, sample, options);
            if (best is null || score * trust > bestScore) (best, bestScore) = (its, score * trust);
            if (trust >= LeastTrustOfHeader && score * trust > headersScore && DialectScore.Of(its, sample).IsOfOneWidth) (headers, headersScore) = (its, score * trust);
        }
        // What does not stand in the header stands in the values: "12,50;13,40" below "net;gross".
        if (best is not null && headers is not null && DialectScore.Of(best, sample).FirstWidth == 1)
        {
            dialect = headers;
            return true;
        }
        if (best is not null && (options.Delimiter is not null || IsConvincing(best, bestScore, sample)))
        {
            dialect = best;
            return true;
        }
        string delimiterOrNone = sample.Head.Span.Contains((byte)usual[0]) ? "" : usual;
        dialect = BestQuoting(Delimiter(delimiterOrNone), sample, options).Dialect;
        return false;
    }

    /// <summary>A weak score will do when the delimiter stands in nearly every line; a blank stands in every line of prose.</summary>
    private static bool IsConvincing(CsvDialect dialect, double score, CsvSample sample)
    {
        if (MomentLines.Explain(dialect.Delimiter.Span, sample.Head.Span)) return false;
        return score >= LeastScore || (score >= LeastScore / 2 && dialect.Delimiter.Span[0] != (byte)' ' && DialectScore.Of(dialect, sample).Split >= 0.7);
    }

    private static byte[] Delimiter(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static List<(byte[] Delimiter, double Trust)> Delimiters(CsvSample sample, ReadOptions options, string usual)
    {
        if (options.Delimiter is { } asked) return [(Delimiter(Unescape(asked)), 1)];
        ReadOnlySpan<byte> head = sample.Head.Span;
        List<(byte[], double)> found = [];
        foreach ((string text, double trust) in s_delimiters)
        {
            byte[] delimiter = Delimiter(text);
            if (head.IndexOf(delimiter) < 0) continue;
            found.Add((delimiter, text == usual && usual != "," ? 1.2 : trust));
            if (delimiter.Length == 1 && text is not (" " or ",") && DelimiterPair.Find(head, delimiter[0]) is { } longer) found.Add((longer, LongerTrust * trust));
        }
        return found;
    }

    /// <summary><c>\t</c> and the like as people type them.</summary>
    private static string Unescape(string text) => text switch { "\\t" or "tab" => "\t", "space" => " ", _ => text };

    /// <summary>The double quote stays on unless it makes no sense: that no quote shows in a sample says nothing about the rest.</summary>
    private static (CsvDialect Dialect, double Score) BestQuoting(byte[] delimiter, CsvSample sample, ReadOptions options)
    {
        byte? asked = Sign(options.Quote, nameof(options.Quote));
        if (options.Quote is not null) return WithEscape(delimiter, asked, sample, options);
        (CsvDialect best, double bestScore) = WithEscape(delimiter, (byte)'"', sample, options);
        DialectScore doubleQuote = DialectScore.Of(best, sample);
        if (doubleQuote.Quoted < RareShare && sample.Head.Span.Contains((byte)'\''))
        {
            (CsvDialect single, double score) = WithEscape(delimiter, (byte)'\'', sample, options);
            DialectScore quoted = DialectScore.Of(single, sample);
            // Quotes that all close right show even where they are rare.
            bool isClear = quoted.Flaws == 0 && quoted.QuotedRecords > 1 && score > bestScore * 1.0001;
            if (isClear || (score > bestScore * 1.05 && quoted.Quoted > RareShare)) (best, bestScore) = (single, score);
        }
        if (doubleQuote.Flaws > RareShare)
        {
            (CsvDialect none, double score) = WithEscape(delimiter, null, sample, options);
            if (score > bestScore * 1.3) (best, bestScore) = (none, score);
        }
        return (best, bestScore);
    }

    private static (CsvDialect Dialect, double Score) WithEscape(byte[] delimiter, byte? quote, CsvSample sample, ReadOptions options)
    {
        var dialect = new CsvDialect { Delimiter = delimiter, Quote = quote, Escape = quote };
        if (options.Escape is not null)
        {
            byte? asked = Sign(options.Escape, nameof(options.Escape));
            dialect = dialect with { Escape = asked, EscapesOutsideQuotes = asked is not null && asked != quote };
        }
        else if (quote is { } sign && sample.Head.Span.IndexOf([Backslash, sign]) >= 0)
        {
            CsvDialect escaping = dialect with { Escape = Backslash };
            if (DialectScore.CountFlaws(escaping, sample) < DialectScore.CountFlaws(dialect, sample)) dialect = escaping;
        }
        return (dialect, DialectScore.Of(dialect, sample).Value);
    }

    private static byte? Sign(string? option, string name) => option switch
    {
        null or "" => null,
        [<= '\x7f' and var only] => (byte)only,
        _ => throw new OptionException($"{name}: one ASCII character, or empty for none; found \"{option}\"."),
    };
}
