using FlowForge.Lakehouse.Delta.DeletionVectors;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>The files that a vacuum leaves: those of the table, and those removed so lately that an older version or a slow reader needs them.</summary>
internal sealed class NeededFiles
{
    private readonly HashSet<string> _paths = [];

    // Some writers name files by absolute paths, which lead to the table's own folder through links and mounts that nobody knows here. The names of data files are
    // unique, so one that is needed anywhere is left wherever it lies.
    private readonly HashSet<string> _namesOfAbsolute = [];

    /// <param name="oldest">Milliseconds since 1970-01-01 UTC: files removed since then are needed.</param>
    internal static NeededFiles Of(Snapshot snapshot, long oldest)
    {
        var needed = new NeededFiles();
        foreach (DeltaAction.Add file in snapshot.Files) needed.Add(file.Path, file.DeletionVector);
        foreach (DeltaAction.Remove file in snapshot.Tombstones.Where(file => (file.DeletionTimestamp ?? 0) >= oldest)) needed.Add(file.Path, file.DeletionVector);
        return needed;
    }

    internal bool Has(StoreFile file) => _paths.Contains(file.Path) || _namesOfAbsolute.Contains(file.Name);

    private void Add(string path, DeletionVectorDescriptor? vector)
    {
        Add(DataPath.Decode(path));
        if (vector is { StorageType: "u" or "p" }) Add(DeletionVectorReader.PathOf(vector));
    }

    private void Add(string path)
    {
        if (Path.IsPathRooted(path) || path.Contains("://", StringComparison.Ordinal)) _namesOfAbsolute.Add(path[(path.LastIndexOf('/') + 1)..]);
        else _paths.Add(path);
    }
}
