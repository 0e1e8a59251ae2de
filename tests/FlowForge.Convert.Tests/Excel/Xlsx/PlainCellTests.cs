using System.Text;
using FlowForge.Convert.Excel.Xlsx;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

public sealed class PlainCellTests
{
    [Theory]
    [InlineData("<c r=\"B7\" s=\"3\" t=\"s\"><v>12</v></c><c", "B7", "3", "s", "12", 35)]
    [InlineData("<c r=\"AA10\"><v>-1.5E+3</v></c>", "AA10", "", "", "-1.5E+3", 30)]
    [InlineData("<c t=\"b\" r=\"A1\"><v>1</v></c>", "A1", "", "b", "1", 28)]
    public void TryRead_AsProgramsWriteIt_GivesItsParts(string xml, string place, string style, string type, string value, int length)
    {
        Assert.True(PlainCell.TryRead(Encoding.UTF8.GetBytes(xml), out PlainCell cell));
        Assert.Equal((place, style, type, value), (Text(cell.Place), Text(cell.Style), Text(cell.Type), Text(cell.Value)));
        Assert.Equal(length, cell.Length);
    }

    [Theory]
    [InlineData("<c r=\"B7\"/>")]
    [InlineData("<c r='B7'><v>1</v></c>")]
    [InlineData("<c r=\"B7\" cm=\"1\"><v>1</v></c>")]
    [InlineData("<c r=\"B7\"><f>A1</f><v>1</v></c>")]
    [InlineData("<c r=\"B7\"><v> 1</v></c>")]
    [InlineData("<c r=\"B7\"><v></v></c>")]
    [InlineData("<c r=\"B7\"><v>1 &amp; 2</v></c>")]
    [InlineData("<col r=\"B7\"><v>1</v></col>")]
    public void TryRead_AnythingElse_IsLeftToTheTokenizer(string xml) => Assert.False(PlainCell.TryRead(Encoding.UTF8.GetBytes(xml), out _));

    [Fact]
    public void TryRead_CutAnywhere_IsLeftToTheTokenizer()
    {
        byte[] xml = Encoding.UTF8.GetBytes("<c r=\"B7\" s=\"3\" t=\"s\"><v>12</v></c>");
        for (int length = 0; length < xml.Length; length++) Assert.False(PlainCell.TryRead(xml.AsSpan(0, length), out _));
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
