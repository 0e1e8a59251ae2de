using System.Buffers.Binary;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Ole;

/// <summary>A compound file (MS-CFB): the small file system that .xls files and encrypted workbooks are kept in. Not thread-safe.</summary>
/// <remarks>Chains and trees come from the file and may run in circles or out of it: every walk is bounded by the sectors that the file
/// has. A chain that breaks off gives the bytes up to there; whoever reads them notices that they end too early.</remarks>
internal sealed class CompoundFile
{
    /// <summary>Streams are read into memory whole; the largest sheet Excel could save, 65,536 × 256 cells, takes about 250 MB.</summary>
    public const int MaxStreamBytes = 512 << 20;

    private readonly string _file;
    private readonly CompoundHeader _header;
    private readonly SectorReader _sectors;
    private readonly uint[] _fat;
    private readonly CompoundEntry _root;
    private uint[]? _miniFat;
    private byte[]? _miniStream;

    /// <param name="stream">Seekable; stays the caller's and must stay open.</param>
    /// <exception cref="InputException">The header or the directory cannot be used.</exception>
    public CompoundFile(Stream stream, string file)
    {
        _file = file;
        stream.Position = 0;
        var header = new byte[CompoundHeader.Length];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        _header = CompoundHeader.Parse(header.AsSpan(0, read)) ?? throw Damaged($"its header of {CompoundHeader.Length} bytes is cut short or makes no sense");
        _sectors = new SectorReader(stream, _header.SectorShift);
        _fat = _sectors.ReadTable(FatSectors());
        byte[] directory = _sectors.ReadChain(_fat, _header.FirstDirectorySector, MaxStreamBytes);
        (_root, Entries) = CompoundEntry.ReadRoot(directory) ?? throw Damaged("it has no directory");
    }

    /// <summary>The streams and storages directly below the root.</summary>
    public IReadOnlyList<CompoundEntry> Entries { get; }

    public static bool HasSignature(ReadOnlySpan<byte> head) => head.StartsWith(CompoundHeader.Signature);

    /// <summary>The stream of that name below the root, case ignored; null when there is none.</summary>
    public CompoundEntry? FindStream(string name) => Entries.FirstOrDefault(entry =>
        entry.Kind == CompoundEntryKind.Stream && entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A stream's bytes; fewer than its entry says when its chain breaks off.</summary>
    /// <exception cref="InputException">More than <see cref="MaxStreamBytes"/>.</exception>
    public byte[] Read(CompoundEntry entry)
    {
        if (entry.Length < _header.MiniCutoff) return ReadMini(entry);
        byte[] bytes = _sectors.ReadChain(_fat, entry.FirstSector, Math.Min(entry.Length, MaxStreamBytes));
        // A length beyond the file is only a lie; what the chain really holds decides.
        if (bytes.Length == MaxStreamBytes && entry.Length > MaxStreamBytes)
        {
            throw new InputException("excel-stream-too-large", new Location(_file, Part: entry.Name),
                $"The stream has {entry.Length:N0} bytes; at most {MaxStreamBytes:N0} can be read.", "Save the workbook as .xlsx or .csv.");
        }

        return bytes;
    }

    private byte[] ReadMini(CompoundEntry entry)
    {
        _miniFat ??= _sectors.ReadTable([.. SectorReader.Chain(_fat, _header.FirstMiniFatSector)]);
        _miniStream ??= _sectors.ReadChain(_fat, _root.FirstSector, MaxStreamBytes);
        int miniSectorBytes = 1 << _header.MiniSectorShift;
        var bytes = new byte[Math.Min(entry.Length, _miniStream.Length)];
        int written = 0;
        foreach (uint sector in SectorReader.Chain(_miniFat, entry.FirstSector))
        {
            long from = (long)sector * miniSectorBytes;
            if (from >= _miniStream.Length || written == bytes.Length) break;
            int count = (int)Math.Min(Math.Min(miniSectorBytes, _miniStream.Length - from), bytes.Length - written);
            _miniStream.AsSpan((int)from, count).CopyTo(bytes.AsSpan(written));
            written += count;
        }

        return written == bytes.Length ? bytes : bytes[..written];
    }

    /// <summary>The list of the sectors that hold the FAT: 109 in the header, the rest in sectors that end with the number of the next one.</summary>
    private List<uint> FatSectors()
    {
        // The counts in the header lie; the list ends at its first mark, and no list is longer than the file.
        List<uint> list = [.. _header.FatSectors.TakeWhile(_sectors.Contains)];
        uint next = _header.FirstListSector;
        for (uint steps = 0; list.Count >= CompoundHeader.HeaderFatSectors && _sectors.Contains(next) && steps < _sectors.SectorCount; steps++)
        {
            uint[] more = _sectors.ReadTable([next]);
            list.AddRange(more[..^1].TakeWhile(_sectors.Contains));
            if (list.Count > _sectors.SectorCount) throw Damaged("the list of its tables runs in a circle");
            next = more[^1];
        }

        return list;
    }

    private InputException Damaged(string what) => new("excel-container-damaged", new Location(_file),
        $"This is a compound file, but damaged: {what}.", "Open it in a spreadsheet program that repairs it, and save it as .xlsx.");
}
