using System.IO.Compression;
using System.Text;

namespace FlowForge.Convert.Tests.Excel.Xlsb;

/// <summary>Writes binary workbooks: a part a string of records, in a zip archive.</summary>
internal sealed class XlsbBuilder
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly List<(string Name, uint State, string Type, byte[] Part)> _sheets = [];
    private readonly List<byte> _strings = [];
    private readonly List<byte> _formats = [];
    private readonly List<byte> _xfs = [];
    private byte[] _table = [];

    public bool Date1904 { get; set; }

    public static byte[] Record(int type, params byte[][] parts)
    {
        byte[] data = [.. parts.SelectMany(part => part)];
        return [.. Number(type), .. Number(data.Length), .. data];
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public static byte[] Number(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Number(value >> 7)];

    public static byte[] U32(params uint[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Wide(string text) => [.. U32((uint)text.Length), .. Encoding.Unicode.GetBytes(text)];

    public static byte[] Row(uint row) => Record(0, U32(row), new byte[13]);

    public static byte[] Cell(int type, uint column, uint style, params byte[][] value) => Record(type, [U32(column), U32(style), .. value]);

    public XlsbBuilder Strings(params string[] texts)
    {
        foreach (string text in texts) _strings.AddRange(Record(19, [0], Wide(text)));
        return this;
    }

    public XlsbBuilder Style(ushort format, string? code = null)
    {
        if (code is not null) _formats.AddRange(Record(44, BitConverter.GetBytes(format), Wide(code)));
        _xfs.AddRange(Record(47, [0, 0], BitConverter.GetBytes(format), new byte[12]));
        return this;
    }

    public XlsbBuilder Sheet(string name, uint state, params byte[][] records) =>
        Part(name, state, "worksheet", [.. Record(129), .. Record(145), .. records.SelectMany(record => record), .. Record(146), .. Record(130)]);

    public XlsbBuilder Part(string name, uint state, string type, byte[] part)
    {
        _sheets.Add((name, state, type, part));
        return this;
    }

    /// <summary>A named table on the first sheet.</summary>
    public XlsbBuilder Table(string name, uint firstRow, uint lastRow, uint firstColumn, uint lastColumn)
    {
        _table = Record(343, U32(firstRow, lastRow, firstColumn, lastColumn, 0, 1, 1, 0, 0), new byte[28], Wide(name), Wide(name));
        return this;
    }

    public byte[] Build()
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            Text(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Links(zip, "_rels/.rels", ("rId1", "officeDocument", "xl/workbook.bin"));
            byte[] list = [.. _sheets.SelectMany((sheet, i) => Record(156, U32(sheet.State, (uint)i + 1), Wide($"rId{i + 1}"), Wide(sheet.Name)))];
            Bytes(zip, "xl/workbook.bin", [.. Record(131), .. Record(153, U32(Date1904 ? 1u : 0u)), .. Record(143), .. list, .. Record(144), .. Record(132)]);
            Links(zip, "xl/_rels/workbook.bin.rels",
                [.. _sheets.Select((sheet, i) => ($"rId{i + 1}", sheet.Type, $"worksheets/sheet{i + 1}.bin")), ("s", "styles", "styles.bin"), ("t", "sharedStrings", "/xl/sharedStrings.bin")]);
            Bytes(zip, "xl/styles.bin", [.. _formats, .. Record(626), .. Record(47, new byte[16]), .. Record(627), .. Record(617), .. _xfs, .. Record(618)]);
            Bytes(zip, "xl/sharedStrings.bin", [.. Record(159, U32(0, 0)), .. _strings, .. Record(160)]);
            for (int i = 0; i < _sheets.Count; i++) Bytes(zip, $"xl/worksheets/sheet{i + 1}.bin", _sheets[i].Part);
            if (_table.Length > 0)
            {
                Links(zip, "xl/worksheets/_rels/sheet1.bin.rels", ("rId1", "table", "../tables/table1.bin"));
                Bytes(zip, "xl/tables/table1.bin", _table);
            }
        }

        return archive.ToArray();
    }

    private static void Links(ZipArchive zip, string part, params (string Id, string Type, string Target)[] links) => Text(zip, part,
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(links.Select(link =>
            $"<Relationship Id=\"{link.Id}\" Type=\"{Relations}/{link.Type}\" Target=\"{link.Target}\"/>"))}</Relationships>");

    private static void Text(ZipArchive zip, string part, string text) => Bytes(zip, part, Encoding.UTF8.GetBytes(text));

    private static void Bytes(ZipArchive zip, string part, byte[] bytes)
    {
        using Stream stream = zip.CreateEntry(part).Open();
        stream.Write(bytes);
    }
}
