using System.IO.Compression;
using System.Text;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Excel.Xlsx;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

/// <summary>Writes small workbooks: the parts that matter, the sheets' rows as given.</summary>
internal sealed class XlsxBuilder
{
    private const string Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly List<(string Name, string State, string Type, string Xml, string[] Tables)> _sheets = [];
    private readonly List<(string Name, byte[] Content)> _extra = [];
    private readonly StringBuilder _strings = new();
    private readonly StringBuilder _formats = new();
    private readonly StringBuilder _styles = new("<xf numFmtId=\"0\"/>");
    private int _customFormats;

    public bool Date1904 { get; init; }

    /// <summary>The element names' prefix in sheets, with its colon.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How parts are named in the archive.</summary>
    public Func<string, string> PartName { get; init; } = name => name;

    public XlsxBuilder Strings(params string[] xml)
    {
        foreach (string text in xml) _strings.Append($"<si>{text}</si>");
        return this;
    }

    /// <summary>The next style, counted from 1.</summary>
    public XlsxBuilder Style(string code)
    {
        int id = 164 + _customFormats++;
        _formats.Append($"<numFmt numFmtId=\"{id}\" formatCode=\"{code.Replace("\"", "&quot;", StringComparison.Ordinal)}\"/>");
        _styles.Append($"<xf numFmtId=\"{id}\"/>");
        return this;
    }

    /// <param name="rows">What stands inside of sheetData.</param>
    /// <param name="tables">Named tables: <c>Name=A1:B3</c>.</param>
    public XlsxBuilder Sheet(string name, string rows, string state = "visible", string type = "worksheet", string[]? tables = null)
    {
        string p = Prefix, space = p.Length == 0 ? "xmlns" : $"xmlns:{p.TrimEnd(':')}";
        _sheets.Add((name, state, type, $"<?xml version=\"1.0\"?><{p}worksheet {space}=\"urn:main\"><{p}dimension ref=\"A1\"/><{p}sheetData>{rows}</{p}sheetData></{p}worksheet>", tables ?? []));
        return this;
    }

    /// <summary>A sheet out of plain values: an empty value is no cell, one that reads as a number is a number.</summary>
    public XlsxBuilder Grid(string name, string grid, int firstRow = 1, string state = "visible", string[]? tables = null) =>
        Sheet(name, Rows(grid, firstRow), state, tables: tables);

    public XlsxBuilder Part(string name, byte[] content)
    {
        _extra.Add((name, content));
        return this;
    }

    /// <summary>Lines of cells with <c>|</c> between them as rows.</summary>
    public static string Rows(string grid, int firstRow = 1)
    {
        var xml = new StringBuilder();
        int row = firstRow;
        foreach (string line in grid.Split('\n'))
        {
            string[] cells = line.Split('|');
            xml.Append($"<row r=\"{row}\">");
            for (int i = 0; i < cells.Length; i++) xml.Append(Cell(CellRange.CellName(row - 1, i), cells[i]));
            xml.Append("</row>");
            row++;
        }

        return xml.ToString();
    }

    public byte[] Build()
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "_rels/.rels", Relations([("rId1", "officeDocument", "xl/workbook.xml")]));
            Add(zip, "xl/workbook.xml", $"<workbook xmlns:r=\"{Links}\"><workbookPr{(Date1904 ? " date1904=\"1\"" : "")}/><sheets>"
                + string.Concat(_sheets.Select((sheet, i) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{i + 1}\" state=\"{sheet.State}\" r:id=\"rId{i + 1}\"/>")) + "</sheets></workbook>");
            Add(zip, "xl/_rels/workbook.xml.rels", Relations([.. _sheets.Select((sheet, i) => ($"rId{i + 1}", sheet.Type, $"worksheets/sheet{i + 1}.xml")), ("s1", "sharedStrings", "/xl/sharedStrings.xml"), ("s2", "styles", "styles.xml")]));
            Add(zip, "xl/sharedStrings.xml", $"<sst count=\"99\">{_strings}</sst>");
            Add(zip, "xl/styles.xml", $"<styleSheet><numFmts>{_formats}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>{_styles}</cellXfs></styleSheet>");
            for (int i = 0; i < _sheets.Count; i++) AddSheet(zip, i);
            foreach ((string name, byte[] content) in _extra) Add(zip, name, content);
        }

        return bytes.ToArray();
    }

    public IReadOnlyList<Sheet> Sheets(Warnings? warnings = null) => SheetsOf(Build(), warnings);

    public static IReadOnlyList<Sheet> SheetsOf(byte[] workbook, Warnings? warnings = null)
    {
        warnings ??= new Warnings();
        return XlsxWorkbook.Open(Package.Open(FileOf(workbook), ReadOptions.Default, warnings), warnings, CancellationToken.None).Sheets;
    }

    public TableSet Open(ReadOptions? options = null) => OpenBytes(Build(), options);

    public static TableSet OpenBytes(byte[] workbook, ReadOptions? options = null) =>
        new XlsxFormat().Open(new SourceInput("book.xlsx", [FileOf(workbook)]), options ?? ReadOptions.Default, CancellationToken.None);

    public static SourceFile FileOf(byte[] bytes) => new MemoryFile(bytes);

    private static string Cell(string place, string value) =>
        value.Length == 0 ? ""
        : double.TryParse(value, out _) ? $"<c r=\"{place}\"><v>{value}</v></c>"
        : value == "#N/A" ? $"<c r=\"{place}\" t=\"e\"><v>#N/A</v></c>"
        : $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{value}</t></is></c>";

    private void AddSheet(ZipArchive zip, int i)
    {
        Add(zip, $"xl/worksheets/sheet{i + 1}.xml", _sheets[i].Xml);
        string[] tables = _sheets[i].Tables;
        Add(zip, $"xl/worksheets/_rels/sheet{i + 1}.xml.rels", Relations([.. tables.Select((_, t) => ($"t{t}", "table", $"../tables/table{i}_{t}.xml"))]));
        for (int t = 0; t < tables.Length; t++)
        {
            string[] parts = tables[t].Split('=');
            Add(zip, $"xl/tables/table{i}_{t}.xml", $"<table name=\"{parts[0]}\" displayName=\"{parts[0]}\" ref=\"{parts[1]}\"/>");
        }
    }

    private static string Relations(IEnumerable<(string Id, string Type, string Target)> links) =>
        "<Relationships>" + string.Concat(links.Select(link => $"<Relationship Id=\"{link.Id}\" Type=\"{Links}/{link.Type}\" Target=\"{link.Target}\"/>")) + "</Relationships>";

    private void Add(ZipArchive zip, string name, string content) => Add(zip, name, Encoding.UTF8.GetBytes(content));

    private void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream stream = zip.CreateEntry(PartName(name)).Open();
        stream.Write(content);
    }

    private sealed class MemoryFile(byte[] bytes) : SourceFile
    {
        public override string Name => "book.xlsx";

        public override string Path => "book.xlsx";

        public override bool IsCompressed => false;

        public override long Length => bytes.Length;

        public override ReadOnlyMemory<byte> Head => bytes.AsMemory(0, Math.Min(bytes.Length, HeadLength));

        public override string Extension => ".xlsx";

        public override string BaseName => "book";

        public override Stream OpenRead(Action<long>? progress = null) => new MemoryStream(bytes, writable: false);

        public override string? Sibling(string extension) => null;
    }
}
