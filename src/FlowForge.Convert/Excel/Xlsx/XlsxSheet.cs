using System.Globalization;
using System.Xml;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>A worksheet of an .xlsx file.</summary>
internal sealed class XlsxSheet(XlsxWorkbook workbook, string part) : Sheet
{
    private readonly Lazy<IReadOnlyList<NamedTable>> _namedTables = new(() => ReadNamedTables(workbook.Package, part));
    private int _hasWarned;

    public override IReadOnlyList<NamedTable> NamedTables => _namedTables.Value;

    public override long? TotalBytes => workbook.Package.CompressedLength(part);

    public override void Read(CellSink sink, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new SheetXmlReader(workbook, workbook.Package.OpenPart(part), sink);
            reader.Read(cancellationToken);
            Warn(reader);
        }
        catch (XmlException failure)
        {
            throw workbook.Package.Damaged(part, $"its XML is broken ({failure.Message})", failure);
        }
    }

    /// <summary>Once, however often the sheet is read.</summary>
    private void Warn(SheetXmlReader reader)
    {
        if ((!reader.HasReplacedBytes && reader.CellsBeyond == 0) || Interlocked.Exchange(ref _hasWarned, 1) != 0) return;
        var where = new Location(workbook.Package.FileName, Part: Name);
        if (reader.HasReplacedBytes) workbook.Warnings.Add("excel-invalid-text", where, "Bytes that are no UTF-8 were replaced by U+FFFD in some texts.");
        if (reader.CellsBeyond > 0)
            workbook.Warnings.Add("excel-cell-beyond", where, "Cells beyond the last row or column that a sheet can have were ignored.", count: reader.CellsBeyond);
    }

    private static List<NamedTable> ReadNamedTables(Package package, string sheetPart)
    {
        var tables = new List<NamedTable>();
        foreach (Relationship link in Relationship.Of(package, sheetPart))
        {
            if (link.Type != "table") continue;
            using PartStream? stream = package.TryOpen(link.Target);
            if (stream is null) continue;
            PartXml.Read(package, link.Target, stream, xml =>
            {
                if (xml.LocalName == "table" && TableOf(xml) is { } table) tables.Add(table);
            });
        }

        return tables;
    }

    private static NamedTable? TableOf(XmlReader xml)
    {
        string? name = xml.GetAttribute("displayName") is { Length: > 0 } display ? display : xml.GetAttribute("name");
        if (string.IsNullOrEmpty(name) || !CellRange.TryParse(xml.GetAttribute("ref"), out CellRange range)) return null;
        bool hasHeader = !int.TryParse(xml.GetAttribute("headerRowCount"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int rows) || rows > 0;
        return new NamedTable(name, range, hasHeader);
    }
}
