using System.Numerics;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>The decimal digits that Java 17 shows of a binary number: enough to tell it from its neighbours, sometimes one more than the fewest.</summary>
/// <remarks>Clusters run Spark on Java 8 to 17, whose Double.toString is that of Steele, White and Gay with a halt that takes both neighbours as equally far,
/// and that gives two digits at least where an exponent follows: 4.9E-324, and not the 5E-324 which would do.</remarks>
internal static class FloatDigits
{
    private const int DoubleBits = 53;
    private const int MostDigits = 20;

    /// <summary>Significant digits without zeros at the end, and how many of them stand before the point. The number is finite and not 0.</summary>
    public static (string Digits, int Point) Of(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value), fraction = bits & 0xF_FFFF_FFFF_FFFF;
        int exponent = (int)(bits >> 52) & 0x7FF;
        return exponent == 0 ? OfParts(fraction, -1_074, 64 - BitOperations.LeadingZeroCount((ulong)fraction)) : OfParts(fraction | 1L << 52, exponent - 1_075, DoubleBits);
    }

    /// <inheritdoc cref="Of(double)"/>
    public static (string Digits, int Point) Of(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value), fraction = bits & 0x7F_FFFF, exponent = (bits >> 23) & 0xFF;
        return exponent == 0 ? OfParts(fraction, -149, 32 - BitOperations.LeadingZeroCount((uint)fraction)) : OfParts(fraction | 1 << 23, exponent - 150, 24);
    }

    /// <param name="mantissa">The number is <paramref name="mantissa"/> × 2^<paramref name="power"/>.</param>
    /// <param name="precision">How many bits of the mantissa count: half of the last one is how far off digits may be.</param>
    private static (string, int) OfParts(long mantissa, int power, int precision)
    {
        int zeros = BitOperations.TrailingZeroCount(mantissa), width = 64 - BitOperations.LeadingZeroCount((ulong)mantissa);
        int magnitude = power + width - 1;
        if (magnitude is >= 0 and <= 62 && power + zeros >= 0) return OfWhole(power >= 0 ? mantissa << power : mantissa >> -power, magnitude - precision);

        int ten = Estimate(mantissa, width, magnitude);
        // number = top / bottom × 10^ten, and half of its last bit = half / bottom × 10^ten.
        (int up, int down) = (Math.Max(0, -ten), Math.Max(0, ten));
        BigInteger top = new BigInteger(mantissa >> zeros) * BigInteger.Pow(5, up), bottom = BigInteger.Pow(5, down), half = BigInteger.Pow(5, up);
        int topShift = up + power + zeros, bottomShift = down, halfShift = up + magnitude - precision - (width - zeros == 1 ? 1 : 0);
        int least = Math.Min(Math.Min(topShift, bottomShift), halfShift);
        int bits = Math.Max(width - zeros + topShift - least + BitsOfFive(up), bottomShift - least + 1 + BitsOfFive(down + 1));
        return Divide(top << (topShift - least), bottom << (bottomShift - least), half << (halfShift - least), ten, bits);
    }

    private static int BitsOfFive(int power) => power == 0 ? 0 : power < 27 ? (int)(power * 2.321_928_094_887_362) + 1 : power * 3;

    /// <param name="bits">How wide Java takes the numbers to be. It counts in the word that holds them, whose quirks are part of its answer:
    /// beyond 64 bits a neighbour exactly half as far gives the digit up, and within them sums may overflow.</param>
    private static (string, int) Divide(BigInteger top, BigInteger bottom, BigInteger half, int ten, int bits)
    {
        Span<char> digits = stackalloc char[MostDigits];
        int count = 0;
        BigInteger tens = bottom * 10;
        bool low, high;
        BigInteger digit = Next(ref top, ref half, bottom, tens, bits, out low, out high);
        if (digit.IsZero && !high) ten--;
        else digits[count++] = (char)('0' + (int)digit);
        if (ten is < -3 or >= 8) low = high = false;
        while (!low && !high && count < MostDigits) digits[count++] = (char)('0' + (int)Next(ref top, ref half, bottom, tens, bits, out low, out high));
        int rest = bits < 64 ? Math.Sign(Wrapped(top * 2 - tens, bits < 32)) : (top * 2).CompareTo(tens);
        bool up = high && (!low || rest > 0 || rest == 0 && (digits[count - 1] & 1) != 0);
        int point = ten + 1 + (up && RoundUp(digits[..count]) ? 1 : 0);
        return (digits[..count].ToString().TrimEnd('0'), point);
    }

    // Low: cutting here is near enough. High: the next digit up is.
    private static BigInteger Next(ref BigInteger top, ref BigInteger half, BigInteger bottom, BigInteger tens, int bits, out bool low, out bool high)
    {
        BigInteger digit = BigInteger.DivRem(top, bottom, out BigInteger rest);
        (top, half) = (rest * 10, half * 10);
        (low, high) = (top < half, bits < 64 ? IsHigh(top, half, tens, bits < 32) : top + half >= tens);
        return digit;
    }

    private static bool IsHigh(BigInteger rest, BigInteger half, BigInteger tens, bool isInt)
    {
        long wrapped = Wrapped(half, isInt);
        return wrapped <= 0 || Wrapped(rest + half, isInt) > (long)tens;
    }

    private static long Wrapped(BigInteger value, bool isInt) => isInt ? unchecked((int)(uint)(value & uint.MaxValue)) : unchecked((long)(ulong)(value & ulong.MaxValue));

    /// <summary>One more in the last place; true when all were nines, so that there is a digit more before the point.</summary>
    private static bool RoundUp(Span<char> digits)
    {
        int at = digits.Length - 1;
        while (at > 0 && digits[at] == '9') digits[at--] = '0';
        if (digits[at] != '9')
        {
            digits[at]++;
            return false;
        }
        digits[0] = '1';
        return true;
    }

    /// <summary>A whole number of up to 63 bits has all its digits, but those below its precision.</summary>
    private static (string, int) OfWhole(long whole, int lost)
    {
        int cut = lost > 1 ? (int)((lost - 1) * 0.301_029_995_663_981) : 0;
        if (cut > 0)
        {
            long unit = (long)Math.Pow(10, cut);
            whole = whole / unit + (whole % unit >= unit / 2 ? 1 : 0);
        }
        string digits = whole.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (digits.TrimEnd('0'), digits.Length + cut);
    }

    // The power of ten by a straight line through the logarithm; at most one too high, which a first digit of 0 tells.
    private static int Estimate(long mantissa, int width, int magnitude)
    {
        double scaled = BitConverter.Int64BitsToDouble(0x3FF0_0000_0000_0000 | (mantissa << (DoubleBits - width)) & 0xF_FFFF_FFFF_FFFF);
        return (int)Math.Floor((scaled - 1.5) * 0.289_529_654 + 0.176_091_259 + magnitude * 0.301_029_995_663_981);
    }
}
