using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace FlowForge.Bench.Data;

/// <summary>The orders as a workbook of one sheet, the way Excel writes it: shared strings, numbers in place, dates as styled numbers, booleans.</summary>
internal sealed class XlsxFile : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    private static readonly string[] s_header =
        ["Order", "Placed", "Customer", "E-mail", "City", "Postal code", "Product", "Quantity", "Unit price", "Discount", "Paid", "Note"];

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, int> _strings = [];
    private long _stringCells;

    private XlsxFile(string path) => _zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);

    internal static void Write(string path, Orders orders, long rows)
    {
        using var workbook = new XlsxFile(path);
        workbook.WriteSheet(orders, rows);
        workbook.WriteStrings();
        workbook.WriteParts();
    }

    public void Dispose() => _zip.Dispose();

    private void WriteSheet(Orders orders, long rows)
    {
        using StreamWriter sheet = Part("xl/worksheets/sheet1.xml");
        sheet.Write($"<worksheet xmlns=\"{Main}\"><dimension ref=\"A1:L{rows + 1}\"/><sheetData><row r=\"1\" spans=\"1:12\">");
        for (int i = 0; i < s_header.Length; i++) WriteText(sheet, (char)('A' + i), 1, s_header[i]);
        sheet.Write("</row>");
        for (long row = 2; row <= rows + 1; row++)
        {
            orders.Next();
            sheet.Write($"<row r=\"{row}\" spans=\"1:12\">");
            WriteRow(sheet, row, orders);
            sheet.Write("</row>");
        }
        sheet.Write("</sheetData></worksheet>");
    }

    private void WriteRow(StreamWriter sheet, long row, Orders orders)
    {
        WriteNumber(sheet, 'A', row, orders.Id);
        sheet.Write(string.Create(CultureInfo.InvariantCulture, $"<c r=\"B{row}\" s=\"1\"><v>{orders.Placed.ToOADate():R}</v></c>"));
        WriteText(sheet, 'C', row, orders.Customer);
        WriteText(sheet, 'D', row, orders.Email);
        WriteText(sheet, 'E', row, orders.City);
        WriteText(sheet, 'F', row, orders.PostalCode);
        WriteText(sheet, 'G', row, orders.Product);
        WriteNumber(sheet, 'H', row, orders.Quantity);
        WriteNumber(sheet, 'I', row, (double)orders.Price);
        WriteNumber(sheet, 'J', row, orders.Discount);
        sheet.Write($"<c r=\"K{row}\" t=\"b\"><v>{(orders.IsPaid ? 1 : 0)}</v></c>");
        if (orders.Note is not null) WriteText(sheet, 'L', row, orders.Note);
    }

    private static void WriteNumber(StreamWriter sheet, char column, long row, double number) =>
        sheet.Write(string.Create(CultureInfo.InvariantCulture, $"<c r=\"{column}{row}\"><v>{number:R}</v></c>"));

    private void WriteText(StreamWriter sheet, char column, long row, string text)
    {
        if (!_strings.TryGetValue(text, out int index)) _strings.Add(text, index = _strings.Count);
        _stringCells++;
        sheet.Write($"<c r=\"{column}{row}\" t=\"s\"><v>{index}</v></c>");
    }

    private void WriteStrings()
    {
        using StreamWriter strings = Part("xl/sharedStrings.xml");
        strings.Write($"<sst xmlns=\"{Main}\" count=\"{_stringCells}\" uniqueCount=\"{_strings.Count}\">");
        foreach (string text in _strings.Keys) strings.Write($"<si><t>{SecurityElement.Escape(text)}</t></si>");
        strings.Write("</sst>");
    }

    private void WriteParts()
    {
        Write("xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
            <fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
            <cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
            <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """);
        Write("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
        Write("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{Relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>
            """);
        Write("_rels/.rels", $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        Write("[Content_Types].xml", $"""
            <Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Type}.sheet.main+xml"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{Type}.styles+xml"/>
            <Override PartName="/xl/sharedStrings.xml" ContentType="{Type}.sharedStrings+xml"/></Types>
            """);
    }

    private void Write(string name, string content)
    {
        using StreamWriter part = Part(name);
        part.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        part.Write(content);
    }

    // A fixed time in every entry: the same seed gives the same bytes.
    private StreamWriter Part(string name)
    {
        ZipArchiveEntry entry = _zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new StreamWriter(entry.Open(), new UTF8Encoding(false), 1 << 16);
    }
}
