using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel;

/// <summary>A modern workbook with a password: a compound file (MS-CFB) whose stream EncryptedPackage is the real file (MS-OFFCRYPTO).</summary>
internal static class EncryptedWorkbook
{
    public static InputException Refusal(SourceFile file) => new("encrypted", new Location(file.Name),
        "The workbook is encrypted with a password, so nothing in it can be read.", "Open it in a spreadsheet program, remove the password, and save it.");
}
