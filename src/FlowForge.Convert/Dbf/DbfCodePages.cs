using System.Globalization;
using System.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>Which code page a DBF file names: by its language driver mark, its driver's name, or a .cpg file beside it.</summary>
internal static class DbfCodePages
{
    internal const int Utf8 = 65001;

    /// <summary>The code page of the header's byte 29; null for 0 and for marks nobody knows.</summary>
    internal static int? OfMark(byte mark) => mark switch
    {
        0x01 or 0x09 or 0x0B or 0x0D or 0x0F or 0x11 or 0x15 or 0x18 or 0x19 or 0x1B => 437,
        0x02 or 0x0A or 0x0E or 0x10 or 0x12 or 0x14 or 0x16 or 0x1A or 0x1D or 0x25 or 0x37 => 850,
        0x03 or 0x57 or 0x58 or 0x59 => 1252,
        0x04 => 10000,
        0x08 or 0x17 or 0x66 => 865,
        0x13 or 0x7B => 932,
        0x1C or 0x6C => 863,
        0x1F or 0x22 or 0x23 or 0x40 or 0x64 or 0x87 => 852,
        0x24 => 860,
        0x26 or 0x65 => 866,
        0x4D or 0x7A => 936,
        0x4E or 0x79 => 949,
        0x4F or 0x78 => 950,
        0x50 or 0x7C => 874,
        0x67 => 861,
        0x68 => 895,
        0x69 => 620,
        0x6A or 0x86 => 737,
        0x6B or 0x88 => 857,
        0x7D => 1255,
        0x7E => 1256,
        0x96 => 10007,
        0x97 => 10029,
        0x98 => 10006,
        0xC8 => 1250,
        0xC9 => 1251,
        0xCA => 1254,
        0xCB => 1253,
        0xCC => 1257,
        _ => null,
    };

    /// <summary>The code page of dBASE 7's driver name: <c>DB437US0</c>, <c>DBWINUS0</c>, <c>db866ru0</c>, <c>ancyrr</c>; null when unknown.</summary>
    internal static int? OfDriver(string name)
    {
        string driver = name.ToLowerInvariant();
        if (driver.StartsWith("dbwin", StringComparison.Ordinal) || driver is "weurope" or "ansiintl" or "bllt1252" or "ansi1252") return 1252;
        if (driver.Length > 4 && driver.StartsWith("db", StringComparison.Ordinal) && int.TryParse(driver.AsSpan(2, 3), NumberStyles.None, null, out int page))
            return page == 867 ? 895 : page;
        return driver switch
        {
            "ascii" or "intl" => 437,
            "anczech" or "anpolish" or "anhundc" or "ansislov" or "anrom" => 1250,
            "ancyrr" or "anbulgar" => 1251,
            "angreek1" => 1253,
            "anturk" => 1254,
            "cyrr" => 866,
            "czech" or "polish" or "hun852dc" or "slovene" => 852,
            "grcp437" => 737,
            "turk" => 857,
            "thai" => 874,
            "japan" => 932,
            "china" => 936,
            "korea" => 949,
            "taiwan" => 950,
            _ => null,
        };
    }

    /// <summary>The code page of a .cpg file's text: <c>UTF-8</c>, <c>1252</c>, <c>ANSI 1251</c>, <c>OEM 866</c>, <c>88591</c>, <c>LDID/38</c>; null when unknown.</summary>
    internal static int? OfName(string text)
    {
        string name = text.Trim().Trim('\uFEFF', '\0', '"').Trim();
        if (name.StartsWith("LDID/", StringComparison.OrdinalIgnoreCase))
            return byte.TryParse(name.AsSpan(5), NumberStyles.None, null, out byte mark) ? OfMark(mark) : null;
        foreach (string prefix in (ReadOnlySpan<string>)["ANSI", "OEM", "CP", "MS", "IBM"])
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length > prefix.Length && !char.IsAsciiLetter(name[prefix.Length]))
                name = name[prefix.Length..].Trim(' ', '-', '_');
        if (int.TryParse(name, NumberStyles.None, null, out int page))
        {
            // Esri writes ISO 8859-15 as 885915.
            if (page is > 88590 and < 88600) page = 28590 + (page - 88590);
            else if (page is > 885909 and < 885917) page = 28600 + (page - 885910);
            return page == 8 ? Utf8 : TextDecoder.Supports(page) ? page : null;
        }
        if (name.Equals("UTF8", StringComparison.OrdinalIgnoreCase)) return Utf8;
        try
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)).CodePage;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
