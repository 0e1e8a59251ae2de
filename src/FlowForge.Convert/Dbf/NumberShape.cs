using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Dbf;

/// <summary>What the values of a numeric field have in common. Not thread-safe.</summary>
/// <remarks>Headers lie about decimals, and programs put exponents, stars or words into numeric fields: a type is chosen from both.</remarks>
internal sealed class NumberShape
{
    // A decimal number of up to 15 digits comes back unchanged from a double.
    private const int DoubleDigits = 15;
    private const int BigIntDigits = 18;

    private int _whole;
    private int _scale;
    private bool _floating;
    private bool _exactAsDouble = true;
    private bool _other;

    internal void Observe(ReadOnlySpan<byte> cell)
    {
        DbfNumber number = DbfNumber.Read(cell);
        switch (number.Kind)
        {
            case NumberKind.Exact:
                _whole = Math.Max(_whole, WholeDigits(number));
                _scale = Math.Max(_scale, NeededScale(number));
                _exactAsDouble &= SurvivesDouble(number);
                break;
            case NumberKind.Floating:
                _floating = true;
                _exactAsDouble &= FloatSurvives(DbfNumber.Trim(cell));
                break;
            case NumberKind.Other:
                _other = true;
                break;
            case NumberKind.Blank or NumberKind.Mark:
                break;
        }
    }

    /// <summary>The declared type when it holds every value seen; otherwise a wider one, and text when there is none.</summary>
    internal DataType Choose(DbfField field)
    {
        if (_other) return DataType.Varchar;
        if (_floating) return _exactAsDouble ? DataType.Double : DataType.Varchar;
        int decimals = field.Decimals < field.Length ? field.Decimals : 0;
        if (decimals == 0 && _scale == 0 && field.Length <= BigIntDigits && _whole <= BigIntDigits) return DataType.BigInt;

        int scale = Math.Max(decimals, _scale);
        int whole = Math.Max(field.Length - decimals, _whole);
        if (whole + scale > DbfNumber.MaxDigits) whole = Math.Max(_whole, DbfNumber.MaxDigits - scale);
        if (whole + scale > DbfNumber.MaxDigits) scale = Math.Max(_scale, DbfNumber.MaxDigits - whole);
        if (whole + scale <= DbfNumber.MaxDigits) return new DataType.Decimal(whole + scale, scale);
        return _exactAsDouble ? DataType.Double : DataType.Varchar;
    }

    private static int WholeDigits(DbfNumber number)
    {
        UInt128 magnitude = (UInt128)Int128.Abs(number.Unscaled);
        int digits = 0;
        while (digits < DbfNumber.MaxDigits && magnitude >= DbfNumber.PowerOf10(digits)) digits++;
        return Math.Max(0, digits - number.Scale);
    }

    private static int NeededScale(DbfNumber number)
    {
        int scale = number.Scale;
        for (Int128 rest = number.Unscaled; scale > 0 && rest % 10 == 0; rest /= 10) scale--;
        return scale;
    }

    private static bool SurvivesDouble(DbfNumber number)
    {
        Int128 rest = number.Unscaled;
        if (rest == 0) return true;
        while (rest % 10 == 0) rest /= 10;
        return (UInt128)Int128.Abs(rest) < DbfNumber.PowerOf10(DoubleDigits);
    }

    /// <summary>Also for numbers beyond 38 digits: few digits that count, and an exponent well inside the range of doubles.</summary>
    private static bool FloatSurvives(ReadOnlySpan<byte> text)
    {
        int mantissa = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> digits = (mantissa < 0 ? text : text[..mantissa]).TrimStart("+-0.,"u8).TrimEnd("0.,"u8);
        if (digits.Length > DoubleDigits + 1) return false;
        return FloatText.TryRead(text, out double value) && (!double.IsFinite(value) || Math.Abs(value) is > 1e-290 and < 1e290);
    }
}
