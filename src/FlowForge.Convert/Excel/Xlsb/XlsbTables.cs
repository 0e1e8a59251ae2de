using System.Buffers.Binary;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>The ranges of a sheet that the workbook calls tables: a part each.</summary>
internal static class XlsbTables
{
    private const int HeaderRowsAt = 24;
    private const int NameAt = 64;

    public static IReadOnlyList<NamedTable> Of(Package package, string sheetPart)
    {
        List<NamedTable> tables = [];
        foreach (Relationship link in Relationship.Of(package, sheetPart))
        {
            if (link.Type != "table" || package.TryOpen(link.Target) is not { } stream) continue;
            using var reader = new BrtReader(stream);
            while (reader.Read())
            {
                if (reader.Type == BrtRecord.BeginTable && Parse(reader.Data) is { } table) tables.Add(table);
            }
        }

        return tables;
    }

    private static NamedTable? Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length < NameAt + 4) return null;
        int firstRow = Bounded(data, CellSink.MaxRows), lastRow = Bounded(data[4..], CellSink.MaxRows);
        int firstColumn = Bounded(data[8..], CellSink.MaxColumns), lastColumn = Bounded(data[12..], CellSink.MaxColumns);
        if (firstRow < 0 || lastRow < firstRow || firstColumn < 0 || lastColumn < firstColumn) return null;
        var name = new Utf8Builder();
        int bytes = BrtReader.ReadString(data[NameAt..], name);
        // The name that formulas use is optional; the displayed one follows.
        if (name.Length == 0) BrtReader.ReadString(data[(NameAt + bytes)..], name);
        bool hasHeader = BinaryPrimitives.ReadUInt32LittleEndian(data[HeaderRowsAt..]) > 0;
        return new NamedTable(name.ToString(), new CellRange(firstRow, firstColumn, lastRow, lastColumn), hasHeader);
    }

    /// <summary>-1 when it is no row or column of a sheet.</summary>
    private static int Bounded(ReadOnlySpan<byte> data, int limit)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(data);
        return value < limit ? (int)value : -1;
    }
}
