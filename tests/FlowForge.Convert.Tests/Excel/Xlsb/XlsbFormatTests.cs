using FlowForge.Convert.Conversion;
using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Excel.Xlsb;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;
using FlowForge.Core.Diagnostics;
using Xunit.Abstractions;
using static FlowForge.Convert.Tests.Excel.Xlsb.XlsbBuilder;

namespace FlowForge.Convert.Tests.Excel.Xlsb;

public sealed class XlsbFormatTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xlsb").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_CellsOfEveryKind_AreTold()
    {
        byte[] book = new XlsbBuilder().Strings("naïve", "価格").Style(0).Style(164, "yyyy-mm-dd").Style(46)
            .Sheet("Data", 0,
                Row(0), Cell(7, 0, 0, U32(0)), Cell(7, 1, 0, U32(1)), Cell(1, 2, 0),
                Row(4), Cell(5, 0, 0, BitConverter.GetBytes(1.5)), Cell(5, 1, 1, BitConverter.GetBytes(43_831d)), Cell(9, 2, 2, BitConverter.GetBytes(1.25), new byte[6]),
                Row(5), Cell(2, 0, 0, U32(unchecked((uint)-7 << 2) | 2)), Cell(2, 1, 0, U32((1_234 << 2) | 3)),
                Row(6), Cell(4, 0, 0, [1]), Cell(10, 1, 0, [0], new byte[6]), Cell(3, 2, 0, [0x2A]), Cell(11, 3, 0, [0x07], new byte[6]),
                Row(7), Cell(6, 0, 0, Wide("inline")), Cell(8, 1, 0, Wide("result"), new byte[6]), Cell(62, 2, 0, [1], Wide("rich"), new byte[8]))
            .Build();

        Assert.Equal(
            ["A1 text naïve", "B1 text 価格", "A5 number 1.5", "B5 number 43831 date", "C5 number 1.25 duration", "A6 integer -7", "B6 number 12.34",
             "A7 true", "B7 false", "C7 error #N/A", "D7 error #DIV/0!", "A8 text inline", "B8 text result", "C8 text rich"],
            RecordedCells.Of(Assert.Single(Sheets(book))));
    }

    [Fact]
    public void Read_CellsWithoutColumn_StandBesideTheOneBefore()
    {
        byte[] book = new XlsbBuilder().Strings("shared").Style(0)
            .Sheet("Data", 0, Row(0), Cell(5, 3, 0, BitConverter.GetBytes(1d)), Record(13, U32(0), U32(10)), Record(12, U32(0)), Record(18, U32(0), U32(0)), Record(17, U32(0), Wide("own")))
            .Build();

        Assert.Equal(["D1 number 1", "E1 integer 2", "G1 text shared", "H1 text own"], RecordedCells.Of(Assert.Single(Sheets(book))));
    }

    [Fact]
    public void Read_BadRowsColumnsAndStrings_AreCounted()
    {
        byte[] book = new XlsbBuilder().Style(0).Sheet("Data", 0,
            Row(0), Cell(5, 16_384, 0, new byte[8]), Cell(7, 0, 0, U32(9)), Cell(5, 1, 0, new byte[4]), Cell(6, 2, 0, U32(99)),
            Row(1_048_576), Cell(5, 0, 0, new byte[8])).Build();

        var cells = new RecordedCells();
        Assert.Single(Sheets(book)).Read(cells, CancellationToken.None);

        Assert.Equal(["A1 error missing text 9"], cells.Lines);
        Assert.Equal(4, cells.Malformed);
    }

    [Fact]
    public void Convert_BadCells_AreToldOnceThoughTheSheetIsReadTwice()
    {
        using var folder = new TestFolder();
        ConversionRequest request = folder.Request("in.xlsb");
        File.WriteAllBytes(request.Input, new XlsbBuilder().Style(0).Sheet("Data", 0,
            Row(0), Cell(6, 0, 0, Wide("id")), Cell(6, 1, 0, Wide("name")),
            Row(1), Cell(2, 0, 0, U32(6)), Cell(7, 1, 0, U32(9)),
            Row(2), Cell(2, 0, 0, U32(10)), Cell(5, 1, 0, new byte[4])).Build());

        ConversionReport report = new Converter(new FormatRegistry([new XlsbFormat()]), TimeProvider.System).Convert(request, null, CancellationToken.None);

        Assert.Equal([("excel-error-value", 1L), ("excel-cell-malformed", 1L)], report.Warnings.Select(warning => (warning.Id, warning.Count)));
    }

    [Fact]
    public void Open_SheetsOfEveryKind_ListsWorksheetsWithTheirFacts()
    {
        byte[][] rows = [Row(0), Cell(6, 0, 0, Wide("id")), Row(1), Cell(2, 0, 0, U32(6))];
        byte[] book = new XlsbBuilder { Date1904 = true }.Sheet("Data", 0, rows).Part("Chart", 0, "chartsheet", []).Sheet("Hidden", 1, rows).Sheet("Secret", 2, rows).Build();

        using TableSet tables = Open(book);

        Assert.Equal(["Data", "Hidden", "Secret"], tables.Readers.Select(reader => reader.Tables[0].Name));
        Assert.Equal(["", "hidden", "veryHidden"], tables.Readers.Select(reader => reader.Tables[0].Facts.GetValueOrDefault("visibility", "")));
        Assert.Equal("1904", tables.Facts["dates"]);
        Assert.Contains(tables.Warnings.All, finding => finding.Where.Part == "Chart");
    }

    [Fact]
    public void Sheet_NamedTable_IsFound()
    {
        byte[] book = new XlsbBuilder().Sheet("Data", 0).Table("Sales", 2, 9, 1, 4).Build();

        Assert.Equal([new NamedTable("Sales", new CellRange(2, 1, 9, 4), HasHeader: true)], Assert.Single(Sheets(book)).NamedTables);
    }

    [Fact]
    public void Read_SheetWithoutItsEnd_IsRefused()
    {
        byte[] part = [.. Record(145), .. Row(0), .. Cell(5, 0, 0, new byte[8])];
        byte[] book = new XlsbBuilder().Part("Data", 0, "worksheet", part).Build();

        Assert.Equal("excel-damaged", Assert.Throws<InputException>(() => RecordedCells.Of(Assert.Single(Sheets(book)))).Diagnostic.Id);
    }

    [Fact]
    public void Read_RecordLongerThanIsKept_IsSteppedOver()
    {
        byte[] part = [.. Record(145), .. Record(3_000, new byte[5_000_000]), .. Row(0), .. Cell(4, 0, 0, [1]), .. Record(146)];
        byte[] book = new XlsbBuilder().Part("Data", 0, "worksheet", part).Build();

        Assert.Equal(["A1 true"], RecordedCells.Of(Assert.Single(Sheets(book))));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Read_DamagedParts_AnswersOrRefuses(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] rows = [.. Enumerable.Range(0, 40).SelectMany(i => (byte[][])[Row((uint)i), Cell(6, 0, 0, Wide($"text {i}")), Cell(2, 1, 0, U32((uint)i)), Cell(5, 2, 0, new byte[8])])];
        byte[] part = [.. Record(129), .. Record(145), .. rows.SelectMany(row => row), .. Record(146)];
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = Damage.Of(part, random, hot: part.Length);
            try
            {
                byte[] book = new XlsbBuilder().Strings("a", "b").Style(0).Part("Data", 0, "worksheet", damaged).Build();
                // A cell takes eight bytes of the part at least.
                Assert.InRange(RecordedCells.Of(Assert.Single(Sheets(book))).Count, 0, part.Length);
            }
            catch (InputException)
            {
                // The answer that damage may have.
            }
        }
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void Open_DamagedArchive_AnswersOrRefuses(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] whole = new XlsbBuilder().Strings("a", "b").Style(14).Sheet("Data", 0, Row(0), Cell(7, 0, 0, U32(0)), Row(1), Cell(7, 0, 0, U32(1))).Build();
        for (int round = 0; round < 200; round++)
        {
            try
            {
                using TableSet tables = Open(Damage.Of(whole, random, hot: whole.Length));
            }
            catch (InputException)
            {
                // The answer that damage may have.
            }
        }
    }

    [Theory]
    [InlineData("a.xlsb", "PK\u0003\u0004 xl/workbook.bin", Recognition.Certain)]
    [InlineData("a.zip", "PK\u0003\u0004 xl/workbook.bin", Recognition.Certain)]
    [InlineData("a.xlsb", "PK\u0003\u0004 [Content_Types].xml", Recognition.Certain)]
    [InlineData("a.xlsb", "PK\u0003\u0004 xl/workbook.xml", Recognition.No)]
    [InlineData("a.xlsx", "PK\u0003\u0004 [Content_Types].xml", Recognition.No)]
    [InlineData("a.xlsb", "a,b,c", Recognition.No)]
    public void Recognise_ByContentThenName(string name, string head, Recognition expected) =>
        Assert.Equal(expected, new XlsbFormat().Recognise(Save(name, System.Text.Encoding.Latin1.GetBytes(head))));

    private List<Sheet> Sheets(byte[] book)
    {
        var warnings = new Warnings();
        return XlsbWorkbook.Open(Package.Open(Save("book.xlsb", book), ReadOptions.Default, warnings)).Worksheets(warnings);
    }

    private TableSet Open(byte[] book) =>
        new XlsbFormat().Open(new SourceInput("book.xlsb", [Save("book.xlsb", book)]), ReadOptions.Default, CancellationToken.None);

    private LocalFile Save(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return new LocalFile(path, name, maxBytes: null);
    }
}
