using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Csv;

/// <summary>Writes the records of one block as rows, and keeps count of those that are odd. One a block; not thread-safe.</summary>
internal sealed class RecordWriter
{
    /// <summary>From this share of a block's rows on, rows too long may be the table's true width: the whole file is to be looked at.</summary>
    private const double CommonShare = 0.1;
    private const int RowsBetweenChecks = 4_096;

    private readonly CsvPart _part;
    private readonly RowWriter _writer;
    private readonly ColumnWriter[] _columns;
    private readonly byte[][] _nullTokens;
    private readonly Warnings _warnings;
    private readonly FieldList _fields = new();
    private byte[] _value = new byte[256];
    private long _rows, _tooLong;
    private long _line;
    private int _lineAt; // where the line _line starts: lines are counted only up to records that need telling

    public RecordWriter(CsvPart part, long firstLine, RowWriter writer, byte[][] nullTokens, Warnings warnings)
    {
        _part = part;
        _line = firstLine;
        _writer = writer;
        _nullTokens = nullTokens;
        _warnings = warnings;
        _columns = new ColumnWriter[part.Width];
        for (int i = 0; i < _columns.Length; i++) _columns[i] = writer[part.Columns is { } places ? places[i] : i];
    }

    public void Write(ReadOnlySpan<byte> text, CancellationToken cancellationToken)
    {
        var parser = new RecordParser(text, _part.Dialect, _fields);
        while (parser.Read())
        {
            if (IsNoRow(text, parser)) continue;
            if (parser.Flaw != RecordFlaw.None) TellFlaw(text, parser);
            if (_fields.Count != _columns.Length && !Fit(text, parser)) continue;
            WriteCells(text);
            if (!_writer.EndRow()) return;
            if (++_rows % RowsBetweenChecks == 0) cancellationToken.ThrowIfCancellationRequested();
        }
        if (_part.IsGuess && _tooLong > CommonShare * (_rows + _tooLong) && _tooLong > 1) throw new LayoutChangedException($"{_part.File.Name}: many rows with more than {_part.Width} fields.");
    }

    private void WriteCells(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<Field> fields = _fields.All;
        ColumnWriter[] columns = _columns;
        int count = Math.Min(fields.Length, columns.Length);
        for (int i = 0; i < count; i++)
        {
            ref readonly Field field = ref fields[i];
            if (field.IsEmpty) continue; // what is not written is null
            ReadOnlySpan<byte> value = text.Slice(field.Start, field.Length);
            if (field.Form > FieldForm.Quoted) value = Unescape(value, field.Form);
            if (_nullTokens.Length == 0 || !IsNull(value)) columns[i].Text(value);
        }
    }

    /// <summary>Comments, blank lines and repeated headers. In a table of one column a blank line is a row without a value.</summary>
    private bool IsNoRow(ReadOnlySpan<byte> text, in RecordParser parser)
    {
        if (parser.IsComment)
        {
            Tell("csv-comments", text, parser, "comment lines were skipped.");
            return true;
        }
        if (_fields.Count == 1 && _columns.Length > 1 && parser.Raw.Trim(" \t"u8).IsEmpty) return true;
        if (_columns.Length < 2 || parser.Raw.Length != _part.Header.Length || !parser.Raw.SequenceEqual(_part.Header.Span) || !FollowsValues(text, parser.Start)) return false;
        Tell("csv-repeated-header", text, parser, "the header stands again among the rows, as after joining files: skipped.");
        return true;
    }

    /// <summary>Joined files repeat the header after a row of values. After a title it heads a further table, and is part of what the file tells.</summary>
    private bool FollowsValues(ReadOnlySpan<byte> text, int header)
    {
        ReadOnlySpan<byte> before = text[..header];
        if (before.EndsWith("\uFEFF"u8)) before = before[..^3];
        before = before.TrimEnd("\r\n"u8);
        if (before.IsEmpty) return true;
        ReadOnlySpan<byte> line = before[Lines.LastStart(before, final: true)..];
        var parser = new RecordParser(line, _part.Dialect, new FieldList());
        return parser.Read() && 2 * WidthCensus.WidthOf(line, parser.Fields) > _columns.Length;
    }

    /// <summary>Deals with a record of another width. False when it was rejected.</summary>
    private bool Fit(ReadOnlySpan<byte> text, in RecordParser parser)
    {
        if (_fields.Count < _columns.Length)
        {
            if (_fields.Count < _part.Known) Tell("csv-short-row", text, parser, $"rows have fewer fields than the {_columns.Length} columns: the missing ones are null.");
            return true;
        }
        int width = WidthCensus.WidthOf(text, _fields);
        if (width <= _columns.Length) return true;
        if (_part.IsGuess && width <= _part.Known) throw new LayoutChangedException($"{_part.File.Name}: a value in a column that had none.");
        _tooLong++;
        var where = new Location(_part.File.Name, LineOf(text, parser.Start), ColumnOf(_fields[_columns.Length], parser.Start));
        _writer.Reject(where, $"it has {width} fields, the table {_columns.Length}: quote a value that contains '{CsvDialect.Show(_part.Dialect.Delimiter.Span)}'.", parser.Raw);
        return false;
    }

    private static int ColumnOf(Field field, int start) => field.Start - start + (field.Form is FieldForm.Quoted or FieldForm.QuotedEscaped ? 0 : 1);

    private void TellFlaw(ReadOnlySpan<byte> text, in RecordParser parser)
    {
        // The sample had no backslash before a quote, or not enough of them: the whole file tells whether it is an escape.
        if (_part.IsGuess && !_part.Dialect.HasOwnEscape && _part.Dialect.Quote is { } quote && parser.Raw.IndexOf([(byte)'\\', quote]) >= 0)
            throw new LayoutChangedException($"{_part.File.Name}: a backslash before a quote.");
        if (parser.Flaw == RecordFlaw.UnclosedQuote) Tell("csv-unclosed-quote", text, parser, "a quote is never closed: it was read as an ordinary character.");
        else Tell("csv-text-after-quote", text, parser, "there is text after a closing quote: it was kept as part of the value.", "A quote inside quotes must be doubled.");
    }

    private void Tell(string id, ReadOnlySpan<byte> text, in RecordParser parser, string summary, string? hint = null) =>
        _warnings.Add(id, new Location(_part.File.Name, LineOf(text, parser.Start)), summary, hint);

    private long LineOf(ReadOnlySpan<byte> text, int offset)
    {
        _line += Lines.Count(text[_lineAt..offset]);
        _lineAt = offset;
        return _line;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> field, FieldForm form)
    {
        if (_value.Length < field.Length) _value = new byte[Math.Max(field.Length, 2 * _value.Length)];
        return _value.AsSpan(0, QuotedText.Unescape(field, form, _part.Dialect, _value));
    }

    private bool IsNull(ReadOnlySpan<byte> value)
    {
        foreach (byte[] token in _nullTokens)
        {
            if (value.SequenceEqual(token)) return true;
        }
        return false;
    }
}
