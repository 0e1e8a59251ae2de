using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Reads one field of a record into a column. Immutable and thread-safe.</summary>
internal abstract class FieldReader(DbfField field, string name, DataType type)
{
    /// <summary>As the header has it, decoded.</summary>
    internal string Name { get; } = name;

    internal DataType Type { get; } = type;

    /// <summary>Says that the record's value is null, where the table has such bits.</summary>
    internal NullBit NullBit { get; init; }

    private protected DbfField Field { get; } = field;

    internal void Read(ReadOnlySpan<byte> record, ColumnWriter column, RecordScope scope)
    {
        if (NullBit.IsSet(record)) column.Null();
        else ReadCell(record, record.Slice(Field.Offset, Field.Length), column, scope);
    }

    private protected abstract void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope);
}

/// <summary>A bit of a record; the default is none, which is never set.</summary>
internal readonly record struct NullBit(int Offset, byte Mask)
{
    internal bool IsSet(ReadOnlySpan<byte> record) => Mask != 0 && (record[Offset] & Mask) != 0;

    /// <summary>The bits of every field, in Visual FoxPro's order: fields that need one, varchars first for their length, then for null.</summary>
    internal static (NullBit Length, NullBit Null)[] Assign(IReadOnlyList<DbfField> fields)
    {
        var bits = new (NullBit, NullBit)[fields.Count];
        DbfField? flags = fields.FirstOrDefault(field => field.IsNullFlags);
        if (flags is null) return bits;
        int next = 0;
        for (int i = 0; i < fields.Count; i++)
        {
            NullBit length = fields[i].HasLengthBit ? Next() : default;
            bits[i] = (length, fields[i].IsNullable ? Next() : default);
        }
        return bits;

        NullBit Next()
        {
            int bit = next++;
            return bit / 8 < flags.Length ? new NullBit(flags.Offset + (bit / 8), (byte)(1 << (bit % 8))) : default;
        }
    }
}
