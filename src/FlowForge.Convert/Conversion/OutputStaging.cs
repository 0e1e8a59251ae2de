using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Conversion;

/// <summary>Writes beside the target and renames when everything is whole, so that a reader of the target never sees a part.</summary>
/// <remarks>Disposed without <see cref="Commit"/>, it leaves nothing behind. One target a staging; not thread-safe.</remarks>
internal sealed class OutputStaging : IDisposable
{
    internal const string ManifestName = "_manifest.json";
    private readonly string _target;
    private readonly string _extension;

    /// <param name="output">As the user named it, with or without the extension.</param>
    /// <param name="extension">Of the output format, with dot.</param>
    internal OutputStaging(string output, string extension)
    {
        _extension = extension;
        string full = Path.GetFullPath(output);
        _target = full.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? full[..^extension.Length] : full;
        string parent = Path.GetDirectoryName(_target) ?? throw new InputException("bad-output", new Location(output), "the output is the root of a disk.", "Name a file or folder in it.");
        try
        {
            Directory.CreateDirectory(parent);
            Folder = Path.Combine(parent, $".{Path.GetFileName(_target)}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp");
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
            Directory.CreateDirectory(Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("bad-output", new Location(output), $"the output cannot be written: {failure.Message}", null, failure);
        }
    }

    /// <summary>Where tables are written meanwhile.</summary>
    internal string Folder { get; }

    internal string TablePath(string table) => Path.Combine(Folder, table + _extension);

    internal string RejectedPath(string table) => Path.Combine(Folder, table + "._rejected" + _extension);

    /// <summary>Takes away what was written so far: the input is read again.</summary>
    internal void Clear()
    {
        foreach (string file in Directory.EnumerateFiles(Folder)) File.Delete(file);
    }

    /// <summary>The target of a single table, or the folder of several.</summary>
    internal string TargetOf(bool single) => single ? _target + _extension : _target;

    /// <summary>Where the rejected rows of a single table go.</summary>
    internal string RejectedTarget => _target + "._rejected" + _extension;

    /// <summary>Puts everything in place.</summary>
    /// <param name="single">The table's name when it is the only one: then the target is a file.</param>
    /// <exception cref="InputException">Something is in the way that is not an earlier output.</exception>
    internal void Commit(string? single)
    {
        if (single is null) CommitFolder();
        else CommitFile(single);
    }

    private void CommitFile(string table)
    {
        if (Directory.Exists(_target + _extension))
            throw new InputException("bad-output", new Location(_target + _extension), "a folder is in the way of the output file.", "Remove it or name another output.");
        if (File.Exists(RejectedPath(table))) File.Move(RejectedPath(table), RejectedTarget, overwrite: true);
        else File.Delete(RejectedTarget);
        File.Move(TablePath(table), _target + _extension, overwrite: true);
        Directory.Delete(Folder, recursive: true);
    }

    private void CommitFolder()
    {
        if (File.Exists(_target)) throw new InputException("bad-output", new Location(_target), "a file is in the way of the output folder.", "Remove it or name another output.");
        if (!Directory.Exists(_target))
        {
            Directory.Move(Folder, _target);
            return;
        }
        bool ours = File.Exists(Path.Combine(_target, ManifestName));
        if (!ours && Directory.EnumerateFileSystemEntries(_target).Any())
            throw new InputException("bad-output", new Location(_target), "the folder has files in it that are not an earlier output.", "Name a new folder.");
        string old = Folder + ".old";
        Directory.Move(_target, old);
        try
        {
            Directory.Move(Folder, _target);
        }
        catch
        {
            Directory.Move(old, _target);
            throw;
        }
        Directory.Delete(old, recursive: true);
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
