namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Collects the texts of the open elements, each of which child elements may interrupt. A stack in one array.</summary>
/// <param name="keepsEnds">Whether white space at the ends of texts is kept everywhere, not just under xml:space="preserve".</param>
internal sealed class TextPieces(bool keepsEnds)
{
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <summary>One element's text: where it starts, and where the piece since the last child element does.</summary>
    internal struct Text
    {
        internal int Start;
        internal int Piece;
        internal bool KeepsBlanks; // xml:space="preserve"
    }

    internal Text Begin(bool keepsBlanks) => new() { Start = _used, Piece = _used, KeepsBlanks = keepsBlanks };

    /// <summary>Adds to the text of the innermost element.</summary>
    internal void Add(in Text text, ReadOnlySpan<byte> part)
    {
        // Most of what stands between elements: line breaks and indents.
        if (text.Piece == _used && !text.KeepsBlanks && XmlChars.IsBlank(part)) return;
        while (_bytes.Length - _used <= part.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        part.CopyTo(_bytes.AsSpan(_used));
        _used += part.Length;
    }

    /// <summary>Ends a piece because a child element begins. One blank parts it from the next.</summary>
    internal void Break(ref Text text)
    {
        if (text.Piece == _used) return;
        ReadOnlySpan<byte> piece = XmlChars.Trim(_bytes.AsSpan(text.Piece, _used - text.Piece));
        _used = text.Piece;
        if (piece.Length == 0) return;
        piece.CopyTo(_bytes.AsSpan(_used));
        _used += piece.Length;
        _bytes[_used++] = (byte)' '; // there is room: Add keeps one byte free
        text.Piece = _used;
    }

    /// <summary>Ends the innermost element's text. Empty when there is none; valid until the next call.</summary>
    internal ReadOnlySpan<byte> End(in Text text, bool hasChildren)
    {
        ReadOnlySpan<byte> whole = _bytes.AsSpan(text.Start, _used - text.Start);
        _used = text.Start;
        if (whole.Length == 0) return whole;
        if (text.KeepsBlanks && !hasChildren) return whole;
        ReadOnlySpan<byte> trimmed = XmlChars.Trim(whole);
        return keepsEnds && !hasChildren && trimmed.Length > 0 ? whole : trimmed;
    }
}
