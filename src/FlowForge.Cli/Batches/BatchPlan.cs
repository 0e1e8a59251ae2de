using FlowForge.Cli.Conversions;
using FlowForge.Convert.Conversion;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Batches;

/// <summary>Finds the inputs of a batch and decides where each one's output goes.</summary>
/// <param name="Items">In ordinal order of their keys.</param>
/// <param name="LeftOut">Files of a folder that no format claims by its extension.</param>
internal sealed record BatchPlan(IReadOnlyList<BatchItem> Items, IReadOnlyList<string> LeftOut)
{
    /// <summary>From a folder, all files below it with an extension that a format reads; from a glob, every match; else the one file.</summary>
    public static async Task<BatchPlan> MakeAsync(StoragePlaces places, StorageLocation input, StorageLocation output, CancellationToken cancellationToken)
    {
        IReadOnlyList<Found> found = input switch
        {
            StorageLocation.StandardInput => throw new UsageException("A batch reads files: INPUT cannot be '-'."),
            StorageLocation.Local => FindLocal(input.Path, output),
            _ => await FindRemoteAsync(places.For(input), input, cancellationToken),
        };
        bool isGlob = GlobPattern.IsGlob(input.Path);
        Found[] chosen = [.. found.Where(file => isGlob || found.Count == 1 || IsClaimed(file.Key)).OrderBy(file => file.Key, StringComparer.Ordinal)];
        return new BatchPlan(Name(chosen), [.. found.Except(chosen).Select(file => file.Key).Order(StringComparer.Ordinal)]);
    }

    private sealed record Found(StorageLocation Location, string Key, RemoteFile? Remote);

    private static List<Found> FindLocal(string path, StorageLocation output)
    {
        if (Directory.Exists(path)) return [.. FilesBelow(path, output).Select(file => new Found(new StorageLocation.Local(file), KeyOf(path, file), null))];
        if (File.Exists(path)) return [new Found(new StorageLocation.Local(path), Path.GetFileName(path), null)];
        if (!Glob.IsPattern(path)) throw new UsageException($"{path}: there is no such file or folder.");
        string prefix = GlobPattern.FixedPrefix(path.Replace(Path.DirectorySeparatorChar, '/'));
        return [.. Glob.Expand(path).Select(file => new Found(new StorageLocation.Local(file), KeyOf(prefix.Length == 0 ? "." : prefix, file), null))];
    }

    private static IEnumerable<string> FilesBelow(string folder, StorageLocation output)
    {
        // An output folder inside the input folder holds results, and they are not inputs of the next batch.
        string? outputPath = output is StorageLocation.Local ? Path.GetFullPath(output.Path) : null;
        if (outputPath == Path.GetFullPath(folder)) throw new UsageException("The output folder is the input folder. Name another one: results would become inputs of the next batch.");
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(folder, "*", options)
            .Where(file => !IsHidden(KeyOf(folder, file)) && (outputPath is null || !Path.GetFullPath(file).StartsWith(outputPath + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<Found>> FindRemoteAsync(IStorage storage, StorageLocation input, CancellationToken cancellationToken)
    {
        bool isGlob = GlobPattern.IsGlob(input.Path);
        if (!isGlob && !input.Path.EndsWith('/') && await storage.FindAsync(input, cancellationToken) is { } single)
            return [new Found(input, input.Name, single)];
        string prefix = isGlob ? GlobPattern.FixedPrefix(input.Path) : input.Path.Length == 0 || input.Path.EndsWith('/') ? input.Path : input.Path + "/";
        var pattern = new GlobPattern(input.Path);
        var found = new List<Found>();
        await foreach (RemoteFile file in storage.ListAsync(input with { Path = prefix }, cancellationToken))
        {
            string key = file.Location.Path[prefix.Length..];
            if (isGlob ? pattern.IsMatch(file.Location.Path) : !IsHidden(key)) found.Add(new Found(file.Location, key, file));
        }

        return found;
    }

    /// <summary>The stem; the whole name where that would hide another input's output.</summary>
    private static IReadOnlyList<BatchItem> Name(IReadOnlyList<Found> found)
    {
        var whole = new HashSet<Found>();
        string NameOf(Found file) => whole.Contains(file) ? file.Key : StemOf(file.Key);
        // A whole name may be another one's stem, so this goes on until nothing clashes. Each round takes one stem away at least.
        while (found.GroupBy(NameOf, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).SelectMany(same => same).Where(file => !whole.Contains(file)).ToList() is { Count: > 0 } clashing)
            whole.UnionWith(clashing);
        return [.. found.Select(file => new BatchItem(file.Location, file.Key, NameOf(file), file.Remote))];
    }

    private static string StemOf(string key)
    {
        int slash = key.LastIndexOf('/') + 1;
        return key[..slash] + OutputPlaces.Stem(key[slash..]);
    }

    private static bool IsClaimed(string key)
    {
        string name = key.ToLowerInvariant();
        return FormatRegistry.Default.Formats.SelectMany(format => format.Description.Extensions)
            .Any(extension => name.EndsWith(extension, StringComparison.Ordinal) || name.EndsWith(extension + ".gz", StringComparison.Ordinal) || name.EndsWith(extension + ".zst", StringComparison.Ordinal))
            || name.EndsWith(".zip", StringComparison.Ordinal);
    }

    private static bool IsHidden(string key) => key.Split('/').Any(segment => segment.StartsWith('.'));

    private static string KeyOf(string folder, string file) => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
}
