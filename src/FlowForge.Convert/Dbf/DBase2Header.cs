using System.Buffers.Binary;

namespace FlowForge.Convert.Dbf;

/// <summary>dBASE II: record count at 1, record length at 6, up to 32 fields of 16 bytes from 8, data from 521.</summary>
internal static class DBase2Header
{
    private const int HeaderLength = 521;
    private const int FieldListStart = 8;
    private const int FieldLength = 16;
    private const int NameLength = 11;
    private const byte EndOfFields = 0x0D;

    /// <summary>Null when the bytes are not laid out like dBASE II: FoxBASE wrote the same version byte before dBASE III's layout.</summary>
    internal static DbfHeader? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength) return null;
        int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        var fields = new List<DbfField>();
        int offset = 1;
        for (int at = FieldListStart; at + FieldLength <= HeaderLength && bytes[at] is not (EndOfFields or 0); at += FieldLength)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(at, FieldLength);
            if (entry[NameLength] is not ((byte)'C' or (byte)'N' or (byte)'L') || entry[12] == 0) return null;
            fields.Add(new DbfField(FieldList.NameOf(entry[..NameLength]), (char)entry[NameLength], offset, entry[12], entry[15], FieldFlags.None));
            offset += entry[12];
        }
        if (fields.Count == 0 || offset != recordLength) return null;
        return new DbfHeader(0x02, DbfDialect.DBase2, "dBASE II", BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]), HeaderLength,
            recordLength, 0, null, false, offset, fields);
    }
}
