using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Csv;

/// <summary>Finds where a file's table lies: title lines, comments, header, width.</summary>
internal static class LayoutFinder
{
    /// <summary>More lines than this above a table are no titles.</summary>
    private const int MaxTitles = 40;

    /// <summary>From this share of rows on, cells beyond the header make columns of their own; rarer ones make a row a bad row.</summary>
    private const double CommonShare = 0.1;

    /// <param name="skipped">Lines already taken off the sample.</param>
    /// <param name="widths">The widths of all rows of the file; null to take the sample's.</param>
    public static CsvLayout Find(CsvSample sample, CsvDialect dialect, ReadOptions options, long skipped, WidthCensus? widths)
    {
        List<SampleRow> all = SampleRow.Read(sample.Head, sample.IsWhole, dialect);
        List<SampleRow> rows = [.. all.Where(row => !row.IsBlank && !row.Raw.Span.Trim("\0\u001A"u8).IsEmpty)];
        if (options.Comment is null && CommentOf(rows) is { } comment)
        {
            dialect = dialect with { Comment = comment };
            int header = CommentedHeader(rows);
            rows = [.. rows.Where((row, i) => i == header || row.Raw.Span[0] != comment[0])];
        }
        int titles = options.Header == false ? 0 : TitlesAbove(rows, options);
        bool hasHeader = options.Header ?? (rows.Count > titles && HeaderGuess.IsHeader(rows[titles], rows[(titles + 1)..]));
        if (!hasHeader && options.Header is null) titles = 0; // lines above a table without names might be rows of it
        SampleRow? names = hasHeader && titles < rows.Count ? rows[titles] : null;
        widths ??= Count(sample, dialect, rows[(titles + (names is null ? 0 : 1))..]);
        long above = names?.EndLine ?? (titles > 0 ? rows[titles - 1].EndLine : 0);
        return Name(names, rows, widths) with { Dialect = dialect, SkipLines = skipped + above, Titles = rows[..titles], Header = names?.Raw };
    }

    /// <summary>Lines that start with '#' are comments when they are shaped unlike the rows.</summary>
    private static byte[]? CommentOf(List<SampleRow> rows)
    {
        int usual = UsualWidth(rows.Where(row => row.Raw.Span[0] != (byte)'#'));
        int header = CommentedHeader(rows);
        bool any = false;
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Raw.Span[0] != (byte)'#') continue;
            if (i != header && IsShapedAsRow(rows[i], usual)) return null;
            any |= i != header;
        }
        return any && usual > 0 ? [(byte)'#'] : null;
    }

    /// <summary>Prose may have as many commas as a narrow table.</summary>
    private static bool IsShapedAsRow(SampleRow row, int usual) =>
        usual > 1 && row.Cells.Length == usual && (usual > 3 || row.Raw.Span is not [_, (byte)' ' or (byte)'#', ..]);

    /// <summary>The last of the first commented lines may be the header: <c>#id,name</c>. -1 when it is not.</summary>
    private static int CommentedHeader(List<SampleRow> rows)
    {
        int first = rows.FindIndex(row => row.Raw.Span[0] != (byte)'#');
        if (first < 1) return -1;
        int usual = UsualWidth(rows.Where(row => row.Raw.Span[0] != (byte)'#'));
        return usual > 1 && rows[first - 1].Cells.Length == usual && !HeaderGuess.IsHeader(rows[first], rows[(first + 1)..]) ? first - 1 : -1;
    }

    private static int UsualWidth(IEnumerable<SampleRow> rows)
    {
        var widths = new WidthCensus();
        foreach (SampleRow row in rows) widths.Add(row.Cells.Length);
        return widths.Usual;
    }

    /// <summary>How many of the first rows are titles: a few cells above a table of many.</summary>
    private static int TitlesAbove(List<SampleRow> rows, ReadOptions options)
    {
        if (options.SkipRows is not null) return 0;
        var widths = new WidthCensus();
        foreach (SampleRow row in rows) widths.Add(row.Width);
        int usual = widths.Usual, titles = 0;
        while (titles < Math.Min(MaxTitles, rows.Count - 1) && IsTitle(rows[titles], usual)) titles++;
        if (titles == 0) return 0;
        int below = rows.Skip(titles).Count(row => row.Width > usual / 2);
        if (below < 0.5 * (rows.Count - titles) || below < Math.Min(2, titles)) return 0;
        // A header one name short (row names have none) is no title.
        bool isShortHeader = titles == 1 && rows[0].Width == usual - 1 && !HeaderGuess.IsHeader(rows[1], rows[2..]);
        return isShortHeader ? 0 : titles;
    }

    private static bool IsTitle(SampleRow row, int usual) =>
        usual > 1 && row.Filled <= Math.Max(1, usual / 2) && row.Width < usual && !CellKinds.Of(System.Text.Encoding.UTF8.GetBytes(row.Cells[0])).IsTyped;

    private static WidthCensus Count(CsvSample sample, CsvDialect dialect, IEnumerable<SampleRow> rows)
    {
        var widths = new WidthCensus();
        foreach (SampleRow row in rows) widths.Add(row.Width);
        foreach (ReadOnlyMemory<byte> piece in sample.Elsewhere) widths.Add(piece.Span, dialect, isWhole: false);
        return widths;
    }

    private static CsvLayout Name(SampleRow? header, List<SampleRow> rows, WidthCensus widths)
    {
        string[] names = header?.Cells ?? [];
        int named = header?.Width ?? 0;
        int known = Math.Max(header?.Cells.Length ?? widths.Usual, header is null ? UsualWidth(rows) : 0);
        int width = Math.Max(named, widths.WidestUpTo(known));
        if (widths.RowsWiderThan(known) >= CommonShare * widths.Rows && widths.Rows > 0) width = Math.Max(width, widths.Widest);
        width = Math.Max(width, 1);
        bool hasRowNames = header is not null && header.Cells.Length == width - 1 && named == width - 1 && HaveRowNames(rows, header, width);
        string[] all = new string[width];
        for (int i = 0; i < width; i++)
        {
            int at = hasRowNames ? i - 1 : i;
            all[i] = at >= 0 && at < names.Length ? names[at] : "";
        }
        return new CsvLayout { Dialect = CsvDialect.Default, SkipLines = 0, Names = all, Named = named, Known = known, HasRowNames = hasRowNames };
    }

    /// <summary>As R writes tables: every row has one cell more than the header, the first ones all different.</summary>
    private static bool HaveRowNames(List<SampleRow> rows, SampleRow header, int width)
    {
        var seen = new HashSet<string>();
        int count = 0;
        foreach (SampleRow row in rows.SkipWhile(row => row != header).Skip(1))
        {
            if (row.Cells.Length != width || !seen.Add(row.Cells[0])) return false;
            count++;
        }
        return count > 1;
    }
}
