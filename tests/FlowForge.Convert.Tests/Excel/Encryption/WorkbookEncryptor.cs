using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FlowForge.Convert.Tests.Excel.Ole;

namespace FlowForge.Convert.Tests.Excel.Encryption;

/// <summary>Encrypts a workbook as Office 2007 ("standard") and Office 2010 ("agile") do, with as few rounds as the scheme allows.</summary>
[SuppressMessage("Security", "CA5350", Justification = "The file format's own algorithm.")]
[SuppressMessage("Security", "CA5358", Justification = "The file format's own mode.")]
[SuppressMessage("Security", "CA5401", Justification = "The file format derives its start values.")]
internal static class WorkbookEncryptor
{
    private const int Segment = 4_096;
    private static readonly byte[] s_salt = [.. Enumerable.Range(1, 16).Select(i => (byte)(i * 11))];

    internal static byte[] Agile(byte[] workbook, string password, int spins = 1_000)
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))], verifier = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] hash = SHA512.HashData([.. s_salt, .. Encoding.Unicode.GetBytes(password)]);
        for (int i = 0; i < spins; i++) hash = SHA512.HashData([.. BitConverter.GetBytes(i), .. hash]);
        string Lock(string purpose, byte[] value)
        {
            using var aes = Aes.Create();
            aes.Key = SHA512.HashData([.. hash, .. System.Convert.FromHexString(purpose)])[..32];
            return System.Convert.ToBase64String(aes.EncryptCbc(value, s_salt, PaddingMode.None));
        }
        string how = $"saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\" saltValue=\"{System.Convert.ToBase64String(s_salt)}\"";
        string xml = $"""
            <encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">
            <keyData {how}/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="{spins}" {how}
            encryptedVerifierHashInput="{Lock("FEA7D2763B4B9E79", verifier)}" encryptedVerifierHashValue="{Lock("D7AA0F6D3061344E", SHA512.HashData(verifier))}"
            encryptedKeyValue="{Lock("146E0BE7ABACD0D6", key)}"/></keyEncryptor></keyEncryptors></encryption>
            """;
        using var data = Aes.Create();
        data.Key = key;
        return Build([4, 0, 4, 0, 0x40, 0, 0, 0, .. Encoding.UTF8.GetBytes(xml)], workbook,
            (plain, segment) => data.EncryptCbc(plain, SHA512.HashData([.. s_salt, .. BitConverter.GetBytes(segment)]).AsSpan(0, 16), PaddingMode.None));
    }

    internal static byte[] Standard(byte[] workbook, string password)
    {
        byte[] hash = SHA1.HashData([.. s_salt, .. Encoding.Unicode.GetBytes(password)]);
        for (int i = 0; i < 50_000; i++) hash = SHA1.HashData([.. BitConverter.GetBytes(i), .. hash]);
        hash = SHA1.HashData([.. hash, 0, 0, 0, 0]);
        byte[] Half(byte pad) => SHA1.HashData([.. Enumerable.Range(0, 64).Select(i => (byte)(pad ^ (i < hash.Length ? hash[i] : 0)))]);
        using var aes = Aes.Create();
        aes.Key = ((byte[])[.. Half(0x36), .. Half(0x5C)])[..16];
        var header = new byte[34];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), 0x660E);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 128);
        byte[] verifier = [.. Enumerable.Range(0, 16).Select(i => (byte)(200 - i))];
        byte[] info =
        [
            4, 0, 2, 0, 0x24, 0, 0, 0, 34, 0, 0, 0, .. header, 16, 0, 0, 0, .. s_salt,
            .. aes.EncryptEcb(verifier, PaddingMode.None), 20, 0, 0, 0, .. aes.EncryptEcb([.. SHA1.HashData(verifier), .. new byte[12]], PaddingMode.None),
        ];
        return Build(info, workbook, (plain, _) => aes.EncryptEcb(plain, PaddingMode.None));
    }

    private static byte[] Build(byte[] info, byte[] workbook, Func<byte[], int, byte[]> encrypt)
    {
        var package = new List<byte>(BitConverter.GetBytes((long)workbook.Length));
        for (int at = 0, segment = 0; at < workbook.Length; at += Segment, segment++)
        {
            byte[] plain = workbook[at..Math.Min(workbook.Length, at + Segment)];
            Array.Resize(ref plain, (plain.Length + 15) / 16 * 16);
            package.AddRange(encrypt(plain, segment));
        }
        return new CompoundBuilder().Add("EncryptionInfo", info).Add("EncryptedPackage", [.. package]).Build();
    }
}
