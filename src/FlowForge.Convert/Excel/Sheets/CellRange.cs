using System.Globalization;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>A rectangle of cells, both corners included, counted from 0.</summary>
internal readonly record struct CellRange(int FirstRow, int FirstColumn, int LastRow, int LastColumn)
{
    public bool HasRow(int row) => row >= FirstRow && row <= LastRow;

    public bool HasColumn(int column) => column >= FirstColumn && column <= LastColumn;

    public bool Contains(int row, int column) => HasRow(row) && HasColumn(column);

    public bool Overlaps(CellRange other) =>
        FirstRow <= other.LastRow && other.FirstRow <= LastRow && FirstColumn <= other.LastColumn && other.FirstColumn <= LastColumn;

    public override string ToString()
    {
        string first = CellName(FirstRow, FirstColumn);
        return FirstRow == LastRow && FirstColumn == LastColumn ? first : $"{first}:{CellName(LastRow, LastColumn)}";
    }

    /// <summary><c>B4</c> for row 3, column 1.</summary>
    public static string CellName(int row, int column) => ColumnName(column) + (row + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>A</c> for 0, <c>XFD</c> for 16,383.</summary>
    public static string ColumnName(int column)
    {
        Span<char> name = stackalloc char[8];
        int at = name.Length;
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) name[--at] = (char)('A' + ((rest - 1) % 26));
        return new string(name[at..]);
    }

    /// <summary>Reads <c>A1:B2</c> or <c>A1</c>, with or without <c>$</c>, in any case and order of corners.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CellRange range)
    {
        range = default;
        int colon = text.IndexOf(':');
        ReadOnlySpan<char> one = colon < 0 ? text : text[..colon], two = colon < 0 ? text : text[(colon + 1)..];
        if (!TryParseCell(one, out int row1, out int column1) || !TryParseCell(two, out int row2, out int column2)) return false;
        range = new CellRange(Math.Min(row1, row2), Math.Min(column1, column2), Math.Max(row1, row2), Math.Max(column1, column2));
        return true;
    }

    private static bool TryParseCell(ReadOnlySpan<char> text, out int row, out int column)
    {
        (row, column) = (0, 0);
        foreach (char c in text)
        {
            if (c == '$') continue;
            if (char.IsAsciiLetter(c) && row == 0) column = (column * 26) + (c | 0x20) - 'a' + 1;
            else if (char.IsAsciiDigit(c) && column > 0) row = (row * 10) + c - '0';
            else return false;
            if (column > CellSink.MaxColumns || row > CellSink.MaxRows) return false;
        }

        row--;
        column--;
        return row >= 0 && column >= 0;
    }
}
