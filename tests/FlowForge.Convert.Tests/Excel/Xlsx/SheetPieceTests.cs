using System.Text;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

public sealed class SheetPieceTests
{
    private const int Rows = 3_000;

    // White space between cells: rows heavy enough for several of the pieces that a release build reads.
    private static readonly string s_padding = new(' ', 2_000);

    [Fact]
    public void Pieces_ManyRows_GiveTheCellsOfTheWholeSheet()
    {
        Sheet sheet = Assert.Single(Book().Sheets());

        List<List<string>> pieces = Read(sheet);

        Assert.True(pieces.Count > 4, $"{pieces.Count} pieces");
        Assert.Equal(RecordedCells.Of(sheet), pieces.SelectMany(cells => cells));
    }

    [Theory]
    [InlineData("<!-- <row r=\"9\"> -->")]
    [InlineData("<?note <row r=\"9\"> ?>")]
    [InlineData("<row r=\"1502\"><c r=\"A1502\" t=\"str\"><v><![CDATA[<row r=\"9\">]]></v></c></row>")]
    public void Pieces_FromMarkupOnThatMayHideRows_AreOne(string markup)
    {
        Sheet sheet = Assert.Single(Book(after: 1_500, markup).Sheets());

        List<List<string>> pieces = Read(sheet);

        Assert.Equal(RecordedCells.Of(sheet), pieces.SelectMany(cells => cells));
        Assert.True(pieces[^1].Count > Rows / 2);
    }

    [Theory]
    [InlineData("<row r=\"7\"><c r=\"A7\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1501\"><c r=\"A1501\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1502\"><c r=\"A2900\"><v>1</v></c></row>")]
    public void Table_RowsOutOfOrderFarDown_AreReadAsAWhole(string row)
    {
        XlsxBuilder book = Book(after: 1_500, row);
        using TableSet scanned = book.Open(new ReadOptions { Scan = ScanDepth.Full });
        IReadOnlyList<string> whole = RecordedTable.Of(scanned)["Data"].Rows;

        IReadOnlyList<string>? pieces = null;
        Exception? surprise = Record.Exception(() => pieces = RecordedTable.Of(book.Open())["Data"].Rows);

        // Where the cuts fall decides whether it is seen at all; either way no row is lost or split.
        if (surprise is null) Assert.Equal(whole, pieces);
        else Assert.IsType<LayoutChangedException>(surprise);
    }

    [Fact]
    public void Pieces_NotAllRead_LeaveNothingOpen()
    {
        Sheet sheet = Assert.Single(Book().Sheets());

        using SheetPiece first = sheet.Pieces(CancellationToken.None).First();

        Assert.NotNull(first);
    }

    private static List<List<string>> Read(Sheet sheet)
    {
        var pieces = new List<List<string>>();
        foreach (SheetPiece piece in sheet.Pieces(CancellationToken.None))
        {
            using (piece)
            {
                var cells = new RecordedCells();
                piece.Read(cells, CancellationToken.None);
                pieces.Add(cells.Lines);
            }
        }
        return pieces;
    }

    private static XlsxBuilder Book(int after = 0, string insert = "")
    {
        var rows = new StringBuilder();
        for (int row = 1; row <= Rows; row++)
        {
            if (row != 1_502 || !insert.StartsWith("<row r=\"1502\"", StringComparison.Ordinal))
                rows.Append($"<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c>{s_padding}<c r=\"B{row}\" t=\"s\"><v>{row % 3}</v></c></row>");
            if (row == after) rows.Append(insert);
        }
        return new XlsxBuilder().Strings("<t>one</t>", "<t>two</t>", "<t>three</t>").Sheet("Data", rows.ToString());
    }
}
