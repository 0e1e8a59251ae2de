using System.Globalization;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>A constant and its type. A closed set: only the records below derive from it.</summary>
public abstract record Literal
{
    private Literal() { }

    public abstract DataType Type { get; }

    public sealed record Null : Literal
    {
        public override DataType Type => DataType.Null;
    }

    public sealed record Boolean(bool Value) : Literal
    {
        public override DataType Type => DataType.Boolean;
    }

    /// <summary>A whole number of 8, 16, 32 or 64 bits.</summary>
    public sealed record Integer(long Value, PrimitiveKind Kind) : Literal
    {
        public override DataType Type => new DataType.Primitive(Kind);
    }

    /// <summary>An exact number: <paramref name="Unscaled"/> × 10^-<paramref name="Scale"/>.</summary>
    public sealed record Exact(Int128 Unscaled, int Precision, int Scale) : Literal
    {
        public override DataType Type => new DataType.Decimal(Precision, Scale);

        /// <summary>All digits: <c>-0.50</c>.</summary>
        public string Digits
        {
            get
            {
                string digits = Int128.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
                string sign = Unscaled < 0 ? "-" : "";
                return Scale == 0 ? sign + digits : $"{sign}{digits.AsSpan(..^Scale)}.{digits.AsSpan(digits.Length - Scale)}";
            }
        }
    }

    /// <summary>A binary floating number, of 32 bits when <paramref name="Single"/>.</summary>
    public sealed record Floating(double Value, bool Single) : Literal
    {
        public override DataType Type => Single ? DataType.Float : DataType.Double;
    }

    public sealed record Text(string Value) : Literal
    {
        public override DataType Type => DataType.Varchar;
    }

    /// <summary>Bytes, as hexadecimal digits in upper case.</summary>
    public sealed record Binary(string Hex) : Literal
    {
        public override DataType Type => DataType.Blob;
    }

    /// <summary>DATE, TIMESTAMP or TIMESTAMP_NTZ with its text, which is read when the time zone is known.</summary>
    public sealed record Moment(string Value, PrimitiveKind Kind) : Literal
    {
        public override DataType Type => new DataType.Primitive(Kind);
    }

    public sealed record Months(int Count, IntervalUnit First, IntervalUnit Last) : Literal
    {
        public override DataType Type => new DataType.YearMonthInterval(First, Last);
    }

    public sealed record Duration(long Microseconds, IntervalUnit First, IntervalUnit Last) : Literal
    {
        public override DataType Type => new DataType.DayTimeInterval(First, Last);
    }
}
