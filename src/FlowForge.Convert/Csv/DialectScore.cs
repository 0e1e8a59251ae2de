using System.Runtime.InteropServices;

namespace FlowForge.Convert.Csv;

/// <summary>How well a dialect explains a sample: rows of one width, cells that look like values, quotes that close.</summary>
internal sealed class DialectScore
{
    private const int MaxRecords = 400;
    private const int MaxCells = 40_000;
    private readonly CsvDialect _dialect;
    private readonly Dictionary<int, int> _widths = [];
    private readonly FieldList _fields = new();
    private double _plausibility;
    private int _records, _cells, _flaws, _quoted;

    private DialectScore(CsvDialect dialect) => _dialect = dialect;

    /// <summary>0–1.</summary>
    public double Value { get; private set; }

    /// <summary>Share of records with text after a closing quote, or a quote that nothing closes.</summary>
    public double Flaws => _records == 0 ? 0 : (double)_flaws / _records;

    public int QuotedRecords => _quoted;

    /// <summary>Share of records with a quoted field.</summary>
    public double Quoted => _records == 0 ? 0 : (double)_quoted / _records;

    /// <summary>Share of records with more than one field.</summary>
    public double Split => _records == 0 ? 0 : 1 - (double)_widths.GetValueOrDefault(1) / _records;

    /// <summary>Share of the cells' plausibility, 0–1.</summary>
    public double Plausibility => _cells == 0 ? 0 : _plausibility / _cells;

    /// <summary>Fields of the first record: the header, or what stands in its place.</summary>
    public int FirstWidth { get; private set; }

    /// <summary>True when all records have as many fields as the first, and more than one.</summary>
    public bool IsOfOneWidth => _widths.Count == 1 && FirstWidth > 1;

    /// <summary>How even the rows are: 1 for rows of one great width, 0 for single cells.</summary>
    public double Evenness { get; private set; }

    public static DialectScore Of(CsvDialect dialect, CsvSample sample)
    {
        var score = new DialectScore(dialect);
        score.Add(sample.Head.Span, sample.IsWhole);
        foreach (ReadOnlyMemory<byte> piece in sample.Elsewhere) score.AddPiece(piece.Span);
        score.Evenness = score.ComputeEvenness();
        // A few flaws are the dirt of real files; many mean that these are not the quotes.
        score.Value = score.Evenness * score.Plausibility * Math.Max(0.05, 1 - 1.5 * score.Flaws);
        return score;
    }

    /// <summary>Records of the whole sample with text after a closing quote, or a quote that nothing closes.</summary>
    public static int CountFlaws(CsvDialect dialect, CsvSample sample)
    {
        var score = new DialectScore(dialect);
        return score.FlawsOf(sample.Head.Span, sample.IsWhole) + sample.Elsewhere.Sum(piece => score.FlawsOf(piece.Span, isWhole: false));
    }

    /// <summary>A piece may start inside a quoted value: then reading from behind its closing quote has fewer flaws.</summary>
    private void AddPiece(ReadOnlySpan<byte> piece)
    {
        if (_dialect.Quote is { } quote && FlawsOf(piece, isWhole: false) > 0)
        {
            int close = piece.IndexOf(quote);
            int line = close < 0 ? -1 : Lines.NextStart(piece, close, final: false);
            if (line > 0 && FlawsOf(piece[line..], isWhole: false) == 0) piece = piece[line..];
        }
        Add(piece, isWhole: false);
    }

    /// <param name="isWhole">False: the last record may be torn, so its flaws say nothing.</param>
    private int FlawsOf(ReadOnlySpan<byte> piece, bool isWhole)
    {
        int flaws = 0;
        var parser = new RecordParser(piece, _dialect, _fields);
        while (parser.Read())
        {
            if (parser.Flaw != RecordFlaw.None && (isWhole || parser.Next < piece.Length)) flaws++;
        }
        return flaws;
    }

    private void Add(ReadOnlySpan<byte> text, bool isWhole)
    {
        var parser = new RecordParser(text, _dialect, _fields);
        for (int records = 0, cells = 0; records < MaxRecords && cells < MaxCells && parser.Read();)
        {
            bool isTorn = !isWhole && parser.Next == text.Length;
            if (isTorn || IsNoRecord(parser)) continue;
            records++;
            cells += parser.Fields.Count;
            if (parser.Flaw != RecordFlaw.None) _flaws++;
            AddRecord(text);
        }
    }

    /// <summary>Blank lines, comments and rows of empty cells say nothing about the delimiter.</summary>
    private static bool IsNoRecord(RecordParser parser)
    {
        if (parser.IsComment || parser.Raw.Trim(" \t"u8).IsEmpty || parser.Raw[0] == (byte)'#') return true;
        if (parser.Fields.Count < 2) return false;
        foreach (ref readonly Field field in parser.Fields.All)
        {
            if (field.Length > 0) return false;
        }
        return true;
    }

    private void AddRecord(ReadOnlySpan<byte> text)
    {
        _records++;
        if (_records == 1) FirstWidth = _fields.Count;
        bool quoted = false;
        CollectionsMarshal.GetValueRefOrAddDefault(_widths, _fields.Count, out _)++;
        foreach (ref readonly Field field in _fields.All)
        {
            CellKind kind = CellKinds.Of(text.Slice(field.Start, field.Length));
            quoted |= field.Form >= FieldForm.Quoted;
            // Between quotes a delimiter is no sign of a wrong cut.
            if (kind == CellKind.Odd && field.Form is FieldForm.Quoted or FieldForm.QuotedEscaped) kind = CellKind.Text;
            _plausibility += kind.Plausibility;
            _cells++;
        }
        if (quoted) _quoted++;
    }

    /// <summary>The mean of (width − 1) / width, divided by how many widths there are, each counted by its weight (the perplexity).</summary>
    private double ComputeEvenness()
    {
        double mean = 0, entropy = 0;
        foreach ((int width, int count) in _widths)
        {
            double share = (double)count / _records;
            mean += share * (width - 1) / width;
            entropy -= share * Math.Log(share);
        }
        return mean / Math.Exp(entropy);
    }
}
