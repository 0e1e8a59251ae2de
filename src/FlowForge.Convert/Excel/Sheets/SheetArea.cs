using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>A part of a sheet that is one table, or nothing but title lines.</summary>
/// <param name="FirstRow">The first row of the area, header included.</param>
/// <param name="LastRow">The last; <see cref="CellSink.MaxRows"/> when the area takes all that follows.</param>
/// <param name="HeaderRow">The row that holds the names; null when there is none.</param>
/// <param name="Columns">The sheet's columns that are the table's, ascending.</param>
/// <param name="Table">Null when the area's cells are told elsewhere: title lines become a fact of the table below them.</param>
internal sealed record SheetArea(int FirstRow, int LastRow, int? HeaderRow, IReadOnlyList<int> Columns, SourceTable? Table)
{
    public bool HasRow(int row) => row >= FirstRow && row <= LastRow;
}

/// <summary>Which cells of a sheet belong to which table. A cell belongs to the first area that has its row and column.</summary>
internal sealed record SheetLayout(Sheet Sheet, IReadOnlyList<SheetArea> Areas);
