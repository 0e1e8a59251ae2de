using System.Numerics;

namespace FlowForge.DuckDb.Values;

/// <summary>Between <see cref="BigInteger"/> and the bytes of a BIGNUM: three bytes of sign and length, then the magnitude, highest byte first;
/// all of them inverted for a negative number, so that the bytes sort as the numbers do.</summary>
internal static class BigNum
{
    private const int HeaderBytes = 3;
    private const int PositiveBit = 0x80_0000;

    internal static BigInteger FromBytes(ReadOnlySpan<byte> bytes)
    {
        bool negative = (bytes[0] & 0x80) == 0;
        byte[] magnitude = bytes[HeaderBytes..].ToArray();
        if (negative) Invert(magnitude);
        var value = new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        return negative ? -value : value;
    }

    internal static byte[] ToBytes(BigInteger value)
    {
        byte[] magnitude = Magnitude(value);
        if (magnitude.Length >= PositiveBit) throw new OverflowException("A BIGNUM has at most 8,388,607 bytes.");
        int header = PositiveBit | magnitude.Length;
        byte[] bytes = [(byte)(header >> 16), (byte)(header >> 8), (byte)header, .. magnitude];
        if (value.Sign < 0) Invert(bytes);
        return bytes;
    }

    /// <summary>At least one byte, highest first.</summary>
    internal static byte[] Magnitude(BigInteger value) => BigInteger.Abs(value).ToByteArray(isUnsigned: true, isBigEndian: true);

    private static void Invert(Span<byte> bytes)
    {
        foreach (ref byte b in bytes) b = (byte)~b;
    }
}
