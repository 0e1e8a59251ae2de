using System.Buffers.Binary;
using System.Security.Cryptography;
using FlowForge.Convert.Excel.Biff;
using FlowForge.Convert.Excel.Ole;
using FlowForge.Convert.Excel.Xlsb;
using FlowForge.Convert.Excel.Xlsx;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Encryption;

/// <summary>A modern workbook with a password: a compound file (MS-CFB) whose stream EncryptedPackage is the real file (MS-OFFCRYPTO).
/// Read where the password is Excel's built-in one, which Excel tries without asking; refused otherwise.</summary>
internal static class EncryptedWorkbook
{
    private const string InfoName = "EncryptionInfo";
    private const string PackageName = "EncryptedPackage";

    public static bool IsIn(CompoundFile compound) => compound.FindStream(PackageName) is not null;

    /// <exception cref="InputException">It has a password of its own, or what it is encrypted with is not known.</exception>
    public static TableSet Open(SourceFile file, CompoundFile compound, ReadOptions options, CancellationToken cancellationToken)
    {
        var plain = new DecryptedFile(file, Decrypt(compound, BiffEncryption.BuiltInPassword) ?? throw Refusal(file));
        IFileFormat format = new XlsbFormat().Recognise(plain) == Recognition.Certain ? new XlsbFormat() : new XlsxFormat();
        return format.Open(new SourceInput(file.Name, [plain]), options, cancellationToken);
    }

    /// <summary>The workbook; null when the password is wrong or the scheme not known.</summary>
    internal static ArraySegment<byte>? Decrypt(CompoundFile compound, string password)
    {
        if (compound.FindStream(InfoName) is not { } info || compound.FindStream(PackageName) is not { } package) return null;
        try
        {
            using IPackageCipher? cipher = FindCipher(compound.Read(info), password);
            return cipher is null ? null : Decrypt(compound.Read(package), cipher);
        }
        catch (CryptographicException)
        {
            // Lengths in the file that no cipher accepts.
            return null;
        }
    }

    private static IPackageCipher? FindCipher(ReadOnlySpan<byte> info, string password)
    {
        const int VersionBytes = 4;
        if (info.Length < VersionBytes) return null;
        ushort major = BinaryPrimitives.ReadUInt16LittleEndian(info), minor = BinaryPrimitives.ReadUInt16LittleEndian(info[2..]);
        return (major, minor) switch
        {
            (4, 4) => AgileCipher.Find(info[VersionBytes..], password),
            (2 or 3 or 4, 2) => StandardCipher.Find(info[VersionBytes..], password),
            _ => null,
        };
    }

    /// <summary>The stream is the length of the plain file in eight bytes, then its segments, the last one filled up to whole blocks.</summary>
    private static ArraySegment<byte>? Decrypt(byte[] package, IPackageCipher cipher)
    {
        const int LengthBytes = 8, SegmentBytes = 4_096, BlockBytes = 16;
        if (package.Length < LengthBytes) return null;
        Span<byte> plain = stackalloc byte[SegmentBytes];
        var data = new ArraySegment<byte>(package, LengthBytes, (package.Length - LengthBytes) / BlockBytes * BlockBytes);
        for (int segment = 0, at = 0; at < data.Count; segment++, at += SegmentBytes)
        {
            Span<byte> one = data.AsSpan(at, Math.Min(SegmentBytes, data.Count - at));
            cipher.Decrypt(one, segment, plain);
            plain[..one.Length].CopyTo(one);
        }
        long length = BinaryPrimitives.ReadInt64LittleEndian(package);
        return length >= 0 && length < data.Count ? data[..(int)length] : data;
    }

    private static InputException Refusal(SourceFile file) => new("encrypted", new Location(file.Name),
        "The workbook is encrypted with a password, so nothing in it can be read.", "Open it in a spreadsheet program, remove the password, and save it.");
}
