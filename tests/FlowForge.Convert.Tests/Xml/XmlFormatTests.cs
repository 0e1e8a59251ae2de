using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Xml;

public class XmlFormatTests
{
    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true }, { "utf-16BE", false },
        { "iso-8859-1", false }, { "windows-1252", false }, { "utf-32", true }, { "IBM037", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Open_DeclaredOrMarkedEncoding_ReadsLetters(string name, bool mark)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] text = encoding.GetBytes($"<?xml version=\"1.0\" encoding=\"{name}\"?><a><b>é</b><b>ü</b></a>");
        XmlConversion read = XmlConversion.Of(new MemoryFile(mark ? [.. encoding.GetPreamble(), .. text] : text));
        Assert.Equal("b: _VALUE\n  é\n  ü", read.ToString());
    }

    [Theory]
    [InlineData("utf-16"), InlineData("windows-1252")]
    public void Open_DeclarationAgainstMark_MarkWins(string declared)
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"<?xml version='1.0' encoding='{declared}'?><a>é</a>")];
        Assert.Equal("a: _VALUE\n  é", XmlConversion.Of(new MemoryFile(text)).ToString());
    }

    [Fact]
    public void Open_EncodingGiven_IsTaken()
    {
        byte[] text = Encoding.Latin1.GetBytes("<a>é</a>");
        Assert.Equal("xml-encoding", Assert.Throws<InputException>(() => XmlConversion.Of(new MemoryFile(text))).Diagnostic.Id);
        Assert.Equal("a: _VALUE\n  é", XmlConversion.Of(new MemoryFile(text), new ReadOptions { Encoding = "iso-8859-1" }).ToString());
        Assert.Throws<InputException>(() => XmlConversion.Of(new MemoryFile(text), new ReadOptions { Encoding = "klingon" }));
    }

    [Fact]
    public void Open_TwoMarks_WarnsAndReads()
    {
        XmlConversion read = XmlConversion.Of("\uFEFF\uFEFF<?xml version='1.0'?><a>1</a>");
        Assert.Equal("a: _VALUE\n  1", read.ToString());
        Assert.Contains(read.Warnings.All, warning => warning.Id == "xml-late-declaration");
    }

    [Theory]
    [InlineData("<?xml version='1.0'?><a/>", ".txt", Recognition.Certain)]
    [InlineData("\uFEFF \n<a b='c'/>", ".txt", Recognition.Likely)]
    [InlineData("<!-- c --><a/>", ".xml", Recognition.Likely)]
    [InlineData("<!DOCTYPE html><html>", ".html", Recognition.Possible)]
    [InlineData("<html lang='en'>", ".txt", Recognition.Possible)]
    [InlineData("<html xmlns='x'/>", ".xml", Recognition.Extension)]
    [InlineData("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", ".xml", Recognition.Likely)]
    [InlineData("<1,2>,3", ".csv", Recognition.No)]
    [InlineData("a,b,<c>", ".csv", Recognition.No)]
    [InlineData("{}", ".xml", Recognition.No)]
    public void Recognise_ByHowItStarts(string text, string extension, Recognition expected) =>
        Assert.Equal(expected, new XmlFormat().Recognise(new MemoryFile(text, extension)));

    [Fact]
    public void Recognise_Utf16_IsXml() =>
        Assert.Equal(Recognition.Certain, new XmlFormat().Recognise(new MemoryFile(Encoding.BigEndianUnicode.GetBytes("<?xml version='1.0'?><a/>"))));
}
