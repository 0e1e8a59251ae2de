using System.Globalization;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>Reads the number of a cell, exact to the last of its 17 digits.</summary>
internal static class CellNumber
{
    private const int MaxMantissaDigits = 15;
    private const int MaxIntegerDigits = 18;

    /// <summary>Powers of ten that a double holds exactly: a mantissa below 2^53 times or over one of them is rounded once, so rightly.</summary>
    private static readonly double[] s_powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    internal enum Kind
    {
        /// <summary>No number, or one that is not finite.</summary>
        None,

        /// <summary>Written as up to 18 digits and nothing else.</summary>
        Integer,
        Double,
    }

    /// <param name="text">Without white space around it.</param>
    public static Kind Read(ReadOnlySpan<byte> text, out long integer, out double number)
    {
        (integer, number) = (0, 0);
        bool isNegative = text.Length > 0 && text[0] == (byte)'-';
        int at = isNegative ? 1 : 0, digits = 0, decimals = 0;
        long mantissa = 0;
        bool hasPoint = false;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)text[at] - '0';
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                // Leading zeros do not count; more than 18 digits would overflow.
                if (mantissa != 0 && ++digits > MaxIntegerDigits) return Slow(text, out number);
                if (hasPoint) decimals++;
            }
            else if (text[at] == (byte)'.' && !hasPoint)
            {
                hasPoint = true;
            }
            else
            {
                return Slow(text, out number);
            }
        }

        if (text.Length == (isNegative ? 1 : 0) || (hasPoint && text.Length == (isNegative ? 2 : 1))) return Kind.None;
        if (!hasPoint)
        {
            integer = isNegative ? -mantissa : mantissa;
            return Kind.Integer;
        }

        if (digits > MaxMantissaDigits || decimals >= s_powers.Length) return Slow(text, out number);
        number = mantissa / s_powers[decimals];
        if (isNegative) number = -number;
        return Kind.Double;
    }

    private static Kind Slow(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) ? Kind.Double : Kind.None;
}
