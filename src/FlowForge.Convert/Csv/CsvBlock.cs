using System.Buffers;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Csv;

/// <summary>Whole records of one file, in the file's own bytes or already in UTF-8. Owns its buffer until disposed.</summary>
internal sealed class CsvBlock(CsvPart part, byte[] buffer, int length, long firstLine) : Block
{
    private byte[]? _buffer = buffer;
    private byte[]? _converted;

    public CsvPart Part { get; } = part;

    /// <summary>The line its first record starts on, from 1.</summary>
    public long FirstLine { get; } = firstLine;

    /// <summary>The block as UTF-8, valid until the block is disposed.</summary>
    public ReadOnlySpan<byte> ToUtf8(out Replacements replaced)
    {
        replaced = Replacements.None;
        ReadOnlySpan<byte> bytes = (_buffer ?? throw new ObjectDisposedException(nameof(CsvBlock))).AsSpan(0, length);
        if (Part.Table is { } table)
        {
            _converted = ArrayPool<byte>.Shared.Rent(SingleByteTable.MaxGrowth * length + 32);
            return _converted.AsSpan(0, table.Convert(bytes, _converted, ref replaced));
        }
        if (Part.IsConverted || System.Text.Unicode.Utf8.IsValid(bytes)) return bytes;
        _converted = ArrayPool<byte>.Shared.Rent(Utf8Repair.MaxGrowth * length);
        return _converted.AsSpan(0, Utf8Repair.Convert(bytes, _converted, final: true, out _, ref replaced));
    }

    protected override void Dispose(bool disposing)
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        if (_converted is not null) ArrayPool<byte>.Shared.Return(_converted);
        _buffer = _converted = null;
        base.Dispose(disposing);
    }
}
