namespace FlowForge.Storage.Places;

/// <summary>A remote store of one kind. Thread-safe. Calls retry what is worth retrying and end within their timeouts.</summary>
/// <remarks>All methods throw <see cref="StorageException"/> when the store refuses or cannot be reached.</remarks>
public interface IStorage
{
    /// <summary>Null when there is no file there: nothing, or a folder.</summary>
    Task<RemoteFile?> FindAsync(StorageLocation location, CancellationToken cancellationToken);

    /// <summary>All files at any depth below a folder, in order of name within a page of the store's answer.</summary>
    /// <param name="folder">A path that ends with <c>/</c>, or a root. A folder that does not exist has no files.</param>
    IAsyncEnumerable<RemoteFile> ListAsync(StorageLocation folder, CancellationToken cancellationToken);

    /// <summary>The content from an offset, as one answer of the store: it may break off. <see cref="Transfer.RemoteStream"/> mends that.</summary>
    Task<Stream> OpenAsync(RemoteFile file, long offset, CancellationToken cancellationToken);

    /// <summary>Puts a local file there, replacing what is there. The name shows the whole content or what was there before, never a part.</summary>
    /// <param name="progress">Told bytes sent so far. May be null.</param>
    Task UploadAsync(StorageLocation location, string localPath, IProgress<long>? progress, CancellationToken cancellationToken);
}

/// <summary>A file as the store told it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Version">What changes with the content: an ETag, a generation, a time. Null where a listing does not tell.</param>
public sealed record RemoteFile(StorageLocation Location, long Length, string? Version);
