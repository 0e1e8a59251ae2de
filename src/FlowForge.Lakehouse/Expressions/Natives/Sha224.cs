using System.Buffers.Binary;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>SHA-224, which .NET has not: SHA-256 from another start, cut to 28 bytes. Source: FIPS 180-4, 5.3.2 and 6.2.2.</summary>
internal static class Sha224
{
    private const int BlockBytes = 64;

    private static readonly uint[] s_start = [0xC105_9ED8, 0x367C_D507, 0x3070_DD17, 0xF70E_5939, 0xFFC0_0B31, 0x6858_1511, 0x64F9_8FA7, 0xBEFA_4FA4];

    // The first 32 bits of the fractions of the cube roots of the first 64 primes.
    private static readonly uint[] s_round = [.. Primes().Take(64).Select(CubeRootFraction)];

    public static byte[] HashData(ReadOnlySpan<byte> data)
    {
        uint[] state = [.. s_start];
        int whole = data.Length / BlockBytes * BlockBytes;
        for (int at = 0; at < whole; at += BlockBytes) Mix(state, data.Slice(at, BlockBytes));
        Span<byte> tail = stackalloc byte[2 * BlockBytes];
        tail.Clear();
        data[whole..].CopyTo(tail);
        tail[data.Length - whole] = 0x80;
        int length = data.Length - whole < BlockBytes - sizeof(long) ? BlockBytes : 2 * BlockBytes;
        BinaryPrimitives.WriteInt64BigEndian(tail[(length - sizeof(long))..], data.Length * 8L);
        for (int at = 0; at < length; at += BlockBytes) Mix(state, tail.Slice(at, BlockBytes));
        byte[] hash = new byte[28];
        for (int i = 0; i < 7; i++) BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(i * sizeof(uint)), state[i]);
        return hash;
    }

    private static void Mix(uint[] state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[64];
        for (int i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        for (int i = 16; i < 64; i++)
        {
            uint early = words[i - 15], late = words[i - 2];
            words[i] = words[i - 16] + words[i - 7]
                + (uint.RotateRight(early, 7) ^ uint.RotateRight(early, 18) ^ early >> 3)
                + (uint.RotateRight(late, 17) ^ uint.RotateRight(late, 19) ^ late >> 10);
        }
        (uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (int i = 0; i < 64; i++)
        {
            uint first = h + (uint.RotateRight(e, 6) ^ uint.RotateRight(e, 11) ^ uint.RotateRight(e, 25)) + (e & f ^ ~e & g) + s_round[i] + words[i];
            uint second = (uint.RotateRight(a, 2) ^ uint.RotateRight(a, 13) ^ uint.RotateRight(a, 22)) + (a & b ^ a & c ^ b & c);
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }
        uint[] mixed = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < 8; i++) state[i] += mixed[i];
    }

    private static IEnumerable<int> Primes() => Enumerable.Range(2, 311).Where(number => !Enumerable.Range(2, number - 2).Any(divisor => number % divisor == 0));

    // By whole numbers, so that no rounding can touch a bit: the root of prime × 2^96 is the root of the prime with 32 bits behind the point.
    private static uint CubeRootFraction(int prime)
    {
        System.Numerics.BigInteger wanted = new System.Numerics.BigInteger(prime) << 96, low = 0, high = System.Numerics.BigInteger.One << 36;
        while (high - low > 1)
        {
            System.Numerics.BigInteger middle = (low + high) / 2;
            if (middle * middle * middle <= wanted) low = middle;
            else high = middle;
        }
        return (uint)(low & uint.MaxValue);
    }
}
