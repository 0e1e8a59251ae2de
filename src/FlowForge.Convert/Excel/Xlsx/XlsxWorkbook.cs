using System.Xml;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>A workbook's own part: its sheets in order, and what all of them share.</summary>
internal sealed class XlsxWorkbook
{
    private readonly string _part;
    private readonly IReadOnlyList<Relationship> _links;
    private readonly List<SheetEntry> _entries = [];
    private readonly List<Sheet> _sheets = [];
    private readonly Lazy<SharedStrings> _strings;

    private XlsxWorkbook(Package package, string part, Warnings warnings, CancellationToken cancellationToken)
    {
        (Package, _part, Warnings) = (package, part, warnings);
        _links = Relationship.Of(package, part);
        // The texts are read when the first cell asks for one; a workbook of numbers needs none.
        _strings = new Lazy<SharedStrings>(() => ReadStrings(cancellationToken));
        Styles = XlsxStyles.Read(package, PartOf("styles"));
        ReadWorkbook();
    }

    public Package Package { get; }

    public Warnings Warnings { get; }

    public IReadOnlyList<Sheet> Sheets => _sheets;

    public XlsxStyles Styles { get; }

    public SharedStrings Strings => _strings.Value;

    public bool Is1904 { get; private set; }

    /// <exception cref="InputException">There is no workbook in the package, or it cannot be read.</exception>
    public static XlsxWorkbook Open(Package package, Warnings warnings, CancellationToken cancellationToken)
    {
        string? part = Relationship.Of(package, "").Where(link => link.Type == "officeDocument").Select(link => link.Target).FirstOrDefault(package.Has)
            ?? package.PartNames.FirstOrDefault(name => name.EndsWith("workbook.xml", StringComparison.OrdinalIgnoreCase));
        if (part is null)
        {
            throw new InputException("excel-no-workbook", new Location(package.FileName),
                "This archive holds no workbook: the part that lists the sheets is missing.", "The file may be cut short, or of another kind; get it again from where it came from.");
        }

        return new XlsxWorkbook(package, part, warnings, cancellationToken);
    }

    private readonly record struct SheetEntry(string Name, string? LinkId, SheetVisibility Visibility);

    private void ReadWorkbook()
    {
        using (PartStream stream = Package.OpenPart(_part)) PartXml.Read(Package, _part, stream, ReadElement);
        foreach (SheetEntry entry in _entries) AddSheet(entry);
        if (_entries.Count == 0) AddUnlistedSheets();
    }

    private void ReadElement(XmlReader xml)
    {
        // Extensions have a workbookPr of their own, which says nothing about dates.
        if (xml.LocalName == "workbookPr") Is1904 |= xml.GetAttribute("date1904") is "1" or "true" or "on";
        if (xml.LocalName != "sheet") return;
        SheetVisibility visibility = xml.GetAttribute("state") switch
        {
            "hidden" => SheetVisibility.Hidden,
            "veryHidden" => SheetVisibility.VeryHidden,
            _ => SheetVisibility.Visible,
        };
        _entries.Add(new SheetEntry(xml.GetAttribute("name") ?? $"Sheet{_entries.Count + 1}", LinkId(xml), visibility));
    }

    /// <summary>The <c>id</c> of whatever namespace: transitional and strict files differ in it.</summary>
    private static string? LinkId(XmlReader xml)
    {
        string? id = null;
        for (bool more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
            if (xml.LocalName == "id" && xml.NamespaceURI.Length > 0) id = xml.Value;
        xml.MoveToElement();
        return id;
    }

    private void AddSheet(SheetEntry entry)
    {
        Relationship? link = _links.FirstOrDefault(link => link.Id == entry.LinkId);
        var where = new Location(Package.FileName, Part: entry.Name);
        if (link is null || !Package.Has(link.Target))
            Warnings.Add("excel-missing-sheet", where, "The sheet is listed, but its part is missing from the file: skipped.");
        else if (link.Type is not "worksheet")
            Warnings.Add(new Diagnostic("excel-not-a-worksheet", Severity.Info, where, $"A {link.Type} has no table in it: skipped."));
        else
            _sheets.Add(new XlsxSheet(this, link.Target) { Name = entry.Name, Visibility = entry.Visibility, Is1904 = Is1904 });
    }

    /// <summary>A workbook part without a list of sheets: the worksheets that are there are better than none.</summary>
    private void AddUnlistedSheets()
    {
        foreach (string part in Package.PartNames.Where(name => name.Contains("worksheets/", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
        {
            string name = System.IO.Path.GetFileNameWithoutExtension(part);
            Warnings.Add("excel-unlisted-sheet", new Location(Package.FileName, Part: name), "The workbook's list of sheets is missing; the sheet was found by its part.");
            _sheets.Add(new XlsxSheet(this, part) { Name = name, Is1904 = Is1904 });
        }
    }

    private SharedStrings ReadStrings(CancellationToken cancellationToken)
    {
        string part = PartOf("sharedStrings");
        PartStream? stream = Package.TryOpen(part);
        if (stream is null) return SharedStrings.Empty;
        try
        {
            SharedStrings strings = SharedStrings.Read(stream, out long replaced, cancellationToken);
            if (replaced > 0)
                Warnings.Add("excel-invalid-text", new Location(Package.FileName, Part: part), "Bytes that are no UTF-8 were replaced by U+FFFD in some texts.", count: replaced);
            return strings;
        }
        catch (XmlException failure)
        {
            throw Package.Damaged(part, $"its XML is broken ({failure.Message})", failure);
        }
    }

    /// <summary>A part that the workbook links to; where it usually lies when the link is missing.</summary>
    private string PartOf(string type)
    {
        int slash = _part.LastIndexOf('/') + 1;
        return _links.Where(link => link.Type == type).Select(link => link.Target).FirstOrDefault(Package.Has) ?? $"{_part[..slash]}{type}.xml";
    }
}
