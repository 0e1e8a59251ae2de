using System.IO.Compression;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Zstd;

namespace FlowForge.Convert.Conversion;

/// <summary>A file on disk; gzip and zstd are undone while reading.</summary>
internal sealed class LocalFile : SourceFile
{
    private enum Packing
    {
        None,
        Gzip,
        Zstd,
    }

    private readonly long? _maxBytes;
    private readonly Packing _packing;

    /// <param name="name">What the user calls it.</param>
    /// <param name="maxBytes">How much may come out of it; null for no limit.</param>
    internal LocalFile(string path, string name, long? maxBytes)
    {
        (Path, Name, _maxBytes) = (path, name, maxBytes);
        var info = new FileInfo(path);
        if (Directory.Exists(path)) throw new InputException("is-a-folder", new Location(name), "this is a folder, not a file.", "Convert its files with: flowforge batch");
        if (!info.Exists) throw new InputException("no-such-file", new Location(name), "there is no such file.");
        Length = info.Length;
        if (Length > maxBytes) throw TooLarge(Length);
        try
        {
            _packing = PackingOf(path);
            Head = ReadHead();
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new InputException("no-access", new Location(name), "the file may not be read by this user.", null, failure);
        }
        string file = System.IO.Path.GetFileName(name.TrimEnd('/', '\\'));
        string inner = _packing == Packing.None ? file : System.IO.Path.GetFileNameWithoutExtension(file);
        Extension = System.IO.Path.GetExtension(inner).ToLowerInvariant();
        BaseName = System.IO.Path.GetFileNameWithoutExtension(inner);
    }

    public override string Name { get; }

    public override string Path { get; }

    public override bool IsCompressed => _packing != Packing.None;

    public override long Length { get; }

    public override ReadOnlyMemory<byte> Head { get; }

    public override string Extension { get; }

    public override string BaseName { get; }

    public override Stream OpenRead(Action<long>? progress = null)
    {
        Stream file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
        if (progress is not null) file = new CountingStream(file, progress);
        return _packing switch
        {
            Packing.None => file,
            Packing.Gzip => new LimitedStream(new GZipStream(file, CompressionMode.Decompress), this),
            Packing.Zstd => new LimitedStream(new ZstdStream(file, leaveOpen: false), this),
        };
    }

    public override string? Sibling(string extension)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        string file = System.IO.Path.GetFileNameWithoutExtension(Path);
        string wanted = (IsCompressed ? System.IO.Path.GetFileNameWithoutExtension(file) : file) + extension;
        string exact = System.IO.Path.Combine(folder, wanted);
        if (File.Exists(exact)) return exact;
        return Directory.EnumerateFiles(folder).FirstOrDefault(other => System.IO.Path.GetFileName(other).Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    private byte[] ReadHead()
    {
        using Stream content = OpenRead();
        var head = new byte[HeadLength];
        return head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static Packing PackingOf(string path)
    {
        Span<byte> magic = stackalloc byte[4];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        int length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (length >= 3 && magic[0] == 0x1F && magic[1] == 0x8B && magic[2] == 8) return Packing.Gzip;
        return length == 4 && magic.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? Packing.Zstd : Packing.None;
    }

    private InputException Damaged(InvalidDataException failure) =>
        new("corrupt", new Location(Name), $"the {_packing.ToString().ToLowerInvariant()} data is damaged: {failure.Message}", null, failure);

    private InputException TooLarge(long bytes) => new("too-large", new Location(Name),
        $"{bytes:N0} bytes are more than the {_maxBytes:N0} that an input may have.", "Raise or lift the limit with --max-file-size (in MB, or 'none').");

    /// <summary>Stops what comes out of a compressed file at the limit: a small file must not fill the disk.</summary>
    private sealed class LimitedStream(Stream inner, LocalFile owner) : ReadOnlyStream
    {
        private long _total;

        public override int Read(Span<byte> buffer)
        {
            int count = Unpack(buffer);
            _total += count;
            if (_total > owner._maxBytes) throw owner.TooLarge(_total);
            return count;
        }

        private int Unpack(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (InvalidDataException failure)
            {
                throw owner.Damaged(failure);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Tells how far a file was read. Seeking moves the count, as progress is a position.</summary>
    private sealed class CountingStream(Stream inner, Action<long> progress) : ReadOnlyStream
    {
        public override bool CanSeek => inner.CanSeek;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(Span<byte> buffer)
        {
            int count = inner.Read(buffer);
            progress(inner.Position);
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
