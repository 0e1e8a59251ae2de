namespace FlowForge.Convert.Csv;

/// <summary>What lies between quotes: where it ends, and what it says.</summary>
internal static class QuotedText
{
    /// <summary>Where the closing quote stands; -1 when the text has none.</summary>
    /// <param name="from">After the opening quote.</param>
    /// <param name="escaped">True when quotes are doubled or escaped inside.</param>
    public static int FindClose(ReadOnlySpan<byte> text, int from, CsvDialect dialect, out bool escaped)
    {
        escaped = false;
        byte quote = dialect.Quote!.Value, escape = dialect.Escape ?? quote;
        while (true)
        {
            int found = escape == quote ? text[from..].IndexOf(quote) : text[from..].IndexOfAny(quote, escape);
            if (found < 0) return -1;
            int at = from + found;
            bool isPair = text[at] != quote || (dialect.DoublesQuotes && at + 1 < text.Length && text[at + 1] == quote);
            if (!isPair) return at;
            if (at + 1 >= text.Length) return -1; // an escape as the very last byte
            escaped = true;
            from = at + 2;
        }
    }

    /// <summary>Writes a field's value without its escapes. Returns its length, at most the field's.</summary>
    public static int Unescape(ReadOnlySpan<byte> field, FieldForm form, CsvDialect dialect, Span<byte> target)
    {
        if (form == FieldForm.PlainEscaped) return UnescapePlain(field, dialect, target);
        if (form != FieldForm.QuotedWithTail) return UnescapeQuoted(field, dialect, target);
        int close = FindClose(field, 1, dialect, out _);
        int length = UnescapeQuoted(field[1..close], dialect, target);
        ReadOnlySpan<byte> tail = field[(close + 1)..];
        tail.CopyTo(target[length..]);
        return length + tail.Length;
    }

    /// <summary>An escape vanishes before a quote, a delimiter, a newline or itself; before anything else (<c>\N</c>, <c>C:\temp</c>) it is text.</summary>
    private static int UnescapeQuoted(ReadOnlySpan<byte> content, CsvDialect dialect, Span<byte> target)
    {
        byte quote = dialect.Quote!.Value, escape = dialect.Escape ?? quote;
        int length = 0;
        for (int i = 0; i < content.Length; i++)
        {
            byte value = content[i];
            if (i + 1 < content.Length && ((value == quote && content[i + 1] == quote) || (value == escape && IsEscapable(content, i + 1, dialect)))) value = content[++i];
            target[length++] = value;
        }
        return length;
    }

    private static int UnescapePlain(ReadOnlySpan<byte> content, CsvDialect dialect, Span<byte> target)
    {
        int length = 0;
        for (int i = 0; i < content.Length; i++)
        {
            byte value = content[i];
            if (value == dialect.Escape && i + 1 < content.Length && IsEscapable(content, i + 1, dialect)) value = content[++i];
            target[length++] = value;
        }
        return length;
    }

    private static bool IsEscapable(ReadOnlySpan<byte> content, int at, CsvDialect dialect)
    {
        byte value = content[at];
        return value == dialect.Quote || value == dialect.Escape || value is (byte)'\n' or (byte)'\r' || dialect.IsDelimiterAt(content, at);
    }
}
