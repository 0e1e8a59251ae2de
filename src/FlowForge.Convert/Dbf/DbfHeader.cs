using System.Buffers.Binary;
using System.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>What the first bytes of a DBF file say. Lengths were checked against each other, not against the file.</summary>
/// <param name="Records">As counted by the header, deleted ones included; the file may hold fewer or more.</param>
/// <param name="HeaderLength">Bytes before the first record.</param>
/// <param name="RecordLength">Bytes of a record with its deletion mark.</param>
/// <param name="CodePageMark">The language driver; 0 for none.</param>
/// <param name="DriverName">dBASE 7's language driver; null for none.</param>
/// <param name="EncryptionMark">Set by dBASE IV for protected tables, and at random by others.</param>
/// <param name="FieldBytes">What the fields and the deletion mark need; when it is not the record's length, one of them lies.</param>
internal sealed record DbfHeader(
    byte Version,
    DbfDialect Dialect,
    string Title,
    long Records,
    int HeaderLength,
    int RecordLength,
    byte CodePageMark,
    string? DriverName,
    bool EncryptionMark,
    int FieldBytes,
    IReadOnlyList<DbfField> Fields)
{
    private const int PrologueLength = 32;
    private const int Level7PrologueLength = 68;

    /// <summary>Whether the fields fill the record to the byte.</summary>
    internal bool IsConsistent => FieldBytes == RecordLength;

    /// <summary>Reads a header of any dialect.</summary>
    /// <param name="bytes">The file's beginning: 64 KiB or all of it.</param>
    /// <param name="problem">What is wrong when there is none.</param>
    internal static DbfHeader? TryRead(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "";
        if (bytes.Length < PrologueLength + 1)
        {
            problem = $"the file has {bytes.Length} bytes, less than the smallest header";
            return null;
        }
        if (bytes[0] == 0x02 && DBase2Header.TryRead(bytes) is { } old) return old;

        var known = DbfDialects.Of(bytes[0]);
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (headerLength <= PrologueLength || headerLength > bytes.Length)
        {
            problem = $"the header says that it is {headerLength:N0} bytes long, the file has {(bytes.Length < 65_536 ? bytes.Length.ToString("N0") : "more")}";
            return null;
        }
        if (recordLength < 2)
        {
            problem = $"the header says that a record is {recordLength} bytes long";
            return null;
        }

        // 04 is dBASE 7's mark, but also written by programs that mean dBASE IV; only the field list tells.
        ReadOnlySpan<byte> header = bytes[..headerLength];
        FieldList? fields = null;
        bool level7 = known?.Dialect == DbfDialect.DBase7;
        if (level7) fields = FieldList.ReadLevel7(header, Level7PrologueLength, recordLength);
        if (fields is null || fields.Fields.Count == 0)
        {
            fields = FieldList.Read(header, PrologueLength, recordLength, known?.Dialect ?? DbfDialect.DBase3);
            level7 = false;
        }
        if (fields is null || fields.Fields.Count == 0)
        {
            problem = "its list of fields is empty or not one of a DBF file";
            return null;
        }
        (DbfDialect dialect, string title) = known ?? (DbfDialect.DBase3, $"unknown version {bytes[0]:X2}");
        if (dialect == DbfDialect.DBase7 && !level7) (dialect, title) = (DbfDialect.DBase4, "dBASE IV");
        return new DbfHeader(
            bytes[0], dialect, title,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), headerLength, recordLength,
            bytes[29], level7 ? DriverOf(bytes.Slice(32, 32)) : null,
            bytes[15] == 1 && dialect is DbfDialect.DBase3 or DbfDialect.DBase4 or DbfDialect.DBase7,
            fields.Bytes, fields.Fields);
    }

    private static string? DriverOf(ReadOnlySpan<byte> raw)
    {
        int end = raw.IndexOf((byte)0);
        string name = Encoding.Latin1.GetString(end < 0 ? raw : raw[..end]).Trim();
        return name.Length == 0 ? null : name;
    }
}
