using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Dbf.Imploded;

/// <summary>A DATASUS .dbc: the header of a DBF table as it is, a checksum of four bytes, then the records imploded. Reads as the table that it was.</summary>
internal sealed class ImplodedTable : SourceFile
{
    private const int ChecksumLength = 4;

    private readonly SourceFile _file;
    private readonly int _headerLength;
    private readonly long? _maxBytes;

    private ImplodedTable(SourceFile file, int headerLength, long? maxBytes)
    {
        (_file, _headerLength, _maxBytes) = (file, headerLength, maxBytes);
        using Stream content = OpenRead();
        var head = new byte[HeadLength];
        Head = head.AsMemory(0, content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
    }

    public override string Name => _file.Name;

    public override string Path => _file.Path;

    public override bool IsCompressed => true;

    public override long Length => _file.Length;

    public override ReadOnlyMemory<byte> Head { get; }

    public override string Extension => _file.Extension;

    public override string BaseName => _file.BaseName;

    /// <summary>The table that a file holds, or the file itself when it is not imploded.</summary>
    /// <param name="maxBytes">How much may come out of it; null for no limit.</param>
    /// <exception cref="InputException">The compressed data is damaged from its start.</exception>
    internal static SourceFile Of(SourceFile file, DbfHeader header, long? maxBytes)
    {
        ReadOnlySpan<byte> data = file.Head.Span[header.HeaderLength..];
        if (file.Extension != ".dbc" || header.Dialect == DbfDialect.VisualFoxPro || data.Length <= ChecksumLength + 2) return file;
        // Behind the checksum: literals coded or not, then a window of 1, 2 or 4 KiB. A plain record starts with its mark.
        bool imploded = data[ChecksumLength] is 0 or 1 && data[ChecksumLength + 1] is >= 4 and <= 6 && data[0] is not (RecordStream.Live or RecordStream.Deleted or RecordStream.EndOfFile);
        if (!imploded) return file;
        try
        {
            return new ImplodedTable(file, header.HeaderLength, maxBytes);
        }
        catch (InvalidDataException failure)
        {
            throw new InputException("corrupt", new Location(file.Name), $"The compressed data is damaged: {failure.Message}.", "Get the file again.", failure);
        }
    }

    public override Stream OpenRead(Action<long>? progress = null)
    {
        Stream packed = _file.OpenRead(progress);
        try
        {
            var header = new byte[_headerLength + ChecksumLength];
            packed.ReadExactly(header);
            return new Unpacked(header.AsMemory(0, _headerLength), new ImplodedStream(packed), this);
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    public override string? Sibling(string extension) => _file.Sibling(extension);

    /// <summary>The header, then the records.</summary>
    private sealed class Unpacked(ReadOnlyMemory<byte> header, ImplodedStream records, ImplodedTable owner) : ReadOnlyStream
    {
        private long _total;

        public override int Read(Span<byte> buffer)
        {
            int count = _total < header.Length ? (int)Math.Min(buffer.Length, header.Length - _total) : records.Read(buffer);
            if (_total < header.Length) header.Span.Slice((int)_total, count).CopyTo(buffer);
            _total += count;
            if (_total > owner._maxBytes)
                throw new InputException("too-large", new Location(owner.Name), $"More than {owner._maxBytes:N0} bytes come out of it.", "Raise or lift the limit with --max-file-size (in MB, or 'none').");
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) records.Dispose();
            base.Dispose(disposing);
        }
    }
}
