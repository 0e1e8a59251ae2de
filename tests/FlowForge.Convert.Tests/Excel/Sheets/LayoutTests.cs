using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Excel.Xlsx;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel.Sheets;

public sealed class LayoutTests
{
    [Fact]
    public void Header_OverTypedColumns_NamesThem()
    {
        RecordedTable table = Only("id|name|amount\n1|Ann|1.5\n2|Bob|2");

        Assert.Equal("id|name|amount", table.Columns);
        Assert.Equal(["1|Ann|1.5", "2|Bob|2"], table.Rows);
        Assert.Equal(2, table.Source.ExactRows);
    }

    [Theory]
    [InlineData("1|2\n3|4", "|", 2)]
    [InlineData("yes|no\nno|yes\nyes|yes", "|", 3)]
    [InlineData("city|land\nOslo|Norway\nRome|Italy", "city|land", 2)]
    [InlineData("only", "", 1)]
    [InlineData("id|name", "id|name", 0)]
    [InlineData("region|2023|2024\nNorth|1|2", "region|2023|2024", 1)]
    public void Header_InDoubt_IsDecidedByTheValues(string grid, string columns, int rows)
    {
        RecordedTable table = Only(grid);

        Assert.Equal((columns, rows), (table.Columns, table.Rows.Count));
    }

    [Fact]
    public void Header_BlankAndDuplicateNames_AreLeftToTheConversion()
    {
        RecordedTable table = Only("id||id|note\n1|x|2|y\n3|x|4|z");

        Assert.Equal("id||id|note", table.Columns);
        Assert.Equal(["1|x|2|y", "3|x|4|z"], table.Rows);
    }

    [Fact]
    public void Header_DeclaredEitherWay_IsObeyed()
    {
        Assert.Equal(3, Only("id|name\n1|Ann\n2|Bob", new ReadOptions { Header = false }).Rows.Count);
        Assert.Equal("1|2", Only("1|2\n3|4", new ReadOptions { Header = true }).Columns);
    }

    [Fact]
    public void TitleLines_AboveTheHeader_BecomeAFact()
    {
        using TableSet set = new XlsxBuilder().Grid("Data", "Sales 2024\n\nRegion:|North\nid|name|amount|day\n1|Ann|1.5|2\n2|Bob|2|3\n3|Cid|2|3\n\nTotal||5.5").Open();

        RecordedTable table = RecordedTable.Of(set)["Data"];

        Assert.Equal("id|name|amount|day", table.Columns);
        Assert.Equal(["1|Ann|1.5|2", "2|Bob|2|3", "3|Cid|2|3", "Total|∅|5.5|∅"], table.Rows);
        Assert.Equal("Sales 2024\nRegion:\tNorth", table.Source.Facts["above"]);
        Assert.Equal(Severity.Info, Assert.Single(set.Warnings.All).Severity);
    }

    [Fact]
    public void Table_StartingAnywhere_HasNoEmptyColumns()
    {
        RecordedTable table = Only("\n\n||id||name\n||1||Ann\n||2||Bob");

        Assert.Equal("id|name", table.Columns);
        Assert.Equal("C3:E5", table.Source.Facts["range"]);
    }

    [Fact]
    public void StackedTables_EachWithAProvenHeader_ComeApart()
    {
        Dictionary<string, RecordedTable> tables = All("id|name\n1|Ann\n2|Bob\n\nday|amount|unit\n5|1.5|kg\n6|2.5|kg");

        Assert.Equal(["1|Ann", "2|Bob"], tables["Data"].Rows);
        Assert.Equal("day|amount|unit", tables["Data_2"].Columns);
        Assert.Equal(["5|1.5|kg", "6|2.5|kg"], tables["Data_2"].Rows);
    }

    [Fact]
    public void Header_BelowNamesOfGroups_IsTheRowOfTheColumns()
    {
        RecordedTable table = Only("|North||South\nday|sold|back|sold\n1|2|3|4\n2|3|4|5");

        Assert.Equal(("day|sold|back|sold", "North\tSouth"), (table.Columns, table.Source.Facts["above"]));
    }

    [Fact]
    public void TitleBlock_AboveAGap_IsNoTable() =>
        Assert.Single(All("ACME|||as of\n5|||draft\nCentral\n6\n\nid|name|amount|unit\n1|Ann|1.5|kg\n2|Bob|2|kg"));

    [Fact]
    public void Gap_WithoutANewHeader_StaysOneTable() => Assert.Equal(4, Only("id|name\n1|Ann\n2|Bob\n\n3|Cid\n4|Dan").Rows.Count);

    [Fact]
    public void NamedTables_Stacked_ComeApartWithTheRest()
    {
        XlsxBuilder book = new XlsxBuilder().Grid("Data", "id|name|note\n1|Ann|beside\n\nday|amount\n5|1.5", tables: ["People=A1:B2", "Sums=A4:B5"]);

        Dictionary<string, RecordedTable> tables = RecordedTable.Of(book.Open());

        Assert.Equal(["1|Ann"], tables["People"].Rows);
        Assert.Equal(["5|1.5"], tables["Sums"].Rows);
        Assert.Equal(["note", "beside"], tables["Data"].Rows);
    }

    [Fact]
    public void NamedTables_SideBySide_ComeApartWhenAskedFor()
    {
        XlsxBuilder book = new XlsxBuilder().Grid("Data", "id|name||day|amount\n1|Ann||5|1.5\n2|Bob||6|2.5", tables: ["People=A1:B3", "Sums=D1:E3"]);

        Assert.Equal(["1|Ann|5|1.5", "2|Bob|6|2.5"], Assert.Single(RecordedTable.Of(book.Open())).Value.Rows);
        RecordedTable asked = Assert.Single(RecordedTable.Of(book.Open(new ReadOptions { Tables = ["sums"] }))).Value;
        Assert.Equal(("day|amount", "5|1.5"), (asked.Columns, asked.Rows[0]));
    }

    [Fact]
    public void NamedTable_WithAHeaderOfNumbers_IsBelieved()
    {
        XlsxBuilder book = new XlsxBuilder().Grid("Data", "1|2\n3|4", tables: ["T=A1:B2"]);

        Assert.Equal("1|2", Assert.Single(RecordedTable.Of(book.Open())).Value.Columns);
    }

    [Fact]
    public void Values_OfCells_KeepTheirKind()
    {
        XlsxBuilder book = new XlsxBuilder().Style("yyyy-mm-dd hh:mm").Style("[h]:mm").Style("hh:mm").Sheet("Data",
            XlsxBuilder.Rows("date|span|time|code|big") +
            """
            <row r="2"><c s="1"><v>43831</v></c><c s="2"><v>1.5</v></c><c s="3"><v>0.5</v></c><c t="str"><v>007</v></c><c><v>1E+20</v></c></row>
            <row r="3"><c s="1"><v>43831.25</v></c><c s="2"><v>-0.5</v></c><c s="3"><v>0</v></c><c t="str"><v></v></c><c><v>3.0</v></c></row>
            """);

        Assert.Equal(["2020-01-01|36:00:00|12:00:00|007|1E+20", "2020-01-01 06:00:00|-12:00:00|00:00:00|∅|3"], RecordedTable.Of(book.Open())["Data"].Rows);
    }

    [Fact]
    public void Findings_OfErrorsAndFormulas_AreCountedOnce()
    {
        using TableSet set = new XlsxBuilder().Sheet("Data", XlsxBuilder.Rows("id|x\n1|#N/A\n2|#N/A") + "<row r=\"4\"><c r=\"B4\"><f>1+1</f></c></row>").Open();

        WarningsMark opened = set.Warnings.Mark();
        RecordedTable.Of(set);
        set.Warnings.Return(opened);
        RecordedTable table = RecordedTable.Of(set)["Data"];

        Assert.Equal(["1|∅", "2|∅", "∅|∅"], table.Rows);
        Assert.Equal([("excel-error-value", 2L), ("excel-formula-without-value", 1L)], set.Warnings.All.Select(finding => (finding.Id, finding.Count)));
        Assert.Contains("#N/A at B2", set.Warnings.All[0].Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Sheets_HiddenEmptyAndCharts_AreFlagged()
    {
        using TableSet set = new XlsxBuilder().Grid("Open", "1").Grid("Hidden", "1", state: "hidden").Grid("Secret", "1", state: "veryHidden")
            .Sheet("Blank", "").Sheet("Chart", "", type: "chartsheet").Open();

        Assert.Equal(["", "hidden", "veryHidden"], set.Readers.Select(reader => reader.Tables[0].Facts.GetValueOrDefault("visibility", "")));
        Assert.Equal(["excel-not-a-worksheet", "excel-empty-sheet"], set.Warnings.All.Select(finding => finding.Id));
    }

    [Fact]
    public void Cell_BeyondTheColumnsSeen_AsksForAFullScan()
    {
        string grid = "id|name\n" + string.Join('\n', Enumerable.Range(1, 3_000).Select(i => i == 2_500 ? $"{i}|x|late" : $"{i}|x"));
        XlsxBuilder book = new XlsxBuilder().Grid("Data", grid);

        Assert.Throws<LayoutChangedException>(() => RecordedTable.Of(book.Open()));
        RecordedTable table = RecordedTable.Of(book.Open(new ReadOptions { Scan = ScanDepth.Full }))["Data"];

        Assert.Equal(("id|name|", 3_000, "2500|x|late"), (table.Columns, table.Rows.Count, table.Rows[2_499]));
    }

    [Fact]
    public void Rows_RepeatedAndDisordered_AreKept()
    {
        using TableSet set = new XlsxBuilder().Sheet("Data",
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><v>3</v></c><c r=\"A3\"><v>4</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row>").Open();

        Assert.Equal(["1", "3", "2"], RecordedTable.Of(set)["Data"].Rows);
        Assert.Equal(["excel-repeated-cell", "excel-rows-out-of-order"], set.Warnings.All.Select(finding => finding.Id));
    }

    [Fact]
    public void MergeSheets_EqualHeaders_BecomeOneTable()
    {
        XlsxBuilder book = new XlsxBuilder().Grid("Jan", "id|name\n1|Ann").Grid("Feb", "Name| ID\nBob|2").Grid("Other", "x|y\n1|2");

        Dictionary<string, RecordedTable> tables = RecordedTable.Of(book.Open(new ReadOptions { MergeSheets = true }));

        Assert.Equal("id|name|_sheet", tables["book"].Columns);
        Assert.Equal(["1|Ann|Jan", "2|Bob|Feb"], tables["book"].Rows);
        Assert.Equal(["1|2"], tables["Other"].Rows);
    }

    [Fact]
    public void Tables_ChosenByPattern_AreTheOnlyOnes()
    {
        XlsxBuilder book = new XlsxBuilder().Grid("Jan", "1").Grid("Feb", "2").Grid("Notes", "3");

        Assert.Equal(["Jan", "Feb"], RecordedTable.Of(book.Open(new ReadOptions { Tables = ["j*", "FEB"] })).Keys);
    }

    [Fact]
    public void Tables_OfNoSuchName_SuggestsTheNearest()
    {
        var failure = Assert.Throws<InputException>(() => new XlsxBuilder().Grid("January", "1").Grid("Feb", "2").Open(new ReadOptions { Tables = ["Januar"] }));

        Assert.Equal("Did you mean 'January'?", failure.Diagnostic.Hint);
        Assert.Contains("January, Feb", failure.Diagnostic.Summary, StringComparison.Ordinal);
    }

    private static RecordedTable Only(string grid, ReadOptions? options = null) => Assert.Single(RecordedTable.Of(new XlsxBuilder().Grid("Data", grid).Open(options))).Value;

    private static Dictionary<string, RecordedTable> All(string grid) => RecordedTable.Of(new XlsxBuilder().Grid("Data", grid).Open());
}
