using System.Buffers.Binary;

namespace FlowForge.Convert.Excel.Packages;

/// <summary>Finds the entries of an archive that lost its central directory, by their local headers.</summary>
internal static class ZipRecovery
{
    private const int WindowLength = 1 << 16;
    private const int HeaderLength = 30;
    private const int MaxEntries = 100_000;

    /// <summary>One pass over the file. An entry reaches to the next header, so its end is known without trusting a length.</summary>
    public static List<ZipEntry> Scan(Stream file)
    {
        var found = new List<ZipEntry>();
        foreach (long offset in Signatures(file))
        {
            if (found.Count > 0 && found[^1].CompressedLength < 0) found[^1] = found[^1] with { CompressedLength = offset - found[^1].HeaderOffset };
            if (ReadHeader(file, offset) is { } entry && found.Count < MaxEntries) found.Add(entry);
        }

        if (found.Count > 0 && found[^1].CompressedLength < 0) found[^1] = found[^1] with { CompressedLength = file.Length - found[^1].HeaderOffset };
        return found;
    }

    /// <summary>Places of "PK" with the marks of a local header, a data descriptor or a directory record.</summary>
    private static IEnumerable<long> Signatures(Stream file)
    {
        var window = new byte[WindowLength];
        long start = 0;
        int kept = 0;
        while (true)
        {
            file.Position = start + kept;
            int count = kept + file.ReadAtLeast(window.AsSpan(kept), window.Length - kept, throwOnEndOfStream: false);
            int at = 0;
            while (Next(window.AsSpan(0, count), at) is var hit and >= 0)
            {
                yield return start + hit;
                at = hit + 4;
            }

            if (count < window.Length) yield break;
            kept = 3;
            window.AsSpan(count - kept, kept).CopyTo(window);
            start += count - kept;
        }
    }

    private static int Next(ReadOnlySpan<byte> window, int from)
    {
        for (int at = from; at + 4 <= window.Length; at++)
        {
            int hit = window[at..].IndexOf("PK"u8);
            if (hit < 0 || at + hit + 4 > window.Length) return -1;
            at += hit;
            if ((window[at + 2], window[at + 3]) is (3, 4) or (7, 8) or (1, 2) or (5, 6)) return at;
        }

        return -1;
    }

    private static ZipEntry? ReadHeader(Stream file, long offset)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (!ZipDirectory.TryReadAt(file, offset, header) || !header.StartsWith("PK\u0003\u0004"u8)) return null;
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        if (name.Length == 0 || !ZipDirectory.TryReadAt(file, offset + HeaderLength, name)) return null;
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        return new ZipEntry(ZipDirectory.NameOf(name, flags), offset, flags, BinaryPrimitives.ReadUInt16LittleEndian(header[8..]), -1);
    }
}
