using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Files with a DBF header whose records cannot be read: they are refused by name.</summary>
internal static class ForeignTables
{
    private const int RecordsLookedAt = 32;

    /// <exception cref="InputException">Encrypted.</exception>
    internal static void Refuse(SourceFile file, DbfHeader header)
    {
        ReadOnlySpan<byte> data = file.Head.Span[header.HeaderLength..];
        if (header.EncryptionMark && !LooksPlain(header, data))
            throw new InputException("encrypted", new Location(file.Name), "The table is encrypted by dBASE IV (its header says so, and its records are not readable).",
                "Decrypt it in dBASE (SET ENCRYPTION OFF, then COPY TO), or ask its owner for a plain copy.");
    }

    /// <summary>Programs leave rubbish where dBASE IV marks encryption, so the records decide: their marks and their digits.</summary>
    private static bool LooksPlain(DbfHeader header, ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < RecordsLookedAt && data.Length >= header.RecordLength && i < header.Records; i++)
        {
            ReadOnlySpan<byte> record = data[..header.RecordLength];
            if (record[0] is not ((byte)' ' or RecordStream.Deleted)) return false;
            foreach (DbfField field in header.Fields)
            {
                ReadOnlySpan<byte> cell = record.Slice(field.Offset, field.Length);
                bool plain = FieldKinds.Of(field, header.Dialect) switch
                {
                    FieldKind.Number => DbfNumber.Read(cell).Kind != NumberKind.Other,
                    FieldKind.Date => DbfDate.Read(cell, out _) != DbfDate.Kind.Other,
                    FieldKind.Logical => FieldShape.TryReadLogical(cell, out _),
                    FieldKind.Text => cell.IndexOfAnyInRange((byte)1, (byte)8) < 0,
                    _ => true,
                };
                if (!plain) return false;
            }
            data = data[header.RecordLength..];
        }
        return true;
    }
}
