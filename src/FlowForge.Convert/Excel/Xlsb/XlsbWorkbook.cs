using System.Buffers.Binary;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Excel.Xlsx;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>What is said once for all sheets of a package: date system, formats, shared strings, the sheets' parts.</summary>
/// <remarks>Not changed after it was opened: sheets may be read by several threads.</remarks>
internal sealed class XlsbWorkbook
{
    private readonly IReadOnlyList<Relationship> _links;
    private readonly List<(string Name, SheetVisibility Visibility, string LinkId)> _entries = [];

    private XlsbWorkbook(Package package, string part)
    {
        Package = package;
        _links = Relationship.Of(package, part);
        using (var reader = new BrtReader(package.OpenPart(part)))
        {
            while (reader.Read()) Take(reader);
            if (reader.IsCut) throw package.Damaged(part, "it ends in the middle of a record");
        }

        Styles = XlsbStyles.Read(package, PartOf("styles"));
        Strings = ReadStrings();
    }

    public Package Package { get; }

    public bool Date1904 { get; private set; }

    public XlsbStyles Styles { get; }

    public SharedStrings Strings { get; }

    /// <exception cref="InputException">Not a binary workbook, or damaged.</exception>
    public static XlsbWorkbook Open(Package package)
    {
        Relationship? link = Relationship.Of(package, "").FirstOrDefault(link => link.Type == "officeDocument" && package.Has(link.Target));
        string? part = link?.Target ?? package.PartNames.FirstOrDefault(name => name.EndsWith("workbook.bin", StringComparison.OrdinalIgnoreCase));
        if (part is null) throw package.Damaged("xl/workbook.bin", "it is missing");
        return new XlsbWorkbook(package, part);
    }

    /// <summary>The worksheets in the order of their tabs.</summary>
    public List<Sheet> Worksheets(Warnings warnings)
    {
        List<Sheet> sheets = [];
        foreach ((string name, SheetVisibility visibility, string linkId) in _entries)
        {
            var where = new Location(Package.FileName, Part: name);
            Relationship? link = _links.FirstOrDefault(link => link.Id == linkId);
            if (link is null || !Package.Has(link.Target))
            {
                warnings.Add("excel-sheet-missing", where, "The workbook lists this sheet, but its part is missing.", "Repair the workbook in a spreadsheet program.");
            }
            else if (link.Type != "worksheet")
            {
                warnings.Add(new Diagnostic("excel-no-worksheet", Severity.Info, where, $"A sheet of type {link.Type} holds no table."));
            }
            else
            {
                sheets.Add(new XlsbSheet(this, link.Target) { Name = name, Visibility = visibility, Is1904 = Date1904 });
            }
        }

        if (sheets.Count > 0) return sheets;
        throw new InputException("excel-no-worksheet", new Location(Package.FileName), "The workbook has no worksheet.", "The file is damaged, or holds only charts and macros.");
    }

    private void Take(BrtReader reader)
    {
        ReadOnlySpan<byte> data = reader.Data;
        if (reader.Type == BrtRecord.WorkbookProperties && data.Length > 0)
        {
            Date1904 = (data[0] & 1) != 0;
        }
        else if (reader.Type == BrtRecord.Sheet && data.Length > 8)
        {
            var visibility = BinaryPrimitives.ReadUInt32LittleEndian(data) switch
            {
                0 => SheetVisibility.Visible,
                1 => SheetVisibility.Hidden,
                _ => SheetVisibility.VeryHidden,
            };
            Utf8Builder link = new(), name = new();
            int linkBytes = BrtReader.ReadString(data[8..], link);
            BrtReader.ReadString(data[(8 + linkBytes)..], name);
            _entries.Add((name.ToString(), visibility, link.ToString()));
        }
    }

    private string? PartOf(string type) => _links.FirstOrDefault(link => link.Type == type)?.Target;

    private SharedStrings ReadStrings()
    {
        var strings = new SharedStrings();
        if (PartOf("sharedStrings") is not { } part || Package.TryOpen(part) is not { } stream) return strings;
        using var reader = new BrtReader(stream);
        var text = new Utf8Builder();
        while (reader.Read())
        {
            if (reader.Type != BrtRecord.SharedString) continue;
            text.Clear();
            // A byte of flags comes first: formatting runs and phonetic text follow, which are not the string's.
            if (reader.Data.Length > 0) BrtReader.ReadString(reader.Data[1..], text);
            strings.Add(text.Written);
        }

        return reader.IsCut ? throw Package.Damaged(part, "it ends in the middle of a record") : strings;
    }
}
