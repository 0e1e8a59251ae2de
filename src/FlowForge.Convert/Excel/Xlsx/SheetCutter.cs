using System.Buffers;
using System.Buffers.Text;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>Cuts a worksheet's XML before rows that tell their number: <c>&lt;row r="1204"</c>. One thread; memory is a piece and what it left over.</summary>
/// <remarks>Cuts only what is plainly rows: from a comment, a CDATA section or an instruction on, from a row too long for a piece and from the
/// last row, all is one piece. Whether rows ascend is seen when they are read.</remarks>
/// <param name="utf8">Owned: disposed with the last piece, or when no more are asked for.</param>
internal sealed class SheetCutter(Stream utf8, Func<CutXml, SheetRows, SheetPiece> piece)
{
#if DEBUG
    private const int PieceBytes = 4 << 10; // so small that tests have many
#else
    private const int PieceBytes = 1 << 20;
#endif

    public IEnumerable<SheetPiece> Cut(CancellationToken cancellationToken)
    {
        Stream? rest = utf8;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        int filled = 0, first = 0;
        try
        {
            while (rest is not null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                filled += rest.ReadAtLeast(buffer.AsSpan(filled, PieceBytes - filled), PieceBytes - filled, throwOnEndOfStream: false);
                if (filled == PieceBytes && TryFindCut(buffer.AsSpan(0, filled), out int cut, out int row))
                {
                    byte[] next = ArrayPool<byte>.Shared.Rent(PieceBytes);
                    buffer.AsSpan(cut, filled - cut).CopyTo(next);
                    var xml = new CutXml(buffer, cut, Stream.Null);
                    (buffer, filled) = (next, filled - cut);
                    yield return piece(xml, new SheetRows(first, row));
                    first = row;
                }
                else
                {
                    var xml = new CutXml(buffer, filled, rest);
                    (buffer, rest) = ([], null);
                    yield return piece(xml, SheetRows.From(first));
                }
            }
        }
        finally
        {
            rest?.Dispose();
        }
    }

    /// <param name="row">The number of the row to cut before, from 0.</param>
    private static bool TryFindCut(ReadOnlySpan<byte> text, out int cut, out int row)
    {
        ReadOnlySpan<byte> start = "<row r=\""u8;
        row = 0;
        cut = text.LastIndexOf(start);
        if (cut <= 0) return false;
        ReadOnlySpan<byte> number = text[(cut + start.Length)..];
        if (!Utf8Parser.TryParse(number, out row, out int digits) || digits == number.Length || number[digits] != (byte)'"') return false;
        row--;
        return row is >= 0 and < CellSink.MaxRows && IsPlain(text[..cut]);
    }

    /// <summary>Whether no markup but tags is in it, so that what looks like a row is one. The declaration at the start is none of the rows' business.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        if (text.StartsWith("<?xml "u8)) text = text[2..];
        return text.IndexOf("<?"u8) < 0 && text.IndexOf("<!"u8) < 0;
    }
}

/// <summary>The XML of a piece. Owns its buffer and its stream.</summary>
internal sealed class CutXml(byte[] buffer, int length, Stream rest) : IDisposable
{
    private byte[]? _buffer = buffer;

    /// <summary>To be read once, and before this is disposed.</summary>
    public XmlTokenizer Tokens() => new(_buffer ?? throw new ObjectDisposedException(nameof(CutXml)), length, rest);

    public void Dispose()
    {
        rest.Dispose();
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
