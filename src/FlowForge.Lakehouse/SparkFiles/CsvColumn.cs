using System.Numerics;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>What the values of a CSV column have in common.</summary>
internal sealed class CsvColumn(TextValues texts)
{
    [Flags]
    private enum Kinds
    {
        None = 0,
        Int = 1,
        Long = 2,
        Exact = 4,
        Double = 8,
        Date = 16,
        Timestamp = 32,
        Boolean = 64,
        Text = 128,
    }

    private Kinds _kinds;
    private int _digits;

    public DataType Type => _kinds switch
    {
        Kinds.Int => DataType.Integer,
        Kinds.Boolean => DataType.Boolean,
        Kinds.Date => DataType.Date,
        Kinds.Timestamp or (Kinds.Timestamp | Kinds.Date) => DataType.TimestampTz,
        > Kinds.None and < Kinds.Exact => DataType.BigInt,
        >= Kinds.Exact and < Kinds.Double => _digits <= 38 ? new DataType.Decimal(Math.Max(_digits, _kinds.HasFlag(Kinds.Long) ? 20 : 10), 0) : DataType.Double,
        >= Kinds.Double and < Kinds.Date => DataType.Double,
        _ => DataType.Varchar,
    };

    public void Look(string text)
    {
        if (_kinds < Kinds.Text) _kinds |= KindOf(text);
    }

    private Kinds KindOf(string text)
    {
        if (TextValues.Whole(text) is { } whole) return whole is >= int.MinValue and <= int.MaxValue ? Kinds.Int : Kinds.Long;
        if (TextValues.Digits(text) is { Scale: <= 0 } number)
        {
            _digits = Math.Max(_digits, BigInteger.Abs(number.Unscaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length - number.Scale);
            return number.Scale < 0 ? Kinds.Double : Kinds.Exact;
        }
        if (texts.Floating(text) is not null) return Kinds.Double;
        if (texts.IsPlainDate(text)) return Kinds.Date;
        if (texts.Instant(text) is not null) return Kinds.Timestamp;
        return TextValues.Truth(text) is not null ? Kinds.Boolean : Kinds.Text;
    }
}
