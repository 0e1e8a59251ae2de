using System.Buffers.Binary;
using System.Text;

namespace FlowForge.Convert.Excel.Packages;

/// <summary>One file in a zip archive.</summary>
/// <param name="HeaderOffset">Where its local header begins, from the start of the file.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="CompressedLength">As the archive says; may reach past the end of a damaged file.</param>
internal readonly record struct ZipEntry(string Name, long HeaderOffset, ushort Flags, ushort Method, long CompressedLength)
{
    public bool IsEncrypted => (Flags & 1) != 0;
}

/// <summary>Reads what files a zip archive holds, and where: from its central directory, or from the local headers when that is lost.</summary>
/// <remarks>
/// More forgiving than the framework's reader, as workbooks in the wild need: bytes before the archive, a cut end, duplicates.
/// Layout: APPNOTE.TXT 4.3. No offset, count or length is trusted.
/// </remarks>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int MaxCommentLength = 65_535;
    private const int EntryLength = 46;
    private const int MaxDirectoryBytes = 64 << 20;
    private const uint Wide = uint.MaxValue;

    /// <param name="file">Seekable.</param>
    /// <param name="isRecovered">True when the central directory was missing or cut.</param>
    public static IReadOnlyList<ZipEntry> Read(Stream file, out bool isRecovered)
    {
        isRecovered = false;
        if (FindEnd(file) is { } end && ReadDirectory(file, end) is { Count: > 0 } entries) return entries;
        isRecovered = true;
        return ZipRecovery.Scan(file);
    }

    /// <summary>Where the local header's data begins; -1 when there is no local header.</summary>
    public static long DataOffset(Stream file, in ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[30];
        if (!TryReadAt(file, entry.HeaderOffset, header) || !header.StartsWith("PK\u0003\u0004"u8)) return -1;
        return entry.HeaderOffset + 30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }

    internal static bool TryReadAt(Stream file, long offset, Span<byte> target)
    {
        if (offset < 0 || offset > file.Length - target.Length) return false;
        file.Position = offset;
        return file.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
    }

    internal static string NameOf(ReadOnlySpan<byte> name, ushort flags) =>
        ((flags & 0x800) != 0 || System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8 : Encoding.Latin1).GetString(name);

    private readonly record struct End(long Offset, long DirectoryOffset, long DirectoryLength);

    private static End? FindEnd(Stream file)
    {
        int length = (int)Math.Min(file.Length, EndLength + MaxCommentLength);
        var tail = new byte[length];
        long start = file.Length - length;
        if (!TryReadAt(file, start, tail)) return null;
        for (int at = length - EndLength; at >= 0; at--)
        {
            if (!tail.AsSpan(at).StartsWith("PK\u0005\u0006"u8)) continue;
            ReadOnlySpan<byte> record = tail.AsSpan(at);
            var end = new End(start + at, BinaryPrimitives.ReadUInt32LittleEndian(record[16..]), BinaryPrimitives.ReadUInt32LittleEndian(record[12..]));
            return FindWideEnd(file, end) ?? end;
        }

        return null;
    }

    /// <summary>The end record of an archive beyond 4 GB or 65,535 entries, which some writers always add.</summary>
    private static End? FindWideEnd(Stream file, End end)
    {
        Span<byte> locator = stackalloc byte[20];
        Span<byte> record = stackalloc byte[56];
        if (!TryReadAt(file, end.Offset - 20, locator) || !locator.StartsWith("PK\u0006\u0007"u8)) return null;
        long offset = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (!TryReadAt(file, offset, record) || !record.StartsWith("PK\u0006\u0006"u8)) return null;
        return new End(offset, BinaryPrimitives.ReadInt64LittleEndian(record[48..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]));
    }

    private static List<ZipEntry>? ReadDirectory(Stream file, End end)
    {
        // Bytes before the archive shift every offset; the directory ends where the end record begins.
        long shift = end.Offset - end.DirectoryLength - end.DirectoryOffset;
        if (ReadEntries(file, end, shift) is { Count: > 0 } shifted) return shifted;
        return shift == 0 ? null : ReadEntries(file, end, 0);
    }

    private static List<ZipEntry>? ReadEntries(Stream file, End end, long shift)
    {
        long offset = end.DirectoryOffset + shift, length = end.DirectoryLength;
        if (offset < 0 || length < EntryLength || length > MaxDirectoryBytes || offset > file.Length - length) return null;
        var bytes = new byte[length];
        if (!TryReadAt(file, offset, bytes)) return null;
        var entries = new List<ZipEntry>();
        ReadOnlySpan<byte> rest = bytes;
        while (rest.Length >= EntryLength && rest.StartsWith("PK\u0001\u0002"u8))
        {
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]), extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
            int total = EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            if (total > rest.Length) break;
            entries.Add(ReadEntry(rest, nameLength, extraLength, shift));
            rest = rest[total..];
        }

        return entries;
    }

    private static ZipEntry ReadEntry(ReadOnlySpan<byte> record, int nameLength, int extraLength, long shift)
    {
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]);
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        ReadOnlySpan<byte> extra = record.Slice(EntryLength + nameLength, extraLength);
        while (extra.Length >= 4)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1) ReadWideFields(extra.Slice(4, size), length == Wide, ref compressed, ref offset);
            extra = extra[(4 + size)..];
        }

        string name = NameOf(record.Slice(EntryLength, nameLength), flags);
        return new ZipEntry(name, offset + shift, flags, BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), compressed);
    }

    /// <summary>Only the fields that did not fit into 32 bits are there, in this order.</summary>
    private static void ReadWideFields(ReadOnlySpan<byte> fields, bool hasLength, ref long compressed, ref long offset)
    {
        if (hasLength && fields.Length >= 8) fields = fields[8..];
        if (compressed == Wide && fields.Length >= 8)
        {
            compressed = BinaryPrimitives.ReadInt64LittleEndian(fields);
            fields = fields[8..];
        }

        if (offset == Wide && fields.Length >= 8) offset = BinaryPrimitives.ReadInt64LittleEndian(fields);
    }
}
