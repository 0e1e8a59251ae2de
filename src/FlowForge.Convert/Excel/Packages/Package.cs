using System.IO.Compression;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Packages;

/// <summary>An Office file as a set of named parts (ECMA-376 part 2). Thread-safe: every part opened has a stream of its own.</summary>
internal sealed class Package
{
    private readonly SourceFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private Package(SourceFile file, long? maxBytes)
    {
        _file = file;
        Budget = new InflateBudget(file.Name, maxBytes);
    }

    public string FileName => _file.Name;

    public IEnumerable<string> PartNames => _entries.Keys;

    public InflateBudget Budget { get; }

    /// <exception cref="InputException">Not a zip archive, or nothing of it can be found.</exception>
    public static Package Open(SourceFile file, ReadOptions options, Warnings warnings)
    {
        var package = new Package(file, options.MaxFileBytes);
        using Stream stream = file.OpenRead();
        IReadOnlyList<ZipEntry> entries = ZipDirectory.Read(stream, out bool isRecovered);
        if (entries.Count == 0)
        {
            throw new InputException("excel-not-a-zip", new Location(file.Name),
                "This is not a readable workbook: no zip archive with files was found in it.", "The file may be empty or cut short; get it again from where it came from.");
        }

        if (isRecovered)
            warnings.Add("excel-zip-directory", new Location(file.Name), $"The archive's directory is missing or damaged; {entries.Count} parts were found without it.");
        // Of duplicates the last one counts, as an archive is updated by appending.
        foreach (ZipEntry entry in entries) package._entries[Normalise(entry.Name)] = entry;
        return package;
    }

    public bool Has(string part) => Find(part) is not null;

    /// <summary>Bytes that the part takes in the file.</summary>
    public long CompressedLength(string part) => Find(part)?.CompressedLength ?? 0;

    /// <summary>The part's content; null when there is no such part.</summary>
    /// <exception cref="InputException">It is there but cannot be unpacked; also thrown while reading.</exception>
    public PartStream? TryOpen(string part)
    {
        if (Find(part) is not { } entry) return null;
        if (entry.IsEncrypted)
            throw new InputException("encrypted", new Location(_file.Name, Part: part), "The archive is protected with a password.", "Save it without a password and try again.");
        if (entry.Method is not (0 or 8))
            throw Damaged(part, $"it is packed by method {entry.Method}, which workbooks do not use");
        Stream file = _file.OpenRead();
        long data = ZipDirectory.DataOffset(file, entry);
        if (data < 0 || data > file.Length)
        {
            file.Dispose();
            throw Damaged(part, "its header is not where the directory says");
        }

        file.Position = data;
        var packed = new SectionStream(file, Math.Clamp(entry.CompressedLength, 0, file.Length - data));
        Stream content = entry.Method == 8 ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
        return new PartStream(content, packed, Budget.Account(entry.HeaderOffset), reason => Damaged(part, reason));
    }

    /// <exception cref="InputException">There is no such part.</exception>
    public PartStream OpenPart(string part) => TryOpen(part) ?? throw Damaged(part, "it is missing");

    public InputException Damaged(string part, string reason, Exception? inner = null) => new("excel-damaged", new Location(_file.Name, Part: part),
        $"The workbook is damaged: part '{part}' cannot be read, {reason}.", "Open it in a spreadsheet program, let it repair the file, and save it.", inner);

    private ZipEntry? Find(string part)
    {
        if (_entries.TryGetValue(Normalise(part), out ZipEntry entry)) return entry;
        return part.Contains('%') && _entries.TryGetValue(Normalise(Uri.UnescapeDataString(part)), out entry) ? entry : null;
    }

    private static string Normalise(string name) => name.Replace('\\', '/').TrimStart('/');
}
