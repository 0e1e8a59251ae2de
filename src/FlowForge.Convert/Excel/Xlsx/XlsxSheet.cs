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

    public override IReadOnlyList<NamedTable> NamedTables => _namedTables.Value;

    public override long? TotalBytes => workbook.Package.CompressedLength(part);

    public override void Read(CellSink sink, CancellationToken cancellationToken)
    {
        PartStream stream = workbook.Package.OpenPart(part);
        Read(new SheetPass(workbook.Package.Budget, stream), new XmlTokenizer(stream), SheetRows.All, sink, cancellationToken);
    }

    /// <summary>Pieces of a few thousand rows. The stream goes to the last one, so that what has no rows to cut at is read as a whole.</summary>
    public override IEnumerable<SheetPiece> Pieces(CancellationToken cancellationToken)
    {
        PartStream stream = workbook.Package.OpenPart(part);
        var pass = new SheetPass(workbook.Package.Budget, stream);
        return new SheetCutter(XmlEncoding.ToUtf8(stream), (xml, rows) => new XlsxPiece(this, pass, xml, rows)).Cut(cancellationToken);
    }

    private void Read(SheetPass pass, XmlTokenizer xml, SheetRows rows, CellSink sink, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new SheetXmlReader(workbook, pass, xml, sink) { Rows = rows };
            reader.Read(cancellationToken);
        }
        catch (XmlException failure)
        {
            throw workbook.Package.Damaged(part, $"its XML is broken ({failure.Message})", failure);
        }
    }

    private sealed class XlsxPiece(XlsxSheet sheet, SheetPass pass, CutXml xml, SheetRows rows) : SheetPiece
    {
        public override void Read(CellSink sink, CancellationToken cancellationToken) =>
            sheet.Read(pass, xml.Tokens(), rows, sink, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing) xml.Dispose();
            base.Dispose(disposing);
        }
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
