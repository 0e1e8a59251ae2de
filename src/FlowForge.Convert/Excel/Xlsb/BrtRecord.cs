namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>Numbers of the records that are read; the names are those of MS-XLSB.</summary>
internal static class BrtRecord
{
    public const int RowHeader = 0;
    public const int CellBlank = 1;
    public const int CellRk = 2;
    public const int CellError = 3;
    public const int CellBool = 4;
    public const int CellReal = 5;
    public const int CellString = 6;
    public const int CellShared = 7;
    public const int FormulaString = 8;
    public const int FormulaNumber = 9;
    public const int FormulaBool = 10;
    public const int FormulaError = 11;

    // The same cells without a column: they stand right of the cell before.
    public const int ShortBlank = 12;
    public const int ShortRk = 13;
    public const int ShortError = 14;
    public const int ShortBool = 15;
    public const int ShortReal = 16;
    public const int ShortString = 17;
    public const int ShortShared = 18;

    public const int SharedString = 19;
    public const int NumberFormat = 44;
    public const int Xf = 47;
    public const int CellRichString = 62;
    public const int BeginSheetData = 145;
    public const int EndSheetData = 146;
    public const int WorkbookProperties = 153;
    public const int Sheet = 156;
    public const int BeginTable = 343;
    public const int BeginCellXfs = 617;
    public const int EndCellXfs = 618;
}
