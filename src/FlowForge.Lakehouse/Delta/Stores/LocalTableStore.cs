using System.Security.Cryptography;

namespace FlowForge.Lakehouse.Delta.Stores;

/// <summary>A table in a folder on local disk.</summary>
/// <remarks>A new file is written under a hidden name, flushed to the disk, and then given its own name in a step that fails when the name is taken:
/// nobody ever sees a torn file, and of two writers one wins.</remarks>
public sealed class LocalTableStore : ITableStore
{
    // Beside the data, so that a finished file only gets another name; readers pass over names that begin with a dot.
    internal const string StagingPrefix = ".flowforge-";

    private readonly ExclusiveName _exclusive;

    public LocalTableStore(string folder) : this(folder, ExclusiveName.OfThisSystem) { }

    internal LocalTableStore(string folder, ExclusiveName exclusive) => (Root, _exclusive) = (Path.GetFullPath(folder), exclusive);

    public string Root { get; }

    public IReadOnlyList<StoreFile> List(string folder)
    {
        var info = new DirectoryInfo(EnginePath(folder));
        return info.Exists ? [.. Present(info.EnumerateFiles())] : [];
    }

    public IEnumerable<StoreFile> ListAll()
    {
        var info = new DirectoryInfo(Root);
        return info.Exists ? Present(info.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })) : [];
    }

    public Stream OpenRead(string path)
    {
        try
        {
            return new FileStream(EnginePath(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new FileNotFoundException(missing.Message, path, missing);
        }
    }

    public bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        string target = EnginePath(path);
        if (File.Exists(target)) return false;
        string draft = WriteDraft(target, content);
        try
        {
            return _exclusive.TryGive(draft, target);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public void Replace(string path, ReadOnlySpan<byte> content)
    {
        string target = EnginePath(path);
        string draft = WriteDraft(target, content);
        try
        {
            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public void Adopt(string localFile, string path)
    {
        string target = EnginePath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(localFile, target, overwrite: false);
    }

    public string CreateStaging() => Directory.CreateDirectory(Path.Combine(Root, StagingPrefix + RandomNumberGenerator.GetHexString(12, lowercase: true))).FullName;

    public void Delete(string path)
    {
        try
        {
            File.Delete(EnginePath(path));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its folder.
        }
    }

    public string EnginePath(string path) => Path.Combine(Root, path);

    private static string WriteDraft(string target, ReadOnlySpan<byte> content)
    {
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string draft = Path.Combine(folder, $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");
        using var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return draft;
    }

    /// <summary>The files that are still there when they are looked at: drafts of other writers come and go.</summary>
    private IEnumerable<StoreFile> Present(IEnumerable<FileInfo> files) => files.Where(file => file.Exists).Select(FileOf);

    private StoreFile FileOf(FileInfo file) =>
        new(Path.GetRelativePath(Root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
}
