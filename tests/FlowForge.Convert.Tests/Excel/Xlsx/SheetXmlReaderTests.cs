using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

public sealed class SheetXmlReaderTests
{
    [Fact]
    public void Read_CellsOfEveryKind_AreTold()
    {
        XlsxBuilder book = new XlsxBuilder()
            .Strings("<t>plain</t>", "<r><t>rich </t></r><r><rPr/><t>text</t></r><rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh>", "")
            .Style("yyyy-mm-dd").Style("[h]:mm").Style("0.0%")
            .Sheet("Data", """
                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
                <row r="3"><c r="A3"><v>42</v></c><c r="B3"><v>1.5</v></c><c r="C3" s="1"><v>43831</v></c><c r="D3" s="2"><v>1.25</v></c><c r="E3" s="3"><v>0.5</v></c></row>
                <row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4" t="e"><v>#DIV/0!</v></c><c r="C4" t="str"><f>A1</f><v>result</v></c><c r="D4"><f>1+1</f></c>
                  <c r="E4" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c><c r="F4" t="d"><v>2020-02-29T12:00:00</v></c></row>
                """);

        Assert.Equal(
            ["A1 text plain", "B1 text rich text", "C1 text ", "A3 integer 42", "B3 number 1.5", "C3 integer 43831 date", "D3 number 1.25 duration", "E3 number 0.5 percent",
             "A4 true", "B4 error #DIV/0!", "C4 text result", "D4 no value", "E4 text inline", "F4 timestamp 1582977600000000"],
            RecordedCells.Of(Assert.Single(book.Sheets())));
    }

    [Theory]
    [InlineData("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", "A1 integer 1", "B1 integer 2", "A2 integer 3")]
    [InlineData("<row r=\"5\"><c r=\"C5\"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", "C5 integer 1", "D5 integer 2", "A6 integer 3")]
    [InlineData("<row r=\"2\"><c r=\"a2\"><v>1</v></c></row><row r=\"1\"><c r=\"xfd1\"><v>2</v></c></row>", "A2 integer 1", "XFD1 integer 2")]
    [InlineData("<row r=\"1\"><c r=\"A1\"/><c r=\"B1\" s=\"0\"/><c r=\"C1\"><v/></c><c r=\"D1\" t=\"s\"><v></v></c></row>")]
    [InlineData("<row r='1'><c r='A1' t='str'><v>a &gt; b</v></c></row>", "A1 text a > b")]
    [InlineData("<row r=\"1\" note=\"a>b\"><c r=\"A1\"><!-- > --><v> 7 </v></c></row>", "A1 integer 7")]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t><![CDATA[<&amp;>]]></t></is></c></row>", "A1 text <&amp;>")]
    [InlineData("<row r=\"1\"><c r=\"A1\"><v>12abc</v></c></row>", "A1 text 12abc")]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>", "A1 error missing text 99")]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"str\"><f>x</f><v></v></c><c r=\"B1\"><f>x</f><v></v></c></row>", "A1 text ", "B1 no value")]
    public void Read_WhatWritersDo_IsUnderstood(string rows, params string[] cells) =>
        Assert.Equal(cells, RecordedCells.Of(Assert.Single(new XlsxBuilder().Sheet("Data", rows).Sheets())));

    [Fact]
    public void Read_PrefixedElements_AreTheSame()
    {
        var book = new XlsxBuilder { Prefix = "x:" };

        book.Sheet("Data", "<x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row>");

        Assert.Equal(["A1 integer 1"], RecordedCells.Of(Assert.Single(book.Sheets())));
    }

    [Fact]
    public void Read_CellsBeyondTheSheet_AreCounted()
    {
        var cells = new RecordedCells();
        XlsxBuilder book = new XlsxBuilder().Sheet("Data", "<row r=\"1048577\"><c><v>1</v></c></row><row r=\"1\"><c r=\"XFE1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>");

        Assert.Single(book.Sheets()).Read(cells, CancellationToken.None);

        Assert.Equal(["A1 integer 2"], cells.Lines);
        Assert.Equal(2, cells.Beyond);
    }

    [Fact]
    public void Read_InvalidUtf8_IsReplacedAndTold()
    {
        var cells = new RecordedCells();
        byte[] book = new XlsxBuilder().Sheet("Data", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>caf?</v></c></row>").Build();
        byte[] sheet = [.. "<worksheet><sheetData><row><c t=\"str\"><v>caf"u8, 0xE9, .. "</v></c></row></sheetData></worksheet>"u8];

        XlsxBuilder.SheetsOf(With(book, "xl/worksheets/sheet1.xml", sheet))[0].Read(cells, CancellationToken.None);

        Assert.Equal(["A1 text caf\uFFFD"], cells.Lines);
        Assert.Equal(1, cells.Replaced);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-1")]
    public void Read_OtherEncodings_ComeOutAsUtf8(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        string xml = $"<?xml version=\"1.0\" encoding=\"{name}\"?><worksheet><sheetData><row><c t=\"str\"><v>déjà</v></c></row></sheetData></worksheet>";
        byte[] book = new XlsxBuilder().Sheet("Data", "").Build();

        Assert.Equal(["A1 text déjà"], RecordedCells.Of(XlsxBuilder.SheetsOf(With(book, "xl/worksheets/sheet1.xml", encoding.GetBytes(xml)))[0]));
    }

    [Theory]
    [InlineData("<worksheet><sheetData><row><c><v>1</v></c></row>")]
    [InlineData("<worksheet><sheetData><row><c><v>1")]
    [InlineData("<worksheet><sheetData><row r=\"1")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet><sheetData/></worksheet>")]
    [InlineData("")]
    public void Read_BrokenXml_SaysWhichPart(string xml)
    {
        byte[] book = With(new XlsxBuilder().Sheet("Data", "").Build(), "xl/worksheets/sheet1.xml", Encoding.UTF8.GetBytes(xml));

        var failure = Assert.Throws<InputException>(() => RecordedCells.Of(XlsxBuilder.SheetsOf(book)[0]));

        Assert.Equal("excel-damaged", failure.Diagnostic.Id);
        Assert.Equal("xl/worksheets/sheet1.xml", failure.Diagnostic.Where.Part);
    }

    /// <summary>The workbook with a part added again: the later one counts.</summary>
    private static byte[] With(byte[] book, string part, byte[] content)
    {
        var bytes = new MemoryStream();
        bytes.Write(book);
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            using Stream stream = zip.CreateEntry(part).Open();
            stream.Write(content);
        }

        return bytes.ToArray();
    }
}
