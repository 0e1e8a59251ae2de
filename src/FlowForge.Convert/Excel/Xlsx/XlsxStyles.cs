using System.Globalization;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>What the number formats of a workbook's cells say. Without a styles part everything is an ordinary number.</summary>
internal sealed class XlsxStyles
{
    private NumberFormat[] _formats = [];

    public static XlsxStyles None { get; } = new();

    /// <param name="style">A cell's <c>s</c>: an index into cellXfs, or beyond, which means the default.</param>
    public NumberFormat FormatOf(int style) => (uint)style < (uint)_formats.Length ? _formats[style] : NumberFormat.General;

    public static XlsxStyles Read(Package package, string part)
    {
        using PartStream? stream = package.TryOpen(part);
        if (stream is null) return None;
        var custom = new Dictionary<int, NumberFormat>();
        var ids = new List<int>();
        bool inCells = false;
        PartXml.Read(package, part, stream, xml =>
        {
            switch (xml.LocalName)
            {
                case "numFmt" when Id(xml) is { } id && xml.GetAttribute("formatCode") is { } code:
                    custom[id] = NumberFormats.Of(code);
                    break;
                // Only cellXfs counts: the xf of cellStyleXfs and dxfs are not the cells'.
                case "cellXfs" or "cellStyleXfs" or "cellStyles" or "dxfs":
                    inCells = xml.LocalName == "cellXfs";
                    break;
                case "xf" when inCells:
                    ids.Add(Id(xml) ?? 0);
                    break;
            }
        });
        return new XlsxStyles { _formats = [.. ids.Select(id => custom.TryGetValue(id, out NumberFormat format) ? format : NumberFormats.BuiltIn(id))] };
    }

    private static int? Id(System.Xml.XmlReader xml) =>
        int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int id) ? id : null;
}
