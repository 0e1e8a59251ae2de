using FlowForge.Storage.Places;

namespace FlowForge.Storage.Transfer;

/// <summary>A remote file from its start to its end. When the line drops, it goes on from where it was, as long as the file is still the same.</summary>
/// <remarks>Forward only, one reader. Gives up after <see cref="MaxDrops"/> drops in a row without a byte between them.</remarks>
public sealed class RemoteStream(IStorage storage, RemoteFile file, TimeSpan silence, TimeProvider time) : Stream
{
    public const int MaxDrops = 5;

    private Stream? _body;
    private long _position;
    private int _drops;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_position < file.Length && buffer.Length > 0)
        {
            try
            {
                int read = await ReadOnceAsync(buffer, cancellationToken);
                if (read == 0) throw new EndOfStreamException($"the answer ended after {_position:N0} of {file.Length:N0} bytes.");
                (_position, _drops) = (_position + read, 0);
                return read;
            }
            catch (Exception drop) when (drop is IOException and not StorageException or HttpRequestException or TimeoutException)
            {
                await DropBodyAsync();
                if (++_drops < MaxDrops) continue;
                throw new StorageException(file.Location.ToString(), $"the download broke off {MaxDrops} times in a row: {drop.Message}", inner: drop) { IsTransient = true };
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _body?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _body ??= await storage.OpenAsync(file, _position, cancellationToken);
        using var quiet = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, quiet.Token);
        try
        {
            return await _body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (quiet.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {silence.TotalSeconds:0} seconds.");
        }
    }

    private async Task DropBodyAsync()
    {
        if (_body is not null) await _body.DisposeAsync();
        _body = null;
    }
}
