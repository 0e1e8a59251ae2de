namespace FlowForge.DuckDb.Values;

/// <summary>A DECIMAL: the exact number <see cref="Unscaled"/> × 10^-<see cref="Scale"/>, up to 38 digits, of which 0–38 after the point.</summary>
/// <remarks>1.50 and 1.5 are different values of this type, as they are of different column types.</remarks>
public readonly record struct Decimal38(Int128 Unscaled, int Scale)
{
    internal const int MaxDigits = 38;

    public static implicit operator Decimal38(decimal number)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(number, parts);
        var magnitude = (Int128)new UInt128((uint)parts[2], (ulong)(uint)parts[1] << 32 | (uint)parts[0]);
        return new Decimal38(parts[3] < 0 ? -magnitude : magnitude, number.Scale);
    }

    /// <summary>The same number with another scale.</summary>
    /// <exception cref="OverflowException">A digit other than 0 would be lost, or more than 38 digits needed.</exception>
    public Decimal38 Rescale(int scale)
    {
        Int128 unscaled = Unscaled;
        for (int i = Scale; i < scale; i++) unscaled = checked(unscaled * 10);
        for (int i = Scale; i > scale; i--)
        {
            (unscaled, Int128 lost) = Int128.DivRem(unscaled, 10);
            if (lost != 0) throw new OverflowException($"{this} has more than {scale} decimals.");
        }
        return new Decimal38(unscaled, scale);
    }

    /// <exception cref="OverflowException">Beyond .NET's decimal: about 28 digits.</exception>
    public decimal ToDecimal()
    {
        Decimal38 number = this;
        while (number.Scale > 28) number = number.Rescale(number.Scale - 1);
        UInt128 magnitude = (UInt128)Int128.Abs(number.Unscaled);
        if (magnitude >> 96 != 0) throw new OverflowException($"{this} does not fit a decimal.");
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), number.Unscaled < 0, (byte)number.Scale);
    }

    /// <summary>All digits: <c>-0.50</c>.</summary>
    public override string ToString()
    {
        if (Scale == 0) return Unscaled.ToString();
        string digits = Int128.Abs(Unscaled).ToString().PadLeft(Scale + 1, '0');
        return $"{(Unscaled < 0 ? "-" : "")}{digits.AsSpan(..^Scale)}.{digits.AsSpan(digits.Length - Scale)}";
    }
}
