using System.Text;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Csv;
using FlowForge.Convert.FixedWidth;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.FixedWidth;

public class FixedWidthFormatTests
{
    private const string Orders = """
        10248  VINET  Paris        3     32.38
        10249  TOMSP  Munster      1     11.61
        10250  HANAR  Rio          2     65.83

        """;

    [Fact]
    public void Convert_BlankColumns_AreTheBorders()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, Orders);
        Assert.Equal(["BIGINT", "VARCHAR", "VARCHAR", "BIGINT", "DECIMAL(18,2)"], Types(report));
        Assert.Equal(["10248|VINET|Paris|3|32.38", "10249|TOMSP|Munster|1|11.61", "10250|HANAR|Rio|2|65.83"], Rows(folder));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Convert_AnyLineEndAndCtrlZ_GivesTheSameRows(string end)
    {
        using var folder = new TestFolder();
        Convert(folder, Orders.ReplaceLineEndings(end) + "\u001A");
        Assert.Equal(3, Rows(folder).Length);
    }

    [Fact]
    public void Convert_FirstLineOfNamesAboveNumbers_IsTheHeader()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, "ID     CODE   CITY     N\n" + "10248  VINET  Paris    3\n10249  TOMSP  Munster  1\n");
        Assert.Equal(["ID", "CODE", "CITY", "N"], report.Tables[0].Columns.Select(column => column.Name));
        Assert.Equal(2, report.Rows);
    }

    [Fact]
    public void Convert_DashesUnderTheHeader_DrawTheLayout()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, "Report of May\n\nid name       city\n-- ---------- ----\n 1 Ann Lee    Rome\n 2 Bob        San Remo\n\fid name       city\n-- ---------- ----\n 3 A very longRio\n");
        Assert.Equal(["id", "name", "city"], report.Tables[0].Columns.Select(column => column.Name));
        Assert.Equal(["1|Ann Lee|Rome", "2|Bob|San Remo", "3|A very long|Rio"], Rows(folder));
        Assert.Equal(1, report.Tables[0].Rejected);
    }

    [Fact]
    public void Convert_NoBlankColumns_KeepsEachLineAsItIs()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, "007,x\n  indented \n\n0123456789\n");
        Assert.Equal(["line"], report.Tables[0].Columns.Select(column => column.Name));
        Assert.Equal(["007,x", "  indented ", "", "0123456789"], Rows(folder));
    }

    [Fact]
    public void Convert_WordsThatHappenToAlign_AreNotCut()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, "one two six\nred fox ran\nbig dog sat\n");
        Assert.Single(report.Tables[0].Columns);
        report = Convert(folder, "AB  note\nCD\nEF\nGH  a  wide phrase\nIJ  x\n");
        Assert.Equal(["AB|note", "CD|∅", "EF|∅", "GH|a  wide phrase", "IJ|x"], Rows(folder));
    }

    [Fact]
    public void Convert_TextBetweenColumnsBeyondTheSample_IsFoundByLookingAtAll()
    {
        using var folder = new TestFolder();
        var text = new StringBuilder();
        for (int i = 0; i < 60_000; i++) text.Append("abc   def   12345678\n");
        ConversionReport report = Convert(folder, text + "abc   defghi12345678\n");
        Assert.Equal(2, report.Tables[0].Columns.Count);
        Assert.Equal(["60001|defghi12345678"], TestFolder.Rows($"SELECT count(*), max(column_2) FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_Widths_AreTakenAsGiven()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, "0017Müller 5\n0018Ng     6 rest\n", new ReadOptions { Widths = "id:1-4,name:5-11,n:12-12" });
        Assert.Equal(["id", "name", "n"], report.Tables[0].Columns.Select(column => column.Name));
        Assert.Equal(["0017|Müller|5", "0018|Ng|6"], Rows(folder));
        Assert.Contains(report.Warnings, warning => warning.Id == "fixed-beyond-columns");
        Convert(folder, "0017Müller 5\n", new ReadOptions { Widths = "4,7,1", NullTokens = ["5"] });
        Assert.Equal(["0017|Müller|∅"], Rows(folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4,x")]
    [InlineData("a:5-3")]
    [InlineData("0")]
    [InlineData("a:1-4,b:4-8")]
    [InlineData("99999999999")]
    public void Convert_WidthsThatAreNone_AreRefused(string widths)
    {
        using var folder = new TestFolder();
        Assert.Throws<OptionException>(() => Convert(folder, "abc\n", new ReadOptions { Widths = widths }));
    }

    [Fact]
    public void Convert_TextPaddedByBytesOrCells_IsCutWhereItFits()
    {
        using var folder = new TestFolder();
        Convert(folder, "Köln         1  x\nÄÖÜäöü  2  y\nBonn          3  z\n");
        Assert.Equal(["Köln|1|x", "ÄÖÜäöü|2|y", "Bonn|3|z"], Rows(folder));
        Convert(folder, "東京    101  a\nOsaka   102  b\n名古屋  103  c\n");
        Assert.Equal(["東京|101|a", "Osaka|102|b", "名古屋|103|c"], Rows(folder));
    }

    [Theory]
    [InlineData("in.txt", Orders, "fixed")]
    [InlineData("in.txt", "a,b\n1,2\n", "csv")]
    [InlineData("in.txt", "one\ntwo\n", "csv")]
    [InlineData("in.txt", "   name\n1\n2\n3\n", "csv")]
    [InlineData("in.csv", Orders, "csv")]
    [InlineData("in.ach", "101 031300012\n", "fixed")]
    public void Recognise_TextOfEitherKind_GoesToItsFormat(string name, string text, string format)
    {
        using var folder = new TestFolder();
        Assert.Equal(format, Convert(folder, text, name: name, format: null).Format);
    }

    [Fact]
    public void Convert_RandomBytes_NeverCrashes()
    {
        const int Seed = 20_261_122;
        var random = new Random(Seed);
        for (int round = 0; round < 60; round++)
        {
            var bytes = new byte[random.Next(1, 3_000)];
            random.NextBytes(bytes);
            for (int i = 0; i < bytes.Length; i++)
                if (random.Next(3) > 0)
                    bytes[i] = (byte)" \n\r\t-A1ä"[random.Next(7)];
            using var folder = new TestFolder();
            string path = Path.Combine(folder.Path, "in.fwf");
            File.WriteAllBytes(path, bytes);
            try
            {
                new Converter(new FormatRegistry([new FixedWidthFormat()]), TimeProvider.System)
                    .Convert(new ConversionRequest { Input = path, Output = folder.Output, Threads = 2, Format = "fixed" }, null, CancellationToken.None);
            }
            catch (Exception failure) when (failure is not InputException)
            {
                Assert.Fail($"seed {Seed}, round {round}: {failure}");
            }
            catch (InputException)
            {
            }
        }
    }

    private static ConversionReport Convert(TestFolder folder, string text, ReadOptions? options = null, string name = "in.txt", string? format = "fixed")
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return new Converter(new FormatRegistry([new FixedWidthFormat(), new CsvFormat()]), TimeProvider.System)
            .Convert(new ConversionRequest { Input = path, Output = folder.Output, Read = options ?? ReadOptions.Default, Threads = 2, Format = format }, null, CancellationToken.None);
    }

    private static string[] Types(ConversionReport report) => [.. report.Tables[0].Columns.Select(column => column.Type)];

    private static string[] Rows(TestFolder folder) => TestFolder.Rows($"SELECT * FROM '{folder.Output}.parquet'");
}
