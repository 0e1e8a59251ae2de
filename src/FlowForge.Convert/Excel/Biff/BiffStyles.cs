using System.Buffers.Binary;
using System.Text;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Which number format a cell has: cells name an XF record by its number, and XF records a FORMAT record.</summary>
internal sealed class BiffStyles(BiffVersion version, Encoding encoding)
{
    private readonly Dictionary<int, NumberFormat> _formats = [];
    private readonly List<int> _formatOfXf = [];
    private NumberFormat[] _ofXf = [];

    /// <summary>Excel 2.0 wrote no XF records: its cells name the format themselves.</summary>
    public bool HasXfs => _ofXf.Length > 0;

    /// <param name="xf">A number from a cell; one that does not exist means General.</param>
    public NumberFormat OfXf(int xf) => xf < _ofXf.Length ? _ofXf[xf] : NumberFormat.General;

    public NumberFormat OfFormat(int format) => _formats.TryGetValue(format, out NumberFormat kind) ? kind
        // Before BIFF5 a format's number is its place in the file, so none is known without being there.
        : version >= BiffVersion.Biff5 ? NumberFormats.BuiltIn(format)
        : NumberFormat.General;

    /// <summary>Takes a FORMAT or XF record; others are left alone.</summary>
    public void Take(BiffReader record)
    {
        ReadOnlySpan<byte> data = record.Data;
        switch (record.Id)
        {
            case BiffRecord.Format2 or BiffRecord.Format:
                AddFormat(record);
                break;
            case BiffRecord.Xf2 when data.Length > 2:
                _formatOfXf.Add(data[2] & 0x3F);
                break;
            case BiffRecord.Xf3 or BiffRecord.Xf4 when data.Length > 1:
                _formatOfXf.Add(data[1]);
                break;
            case BiffRecord.Xf when data.Length >= 4:
                _formatOfXf.Add(BinaryPrimitives.ReadUInt16LittleEndian(data[2..]));
                break;
        }
    }

    /// <summary>To be called when all records were taken: formats may come after the XF records that name them.</summary>
    public void Settle() => _ofXf = [.. _formatOfXf.Select(OfFormat)];

    private void AddFormat(BiffReader record)
    {
        bool isNumbered = version >= BiffVersion.Biff5 && record.Id == BiffRecord.Format;
        int id = isNumbered && record.Data.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(record.Data) : _formats.Count;
        // BIFF4 keeps two unused bytes where the number was to come.
        BiffCursor cursor = record.Cursor(record.Id == BiffRecord.Format ? 2 : 0);
        var code = new Utf8Builder();
        if (version == BiffVersion.Biff8) cursor.ReadUnicode(cursor.ReadUInt16(), code);
        else cursor.ReadEncoded(cursor.ReadByte(), encoding, code);
        _formats[id] = NumberFormats.Of(code.ToString());
    }
}
