namespace FlowForge.Lakehouse.Delta.Stores;

/// <summary>A file of a table: its path below the table's root with '/' between folders, bytes, and when it was last written.</summary>
public sealed record StoreFile(string Path, long Length, DateTimeOffset Modified)
{
    /// <summary>The path's last part.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>Where a table's log and files lie: a folder, or a prefix of an object store. Thread-safe.</summary>
/// <remarks>Paths are below the table's root, with '/' between folders, never percent-encoded; a rooted path means a file outside of it.</remarks>
public interface ITableStore
{
    /// <summary>The table's root, as people know it.</summary>
    string Root { get; }

    /// <summary>The files directly in a folder, in no order; none when there is no such folder.</summary>
    IReadOnlyList<StoreFile> List(string folder);

    /// <summary>All files below the root, at any depth, in no order.</summary>
    IEnumerable<StoreFile> ListAll();

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    Stream OpenRead(string path);

    /// <summary>Creates a file that others see whole or not at all. False when the file is there already: another writer was faster.</summary>
    bool TryCreate(string path, ReadOnlySpan<byte> content);

    /// <summary>Writes a file that others see whole, in place of one that may be there.</summary>
    void Replace(string path, ReadOnlySpan<byte> content);

    /// <summary>Gives a finished file on local disk a name in the table. The target is not there yet.</summary>
    void Adopt(string localFile, string path);

    /// <summary>A new folder on local disk for files on their way to <see cref="Adopt"/>. The caller removes it.</summary>
    string CreateStaging();

    /// <summary>Removes a file; nothing when it is not there.</summary>
    void Delete(string path);

    /// <summary>What the engine calls the file, to read it by itself.</summary>
    string EnginePath(string path);
}
