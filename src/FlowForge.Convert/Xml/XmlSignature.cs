using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Xml;

/// <summary>Tells XML by how it starts.</summary>
internal static class XmlSignature
{
    /// <param name="head">The file's first bytes.</param>
    /// <param name="byName">Whether the extension says XML.</param>
    internal static Recognition Recognise(ReadOnlySpan<byte> head, bool byName)
    {
        string start = Start(head);
        if (start.Length < 2 || start[0] != '<') return Recognition.No;
        if (IsHtml(start)) return byName ? Recognition.Extension : Recognition.Possible;
        // An Excel 2003 workbook is XML too, and more useful as a workbook where something reads it as one.
        if (start.Contains("urn:schemas-microsoft-com:office:spreadsheet", StringComparison.Ordinal)) return Recognition.Likely;
        if (start.StartsWith("<?xml", StringComparison.Ordinal)) return Recognition.Certain;
        bool isMarkup = start[1] is '?' or '_' || char.IsLetter(start[1]) || start.StartsWith("<!--", StringComparison.Ordinal) || start.StartsWith("<!DOCTYPE", StringComparison.Ordinal);
        return isMarkup ? Recognition.Likely : Recognition.No;
    }

    /// <summary>The first characters after marks and blanks, whatever the encoding.</summary>
    private static string Start(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, 4096)];
        Encoding encoding = head switch
        {
            [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
            [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => Encoding.BigEndianUnicode,
            [0x4C, 0x6F, 0xA7, 0x94, ..] => TextEncodings.Get(37),
            _ => Encoding.UTF8,
        };
        return encoding.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
    }

    private static bool IsHtml(string start) =>
        start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
        || (start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) && start.Length > 5 && !char.IsLetterOrDigit(start[5]));
}
