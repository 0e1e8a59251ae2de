using System.Buffers;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Csv;

/// <summary>Cuts a part into blocks at the ends of records. One pass, one thread; memory is the block and what it left over.</summary>
internal sealed class BlockCutter
{
    /// <summary>A longer record is an error, unless an unclosed quote made it: then the quote is taken as an ordinary character.</summary>
    public const int MaxRecordBytes = 64 << 20;

    private readonly CsvPart _part;
    private readonly Stream _text;
    private readonly int _blockBytes;
    private readonly int _maxRecordBytes;
    private byte[] _buffer = [];
    private int _filled;
    private int _limit; // how far the buffer is filled: the pool gives more than asked for, and a long record needs more
    private bool _ended;
    private long _line = 1;

    public BlockCutter(CsvPart part, Stream text, int blockBytes, int maxRecordBytes = MaxRecordBytes)
    {
        _part = part;
        _text = text;
        _blockBytes = _limit = blockBytes;
        _maxRecordBytes = maxRecordBytes;
    }

    public IEnumerable<CsvBlock> Cut(CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(_blockBytes);
        try
        {
            SkipLines(cancellationToken);
            while (NextBlock(cancellationToken) is { } block) yield return block;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private void SkipLines(CancellationToken cancellationToken)
    {
        while (_line <= _part.SkipLines)
        {
            Fill(cancellationToken);
            int start = 0, next;
            while (_line <= _part.SkipLines && (next = Lines.NextStart(_buffer.AsSpan(0, _filled), start, _ended)) >= 0) (start, _line) = (next, _line + 1);
            // A line that fills the buffer is dropped piecemeal; its last byte may be half a CRLF.
            if (start == 0) start = _ended ? _filled : _filled - 1;
            Drop(start);
            if (_ended && _filled == 0) return;
        }
    }

    private CsvBlock? NextBlock(CancellationToken cancellationToken)
    {
        while (true)
        {
            Fill(cancellationToken);
            if (_filled == 0) return null;
            int end = RecordBoundary.FindLast(_buffer.AsSpan(0, _filled), _part.Dialect, _ended, out int unclosed);
            bool hopeless = _ended || _limit >= _maxRecordBytes;
            // Nothing closes a quote: its line is read as it stands, and records start again on the next.
            if (end == 0 && hopeless) end = unclosed;
            if (end > 0) return Take(end);
            if (hopeless && !_buffer.AsSpan(0, _filled).ContainsAnyExcept((byte)'\n', (byte)'\r')) return Take(_filled);
            if (hopeless) throw TooLong();
            Grow();
        }
    }

    /// <summary>Takes off what the input ends with but does not mean: blank lines, DOS's Ctrl-Z, zeros of a file made longer than its text.</summary>
    private void TrimEnd()
    {
        while (_filled > 0 && _buffer[_filled - 1] is (byte)'\n' or (byte)'\r' or 0x1A or 0) _filled--;
    }

    /// <summary>Gives the buffer's first bytes away and goes on in a new one with the rest.</summary>
    private CsvBlock Take(int end)
    {
        int rest = _filled - end;
        byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(_blockBytes, rest));
        _buffer.AsSpan(end, rest).CopyTo(next);
        var block = new CsvBlock(_part, _buffer, end, _line);
        _line += Lines.Count(_buffer.AsSpan(0, end));
        (_buffer, _filled, _limit) = (next, rest, _blockBytes);
        return block;
    }

    private void Fill(CancellationToken cancellationToken)
    {
        while (!_ended && _filled < _limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = _text.Read(_buffer, _filled, _limit - _filled);
            _ended = count == 0;
            _filled += count;
            if (_ended) TrimEnd();
        }
    }

    private void Grow()
    {
        _limit = Math.Min(2 * _limit, _maxRecordBytes);
        if (_buffer.Length >= _limit) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(_limit);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Drop(int count)
    {
        _filled -= count;
        _buffer.AsSpan(count, _filled).CopyTo(_buffer);
    }

    private InputException TooLong() => new("csv-record-too-long", new Location(_part.File.Name, _line),
        $"No record ends within {_maxRecordBytes >> 20} MiB.", "Is this a text file with lines? If the quote is wrong, set another one, or none.");
}
