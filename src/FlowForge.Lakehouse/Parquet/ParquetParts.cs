using System.Buffers.Binary;

namespace FlowForge.Lakehouse.Parquet;

/// <summary>Puts Parquet files that were written beside each other together into one, in their order: pages are copied as they are, only the footer is new.</summary>
/// <remarks>For encoding on several threads, which the engine does only where rows may change their order. All parts must come from one
/// statement, so that they have the same schema and settings. Thread-safe. Costs one copy of the bytes; a single part is only renamed.
/// Disposed before <see cref="Finish"/>, it leaves nothing behind.</remarks>
public sealed class ParquetParts(string target) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _written = [];
    private readonly HashSet<string> _onDisk = [];
    private readonly CompactWriter _rowGroups = new();
    private ParquetFooter? _first;
    private FileStream? _joined;
    private int _next;
    private int _groups;
    private long _rows;

    /// <summary>Where to write a part. Parts are numbered from zero, without gaps.</summary>
    public string NewPart(int part)
    {
        string path = PathOf(part);
        lock (_gate) _onDisk.Add(path);
        return path;
    }

    /// <summary>Takes over a part that is whole. Parts may come in any order; each waits on disk for those before it.</summary>
    /// <exception cref="InvalidDataException">It is not a Parquet file.</exception>
    public void Add(int part)
    {
        lock (_gate)
        {
            _written.Add(part);
            while (_written.Remove(_next)) Append(_next++);
        }
    }

    /// <summary>Completes the target. At least one part must have been added, and none may be missing.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (_next == 0 || _written.Count > 0) throw new InvalidOperationException("A part is missing.");
            if (_joined is not null) WriteFooter(_joined);
            _joined?.Dispose();
            File.Move(PathOf(0), target, overwrite: true);
            _onDisk.Clear();
        }
    }

    private string PathOf(int part) => $"{target}.{part}";

    private void Append(int part)
    {
        if (part == 0) return;
        _joined ??= Open();
        using (var source = new FileStream(PathOf(part), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan))
        {
            ParquetFooter footer = ParquetFooter.Read(source);
            Add(footer, _joined.Position - ParquetFooter.HeadLength);
            source.Position = ParquetFooter.HeadLength;
            Copy(source, _joined, footer.DataEnd - ParquetFooter.HeadLength);
        }
        File.Delete(PathOf(part));
        _onDisk.Remove(PathOf(part));
    }

    /// <summary>The first part becomes the whole: its footer is cut off and the others follow.</summary>
    private FileStream Open()
    {
        var file = new FileStream(PathOf(0), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        _first = ParquetFooter.Read(file);
        Add(_first, moved: 0);
        file.SetLength(_first.DataEnd);
        file.Position = _first.DataEnd;
        return file;
    }

    private void Add(ParquetFooter footer, long moved)
    {
        (int groups, long rows) = footer.CopyRowGroups(_rowGroups, moved);
        _groups += groups;
        _rows += rows;
    }

    private void WriteFooter(FileStream file)
    {
        var metadata = new CompactWriter();
        _first!.CopyWith(_rowGroups.Written, _groups, _rows, metadata);
        Span<byte> tail = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(tail, metadata.Written.Length);
        "PAR1"u8.CopyTo(tail[4..]);
        file.Write(metadata.Written);
        file.Write(tail);
    }

    private static void Copy(FileStream source, FileStream target, long count)
    {
        var buffer = new byte[1 << 20];
        while (count > 0)
        {
            int read = source.Read(buffer, 0, (int)Math.Min(buffer.Length, count));
            if (read == 0) throw new EndOfStreamException();
            target.Write(buffer, 0, read);
            count -= read;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _joined?.Dispose();
            foreach (string part in _onDisk) File.Delete(part);
        }
    }
}
