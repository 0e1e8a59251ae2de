using System.Buffers.Binary;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>Which number format a cell has, from the styles part.</summary>
internal sealed class XlsbStyles
{
    private readonly Dictionary<int, NumberFormat> _formats = [];
    private readonly List<int> _formatOfXf = [];
    private readonly NumberFormat[] _ofXf;

    private XlsbStyles(BrtReader? reader)
    {
        bool inCells = false;
        while (reader?.Read() == true)
        {
            ReadOnlySpan<byte> data = reader.Data;
            switch (reader.Type)
            {
                case BrtRecord.NumberFormat when data.Length > 2:
                    var code = new Utf8Builder();
                    BrtReader.ReadString(data[2..], code);
                    _formats[BinaryPrimitives.ReadUInt16LittleEndian(data)] = NumberFormats.Of(code.ToString());
                    break;
                case BrtRecord.BeginCellXfs or BrtRecord.EndCellXfs:
                    // The same records outside of it describe named styles, which do not count.
                    inCells = reader.Type == BrtRecord.BeginCellXfs;
                    break;
                case BrtRecord.Xf when inCells && data.Length >= 4:
                    _formatOfXf.Add(BinaryPrimitives.ReadUInt16LittleEndian(data[2..]));
                    break;
            }
        }

        _ofXf = [.. _formatOfXf.Select(OfFormat)];
    }

    /// <param name="part">Null: the workbook has no styles, so no dates.</param>
    public static XlsbStyles Read(Package package, string? part)
    {
        if (part is null || package.TryOpen(part) is not { } stream) return new XlsbStyles(null);
        using var reader = new BrtReader(stream);
        return new XlsbStyles(reader);
    }

    /// <param name="xf">A number from a cell; one that does not exist means General.</param>
    public NumberFormat OfXf(int xf) => xf < _ofXf.Length ? _ofXf[xf] : NumberFormat.General;

    private NumberFormat OfFormat(int id) => _formats.TryGetValue(id, out NumberFormat kind) ? kind : NumberFormats.BuiltIn(id);
}
