using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace FlowForge.Cli.Samples.Files;

/// <summary>Writes an .xlsx sheet after sheet and row after row: inline strings, numbers, booleans, errors, dates as styled numbers, hidden sheets. The same rows give the same bytes.</summary>
internal sealed class SampleWorkbook : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";

    /// <summary>A cell whose formula found nothing.</summary>
    internal static readonly object NotAvailable = new();

    // The archive's format starts there.
    private static readonly DateTimeOffset s_entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly List<(string Name, bool Hidden)> _sheets = [];
    private StreamWriter? _sheet;
    private int _row;

    internal SampleWorkbook(Stream file) => _zip = new ZipArchive(file, ZipArchiveMode.Create);

    internal void BeginSheet(string name, bool hidden)
    {
        _sheets.Add((name, hidden));
        _sheet = Part($"xl/worksheets/sheet{_sheets.Count}.xml");
        _sheet.Write($"<worksheet xmlns=\"{Main}\"><sheetData>");
        _row = 0;
    }

    /// <summary>Text, numbers, dates, booleans, <see cref="NotAvailable"/>; null leaves the cell out.</summary>
    internal void Row(params object?[] cells)
    {
        _sheet!.Write($"<row r=\"{++_row}\">");
        for (int i = 0; i < cells.Length; i++)
        {
            string place = $"{(char)('A' + i)}{_row}";
            _sheet.Write(cells[i] switch
            {
                null => "",
                bool yes => $"<c r=\"{place}\" t=\"b\"><v>{(yes ? 1 : 0)}</v></c>",
                DateOnly day => $"<c r=\"{place}\" s=\"1\"><v>{day.DayNumber - new DateOnly(1899, 12, 30).DayNumber}</v></c>",
                double number => $"<c r=\"{place}\"><v>{number.ToString("R", CultureInfo.InvariantCulture)}</v></c>",
                object error when ReferenceEquals(error, NotAvailable) => $"<c r=\"{place}\" t=\"e\"><v>#N/A</v></c>",
                object text => $"<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text.ToString())}</t></is></c>",
            });
        }
        _sheet.Write("</row>");
    }

    internal void EndSheet()
    {
        _sheet!.Write("</sheetData></worksheet>");
        _sheet.Dispose();
    }

    public void Dispose()
    {
        Write("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>");
        Write("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>"
            + string.Concat(_sheets.Select((sheet, i) => $"<sheet name=\"{SecurityElement.Escape(sheet.Name)}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"{(sheet.Hidden ? " state=\"hidden\"" : "")}/>"))
            + "</sheets></workbook>");
        Write("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}relationships\">"
            + string.Concat(_sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))
            + $"<Relationship Id=\"styles\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>");
        Write("_rels/.rels", $"<Relationships xmlns=\"{Package}relationships\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        const string type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        Write("[Content_Types].xml", $"<Types xmlns=\"{Package}content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{type}sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{type}styles+xml\"/>"
            + string.Concat(_sheets.Select((_, i) => $"<Override PartName=\"/xl/worksheets/sheet{i + 1}.xml\" ContentType=\"{type}worksheet+xml\"/>"))
            + "</Types>");
        _zip.Dispose();
    }

    private void Write(string name, string content)
    {
        using StreamWriter part = Part(name);
        part.Write(content);
    }

    private StreamWriter Part(string name)
    {
        ZipArchiveEntry entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = s_entryTime;
        return new StreamWriter(entry.Open(), new UTF8Encoding(false));
    }
}
