using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FlowForge.Convert.Excel.Encryption;

/// <summary>What both kinds of encryption make of a password first: a hash of salt and password, hashed again and again with a counter.</summary>
internal static class PasswordHash
{
    internal static byte[] Spin(HashAlgorithmName algorithm, ReadOnlySpan<byte> salt, string password, int spins)
    {
        byte[] hash = CryptographicOperations.HashData(algorithm, [.. salt, .. Encoding.Unicode.GetBytes(password)]);
        Span<byte> counted = stackalloc byte[sizeof(int) + hash.Length];
        for (int spin = 0; spin < spins; spin++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(counted, spin);
            hash.CopyTo(counted[sizeof(int)..]);
            CryptographicOperations.HashData(algorithm, counted, hash);
        }
        return hash;
    }

    /// <summary>Cut, or filled up with 36, as MS-OFFCRYPTO does wherever a hash is not as long as it is wanted.</summary>
    internal static byte[] Fit(ReadOnlySpan<byte> hash, int length)
    {
        const byte Filler = 0x36;
        var fitted = new byte[length];
        fitted.AsSpan().Fill(Filler);
        hash[..Math.Min(length, hash.Length)].CopyTo(fitted);
        return fitted;
    }
}
