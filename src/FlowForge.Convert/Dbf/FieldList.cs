using System.Buffers.Binary;

namespace FlowForge.Convert.Dbf;

/// <summary>The header's list of fields, in the layouts of dBASE III–V with FoxPro, and of dBASE 7.</summary>
internal sealed class FieldList
{
    private const int EntryLength = 32;
    private const int NameLength = 11;
    private const int Level7EntryLength = 48;
    private const int Level7NameLength = 32;
    private const byte EndOfFields = 0x0D;

    private FieldList(IReadOnlyList<DbfField> fields, int bytes) => (Fields, Bytes) = (fields, bytes);

    /// <summary>Cut where they would reach beyond the record.</summary>
    internal IReadOnlyList<DbfField> Fields { get; }

    /// <summary>What all fields and the deletion mark need as the header has them; when it is not the record's length, one of them lies.</summary>
    internal int Bytes { get; }

    /// <summary>Null when an entry cannot be a field's.</summary>
    internal static FieldList? Read(ReadOnlySpan<byte> header, int start, int recordLength, DbfDialect dialect)
    {
        var entries = new List<Entry>();
        // The list ends with 0D; broken writers leave a zero, or nothing before the data begins.
        for (int at = start; at + EntryLength <= header.Length && header[at] is not (EndOfFields or 0); at += EntryLength)
        {
            ReadOnlySpan<byte> raw = header.Slice(at, EntryLength);
            if (!IsName(raw[..NameLength]) || !IsType(raw[NameLength])) return null;
            var flags = dialect == DbfDialect.VisualFoxPro ? (FieldFlags)raw[18] : FieldFlags.None;
            entries.Add(new Entry(NameOf(raw[..NameLength]), (char)raw[NameLength], raw[16], raw[17], flags, BinaryPrimitives.ReadUInt32LittleEndian(raw[12..])));
        }
        return Place(entries, recordLength);
    }

    /// <summary>Null when an entry cannot be a field's.</summary>
    internal static FieldList? ReadLevel7(ReadOnlySpan<byte> header, int start, int recordLength)
    {
        var entries = new List<Entry>();
        for (int at = start; at + Level7EntryLength <= header.Length && header[at] is not (EndOfFields or 0); at += Level7EntryLength)
        {
            ReadOnlySpan<byte> raw = header.Slice(at, Level7EntryLength);
            if (!IsName(raw[..Level7NameLength]) || !IsType(raw[Level7NameLength])) return null;
            entries.Add(new Entry(NameOf(raw[..Level7NameLength]), (char)raw[Level7NameLength], raw[33], raw[34], FieldFlags.None, 0));
        }
        return Place(entries, recordLength);
    }

    internal static byte[] NameOf(ReadOnlySpan<byte> raw)
    {
        int end = raw.IndexOf((byte)0);
        return (end < 0 ? raw : raw[..end]).Trim((byte)' ').ToArray();
    }

    private static bool IsName(ReadOnlySpan<byte> raw) => raw[0] >= 0x20;

    private static bool IsType(byte type) => char.IsAsciiLetterOrDigit((char)type) || type is (byte)'@' or (byte)'+' or (byte)'=' or (byte)'^' or (byte)'_';

    private static FieldList Place(List<Entry> entries, int recordLength)
    {
        // Clipper and FoxPro keep the high byte of a long text's length in the decimals; others leave rubbish there.
        int longBytes = BytesOf(entries, longText: true), shortBytes = BytesOf(entries, longText: false);
        bool longText = longBytes == recordLength || (shortBytes < recordLength && longBytes < recordLength);
        int bytes = longText ? longBytes : shortBytes;
        bool displaced = bytes != recordLength && HaveDisplacements(entries, recordLength);

        var fields = new List<DbfField>(entries.Count);
        int offset = 1;
        foreach (Entry entry in entries)
        {
            if (displaced) offset = (int)entry.Displacement;
            int length = entry.LengthWhen(longText);
            int start = Math.Min(offset, recordLength);
            fields.Add(new DbfField(entry.Name, entry.Type, start, Math.Min(length, recordLength - start), entry.Decimals, entry.Flags));
            offset += length;
        }
        return new FieldList(fields, bytes);
    }

    private static int BytesOf(List<Entry> entries, bool longText)
    {
        int bytes = 1;
        foreach (Entry entry in entries) bytes += entry.LengthWhen(longText);
        return bytes;
    }

    private static bool HaveDisplacements(List<Entry> entries, int recordLength)
    {
        long end = 1;
        foreach (Entry entry in entries)
        {
            if (entry.Displacement < end || entry.Displacement + entry.Length > recordLength) return false;
            end = entry.Displacement + Math.Max((byte)1, entry.Length);
        }
        return true;
    }

    private readonly record struct Entry(byte[] Name, char Type, byte Length, byte Decimals, FieldFlags Flags, uint Displacement)
    {
        internal int LengthWhen(bool longText) => longText && Type == 'C' ? Length + (Decimals << 8) : Length;
    }
}
