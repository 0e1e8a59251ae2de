using System.Text;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>The cells of a CSV record as Spark's parser cuts them.</summary>
/// <remarks>A value with a quote inside that is neither doubled as the escape says nor followed by a separator is taken as it is written, quotes and all,
/// to the next separator (univocity's STOP_AT_DELIMITER).</remarks>
internal sealed class CsvCells(SparkReadOptions options)
{
    private readonly string _nullValue = options.NullValue ?? "";
    private readonly char _escapeOfEscape = options.EscapeOfEscape ?? (options.Escape == options.Quote ? '\0' : options.Escape);
    private readonly StringBuilder _value = new();

    /// <summary>The cells of the record that begins at <paramref name="at"/>, which moves behind it; null where a quoted value goes on beyond the text.</summary>
    /// <param name="isLast">Nothing follows the text, so that a value without end ends with it.</param>
    public List<string>? Read(ReadOnlySpan<char> text, ref int at, bool isLast)
    {
        var cells = new List<string>();
        int place = at;
        while (true)
        {
            if (options.TrimStart) while (place < text.Length && text[place] is ' ' or '\t') place++;
            bool isQuoted = options.Quote != '\0' && place < text.Length && text[place] == options.Quote;
            if (isQuoted ? !ReadQuoted(text, ref place, isLast, cells) : !ReadPlain(text, ref place, isLast, cells)) return null;
            if (place >= text.Length || IsNewline(text[place])) break;
            place += options.Separator.Length;
        }
        if (place < text.Length) place += text[place] == '\r' && place + 1 < text.Length && text[place + 1] == '\n' ? 2 : 1;
        at = place;
        return cells;
    }

    private bool ReadPlain(ReadOnlySpan<char> text, ref int at, bool isLast, List<string> cells)
    {
        int start = at;
        while (at < text.Length && !IsEnd(text, at)) at++;
        if (at >= text.Length && !isLast) return false;
        ReadOnlySpan<char> cell = options.TrimEnd ? text[start..at].TrimEnd() : text[start..at];
        cells.Add(cell.IsEmpty ? _nullValue : cell.ToString());
        return true;
    }

    private bool ReadQuoted(ReadOnlySpan<char> text, ref int at, bool isLast, List<string> cells)
    {
        int open = at++;
        _value.Clear();
        while (at < text.Length)
        {
            char sign = text[at], next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (sign == options.Escape && sign != '\0' && next == options.Quote && at + 1 < text.Length) at += Take(next);
            else if (sign == _escapeOfEscape && sign != '\0' && next == options.Escape && at + 1 < text.Length) at += Take(next);
            else if (sign == options.Quote)
            {
                int quotes = 1;
                while (at + quotes < text.Length && text[at + quotes] == options.Quote) quotes++;
                int after = at + quotes;
                while (after < text.Length && text[after] is ' ' or '\t' && !IsEnd(text, after)) after++;
                if (after >= text.Length && !isLast) return false;
                if (after < text.Length && !IsEnd(text, after)) return ReadRaw(text, open, ref at, isLast, cells);
                _value.Append(options.Quote, quotes - 1);
                cells.Add(_value.Length == 0 ? options.EmptyValue : _value.ToString());
                at = after;
                return true;
            }
            else
            {
                _value.Append(sign == '\r' && next == '\n' ? "" : sign);
                at++;
            }
        }
        if (!isLast) return false;
        cells.Add(_value.ToString());
        return true;
    }

    private bool ReadRaw(ReadOnlySpan<char> text, int open, ref int at, bool isLast, List<string> cells)
    {
        while (at < text.Length && !IsEnd(text, at)) at++;
        if (at >= text.Length && !isLast) return false;
        cells.Add(text[open..at].ToString());
        return true;
    }

    private int Take(char sign)
    {
        _value.Append(sign);
        return 2;
    }

    private bool IsEnd(ReadOnlySpan<char> text, int at) => IsNewline(text[at]) || text[at] == options.Separator[0] && text[at..].StartsWith(options.Separator);

    private static bool IsNewline(char sign) => sign is '\n' or '\r';
}

/// <summary>Tells whether lines joined so far are a whole CSV record.</summary>
public sealed class RecordEnd(SparkReadOptions options)
{
    private readonly CsvCells _cells = new(options);

    public bool IsComplete(string text)
    {
        int at = 0;
        return _cells.Read(text + "\n", ref at, isLast: false) is not null && at == text.Length + 1;
    }
}
