using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel;

/// <summary>A modern workbook with a password: a compound file (MS-CFB) whose stream EncryptedPackage is the real file (MS-OFFCRYPTO).</summary>
internal static class EncryptedWorkbook
{
    /// <summary>Whether these are the first bytes of a compound file: an encrypted workbook or an old .xls.</summary>
    public static bool IsCompound(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    /// <summary>Whether a compound file's directory, when it lies in the head, names an encrypted package.</summary>
    public static bool HasPackage(ReadOnlySpan<byte> head) => head.IndexOf(System.Text.Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;

    public static Recognition Recognise(ReadOnlySpan<byte> head, bool isNamedSo) =>
        HasPackage(head) ? Recognition.Certain : isNamedSo ? Recognition.Extension : Recognition.No;

    public static InputException Refusal(SourceFile file) => new("encrypted", new Location(file.Name),
        "The workbook is encrypted with a password, so nothing in it can be read.", "Open it in a spreadsheet program, remove the password, and save it.");
}
