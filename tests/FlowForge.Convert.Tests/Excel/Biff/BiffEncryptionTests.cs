using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FlowForge.Convert.Excel.Biff;
using FlowForge.Core.Diagnostics;
using static FlowForge.Convert.Tests.Excel.Biff.BiffBuilder;

namespace FlowForge.Convert.Tests.Excel.Biff;

[SuppressMessage("Security", "CA5350", Justification = "The file format's own algorithms.")]
[SuppressMessage("Security", "CA5351", Justification = "The file format's own algorithms.")]
public sealed class BiffEncryptionTests
{
    private static readonly byte[] s_salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private static readonly byte[] s_verifier = [.. Enumerable.Range(101, 16).Select(i => (byte)i)];

    [Fact]
    public void Rc4_BuiltInPassword_IsOpened()
    {
        byte[] stream = Book(Rc4Header("VelvetSweatshop"), out int start);
        EncryptRc4(stream, start, block => Rc4BlockKey("VelvetSweatshop", block));

        Assert.Equal(Expected, Read(stream));
    }

    [Fact]
    public void Rc4CryptoApi_BuiltInPassword_IsOpened()
    {
        byte[] stream = Book(CryptoApiHeader("VelvetSweatshop"), out int start);
        EncryptRc4(stream, start, block => CryptoApiBlockKey("VelvetSweatshop", block));

        Assert.Equal(Expected, Read(stream));
    }

    [Fact]
    public void Xor_BuiltInPassword_IsOpened()
    {
        // Key and verifier of the built-in password are the same in every file.
        byte[] stream = Book([0, 0, .. U16(0x5A3C, XorObfuscation.Verifier("VelvetSweatshop"))], out int start);
        EncryptXor(stream, start, "VelvetSweatshop", 0x5A3C);

        Assert.Equal(Expected, Read(stream));
    }

    [Theory]
    [InlineData("rc4")]
    [InlineData("cryptoapi")]
    [InlineData("xor")]
    [InlineData("unknown")]
    public void AnyScheme_OtherPassword_IsRefused(string scheme)
    {
        byte[] stream = Book(scheme switch
        {
            "rc4" => Rc4Header("secret"),
            "cryptoapi" => CryptoApiHeader("secret"),
            "xor" => [0, 0, .. U16(1, XorObfuscation.Verifier("secret"))],
            _ => [1, 0, 9, 0, 9, 0],
        }, out _);

        var failure = Assert.Throws<InputException>(() => Read(stream));

        Assert.Equal("encrypted", failure.Diagnostic.Id);
    }

    [Fact]
    public void Verifier_PublishedExample_IsTheSame()
    {
        // MS-OFFCRYPTO 2.3.7.1 run by hand: one letter turns into its code xor the length turned left, xor the constant.
        Assert.Equal((ushort)((('a' << 1) ^ 1) ^ 0xCE4B), XorObfuscation.Verifier("a"));
    }

    private static string[] Expected => [.. Enumerable.Range(0, 400).Select(i => $"A{i + 1} number {i + 0.5}")];

    /// <summary>A workbook of some blocks' length, plain but for its FILEPASS record.</summary>
    private static byte[] Book(byte[] filePass, out int start)
    {
        int end = 0;
        byte[] stream = Workbook(
            book => end = book.Record(BiffRecord.FilePass, filePass).Position,
            ("Sheet", 0, 0, sheet =>
            {
                for (int i = 0; i < 400; i++) sheet.Record(BiffRecord.Number, U16(i, 0, 0), F64(i + 0.5));
            }));
        start = end;
        return stream;
    }

    private static byte[] Rc4Header(string password)
    {
        byte[] secret = Apply(Rc4BlockKey(password, 0), [.. s_verifier, .. MD5.HashData(s_verifier)]);
        return [.. U16(1, 1, 1), .. s_salt, .. secret];
    }

    private static byte[] CryptoApiHeader(string password)
    {
        byte[] secret = Apply(CryptoApiBlockKey(password, 0), [.. s_verifier, .. SHA1.HashData(s_verifier)]);
        byte[] facts = [.. U32(4), .. U32(0), .. U32(0x6801), .. U32(0x8004), .. U32(128), .. U32(1), .. U32(0), .. U32(0), .. Encoding.Unicode.GetBytes("Provider\0")];
        return [.. U16(1, 2, 2), .. U32(4), .. U32((uint)facts.Length), .. facts, .. U32(16), .. s_salt, .. secret[..16], .. U32(20), .. secret[16..]];
    }

    private static byte[] Rc4BlockKey(string password, int block)
    {
        byte[] hash = MD5.HashData(Encoding.Unicode.GetBytes(password))[..5];
        byte[] mixed = [.. Enumerable.Repeat<byte[]>([.. hash, .. s_salt], 16).SelectMany(part => part)];
        return MD5.HashData([.. MD5.HashData(mixed)[..5], .. BitConverter.GetBytes(block)]);
    }

    private static byte[] CryptoApiBlockKey(string password, int block)
    {
        byte[] hash = SHA1.HashData([.. s_salt, .. Encoding.Unicode.GetBytes(password)]);
        return SHA1.HashData([.. hash, .. BitConverter.GetBytes(block)])[..16];
    }

    private static byte[] Apply(byte[] key, byte[] bytes)
    {
        new Rc4(key, stackalloc byte[256]).Apply(bytes);
        return bytes;
    }

    private static void EncryptRc4(byte[] stream, int start, Func<int, byte[]> keyOf)
    {
        byte[] pad = [.. Enumerable.Range(0, (stream.Length / 1024) + 1).SelectMany(block => Apply(keyOf(block), new byte[1024]))];
        ForEachSecretByte(stream, start, (at, _) => stream[at] ^= pad[at]);
    }

    private static void EncryptXor(byte[] stream, int start, string password, ushort key)
    {
        byte[] letters = [.. Encoding.ASCII.GetBytes(password), 0xBB];
        byte[] pad = [.. letters.Select((letter, i) => byte.RotateRight((byte)(letter ^ (i % 2 == 0 ? key & 0xFF : key >> 8)), 1))];
        ForEachSecretByte(stream, start, (at, length) => stream[at] = (byte)(byte.RotateLeft(stream[at], 5) ^ pad[(at + length) % 16]));
    }

    private static void ForEachSecretByte(byte[] stream, int start, Action<int, int> encrypt)
    {
        var reader = new BiffReader([.. stream], start);
        while (reader.Read())
        {
            int plain = reader.Id switch { BiffRecord.Bof => reader.Data.Length, BiffRecord.BoundSheet => 4, _ => 0 };
            for (int at = reader.DataStart + plain; at < reader.Next; at++) encrypt(at, reader.Data.Length);
        }
    }
}
