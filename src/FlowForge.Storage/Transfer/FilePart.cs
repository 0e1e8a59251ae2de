using System.Security.Cryptography;

namespace FlowForge.Storage.Transfer;

/// <summary>A stretch of a local file as the body of a request; made anew for every try.</summary>
internal sealed record FilePart(string Path, long Offset, long Length)
{
    private const int BufferBytes = 81_920;

    public static FilePart Whole(string path) => new(path, 0, new FileInfo(path).Length);

    /// <summary>The file cut into parts of a size; an empty file is one empty part.</summary>
    public static IEnumerable<FilePart> Cut(string path, long partBytes)
    {
        long length = new FileInfo(path).Length;
        long offset = 0;
        do
        {
            yield return new FilePart(path, offset, Math.Min(partBytes, length - offset));
            offset += partBytes;
        }
        while (offset < length);
    }

    public HttpContent ToContent()
    {
        var content = new StreamContent(Open(), BufferBytes);
        content.Headers.ContentLength = Length;
        return content;
    }

    public async Task<string> Sha256HexAsync(CancellationToken cancellationToken)
    {
        await using Stream stream = Open();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private PartStream Open()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous);
        file.Position = Offset;
        return new PartStream(file, Length);
    }

    /// <summary>Ends where the part ends.</summary>
    private sealed class PartStream(FileStream file, long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _read)], cancellationToken);
            _read += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = file.Read(buffer, offset, (int)Math.Min(count, length - _read));
            _read += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
