using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FlowForge.Core.Diagnostics;
using FlowForge.Generate;

namespace FlowForge.Cli.Generations;

/// <summary>The folder that generated files go to. A file is ours when its beginning has our header line; others are neither replaced nor deleted.</summary>
/// <param name="folder">Its full path.</param>
/// <param name="plan">The plan's name, as headers have it.</param>
internal sealed partial class OutputFolder(string folder, string plan)
{
    // The header is the first line, or stands in the description of a JSON document: well within this.
    private const int HeaderBytes = 4_096;

    /// <summary>Files that are there under names that ours need, and were not made by us.</summary>
    internal IEnumerable<Diagnostic> Foreign(IEnumerable<GeneratedFile> files) =>
        from file in files
        let path = Path.Combine(folder, file.Path)
        where Directory.Exists(path) || File.Exists(path) && HeaderOf(path) is null
        select new Diagnostic("generate-foreign-file", Severity.Error, new Location(path), "is there, and flowforge generate did not make it: it has no header line.", "Move it, or choose another --out.");

    /// <summary>What writing a file would do, or has done.</summary>
    internal ShownFile Compare(GeneratedFile file) => new(file.Path, !File.Exists(Path.Combine(folder, file.Path)) ? FileState.Missing : IsSame(file) ? FileState.Unchanged : FileState.Differs);

    /// <summary>Writes a file whole or not at all, and not when it is there with the same bytes.</summary>
    internal ShownFile Write(GeneratedFile file)
    {
        if (IsSame(file)) return new ShownFile(file.Path, FileState.Unchanged);
        string target = Path.Combine(folder, file.Path), draft = target + ".tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(draft, Encoding.UTF8.GetBytes(file.Text));
        File.Move(draft, target, overwrite: true);
        return new ShownFile(file.Path, FileState.Written);
    }

    /// <summary>Files of this plan beside those that are made, which it would not make any more: of tables that are gone, or renamed.</summary>
    /// <param name="files">What is made now.</param>
    /// <param name="all">What could be made, for every target.</param>
    internal IEnumerable<ShownFile> Stale(IReadOnlyList<GeneratedFile> files, IReadOnlyList<GeneratedFile> all)
    {
        HashSet<string> known = [.. all.Select(file => file.Path)];
        return files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct().Where(below => Directory.Exists(Path.Combine(folder, below)))
            .SelectMany(below => Directory.EnumerateFiles(Path.Combine(folder, below)))
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Where(file => !known.Contains(file.Name) && HeaderOf(file.Path) == plan)
            .Select(file => new ShownFile(file.Name, FileState.Stale)).OrderBy(file => file.File, StringComparer.Ordinal);
    }

    private bool IsSame(GeneratedFile file) => Path.Combine(folder, file.Path) is var path && File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(file.Text));

    /// <summary>The plan that a file's header names, empty where it names none; null for a file without our header.</summary>
    private static string? HeaderOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[HeaderBytes];
        string text = Encoding.UTF8.GetString(head, 0, file.ReadAtLeast(head, HeaderBytes, throwOnEndOfStream: false));
        return Header().Match(text) is { Success: true } header ? header.Groups["plan"].Value : null;
    }

    [GeneratedRegex(@"FlowForge \S+ \|( plan (?<plan>.+?) \|)?.*sha256:[0-9a-f]{16}")]
    private static partial Regex Header();
}

/// <summary>What has become of a generated file, or would.</summary>
internal enum FileState
{
    Written,
    Unchanged,
    Missing,
    Differs,
    Stale,
}

/// <param name="File">Relative to the output folder.</param>
internal sealed record ShownFile(string File, [property: JsonIgnore] FileState Kind)
{
    /// <summary>In words: written, unchanged, missing, differs, stale.</summary>
    public string State => Kind.ToString().ToLowerInvariant();

    /// <summary>Whether the file was written.</summary>
    public bool IsChanged => Kind == FileState.Written;

    /// <summary>Whether the folder is not what it should be.</summary>
    internal bool IsWrong => Kind is FileState.Missing or FileState.Differs or FileState.Stale;
}
