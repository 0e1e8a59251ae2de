namespace FlowForge.Convert.Excel.Binary;

/// <summary>Numbers in the packed form that .xls and .xlsb share.</summary>
internal static class RkNumber
{
    private const uint Hundredths = 1;
    private const uint Integer = 2;

    /// <summary>True when <paramref name="rk"/> is an integer as it stands.</summary>
    public static bool TryInteger(uint rk, out int value)
    {
        value = (int)rk >> 2;
        return (rk & (Hundredths | Integer)) == Integer;
    }

    /// <summary>Thirty bits, an integer or the upper part of a double, perhaps times 100.</summary>
    public static double Of(uint rk)
    {
        double value = (rk & Integer) != 0 ? (int)rk >> 2 : BitConverter.UInt64BitsToDouble((ulong)(rk & ~3u) << 32);
        return (rk & Hundredths) != 0 ? value / 100 : value;
    }
}
