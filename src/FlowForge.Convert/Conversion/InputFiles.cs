using System.IO.Compression;
using FlowForge.Convert.Delta;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Conversion;

/// <summary>From what the user names to files on disk: a file, the files of a glob, the entries of a zip.</summary>
internal static class InputFiles
{
    /// <summary>Entries of one archive; more is not a set of tables but an attack.</summary>
    private const int MaxEntries = 10_000;

    /// <param name="workFolder">Where what has to be unpacked goes.</param>
    /// <param name="formats">Tell a workbook, which is a zip to take as it is, and what stands beside a table in an archive.</param>
    internal static IReadOnlyList<SourceInput> Resolve(ConversionRequest request, string workFolder, FormatRegistry formats, CancellationToken cancellationToken)
    {
        long? limit = request.Read.MaxFileBytes;
        string name = request.InputName ?? request.Input;
        if (!File.Exists(request.Input) && Glob.IsPattern(request.Input))
        {
            IReadOnlyList<string> matches = Glob.Expand(request.Input);
            if (matches.Count == 0) throw new InputException("no-such-file", new Location(name), "no file matches.");
            return [new SourceInput(name, [.. matches.Select(path => new LocalFile(path, path, limit))])];
        }

        if (TableFolder.IsOne(request.Input)) return [new SourceInput(name, [new TableFolder(request.Input, name)])];

        var file = new LocalFile(request.Input, name, limit);
        bool isZip = file.Head.Span.StartsWith("PK\u0003\u0004"u8) && !file.IsCompressed;
        if (!isZip || formats.Formats.Any(format => format.Recognise(file) == Recognition.Certain)) return [new SourceInput(name, [file])];
        return Unpack(file, workFolder, formats, limit, cancellationToken);
    }

    /// <summary>The content of a compressed file as a file of its own, for a format that cannot read forward only.</summary>
    internal static SourceFile Unpacked(SourceFile file, string workFolder, long? limit, CancellationToken cancellationToken)
    {
        string target = Path.Combine(Directory.CreateDirectory(Path.Combine(workFolder, "unpacked")).FullName, file.BaseName + file.Extension);
        using (Stream content = file.OpenRead())
            Copy(content, target, limit, file.Name, cancellationToken);
        return new LocalFile(target, file.Name, limit);
    }

    private static List<SourceInput> Unpack(SourceFile archive, string workFolder, FormatRegistry formats, long? limit, CancellationToken cancellationToken)
    {
        var inputs = new List<SourceInput>();
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(archive.Path);
            if (zip.Entries.Count > MaxEntries)
                throw new InputException("too-many-entries", new Location(archive.Name), $"the archive has {zip.Entries.Count:N0} entries; at most {MaxEntries:N0} are read.");
            HashSet<string> names = new(zip.Entries.Select(entry => entry.FullName), StringComparer.OrdinalIgnoreCase);
            long left = limit ?? long.MaxValue;
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                if (entry.Name.Length == 0 || entry.Name.StartsWith('.') || entry.FullName.StartsWith("__MACOSX", StringComparison.Ordinal)) continue;
                if (entry.IsEncrypted) throw new InputException("encrypted", new Location(archive.Name, Part: entry.FullName), "the archive is password protected.", "Unpack it first.");
                string target = TargetOf(entry, workFolder, folders);
                using (Stream content = entry.Open()) left -= Copy(content, target, left, archive.Name, cancellationToken);
                string name = $"{archive.Name}/{entry.FullName}";
                if (!IsCompanion(entry, names, formats)) inputs.Add(new SourceInput(name, [new LocalFile(target, name, limit)]));
            }
        }
        catch (InvalidDataException failure)
        {
            throw new InputException("corrupt", new Location(archive.Name), $"the zip archive is damaged: {failure.Message}", null, failure);
        }
        return inputs.Count > 0 ? inputs : throw new InputException("empty-file", new Location(archive.Name), "the archive has no files in it.");
    }

    /// <summary>A folder for each name without its extension, so that a table finds its memos beside it: names may repeat, and the path
    /// inside the archive is never used on disk.</summary>
    private static string TargetOf(ZipArchiveEntry entry, string workFolder, Dictionary<string, string> folders)
    {
        string stem = Path.ChangeExtension(entry.FullName, null), file = SafeName(entry.Name);
        if (!folders.TryGetValue(stem, out string? folder) || File.Exists(Path.Combine(folder, file)))
            folders[stem] = folder = Directory.CreateDirectory(Path.Combine(workFolder, $"entry-{Directory.GetDirectories(workFolder).Length}")).FullName;
        return Path.Combine(folder, file);
    }

    /// <summary>Whether an entry stands beside a table of its name, and is read with it.</summary>
    private static bool IsCompanion(ZipArchiveEntry entry, HashSet<string> names, FormatRegistry formats)
    {
        string extension = Path.GetExtension(entry.Name).ToLowerInvariant();
        return formats.Formats.Any(format => format.Description.Companions.Contains(extension)
            && format.Description.Extensions.Any(own => names.Contains(Path.ChangeExtension(entry.FullName, own))));
    }

    private static long Copy(Stream content, string target, long? limit, string name, CancellationToken cancellationToken)
    {
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 17];
        long total = 0;
        for (int count; (count = content.Read(buffer)) > 0; total += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (total + count > limit)
                throw new InputException("too-large", new Location(name), $"more than {limit:N0} bytes come out of it.", "Raise or lift the limit with --max-file-size (in MB, or 'none').");
            file.Write(buffer, 0, count);
        }
        return total;
    }

    private static string SafeName(string name) => string.Concat(name.Select(letter => Path.GetInvalidFileNameChars().Contains(letter) || letter is '\\' or '/' or ':' ? '_' : letter));
}

/// <summary>Patterns of file names: <c>*</c> and <c>?</c> within a folder, <c>**</c> for any folders.</summary>
public static class Glob
{
    public static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <summary>The files that match, in ordinal order of their paths.</summary>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        string full = Path.GetFullPath(pattern);
        string[] parts = full[Path.GetPathRoot(full)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<string>();
        Walk(Path.GetPathRoot(full)!, parts, 0, found);
        found.Sort(StringComparer.Ordinal);
        bool relative = !Path.IsPathRooted(pattern);
        string here = Directory.GetCurrentDirectory();
        return relative ? [.. found.Select(path => Path.GetRelativePath(here, path))] : found;
    }

    private static void Walk(string folder, string[] parts, int at, List<string> found)
    {
        if (!Directory.Exists(folder)) return;
        string part = parts[at];
        if (part == "**")
        {
            if (at + 1 < parts.Length) Walk(folder, parts, at + 1, found);
            foreach (string inner in Directory.EnumerateDirectories(folder))
                if (!new DirectoryInfo(inner).Attributes.HasFlag(FileAttributes.ReparsePoint))
                    Walk(inner, parts, at, found);
        }
        else if (at == parts.Length - 1)
        {
            if (IsPattern(part)) found.AddRange(Directory.EnumerateFiles(folder).Where(file => Matches(part, Path.GetFileName(file))));
            else if (File.Exists(Path.Combine(folder, part))) found.Add(Path.Combine(folder, part));
        }
        else if (IsPattern(part))
        {
            foreach (string inner in Directory.EnumerateDirectories(folder))
                if (Matches(part, Path.GetFileName(inner)))
                    Walk(inner, parts, at + 1, found);
        }
        else
        {
            Walk(Path.Combine(folder, part), parts, at + 1, found);
        }
    }

    /// <summary>Hidden files match only a pattern that says so, as in a shell.</summary>
    private static bool Matches(string pattern, string name) =>
        (name[0] != '.' || pattern[0] == '.') && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
