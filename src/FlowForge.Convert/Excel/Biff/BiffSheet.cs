using System.Buffers.Binary;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>A worksheet of a BIFF stream.</summary>
internal sealed class BiffSheet : Sheet
{
    private const int CancellationStride = 4_096;

    private readonly BiffWorkbook _workbook;
    private readonly BiffSheetEntry _entry;
    private readonly BiffStyles _styles;
    private readonly Lazy<int[]?> _rowOrder;

    public BiffSheet(BiffWorkbook workbook, BiffSheetEntry entry)
    {
        _workbook = workbook;
        _entry = entry;
        _styles = workbook.StylesOf(entry);
        _rowOrder = new Lazy<int[]?>(FindRowOrder);
    }

    public override long? TotalBytes => _workbook.LengthOf(_entry);

    public override void Read(CellSink sink, CancellationToken cancellationToken)
    {
        var cells = new BiffCells(_workbook, _styles, sink);
        if (_rowOrder.Value is { } order) ReadOrdered(cells, order, cancellationToken);
        else ReadInPlace(cells, sink, cancellationToken);
    }

    private void ReadInPlace(BiffCells cells, CellSink sink, CancellationToken cancellationToken)
    {
        var sheet = new BiffSubstream(_workbook.Stream, _entry.Start);
        for (int steps = 1; sheet.Read(); steps++)
        {
            if (!cells.Take(sheet.Record)) return;
            if (steps % CancellationStride != 0) continue;
            cancellationToken.ThrowIfCancellationRequested();
            sink.Advance(sheet.Record.Next - _entry.Start);
        }

        if (sheet.Record.IsCut) throw _workbook.Truncated(Name);
    }

    private void ReadOrdered(BiffCells cells, int[] order, CancellationToken cancellationToken)
    {
        var reader = new BiffReader(_workbook.Stream);
        foreach (int start in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Seek(start);
            if (reader.Read() && !cells.Take(reader)) return;
        }
    }

    /// <summary>Where the records of cells start, by their rows, when the stream does not have them in that order; otherwise null.</summary>
    /// <remarks>Excel writes rows in order. Others do not always, and only they pay for this.</remarks>
    private int[]? FindRowOrder()
    {
        if (IsInOrder()) return null;
        List<(int Row, int Start)> cells = [];
        var sheet = new BiffSubstream(_workbook.Stream, _entry.Start);
        int xfStart = -1;
        while (sheet.Read())
        {
            BiffReader record = sheet.Record;
            if (record.Id == BiffRecord.Ixfe) xfStart = record.Start;
            if (!BiffRecord.IsCell(record.Id) || record.Data.Length < 2) continue;
            int row = BinaryPrimitives.ReadUInt16LittleEndian(record.Data);
            // An IXFE record is for the cell after it, wherever that goes.
            if (xfStart >= 0) cells.Add((row, xfStart));
            cells.Add((row, record.Start));
        }

        if (sheet.Record.IsCut) throw _workbook.Truncated(Name);
        return [.. cells.OrderBy(cell => cell.Row).Select(cell => cell.Start)];
    }

    private bool IsInOrder()
    {
        var sheet = new BiffSubstream(_workbook.Stream, _entry.Start);
        for (int last = 0; sheet.Read();)
        {
            if (!BiffRecord.IsCell(sheet.Record.Id) || sheet.Record.Data.Length < 2) continue;
            int row = BinaryPrimitives.ReadUInt16LittleEndian(sheet.Record.Data);
            if (row < last) return false;
            last = row;
        }

        return true;
    }
}
