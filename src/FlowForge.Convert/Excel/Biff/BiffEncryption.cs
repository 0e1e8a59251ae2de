using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Undoes the encryption of a stream that was protected with Excel's built-in password, as it is for "protected, but open to all".</summary>
internal static class BiffEncryption
{
    /// <summary>The password Excel uses when the user gave none.</summary>
    public const string BuiltInPassword = "VelvetSweatshop";

    /// <summary>Decrypts in place. Does nothing when the stream is not encrypted.</summary>
    /// <exception cref="InputException">Id <c>encrypted</c>: it has a password of its own.</exception>
    public static void Remove(byte[] stream, BiffVersion version, Location where)
    {
        var globals = new BiffSubstream(stream, 0);
        while (globals.Read())
        {
            if (globals.Record.Id != BiffRecord.FilePass) continue;
            ReadOnlySpan<byte> data = globals.Record.Data;
            int start = globals.Record.Next;
            bool isXor = version < BiffVersion.Biff8 || data.StartsWith((ReadOnlySpan<byte>)[0, 0]);
            bool removed = isXor
                ? XorObfuscation.Remove(stream, start, version < BiffVersion.Biff8 ? data : data[2..])
                : Rc4Keys.Find(data[2..]) is { } keys && RemoveRc4(stream, start, keys);
            if (removed) return;
            throw new InputException("encrypted", where, "The workbook is encrypted with a password.",
                "Save it without a password: File > Info > Protect Workbook > Encrypt with Password, and empty the field.");
        }
    }

    /// <summary>Records that stay readable, or of which only the end is encrypted.</summary>
    /// <returns>How many of the record's first bytes are plain.</returns>
    public static int PlainBytes(ushort id, int length) => id switch
    {
        BiffRecord.Bof or BiffRecord.FilePass or BiffRecord.UsersExclusive or BiffRecord.FileLock or BiffRecord.InterfaceHeader
            or BiffRecord.RevisionInfo or BiffRecord.RevisionHeader => length,
        BiffRecord.BoundSheet => Math.Min(4, length),
        _ => 0,
    };

    /// <summary>The key stream runs over the whole stream, plain bytes included, with a new key every 1,024 bytes.</summary>
    private static bool RemoveRc4(byte[] stream, int start, Rc4Keys keys)
    {
        const int BlockBytes = 1024;
        Span<byte> state = stackalloc byte[256];
        Span<byte> pad = stackalloc byte[BlockBytes];
        int padBlock = -1;
        var reader = new BiffReader(stream, start);
        while (reader.Read())
        {
            int end = reader.Next;
            for (int at = reader.DataStart + PlainBytes(reader.Id, reader.Data.Length); at < end; at++)
            {
                if (at / BlockBytes != padBlock)
                {
                    padBlock = at / BlockBytes;
                    pad.Clear();
                    keys.Cipher(padBlock, state).Apply(pad);
                }

                stream[at] ^= pad[at % BlockBytes];
            }
        }

        return true;
    }
}

/// <summary>The XOR "encryption" of Excel 95 and earlier, still found in later files.</summary>
internal static class XorObfuscation
{
    /// <param name="filePass">Key and verifier, 2 bytes each.</param>
    /// <returns>False when the password is another one.</returns>
    public static bool Remove(byte[] stream, int start, ReadOnlySpan<byte> filePass)
    {
        if (filePass.Length < 4 || BinaryPrimitives.ReadUInt16LittleEndian(filePass[2..]) != Verifier(BiffEncryption.BuiltInPassword)) return false;
        Span<byte> pad = stackalloc byte[16];
        FillPad(pad, filePass);
        var reader = new BiffReader(stream, start);
        while (reader.Read())
        {
            // The pad turns with the place in the stream, pushed on by the record's length.
            int turn = reader.Data.Length;
            for (int at = reader.DataStart + BiffEncryption.PlainBytes(reader.Id, turn); at < reader.Next; at++)
            {
                stream[at] = byte.RotateLeft((byte)(stream[at] ^ pad[(at + turn) % 16]), 3);
            }
        }

        return true;
    }

    /// <summary>The 16 bits that a password is checked by.</summary>
    public static ushort Verifier(string password)
    {
        int verifier = 0;
        for (int i = password.Length; i >= 0; i--)
        {
            int next = i == 0 ? password.Length : password[i - 1];
            verifier = ((verifier >> 14) & 1) | ((verifier << 1) & 0x7FFF);
            verifier ^= next;
        }

        return (ushort)(verifier ^ 0xCE4B);
    }

    /// <summary>Fifteen letters of the password and one byte of padding, mixed with the key.</summary>
    public static void FillPad(Span<byte> pad, ReadOnlySpan<byte> key)
    {
        const byte Padding = 0xBB;
        Encoding.ASCII.GetBytes(BiffEncryption.BuiltInPassword, pad);
        pad[^1] = Padding;
        for (int i = 0; i < pad.Length; i++) pad[i] = byte.RotateRight((byte)(pad[i] ^ key[i % 2]), 1);
    }
}

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
