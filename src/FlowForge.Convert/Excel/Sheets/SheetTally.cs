using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>What one reading of a sheet, or of a piece of it, met and could not give as it stands. Not thread-safe.</summary>
internal sealed class SheetTally
{
    public Count Errors { get; } = new();

    public Count MissingValues { get; } = new();

    public Count Repeated { get; } = new();

    public Count OutOfOrder { get; } = new();

    public Count Replaced { get; } = new();

    public Count Beyond { get; } = new();

    public Count Malformed { get; } = new();

    /// <summary>A number of cells, and the first of them.</summary>
    internal sealed class Count
    {
        public long Cells { get; private set; }

        public int Row { get; private set; }

        public int Column { get; private set; }

        public string Text { get; private set; } = "";

        public void Add(int row, int column, ReadOnlySpan<byte> text = default)
        {
            if (Cells++ == 0) (Row, Column, Text) = (row, column, Encoding.UTF8.GetString(text));
        }
    }
}

/// <summary>Turns tallies into findings. Thread-safe.</summary>
internal sealed class SheetFindings(string file, string sheet, Warnings warnings)
{
    public void Tell(SheetTally tally)
    {
        Tell("excel-error-value", tally.Errors, static (cell, first) => $"Error values became null; the first is {first} at {cell}.");
        Tell("excel-formula-without-value", tally.MissingValues, static (cell, _) => $"Formulas without a stored result became null, the first at {cell}.",
            "Open the workbook in a spreadsheet program, let it calculate, and save it.");
        Tell("excel-repeated-cell", tally.Repeated, static (cell, _) => $"Cells that the file holds more than once were ignored after the first, at {cell} for one.");
        Tell("excel-rows-out-of-order", tally.OutOfOrder, static (cell, _) => $"Rows stand in another order than their numbers say, from {cell} on; they were kept in the file's order.");
        Tell("excel-invalid-text", tally.Replaced, static (_, _) => "Bytes that are no UTF-8 were replaced by U+FFFD in some texts.");
        Tell("excel-cell-beyond", tally.Beyond, static (_, _) => "Cells beyond the last row or column that a sheet can have were ignored.");
        Tell("excel-cell-malformed", tally.Malformed, static (_, _) => "Cell records that are too short or outside of a sheet's bounds were skipped.", "Repair the workbook in a spreadsheet program.");
    }

    private void Tell(string id, SheetTally.Count count, Func<string, string, string> summary, string? hint = null)
    {
        if (count.Cells == 0) return;
        string cell = CellRange.CellName(count.Row, count.Column);
        warnings.Add(id, new Location(file, count.Row + 1, count.Column + 1, sheet), summary(cell, count.Text), hint, count.Cells);
    }
}
