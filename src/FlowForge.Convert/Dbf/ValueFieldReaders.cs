using System.Buffers.Binary;
using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>YYYYMMDD.</summary>
internal sealed class DateFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.Date)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        switch (DbfDate.Read(cell, out int days))
        {
            case DbfDate.Kind.Date:
                column.Date(days);
                break;
            case DbfDate.Kind.Blank:
                column.Null();
                break;
            case DbfDate.Kind.Other:
                throw scope.Surprise(Name, "a value that is no date");
        }
    }
}

/// <summary>T, Y, F, N in any case.</summary>
internal sealed class LogicalFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.Boolean)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        if (!FieldShape.TryReadLogical(cell, out bool? value)) throw scope.Surprise(Name, "a value that is no truth value");
        if (value is { } known) column.Boolean(known);
        else column.Null();
    }
}

/// <summary>Little-endian integers of one to eight bytes.</summary>
internal sealed class BinaryIntegerFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.BigInt)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        long value = (sbyte)cell[^1];
        for (int i = cell.Length - 2; i >= 0; i--) value = (value << 8) | cell[i];
        column.Integer(value);
    }
}

/// <summary>dBASE 7: big-endian with the sign bit flipped, so that bytes sort like numbers; zero bytes are null.</summary>
internal sealed class SortableIntegerFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.BigInt)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        uint raw = BinaryPrimitives.ReadUInt32BigEndian(cell);
        if (raw == 0) column.Null();
        else column.Integer((int)(raw ^ 0x8000_0000));
    }
}

/// <summary>dBASE 7: big-endian, positive numbers with the sign bit set, negative ones inverted; zero bytes are null.</summary>
internal sealed class SortableDoubleFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.Double)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        ulong raw = BinaryPrimitives.ReadUInt64BigEndian(cell);
        if (raw == 0) column.Null();
        else column.Double(Decode(raw));
    }

    internal static double Decode(ulong raw)
    {
        const ulong Sign = 1UL << 63;
        return BitConverter.UInt64BitsToDouble((raw & Sign) != 0 ? raw ^ Sign : ~raw);
    }
}

/// <summary>Little-endian IEEE numbers.</summary>
internal sealed class BinaryDoubleFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.Double)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope) =>
        column.Double(BinaryPrimitives.ReadDoubleLittleEndian(cell));
}

/// <summary>Visual FoxPro's currency: ten-thousandths in eight bytes.</summary>
internal sealed class CurrencyFieldReader(DbfField field, string name) : FieldReader(field, name, new DataType.Decimal(19, Scale))
{
    private const int Scale = 4;

    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope) =>
        column.Decimal(BinaryPrimitives.ReadInt64LittleEndian(cell), Scale);
}

/// <summary>Date and time in eight bytes: Julian day and milliseconds, or (dBASE 7) a count of milliseconds.</summary>
internal sealed class MomentFieldReader(DbfField field, string name, DbfDialect dialect) : FieldReader(field, name, DataType.Timestamp)
{
    private const ulong Blanks = 0x2020_2020_2020_2020;
    private const int MillisecondsPerSecond = 1_000;

    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        ulong raw = BinaryPrimitives.ReadUInt64LittleEndian(cell);
        if (raw is 0 or Blanks)
        {
            column.Null();
            return;
        }
        int day = BinaryPrimitives.ReadInt32LittleEndian(cell), millisecond = BinaryPrimitives.ReadInt32LittleEndian(cell[4..]);
        if (dialect == DbfDialect.VisualFoxPro && millisecond is >= 0 and < int.MaxValue) millisecond = ToWholeSecond(millisecond);
        DbfDate.Kind kind = DbfDate.ReadJulian(day, millisecond, out long microseconds);
        if (kind == DbfDate.Kind.Other && dialect == DbfDialect.DBase7)
            kind = DbfDate.ReadBde(Milliseconds(BinaryPrimitives.ReadUInt64BigEndian(cell)), out microseconds);

        if (kind == DbfDate.Kind.Date)
        {
            column.Timestamp(microseconds);
            return;
        }
        if (kind == DbfDate.Kind.Other) scope.Findings.Add(Finding.BadMoment, Name, scope.Record);
        column.Null();
    }

    // Visual FoxPro knows whole seconds only, and its arithmetic leaves 12:00:00 as 11:59:59.999.
    private static int ToWholeSecond(int millisecond) =>
        (millisecond + 1) % MillisecondsPerSecond <= 2 ? (millisecond + 1) / MillisecondsPerSecond * MillisecondsPerSecond : millisecond;

    /// <summary>Some writers flip the sign bit of positive numbers as dBASE 7 does for its doubles, some do not.</summary>
    private static double Milliseconds(ulong raw) => (raw >> 63) != 0 ? SortableDoubleFieldReader.Decode(raw) : BitConverter.UInt64BitsToDouble(raw);
}
