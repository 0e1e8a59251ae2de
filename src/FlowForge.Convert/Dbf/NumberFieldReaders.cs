using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>A number in digits.</summary>
internal abstract class NumberFieldReader(DbfField field, string name, DataType type) : FieldReader(field, name, type)
{
    private protected sealed override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        DbfNumber number = DbfNumber.Read(cell);
        switch (number.Kind)
        {
            case NumberKind.Exact or NumberKind.Floating when TryWrite(number, cell, column):
                break;
            case NumberKind.Blank:
                column.Null();
                break;
            case NumberKind.Mark:
                scope.Findings.Add(Finding.NumberMark, Name, scope.Record);
                column.Null();
                break;
            default:
                throw scope.Surprise(Name, $"a value that is no {Type}");
        }
    }

    /// <summary>False when the number does not fit the column's type.</summary>
    private protected abstract bool TryWrite(DbfNumber number, ReadOnlySpan<byte> cell, ColumnWriter column);
}

/// <summary>Whole numbers of up to 18 digits.</summary>
internal sealed class IntegerFieldReader(DbfField field, string name) : NumberFieldReader(field, name, DataType.BigInt)
{
    private protected override bool TryWrite(DbfNumber number, ReadOnlySpan<byte> cell, ColumnWriter column)
    {
        Int128 value = number.Unscaled;
        if (number.Scale > 0)
        {
            (value, Int128 rest) = Int128.DivRem(value, (Int128)DbfNumber.PowerOf10(number.Scale));
            if (rest != 0) return false;
        }
        if (number.Kind != NumberKind.Exact || value < long.MinValue || value > long.MaxValue) return false;
        column.Integer((long)value);
        return true;
    }
}

/// <summary>Exact numbers.</summary>
internal sealed class DecimalFieldReader(DbfField field, string name, DataType.Decimal type) : NumberFieldReader(field, name, type)
{
    private readonly Int128 _limit = (Int128)DbfNumber.PowerOf10(type.Precision);
    private readonly int _scale = type.Scale;

    private protected override bool TryWrite(DbfNumber number, ReadOnlySpan<byte> cell, ColumnWriter column)
    {
        if (number.Kind != NumberKind.Exact) return false;
        Int128 value = number.Unscaled;
        if (number.Scale > _scale)
        {
            (value, Int128 rest) = Int128.DivRem(value, (Int128)DbfNumber.PowerOf10(number.Scale - _scale));
            if (rest != 0) return false;
        }
        else if (number.Scale < _scale && value != 0)
        {
            // Checked before multiplying: 38 digits times a power of ten leaves 128 bits.
            Int128 factor = (Int128)DbfNumber.PowerOf10(_scale - number.Scale);
            if (Int128.Abs(value) >= (_limit / factor) + 1) return false;
            value *= factor;
        }
        if (value >= _limit || value <= -_limit) return false;
        column.Decimal(value, _scale);
        return true;
    }
}

/// <summary>Numbers that only a floating point type holds all of.</summary>
internal sealed class DoubleFieldReader(DbfField field, string name) : NumberFieldReader(field, name, DataType.Double)
{
    private const int MaxExactDigits = 15;

    private protected override bool TryWrite(DbfNumber number, ReadOnlySpan<byte> cell, ColumnWriter column)
    {
        if (!FloatText.TryRead(DbfNumber.Trim(cell), out double value)) return false;
        Int128 digits = number.Unscaled;
        while (digits != 0 && digits % 10 == 0) digits /= 10;
        if ((UInt128)Int128.Abs(digits) >= DbfNumber.PowerOf10(MaxExactDigits)) return false;
        column.Double(value);
        return true;
    }
}
