using System.Text;
using FlowForge.Convert.Csv;

namespace FlowForge.Convert.Tests.Csv;

/// <summary>The grammar of <see cref="CsvDialect"/> byte by byte, as plainly as it can be written: what the fast parser must agree with.</summary>
internal sealed class PlainParser(byte[] text, CsvDialect dialect)
{
    private int _at;

    internal static List<string> Parse(byte[] text, CsvDialect dialect)
    {
        int end = text.Length;
        while (end > 0 && text[end - 1] is (byte)'\n' or (byte)'\r' or 0x1A or 0) end--;
        var parser = new PlainParser(text[..end], dialect);
        List<string> records = [];
        while (parser._at < end)
        {
            if (parser.Record() is { } record) records.Add(record);
        }
        return records;
    }

    private string? Record()
    {
        if (At("\uFEFF"u8)) _at += 3;
        if (dialect.Comment.Length > 0 && At(dialect.Comment.Span))
        {
            while (_at < text.Length && !IsNewline(_at)) _at++;
            Newline();
            return null;
        }
        List<string> fields = [Field()];
        while (dialect.Delimiter.Length > 0 && At(dialect.Delimiter.Span))
        {
            _at += dialect.Delimiter.Length;
            fields.Add(Field());
        }
        Newline();
        return string.Join('\u241F', fields);
    }

    private string Field()
    {
        int start = _at, quote = start;
        while (quote < text.Length && dialect.IsBlank(text[quote])) quote++;
        if (dialect.Quote is not null && quote < text.Length && text[quote] == dialect.Quote && Quoted(quote) is { } value) return value;
        List<byte> bytes = [];
        _at = start;
        while (!IsEnd(_at))
        {
            bool escapes = dialect.EscapesOutsideQuotes && dialect.HasOwnEscape && text[_at] == dialect.Escape && _at + 1 < text.Length;
            if (!escapes)
            {
                bytes.Add(text[_at++]);
                continue;
            }
            int length = text[_at + 1] == '\r' && _at + 2 < text.Length && text[_at + 2] == '\n' ? 2 : 1;
            if (!IsEscapable(_at + 1)) bytes.Add(text[_at]);
            bytes.AddRange(text.AsSpan(_at + 1, length));
            _at += 1 + length;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Null when the quote is an ordinary character.</summary>
    private string? Quoted(int open)
    {
        List<byte> bytes = [];
        int i = open + 1;
        for (; i < text.Length; i++)
        {
            bool isPair = dialect.DoublesQuotes && text[i] == dialect.Quote && i + 1 < text.Length && text[i + 1] == dialect.Quote;
            bool isEscape = dialect.HasOwnEscape && text[i] == dialect.Escape && i + 1 < text.Length;
            if (isPair || (isEscape && IsEscapable(i + 1))) bytes.Add(text[++i]);
            else if (isEscape) bytes.AddRange([text[i], text[++i]]);
            else if (text[i] == dialect.Quote) return Encoding.UTF8.GetString([.. bytes]) + Tail(i + 1);
            else bytes.Add(text[i]);
        }
        if (text.AsSpan(open).ContainsAny((byte)'\n', (byte)'\r')) return null;
        _at = text.Length;
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private string Tail(int start)
    {
        _at = start;
        while (_at < text.Length && dialect.IsBlank(text[_at])) _at++;
        if (IsEnd(_at)) return "";
        while (!IsEnd(_at)) _at++;
        return Encoding.UTF8.GetString(text[start.._at]);
    }

    private bool IsEscapable(int at) =>
        text[at] == dialect.Quote || text[at] == dialect.Escape || IsNewline(at) || dialect.IsDelimiterAt(text, at);

    private bool At(ReadOnlySpan<byte> sign) => text.AsSpan(_at).StartsWith(sign);

    private bool IsNewline(int at) => text[at] is (byte)'\n' or (byte)'\r';

    private bool IsEnd(int at) => at >= text.Length || IsNewline(at) || (dialect.Delimiter.Length > 0 && dialect.IsDelimiterAt(text, at));

    private void Newline()
    {
        if (At("\r\n"u8)) _at++;
        if (_at < text.Length) _at++;
    }
}
