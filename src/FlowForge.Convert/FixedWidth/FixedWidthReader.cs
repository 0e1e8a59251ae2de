using System.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Reads lines by a layout, blocks of them in parallel.</summary>
internal sealed class FixedWidthReader : TableReader
{
    private readonly SourceFile _file;
    private readonly FixedText _text;
    private readonly FixedLayout _layout;
    private readonly ReadOptions _options;
    private readonly Warnings _warnings;
    private readonly byte[][] _nullTokens;
    private readonly bool _isVerified;
    private long _bytesRead;

    internal FixedWidthReader(SourceFile file, FixedText text, FixedLayout layout, ReadOptions options, Warnings warnings)
    {
        (_file, _text, _layout, _options, _warnings) = (file, text, layout, options, warnings);
        _nullTokens = [.. (options.NullTokens ?? []).Select(Encoding.UTF8.GetBytes)];
        // A line as a whole cannot contradict anything, and names are not values.
        _isVerified = layout.Columns.Any(column => column.BlankFrom < column.End);
        var columns = layout.Columns.Select(column => new SourceColumn(column.Name) { Inference = layout.IsWholeLine ? TextInference.None : TextInference.All });
        Tables = [new SourceTable(file.BaseName, [.. columns])];
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _file.Length;

    public override long BytesRead => Interlocked.Read(ref _bytesRead);

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken)
    {
        foreach (LineBlock block in _text.Blocks(_options.BlockBytes, bytes => Interlocked.Exchange(ref _bytesRead, bytes), _warnings))
        {
            yield return block;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var piece = (LineBlock)block;
        RowWriter rows = writers[0];
        var lines = new Lines(piece.Text);
        if (piece.IsFirst) SkipHead(ref lines, rows);
        bool ascii = Ascii.IsValid(piece.Text);
        long beyond = 0, repeated = 0;
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            if (IsRepeated(line))
            {
                repeated++;
                continue;
            }
            if (_isVerified && line.Contains((byte)'\t')) throw Surprise("a tab");
            bool rest = ascii ? WriteAscii(line, rows) : WriteWide(line, rows);
            if (rest) beyond++;
            if (!rows.EndRow()) break;
        }
        if (beyond > 0)
            _warnings.Add("fixed-beyond-columns", new Location(_file.Name), "Text beyond the last column was ignored.", "Make the last column wider in --widths.", beyond);
        if (repeated > 0)
            _warnings.Add(new Diagnostic("fixed-repeated-header", Severity.Info, new Location(_file.Name), "The header, printed again on a later page, was skipped.", Count: repeated));
    }

    /// <summary>Lines above the header are no rows: titles are set aside, the header and what the user skips are dropped.</summary>
    private void SkipHead(ref Lines lines, RowWriter rows)
    {
        int skipped = _options.SkipRows ?? 0;
        for (int i = 0; i < skipped + _layout.HeadLines && lines.MoveNext(); i++)
        {
            if (i < skipped || i - skipped >= _layout.TitleLines || lines.Current.IndexOfAnyExcept((byte)' ') < 0) continue;
            rows.Reject(new Location(_file.Name, i + 1), "the line stands above the header", lines.Current);
        }
    }

    private bool IsRepeated(ReadOnlySpan<byte> line)
    {
        foreach (byte[] known in _layout.Repeated)
            if (line.SequenceEqual(known))
                return true;
        return false;
    }

    /// <summary>Positions are bytes. True when there is text beyond the last column.</summary>
    private bool WriteAscii(ReadOnlySpan<byte> line, RowWriter rows)
    {
        int end = 0;
        for (int i = 0; i < _layout.Columns.Count; i++)
        {
            FixedColumn column = _layout.Columns[i];
            int start = Math.Min(column.Start, line.Length), stop = Math.Min(column.End, line.Length);
            if (column.BlankFrom < stop && line[column.BlankFrom..stop].IndexOfAnyExcept((byte)' ') >= 0) throw Surprise("text between two columns");
            Write(line[start..stop], rows[i]);
            end = Math.Max(end, stop);
        }
        return line[end..].IndexOfAnyExcept((byte)' ') >= 0;
    }

    /// <summary>Positions have to be counted.</summary>
    private bool WriteWide(ReadOnlySpan<byte> line, RowWriter rows)
    {
        int at = 0, position = 0, end = 0;
        for (int i = 0; i < _layout.Columns.Count; i++)
        {
            FixedColumn column = _layout.Columns[i];
            // Ranges may be named in any order.
            if (column.Start < position) (at, position) = (0, 0);
            _layout.Unit.Advance(line, column.Start, ref at, ref position);
            int start = at;
            _layout.Unit.Advance(line, Math.Min(column.BlankFrom, column.End), ref at, ref position);
            int blank = at;
            _layout.Unit.Advance(line, column.End, ref at, ref position);
            if (column.BlankFrom < column.End && line[blank..at].IndexOfAnyExcept((byte)' ') >= 0) throw Surprise("text between two columns");
            Write(line[start..at], rows[i]);
            end = Math.Max(end, at);
        }
        return line[end..].IndexOfAnyExcept((byte)' ') >= 0;
    }

    private void Write(ReadOnlySpan<byte> text, ColumnWriter column)
    {
        if (_layout.IsWholeLine)
        {
            column.Text(text);
            return;
        }
        ReadOnlySpan<byte> cell = text.Trim(" \0"u8);
        if (cell.IsEmpty || IsNull(cell)) column.Null();
        else column.Text(cell);
    }

    private bool IsNull(ReadOnlySpan<byte> cell)
    {
        foreach (byte[] token in _nullTokens)
            if (cell.SequenceEqual(token))
                return true;
        return false;
    }

    private Exception Surprise(string what) => _options.Scan == ScanDepth.Sample
        ? new LayoutChangedException($"{_file.Name}: {what}, where the first lines have blanks only.")
        : new InputException("fixed-changed", new Location(_file.Name), $"Found {what}, which was not there a moment ago: the file changed while it was read.", "Convert it again.");
}
