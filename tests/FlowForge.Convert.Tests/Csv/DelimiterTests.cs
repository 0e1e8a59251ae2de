namespace FlowForge.Convert.Tests.Csv;

/// <summary>Which sign parts the fields where others stand in the values.</summary>
public sealed class DelimiterTests
{
    [Theory]
    [InlineData("lat;lon", "40,9916;26,7061")]
    [InlineData("price;tax", "USD 8,361;USD 9,178")]
    [InlineData("x;y;z", "-8,348 kg;9,702 kg;5,227 kg")]
    [InlineData("price;tax", "$4,778.12;$9,649.62")]
    [InlineData("price|tax", "$2,209.33|$9,656.83")]
    [InlineData("price\ttax", "€ 2,209|€ 9,656\t€ 1,5")]
    [InlineData("a;b;c", "18%;73%;98%")]
    [InlineData("name;city", "Smith, Ann;Paris, FR")]
    [InlineData("id;words", "1;alpha, beta, gamma, delta")]
    [InlineData("k;v", "1,2;3,4")]
    public void Read_HeaderAndValuesWithOtherSigns_AreSplitAsTheHeaderIs(string header, string row)
    {
        CsvContent content = CsvContent.Read(header + "\n" + string.Concat(Enumerable.Repeat(row + "\n", 30)));
        char[] signs = [';', '\t', '|'];
        char sign = signs.First(one => header.Contains(one, StringComparison.Ordinal));
        Assert.Equal(header.Split(sign), content.Names);
        Assert.Equal(30, content.Rows.Count);
        Assert.Equal(row.Split(sign), content.Rows[0]);
        Assert.Empty(content.Warnings);
    }

    [Theory]
    [InlineData("$11;$3;$58", ';')]
    [InlineData("5%|6%|7%", '|')]
    public void Read_WithoutHeader_KeepsTheSignsOfValues(string row, char sign) =>
        Assert.Equal(row.Split(sign), CsvContent.Read(string.Concat(Enumerable.Repeat(row + "\n", 30)), new Tables.ReadOptions { Header = false }).Rows[0]);

    [Fact]
    public void Read_TitleWithAnotherSign_IsNoHeader()
    {
        CsvContent content = CsvContent.Read("Report; by the bureau\na,b,c\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},x;y,{i + 3}\n")));
        Assert.Equal(["a", "b", "c"], content.Names);
        Assert.Equal("0|x;y|3", content.Lines[0]);
    }
}
