namespace FlowForge.Convert.FixedWidth;

/// <summary>Walks the lines of a text: ended by LF, CRLF or CR. The end mark of DOS (Ctrl-Z) and page feeds are no part of a line.</summary>
internal ref struct Lines(ReadOnlySpan<byte> text)
{
    private const byte EndOfFile = 0x1A;
    private const byte FormFeed = 0x0C;
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Without its end; valid as long as the text.</summary>
    internal ReadOnlySpan<byte> Current { get; private set; }

    internal bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        int end = _rest.IndexOfAny((byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> line = end < 0 ? _rest : _rest[..end];
        int next = end < 0 ? _rest.Length : end + (_rest[end] == '\r' && end + 1 < _rest.Length && _rest[end + 1] == '\n' ? 2 : 1);
        _rest = _rest[next..];
        Current = line.TrimEnd(EndOfFile).TrimStart(FormFeed);
        // What follows the last line's end is no line: nothing, or the end mark alone.
        return !_rest.IsEmpty || !Current.IsEmpty || line.IsEmpty;
    }

    /// <summary>Where the last whole line of a piece ends, so that the rest can wait for the next piece; 0 when there is none.</summary>
    internal static int CutAfterLast(ReadOnlySpan<byte> text)
    {
        int newline = text.LastIndexOf((byte)'\n');
        if (newline >= 0) return newline + 1;
        // A return at the very end may belong to a newline that comes with the next piece.
        return text.Length == 0 ? 0 : text[..^1].LastIndexOf((byte)'\r') + 1;
    }
}
