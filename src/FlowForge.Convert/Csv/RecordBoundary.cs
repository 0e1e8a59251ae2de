namespace FlowForge.Convert.Csv;

/// <summary>Finds where the last record of a piece of text ends, so that what comes before can be read apart from what follows.</summary>
/// <remarks>The answer is exact, never a guess: the piece starts at a record, and every quote in it is looked at by the parser's own rules.
/// Only quotes are, since outside quotes any newline ends a record: text without quotes is passed at memory speed.</remarks>
internal static class RecordBoundary
{
    /// <summary>Where the last complete record ends. Blank lines go with what follows them: whether they mean anything shows when something does.</summary>
    /// <param name="unclosed">Where the record after that ends, when it has a quote that the text does not close and that is taken as an ordinary character;
    /// -1 when there is no such quote, or no such end.</param>
    /// <param name="final">True when the input ends with the text.</param>
    public static int FindLast(ReadOnlySpan<byte> text, CsvDialect dialect, bool final, out int unclosed) =>
        dialect.EscapesOutsideQuotes || dialect.Delimiter.Length > 1
            ? FindByParsing(text, dialect, final, out unclosed)
            : BeforeBlankLines(text, FindByQuotes(text, dialect, final, out unclosed), final);

    private static int BeforeBlankLines(ReadOnlySpan<byte> text, int end, bool final)
    {
        if (final) return end;
        int length = text[..end].LastIndexOfAnyExcept((byte)'\n', (byte)'\r') + 1;
        int line = length == 0 ? 0 : Lines.NextStart(text[..end], length, final: true);
        return line < 0 ? end : line;
    }

    private static int FindByQuotes(ReadOnlySpan<byte> text, CsvDialect dialect, bool final, out int unclosed)
    {
        unclosed = -1;
        if (dialect.Quote is not { } quote) return final ? text.Length : Lines.LastStart(text, final);
        int outside = 0; // where the present stretch outside quotes starts
        int boundary = 0;
        int from = 0;
        while (text[from..].IndexOf(quote) is var found and >= 0)
        {
            int at = from + found;
            from = at + 1;
            if (!IsOpening(text, outside, at, dialect)) continue;
            int line = Lines.LastStart(text[outside..at], final: true);
            if (line > 0) boundary = outside + line;
            int close = QuotedText.FindClose(text, at + 1, dialect, out _);
            // A quote as the last byte may be the first of two.
            if (close < 0 || (!final && close == text.Length - 1))
            {
                int next = Lines.NextStart(text, at, final);
                unclosed = next < 0 && final ? text.Length : next;
                return boundary;
            }
            from = outside = close + 1;
        }
        if (final) return text.Length;
        int last = Lines.LastStart(text[outside..], final);
        return last > 0 ? outside + last : boundary;
    }

    /// <summary>An opening quote has only blanks between it and a delimiter or the record's start, and stands in no comment.</summary>
    private static bool IsOpening(ReadOnlySpan<byte> text, int outside, int at, CsvDialect dialect)
    {
        int before = at;
        while (before > outside && dialect.IsBlank(text[before - 1])) before--;
        bool isMarked = before - outside >= 3 && text[..before].EndsWith("\uFEFF"u8);
        if (isMarked) before -= 3;
        bool isRecordStart = before == 0 || text[before - 1] is (byte)'\n' or (byte)'\r';
        if (isRecordStart) return before >= outside;
        if (isMarked || before == outside || dialect.Delimiter.Length == 0 || text[before - 1] != dialect.Delimiter.Span[0]) return false;
        return dialect.Comment.IsEmpty || !IsInComment(text, outside, at, dialect);
    }

    private static bool IsInComment(ReadOnlySpan<byte> text, int outside, int at, CsvDialect dialect)
    {
        int line = outside + Lines.LastStart(text[outside..at], final: true);
        if (line == outside && outside > 0) return false; // the record has had a quoted field: no comment
        ReadOnlySpan<byte> start = text[line..];
        if (start.StartsWith("\uFEFF"u8)) start = start[3..];
        return start.StartsWith(dialect.Comment.Span);
    }

    /// <summary>Where a byte's meaning depends on all before it (delimiters of several bytes, escapes outside quotes), only parsing tells.</summary>
    private static int FindByParsing(ReadOnlySpan<byte> text, CsvDialect dialect, bool final, out int unclosed)
    {
        unclosed = -1;
        int boundary = 0;
        var parser = new RecordParser(text, dialect, new FieldList());
        while (parser.Read())
        {
            if (parser.Flaw == RecordFlaw.UnclosedQuote)
            {
                unclosed = parser.Next < text.Length || final ? parser.Next : -1;
                return boundary;
            }
            // What reaches the text's end, newline or not, may go on behind it.
            if (parser.Next < text.Length && parser.End > parser.Start) boundary = parser.Next;
        }
        return final ? text.Length : boundary;
    }
}
