using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Derives the RC4 key of a block from the password and what the FILEPASS record says.</summary>
[SuppressMessage("Security", "CA5350", Justification = "The file format's own algorithms; nothing is protected with them here.")]
[SuppressMessage("Security", "CA5351", Justification = "The file format's own algorithms; nothing is protected with them here.")]
internal sealed class Rc4Keys
{
    private const int SaltBytes = 16;
    private const uint AlgorithmRc4 = 0x6801;

    private readonly byte[] _base;
    private readonly int _keyBytes;
    private readonly bool _isCryptoApi;

    private Rc4Keys(byte[] baseKey, int keyBytes, bool isCryptoApi)
    {
        _base = baseKey;
        _keyBytes = keyBytes;
        _isCryptoApi = isCryptoApi;
    }

    /// <summary>The keys of the built-in password; null when it is not the right one, or the scheme is not known.</summary>
    /// <param name="header">The FILEPASS record after its first two bytes.</param>
    public static Rc4Keys? Find(ReadOnlySpan<byte> header)
    {
        if (header.Length < 4) return null;
        ushort major = BinaryPrimitives.ReadUInt16LittleEndian(header), minor = BinaryPrimitives.ReadUInt16LittleEndian(header[2..]);
        return (major, minor) switch
        {
            (1, 1) => Plain(header[4..]),
            (2 or 3 or 4, 2) => CryptoApi(header[4..]),
            _ => null,
        };
    }

    public Rc4 Cipher(int block, Span<byte> state)
    {
        Span<byte> seed = stackalloc byte[_base.Length + 4];
        _base.CopyTo(seed);
        BinaryPrimitives.WriteInt32LittleEndian(seed[_base.Length..], block);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        if (!_isCryptoApi)
        {
            MD5.HashData(seed, hash);
            return new Rc4(hash[..MD5.HashSizeInBytes], state);
        }

        SHA1.HashData(seed, hash);
        // Keys of 40 bits are used as 128 with zeros behind them.
        const int ShortKeyBytes = 5, PaddedKeyBytes = 16;
        if (_keyBytes != ShortKeyBytes) return new Rc4(hash[.._keyBytes], state);
        hash[ShortKeyBytes..PaddedKeyBytes].Clear();
        return new Rc4(hash[..PaddedKeyBytes], state);
    }

    /// <summary>Salt, encrypted verifier, encrypted hash of the verifier, 16 bytes each.</summary>
    private static Rc4Keys? Plain(ReadOnlySpan<byte> header)
    {
        const int ShortKeyBytes = 5, Repeats = 16;
        if (header.Length < 3 * SaltBytes) return null;
        byte[] password = MD5.HashData(Encoding.Unicode.GetBytes(BiffEncryption.BuiltInPassword));
        var mixed = new byte[Repeats * (ShortKeyBytes + SaltBytes)];
        for (int i = 0; i < Repeats; i++)
        {
            Span<byte> part = mixed.AsSpan(i * (ShortKeyBytes + SaltBytes));
            password.AsSpan(0, ShortKeyBytes).CopyTo(part);
            header[..SaltBytes].CopyTo(part[ShortKeyBytes..]);
        }

        var keys = new Rc4Keys(MD5.HashData(mixed)[..ShortKeyBytes], 0, isCryptoApi: false);
        byte[] verifier = header.Slice(SaltBytes, 2 * SaltBytes).ToArray();
        keys.Cipher(0, stackalloc byte[256]).Apply(verifier);
        return MD5.HashData(verifier.AsSpan(0, SaltBytes)).AsSpan().SequenceEqual(verifier.AsSpan(SaltBytes)) ? keys : null;
    }

    /// <summary>Flags, the header's length, the header, then the length of the salt, the salt, the verifier, its hash's length, its hash.</summary>
    private static Rc4Keys? CryptoApi(ReadOnlySpan<byte> header)
    {
        const int AlgorithmAt = 8, KeyBitsAt = 16, FixedBytes = 32, VerifierBytes = 16;
        if (header.Length < 8) return null;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        ReadOnlySpan<byte> facts = header[8..];
        if (length < FixedBytes || length > facts.Length) return null;
        ReadOnlySpan<byte> check = facts[(int)length..];
        if (check.Length < 4 + SaltBytes + VerifierBytes + 4 + SHA1.HashSizeInBytes) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(facts[AlgorithmAt..]) != AlgorithmRc4) return null;
        uint keyBits = BinaryPrimitives.ReadUInt32LittleEndian(facts[KeyBitsAt..]);
        if (keyBits == 0) keyBits = 40;
        if (keyBits % 8 != 0 || keyBits is < 40 or > 128) return null;

        byte[] password = Encoding.Unicode.GetBytes(BiffEncryption.BuiltInPassword);
        var keys = new Rc4Keys(SHA1.HashData([.. check.Slice(4, SaltBytes), .. password]), (int)keyBits / 8, isCryptoApi: true);
        byte[] verifier = [.. check.Slice(4 + SaltBytes, VerifierBytes), .. check.Slice(4 + SaltBytes + VerifierBytes + 4, SHA1.HashSizeInBytes)];
        keys.Cipher(0, stackalloc byte[256]).Apply(verifier);
        return SHA1.HashData(verifier.AsSpan(0, VerifierBytes)).AsSpan().SequenceEqual(verifier.AsSpan(VerifierBytes)) ? keys : null;
    }
}
