using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Csv;

/// <summary>Decides how each file of an input is read, and which columns they make together.</summary>
internal static class PartPlanner
{
    /// <exception cref="InputException">There is nothing in the files.</exception>
    public static CsvPlan Plan(SourceInput input, ReadOptions options, Warnings warnings, CancellationToken cancellationToken)
    {
        List<(CsvPart Part, CsvLayout Layout)> parts = [];
        var columns = new ColumnUnion();
        Dictionary<string, string> facts = [];
        foreach (SourceFile file in input.Files)
        {
            if (Look(file, options, parts.Count == 0 ? null : parts[0].Layout, cancellationToken) is not { } seen)
            {
                warnings.Add("csv-empty-part", new Location(file.Name), "the file has no rows and was skipped.");
                continue;
            }
            CsvFindings.Report(seen.Part, seen.Layout, warnings);
            if (parts.Count == 0) facts = CsvFindings.Facts(seen.Part, seen.Layout, seen.Sample);
            int[]? map = columns.Add(seen.Layout);
            if (parts.Count > 0 && map is not null) warnings.Add("csv-other-header", new Location(file.Name), "its columns differ from the first file's: matched by name, missing ones are null.");
            parts.Add((seen.Part with { Columns = map }, seen.Layout));
        }
        if (parts.Count == 0) throw new InputException("empty-file", new Location(input.Name), "the file is empty: there is nothing to convert.");
        return new CsvPlan(columns.Names, [.. parts.Select(part => part.Part)], facts);
    }

    private static (CsvPart Part, CsvLayout Layout, CsvSample Sample)? Look(SourceFile file, ReadOptions options, CsvLayout? first, CancellationToken cancellationToken)
    {
        CsvSample sample = CsvSample.Read(file, options, cancellationToken, out DetectedEncoding encoding);
        if (sample.IsWhole && sample.Head.Span.Trim(" \t\r\n\0\u001A"u8).IsEmpty) return null;
        long skipped = options.SkipRows ?? 0;
        CsvSample below = sample.SkipLines(skipped);
        if (skipped == 0 && SeparatorLine(below) is { } separator)
        {
            options = options with { Delimiter = options.Delimiter ?? separator };
            below = below.SkipLines(1);
            skipped = 1;
        }
        CsvDialect dialect = first?.Dialect ?? DialectSniffer.Sniff(below, options, file.Extension);
        if (options.Comment is { } comment) dialect = dialect with { Comment = System.Text.Encoding.UTF8.GetBytes(comment) };
        bool isFull = options.Scan == ScanDepth.Full && !sample.IsWhole;
        CsvPart part = Describe(file, encoding, dialect) with { IsGuess = !isFull && !sample.IsWhole };
        CsvLayout layout = LayoutFinder.Find(below, dialect, options, skipped, widths: null);
        if (isFull) layout = FindByAll(part, layout, below, options, skipped, cancellationToken);
        if (first is not null) layout = AsContinuation(layout, first, headless => LayoutFinder.Find(below, dialect, options with { Header = headless }, skipped, widths: null));
        part = part with { Dialect = layout.Dialect, SkipLines = layout.SkipLines, Width = layout.Width, Known = layout.Known, Header = layout.Header ?? default };
        return (part, layout, below);
    }

    /// <summary><c>sep=;</c> as Excel writes it on a first line of its own.</summary>
    private static string? SeparatorLine(CsvSample sample)
    {
        ReadOnlySpan<byte> head = sample.Head.Span;
        int end = head.IndexOfAny((byte)'\n', (byte)'\r');
        if (end is < 5 or > 8) return null;
        string line = System.Text.Encoding.UTF8.GetString(head[..end]);
        return line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && line.Length == 5 ? line[4..] : null;
    }

    /// <summary>Blocks are converted where they are read when only ASCII bytes decide where records end.</summary>
    private static CsvPart Describe(SourceFile file, DetectedEncoding encoding, CsvDialect dialect)
    {
        bool isAscii = !dialect.Delimiter.Span.ContainsAnyInRange((byte)0x80, (byte)0xFF) && !dialect.Comment.Span.ContainsAnyInRange((byte)0x80, (byte)0xFF);
        SingleByteTable? table = isAscii ? SingleByteTable.For(encoding.Encoding) : null;
        return new CsvPart(file, encoding, dialect) { Table = table is { AsciiIsItself: true } ? table : null };
    }

    /// <summary>The layout by all rows of the file; and whether a backslash is an escape in it.</summary>
    private static CsvLayout FindByAll(CsvPart part, CsvLayout layout, CsvSample sample, ReadOptions options, long skipped, CancellationToken cancellationToken)
    {
        part = part with { Dialect = layout.Dialect, SkipLines = layout.SkipLines };
        WidthCensus widths = CountAll(part, cancellationToken);
        if (widths.Flaws > 0 && options.Escape is null && part.Dialect is { Quote: not null, HasOwnEscape: false })
        {
            CsvPart escaping = part with { Dialect = part.Dialect with { Escape = (byte)'\\' } };
            if (CountAll(escaping, cancellationToken) is var its && its.Flaws < widths.Flaws) (part, widths) = (escaping, its);
        }
        return LayoutFinder.Find(sample, part.Dialect, options, skipped, widths);
    }

    private static WidthCensus CountAll(CsvPart part, CancellationToken cancellationToken)
    {
        var widths = new WidthCensus();
        using Stream text = part.OpenText(progress: null);
        foreach (CsvBlock block in new BlockCutter(part, text, 1 << 20).Cut(cancellationToken))
        {
            using (block) widths.Add(block.ToUtf8(out _), part.Dialect, isWhole: true);
        }
        return widths;
    }

    /// <summary>A further file has a header when the first one has and its own first row says the same or is unlike its rows; otherwise it goes on by position.</summary>
    private static CsvLayout AsContinuation(CsvLayout layout, CsvLayout first, Func<bool, CsvLayout> find)
    {
        if (first.Header is null) return layout.Header is null ? layout : find(false);
        CsvLayout named = layout.Header is null ? find(true) : layout;
        bool isSame = named.Names.Count(name => first.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) * 2 >= named.Names.Length;
        return isSame || layout.Header is not null ? named : find(false);
    }
}
