using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Xml;

namespace FlowForge.Convert.Excel.Encryption;

/// <summary>Agile encryption (MS-OFFCRYPTO 2.3.4.10, Office 2010 and later): described in XML; AES in CBC mode, segment by segment, with a key that the password's hash encrypts.</summary>
internal sealed class AgileCipher : IPackageCipher
{
    // Excel writes 100,000; the standard allows up to this.
    private const int MaxSpins = 10_000_000;
    private const int BlockBytes = 16;

    private readonly Aes _aes = Aes.Create();
    private readonly HashAlgorithmName _hash;
    private readonly byte[] _salt;

    private AgileCipher(byte[] key, HashAlgorithmName hash, byte[] salt)
    {
        _aes.Key = key;
        (_hash, _salt) = (hash, salt);
    }

    private static ReadOnlySpan<byte> VerifierPurpose => [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];

    private static ReadOnlySpan<byte> VerifierHashPurpose => [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];

    private static ReadOnlySpan<byte> KeyPurpose => [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

    /// <summary>Null when the password is wrong, or the description is not of AES in CBC mode with a hash known here.</summary>
    /// <param name="info">EncryptionInfo behind its version.</param>
    internal static AgileCipher? Find(ReadOnlySpan<byte> info, string password)
    {
        const int ReservedBytes = 4;
        if (info.Length < ReservedBytes) return null;
        AgileDescription? data = null, keys = null;
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(info[ReservedBytes..].ToArray()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "keyData") data ??= AgileDescription.TryRead(xml);
                if (xml.LocalName == "encryptedKey") keys ??= AgileDescription.TryRead(xml);
            }
        }
        catch (Exception failure) when (failure is XmlException or FormatException)
        {
            return null;
        }
        return data is null || keys is null || keys.Spins is < 0 or > MaxSpins ? null : Open(data, keys, password);
    }

    public void Decrypt(ReadOnlySpan<byte> encrypted, int segment, Span<byte> plain)
    {
        Span<byte> seed = stackalloc byte[_salt.Length + sizeof(int)];
        _salt.CopyTo(seed);
        BinaryPrimitives.WriteInt32LittleEndian(seed[_salt.Length..], segment);
        byte[] start = PasswordHash.Fit(CryptographicOperations.HashData(_hash, seed), BlockBytes);
        _aes.DecryptCbc(encrypted, start, plain, PaddingMode.None);
    }

    public void Dispose() => _aes.Dispose();

    private static AgileCipher? Open(AgileDescription data, AgileDescription keys, string password)
    {
        byte[] hash = PasswordHash.Spin(keys.Hash, keys.Salt, password, keys.Spins);
        byte[] verifier = Unlock(keys, hash, VerifierPurpose, keys.Verifier), expected = Unlock(keys, hash, VerifierHashPurpose, keys.VerifierHash);
        byte[] found = CryptographicOperations.HashData(keys.Hash, verifier.AsSpan(0, Math.Min(verifier.Length, keys.Salt.Length)));
        if (!expected.AsSpan().StartsWith(found)) return null;
        byte[] key = Unlock(keys, hash, KeyPurpose, keys.Key);
        return key.Length < data.KeyBytes ? null : new AgileCipher(key[..data.KeyBytes], data.Hash, data.Salt);
    }

    private static byte[] Unlock(AgileDescription keys, byte[] hash, ReadOnlySpan<byte> purpose, byte[] encrypted)
    {
        using var aes = Aes.Create();
        aes.Key = PasswordHash.Fit(CryptographicOperations.HashData(keys.Hash, [.. hash, .. purpose]), keys.KeyBytes);
        return aes.DecryptCbc(encrypted, PasswordHash.Fit(keys.Salt, BlockBytes), PaddingMode.None);
    }
}
