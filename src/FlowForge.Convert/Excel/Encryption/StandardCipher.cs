using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FlowForge.Convert.Excel.Encryption;

/// <summary>Standard encryption (MS-OFFCRYPTO 2.3.4.5, Office 2007): AES in ECB mode, its key by SHA-1 from the password.</summary>
[SuppressMessage("Security", "CA5350", Justification = "The file format's own algorithm; nothing is protected with it here.")]
[SuppressMessage("Security", "CA5358", Justification = "The file format's own mode; nothing is protected with it here.")]
internal sealed class StandardCipher : IPackageCipher
{
    private const int Spins = 50_000;
    private const int SaltBytes = 16;
    private const int VerifierBytes = 16;
    private const int EncryptedHashBytes = 32;

    private readonly Aes _aes = Aes.Create();

    private StandardCipher(byte[] key) => _aes.Key = key;

    /// <summary>Null when the password is wrong, or the description is none of AES with SHA-1.</summary>
    /// <param name="info">EncryptionInfo behind its version.</param>
    internal static StandardCipher? Find(ReadOnlySpan<byte> info, string password)
    {
        const int PrologueBytes = 8, KeySizeAt = 16, SaltLengthBytes = 4, HashLengthBytes = 4;
        if (info.Length < PrologueBytes) return null;
        uint headerBytes = BinaryPrimitives.ReadUInt32LittleEndian(info[4..]);
        ReadOnlySpan<byte> rest = info[PrologueBytes..];
        if (headerBytes < KeySizeAt + 4 || headerBytes > rest.Length) return null;
        int keyBits = BinaryPrimitives.ReadInt32LittleEndian(rest[KeySizeAt..]);
        rest = rest[(int)headerBytes..];
        if (keyBits is not (128 or 192 or 256) || rest.Length < SaltLengthBytes + SaltBytes + VerifierBytes + HashLengthBytes + EncryptedHashBytes) return null;

        ReadOnlySpan<byte> salt = rest.Slice(SaltLengthBytes, SaltBytes);
        ReadOnlySpan<byte> verifier = rest.Slice(SaltLengthBytes + SaltBytes, VerifierBytes);
        ReadOnlySpan<byte> hash = rest.Slice(SaltLengthBytes + SaltBytes + VerifierBytes + HashLengthBytes, EncryptedHashBytes);
        var cipher = new StandardCipher(KeyOf(salt, password, keyBits / 8));
        byte[] expected = cipher._aes.DecryptEcb(hash, PaddingMode.None);
        if (SHA1.HashData(cipher._aes.DecryptEcb(verifier, PaddingMode.None)).AsSpan().SequenceEqual(expected.AsSpan(0, SHA1.HashSizeInBytes))) return cipher;
        cipher.Dispose();
        return null;
    }

    public void Decrypt(ReadOnlySpan<byte> encrypted, int segment, Span<byte> plain) => _aes.DecryptEcb(encrypted, plain, PaddingMode.None);

    public void Dispose() => _aes.Dispose();

    private static byte[] KeyOf(ReadOnlySpan<byte> salt, string password, int length)
    {
        byte[] hash = PasswordHash.Spin(HashAlgorithmName.SHA1, salt, password, Spins);
        hash = SHA1.HashData([.. hash, 0, 0, 0, 0]);
        const int PadBytes = 64;
        Span<byte> inner = stackalloc byte[PadBytes], outer = stackalloc byte[PadBytes];
        inner.Fill(0x36);
        outer.Fill(0x5C);
        for (int i = 0; i < hash.Length; i++)
        {
            inner[i] ^= hash[i];
            outer[i] ^= hash[i];
        }
        return [.. ((byte[])[.. SHA1.HashData(inner), .. SHA1.HashData(outer)]).AsSpan(0, length)];
    }
}
