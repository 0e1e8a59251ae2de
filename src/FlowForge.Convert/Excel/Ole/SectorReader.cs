using System.Runtime.InteropServices;

namespace FlowForge.Convert.Excel.Ole;

/// <summary>Reads a compound file by sectors and follows their chains. The seekable stream stays the caller's.</summary>
internal sealed class SectorReader(Stream stream, int sectorShift)
{
    /// <summary>Sector numbers from here on are marks: end of chain, free, part of the tables.</summary>
    public const uint FirstMark = 0xFFFF_FFFA;

    public int SectorBytes { get; } = 1 << sectorShift;

    /// <summary>Sectors that the file really has, a last one that is cut short included.</summary>
    public uint SectorCount { get; } = (uint)Math.Min(FirstMark - 1, Math.Max(0, ((stream.Length - 1) >> sectorShift) + 1 - HeaderSectors));

    // Sector 0 follows the header, which fills a sector of whatever size.
    private const int HeaderSectors = 1;

    /// <summary>The sectors of a chain in order. Ends where it leaves the table, or before it would meet a sector twice.</summary>
    public static IEnumerable<uint> Chain(uint[] table, uint first)
    {
        int steps = 0;
        for (uint sector = first; sector < table.Length && steps < table.Length; sector = table[sector], steps++) yield return sector;
    }

    /// <summary>The bytes of a chain, at most <paramref name="limit"/> of them; fewer when it ends or leaves the file earlier.</summary>
    public byte[] ReadChain(uint[] fat, uint first, long limit)
    {
        List<uint> sectors = [.. Chain(fat, first).TakeWhile(Contains).Take((int)Math.Min(int.MaxValue, CeilingSectors(limit)))];
        var bytes = new byte[Math.Min(limit, (long)sectors.Count << sectorShift)];
        int written = 0;
        for (int i = 0; i < sectors.Count;)
        {
            // Neighbours are read at once: most streams lie in one piece.
            int run = 1;
            while (i + run < sectors.Count && sectors[i + run] == sectors[i] + run) run++;
            int wanted = (int)Math.Min((long)run << sectorShift, bytes.Length - written);
            int read = ReadAt(sectors[i], bytes.AsSpan(written, wanted));
            written += read;
            if (read < wanted) break;
            i += run;
        }

        return written == bytes.Length ? bytes : bytes[..written];
    }

    /// <summary>A table of sector numbers that is spread over the given sectors; those outside the file count as empty.</summary>
    public uint[] ReadTable(IReadOnlyList<uint> sectors)
    {
        int perSector = SectorBytes / sizeof(uint);
        var table = new uint[sectors.Count * perSector];
        table.AsSpan().Fill(uint.MaxValue);
        for (int i = 0; i < sectors.Count; i++)
        {
            // The machines this runs on are little endian, like the file.
            if (Contains(sectors[i])) ReadAt(sectors[i], MemoryMarshal.AsBytes(table.AsSpan(i * perSector, perSector)));
        }

        return table;
    }

    public bool Contains(uint sector) => sector < SectorCount;

    private long CeilingSectors(long bytes) => (bytes + SectorBytes - 1) >> sectorShift;

    private int ReadAt(uint sector, Span<byte> destination)
    {
        stream.Position = (sector + (long)HeaderSectors) << sectorShift;
        return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
    }
}
