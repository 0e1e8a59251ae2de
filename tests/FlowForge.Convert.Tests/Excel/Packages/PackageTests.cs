using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Excel.Xlsx;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel.Packages;

public sealed class PackageTests
{
    private static readonly string[] s_cell = ["A1 integer 1"];

    [Fact]
    public void Open_BytesBeforeTheArchive_AreSkipped() => Assert.Equal(s_cell, CellsOf([.. "MZ this was mailed"u8, .. Book().Build()]));

    [Fact]
    public void Open_BytesBehindTheArchive_AreSkipped() => Assert.Equal(s_cell, CellsOf([.. Book().Build(), .. new byte[3_000]]));

    [Fact]
    public void Open_LostDirectory_IsFoundByLocalHeaders()
    {
        byte[] book = Book().Build();
        int directory = book.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var warnings = new Warnings();

        Assert.Equal(s_cell, CellsOf(book[..directory], warnings));
        Assert.Equal("excel-zip-directory", Assert.Single(warnings.All).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_NamesInOtherDress_AreFound(int dress)
    {
        Func<string, string>[] dresses = [name => name.Replace('/', '\\'), name => name.ToUpperInvariant(), name => "/" + name];
        var book = new XlsxBuilder { PartName = dresses[dress] };

        Assert.Equal(s_cell, CellsOf(book.Grid("Data", "1").Build()));
    }

    [Fact]
    public void Open_EmptyArchive_IsRefused()
    {
        byte[] empty = [.. "PK\u0005\u0006"u8, .. new byte[18]];

        Assert.Equal("excel-not-a-zip", Assert.Throws<InputException>(() => CellsOf(empty)).Diagnostic.Id);
    }

    [Fact]
    public void Open_ArchiveWithoutWorkbook_IsRefused()
    {
        var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("readme.txt");

        Assert.Equal("excel-no-workbook", Assert.Throws<InputException>(() => CellsOf(bytes.ToArray())).Diagnostic.Id);
    }

    [Fact]
    public void Read_MoreThanTheLimit_IsRefused()
    {
        byte[] book = Book().Grid("Big", string.Join('\n', Enumerable.Repeat("123456789", 50_000))).Build();

        var failure = Assert.Throws<InputException>(() => RecordedTable.Of(XlsxBuilder.OpenBytes(book, new ReadOptions { MaxFileBytes = 2_000_000 })));

        Assert.Equal("too-large", failure.Diagnostic.Id);
        Assert.NotEmpty(RecordedTable.Of(XlsxBuilder.OpenBytes(book, new ReadOptions { MaxFileBytes = null })));
    }

    [Fact]
    public void Read_HundredMegabytesOfNothing_IsABomb()
    {
        var bytes = new MemoryStream();
        bytes.Write(Book().Sheet("Bomb", new string(' ', 100_000_000)).Build());

        Assert.Equal("zip-bomb", Assert.Throws<InputException>(() => XlsxBuilder.OpenBytes(bytes.ToArray())).Diagnostic.Id);
    }

    [Fact]
    public void Read_FewCellsForMuchText_IsABomb()
    {
        XlsxBuilder book = new XlsxBuilder().Strings($"<t>{new string('x', 500_000)}</t>")
            .Sheet("Bomb", string.Concat(Enumerable.Repeat("<row><c t=\"s\"><v>0</v></c></row>", 2_100)));

        TableSet set = book.Open(new ReadOptions { MaxFileBytes = null });
        Assert.Equal("zip-bomb", Assert.Throws<InputException>(() => RecordedTable.Of(book.Open(new ReadOptions { MaxFileBytes = 10_000_000 }))).Diagnostic.Id);
        Assert.Single(set.Readers);
    }

    [Fact]
    public void Read_DtdInAPart_IsRefused()
    {
        byte[] bomb = "<!DOCTYPE s [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><styleSheet>&b;</styleSheet>"u8.ToArray();

        Assert.Equal("excel-damaged", Assert.Throws<InputException>(() => CellsOf(Book().Part("xl/styles.xml", bomb).Build())).Diagnostic.Id);
    }

    private static XlsxBuilder Book() => new XlsxBuilder().Grid("Data", "1");

    private static List<string> CellsOf(byte[] bytes, Warnings? warnings = null) => RecordedCells.Of(XlsxBuilder.SheetsOf(bytes, warnings)[0]);
}
