using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>A worksheet of a binary package. Streams.</summary>
internal sealed class XlsbSheet(XlsbWorkbook workbook, string part) : Sheet
{
    private const int CancellationStride = 4_096;

    private readonly Lazy<IReadOnlyList<NamedTable>> _namedTables = new(() => XlsbTables.Of(workbook.Package, part));

    public override IReadOnlyList<NamedTable> NamedTables => _namedTables.Value;

    public override long? TotalBytes => workbook.Package.CompressedLength(part);

    public override void Read(CellSink sink, CancellationToken cancellationToken)
    {
        PartStream stream = workbook.Package.OpenPart(part);
        using var reader = new BrtReader(stream);
        while (reader.Read() && reader.Type != BrtRecord.BeginSheetData)
        {
        }

        var cells = new XlsbCells(workbook, sink);
        for (int steps = 1; reader.Read() && reader.Type != BrtRecord.EndSheetData; steps++)
        {
            if (!cells.Take(reader.Type, reader.Data)) return;
            if (steps % CancellationStride != 0) continue;
            cancellationToken.ThrowIfCancellationRequested();
            sink.Advance(stream.CompressedRead);
        }

        if (reader.IsCut || reader.Type != BrtRecord.EndSheetData) throw workbook.Package.Damaged(part, "it ends before its cells do");
    }
}
