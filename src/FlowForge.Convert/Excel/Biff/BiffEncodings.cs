using System.Buffers.Binary;
using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>The character sets of text before BIFF8.</summary>
internal static class BiffEncodings
{
    private const int Western = 1252;

    /// <summary>Decides by the CODEPAGE record, then by the character set of the fonts, then for the Western set.</summary>
    public static Encoding Choose(byte[] stream, Location where, Warnings warnings)
    {
        int? codePage = null, fonts = null;
        // Writers without a CODEPAGE in the globals have put it into the first sheet.
        var reader = new BiffReader(stream);
        while (codePage is null && reader.Read())
        {
            ReadOnlySpan<byte> data = reader.Data;
            if (reader.Id == BiffRecord.CodePage && data.Length >= 2) codePage = BinaryPrimitives.ReadUInt16LittleEndian(data);
            else if (reader.Id == BiffRecord.Font && data.Length > 12) fonts ??= OfFontCharset(data[12]);
        }

        if (codePage is { } number && Find(number) is { } encoding) return encoding;
        int assumed = fonts ?? Western;
        string found = codePage is null ? "names no code page" : $"names the code page {codePage}, which is not known";
        warnings.Add(new Diagnostic("excel-code-page-assumed", Severity.Info, where, $"The workbook {found}; its text is read as Windows-{assumed}.",
            "If letters come out wrong, name the right one with --encoding."));
        return Get(assumed)!;
    }

    /// <summary>By name or by number; null when there is no such encoding, or none whose characters are bytes.</summary>
    public static Encoding? Named(string name)
    {
        Encoding? encoding = int.TryParse(name, out int number) ? Get(number) : ByName(name);
        return encoding is UnicodeEncoding or UTF32Encoding ? null : encoding;
    }

    private static Encoding? ByName(string name)
    {
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } found) return found;
        EncodingInfo? info = Array.Find(Encoding.GetEncodings(), known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return info?.GetEncoding();
    }

    private static Encoding? Find(int codePage) => codePage switch
    {
        // The old numbers of the Windows and the Macintosh set.
        0x8001 => Get(Western),
        0x8000 => Get(10000),
        // ASCII, and UTF-16 for text that is in bytes: other programs mean the Western set.
        367 or 1200 or 21010 => Get(Western),
        _ => Get(codePage),
    };

    private static Encoding? Get(int codePage) => codePage == 65001 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(codePage);

    /// <summary>The code page of a font's character set; null for the sets that say nothing about the text.</summary>
    private static int? OfFontCharset(byte charset) => charset switch
    {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => null,
    };
}
