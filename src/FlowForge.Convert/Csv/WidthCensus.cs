namespace FlowForge.Convert.Csv;

/// <summary>How many rows have how many cells, empty ones at their end not counted; and how many are flawed.</summary>
internal sealed class WidthCensus
{
    private readonly SortedDictionary<int, long> _rows = [];

    public long Rows { get; private set; }

    /// <summary>Records with text after a closing quote, or a quote that nothing closes.</summary>
    public long Flaws { get; private set; }

    /// <summary>The widest row.</summary>
    public int Widest => _rows.Count == 0 ? 0 : _rows.Keys.Last();

    /// <summary>The width most rows have; of equally common ones the widest.</summary>
    public int Usual
    {
        get
        {
            (int usual, long most) = (0, 0);
            foreach ((int width, long rows) in _rows)
            {
                if (rows >= most) (usual, most) = (width, rows);
            }
            return usual;
        }
    }

    public void Add(int width)
    {
        _rows.TryGetValue(width, out long rows);
        _rows[width] = rows + 1;
        Rows++;
    }

    /// <summary>Counts the records of a text.</summary>
    public void Add(ReadOnlySpan<byte> text, CsvDialect dialect, bool isWhole)
    {
        var parser = new RecordParser(text, dialect, new FieldList());
        while (parser.Read())
        {
            bool isTorn = !isWhole && parser.Next == text.Length;
            if (parser.Flaw != RecordFlaw.None && !isTorn) Flaws++;
            if (!parser.IsComment && !isTorn && WidthOf(text, parser.Fields) is var width and > 0) Add(width);
        }
    }

    public long RowsWiderThan(int width) => _rows.Where(pair => pair.Key > width).Sum(pair => pair.Value);

    /// <summary>The widest row that is not wider than <paramref name="limit"/>.</summary>
    public int WidestUpTo(int limit) => _rows.Keys.LastOrDefault(width => width <= limit);

    /// <summary>A record's fields up to the last one with more than blanks in it.</summary>
    public static int WidthOf(ReadOnlySpan<byte> text, FieldList fields)
    {
        int width = fields.Count;
        while (width > 0 && text.Slice(fields[width - 1].Start, fields[width - 1].Length).Trim(" \t"u8).IsEmpty) width--;
        return width;
    }
}
