namespace FlowForge.Convert.Csv;

/// <summary>A record of a sample with its cells as text.</summary>
/// <param name="Raw">Its bytes.</param>
/// <param name="Line">Lines before it.</param>
/// <param name="EndLine">Lines up to and with its last.</param>
internal sealed record SampleRow(string[] Cells, ReadOnlyMemory<byte> Raw, long Line, long EndLine)
{
    private const int MaxRows = 2_000;
    private const int MaxCells = 500_000;

    /// <summary>Cells up to the last one that is not empty.</summary>
    public int Width { get; } = Array.FindLastIndex(Cells, cell => !string.IsNullOrWhiteSpace(cell)) + 1;

    /// <summary>Cells that are not empty.</summary>
    public int Filled { get; } = Cells.Count(cell => !string.IsNullOrWhiteSpace(cell));

    public bool IsBlank => Filled == 0;

    /// <summary>The first rows of a text; one that its end may have torn is left out.</summary>
    public static List<SampleRow> Read(ReadOnlyMemory<byte> text, bool isWhole, CsvDialect dialect)
    {
        List<SampleRow> rows = [];
        var fields = new FieldList();
        var parser = new RecordParser(text.Span, dialect, fields);
        long line = 0;
        for (int cells = 0; rows.Count < MaxRows && cells < MaxCells;)
        {
            int start = parser.Next;
            if (!parser.Read() || (!isWhole && parser.Next == text.Length && rows.Count > 0)) break;
            bool hasEnd = parser.End < parser.Next;
            long end = line + Lines.Count(text.Span[start..parser.Next]) + (hasEnd ? 0 : 1);
            if (!parser.IsComment) rows.Add(new SampleRow(Values(text.Span, fields, dialect), text[parser.Start..parser.End], line, end));
            line = end;
            cells += fields.Count;
        }
        return rows;
    }

    private static string[] Values(ReadOnlySpan<byte> text, FieldList fields, CsvDialect dialect)
    {
        string[] values = new string[fields.Count];
        for (int i = 0; i < values.Length; i++) values[i] = dialect.ValueOf(text, fields[i]);
        return values;
    }
}
