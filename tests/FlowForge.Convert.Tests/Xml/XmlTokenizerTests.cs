using System.Text;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Xml;

public class XmlTokenizerTests
{
    private const string Everything = """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE a [ <!ENTITY b ']>'> <!-- ]> --> <?pi ]> ?> ]>
        <!-- outside -->
        <a x="1&#10;2" y='&lt;&quot;&amp;' z="two
        lines	tab">text &#x3bc;&#233; &gt; <b/>]] &apos;<![CDATA[<raw> & ]] ]]]>after<!-- in - between --><?go?>joined
        <ümlaut:ñ  a = "b" ></ümlaut:ñ ><c>🎈漢字</c></a>
        <?after all?>
        """;

    [Theory]
    [InlineData(32), InlineData(33), InlineData(47), InlineData(64), InlineData(100), InlineData(1000), InlineData(1 << 16)]
    public void Read_AnyWindow_SameTokens(int windowBytes)
    {
        string expected = "<a x=1\n2 y=<\"& z=two lines tab>(text μé > )<b></b>(]] '<raw> & ]] ]afterjoined\n)<ümlaut:ñ a=b></ümlaut:ñ><c>(🎈漢字)</c></a>";
        Assert.Equal(expected, Tokens(Everything, windowBytes));
    }

    [Theory]
    [InlineData(32), InlineData(33), InlineData(34), InlineData(35), InlineData(1000)]
    public void Read_AnyLineEnds_AreLineFeeds(int windowBytes)
    {
        string lines = string.Concat(Enumerable.Repeat("<x>é\r\n\r\r\n\n\r</x>\r\n", 20));
        string expected = string.Concat(Enumerable.Repeat("<x>(é\n\n\n\n\n)</x>", 20));
        Assert.Equal($"<r>{expected.Replace("</x><x>", "</x>(\n)<x>", StringComparison.Ordinal)}(\n)</r>", Tokens($"<r>{lines}</r>", windowBytes));
    }

    [Theory]
    [InlineData("<a><b></a>", "1:7", "</b>")]
    [InlineData("<a>\n<b>\n</c></b></a>", "3:1", "</c>")]
    [InlineData("<a x='1' x='2'/>", "1:10", "second time")]
    [InlineData("<a x=1/>", "1:6", "in quotes")]
    [InlineData("<a x/>", "1:5", "'='")]
    [InlineData("<a x='1'y='2'/>", "1:9", "a blank")]
    [InlineData("<a x='<'/>", "1:7", "&lt;")]
    [InlineData("<a>&nbsp;</a>", "1:4", "&nbsp;")]
    [InlineData("<a>1 & 2</a>", "1:6", "&amp;")]
    [InlineData("<a>&#0;</a>", "1:4", "U+0000")]
    [InlineData("<a>&#xD800;</a>", "1:4", "U+D800")]
    [InlineData("<a>&#99999999999;</a>", "1:4", "character reference")]
    [InlineData("<a>]]></a>", "1:4", "]]&gt;")]
    [InlineData("<a><!-- -- --></a>", "1:11", "--")]
    [InlineData("<a><1/></a>", "1:5", "a name")]
    [InlineData("<a/>text", "1:5", "outside")]
    [InlineData("text<a/>", "1:1", "outside")]
    [InlineData("</a>", "1:1", "outside")]
    [InlineData("<a><![CDATA[ ]] </a>", "1:13", "]]>")]
    [InlineData("<a><!-- </a>", "1:4", "-->")]
    [InlineData("<a>é\u0001</a>", "1:5", "U+0001")]
    [InlineData("<a>\uFFFF</a>", "1:4", "U+FFFF")]
    [InlineData("<a><?xml version='1.0'?></a>", "1:4", "declaration")]
    [InlineData("<?xml encoding=utf-8?><a/>", "1:1", "declaration")]
    [InlineData("<a><!DOCTYPE a></a>", "1:4", "document type")]
    [InlineData("<!DOCTYPE a [ <!ENTITY b 'c'> ]><a>&b;</a>", "1:36", "&b;")]
    public void Read_Malformed_SaysWhereAndWhat(string xml, string place, string what)
    {
        foreach (int windowBytes in (int[])[32, 4096])
        {
            var failure = Assert.Throws<InputException>(() => Tokens(xml, windowBytes));
            Assert.Equal("t.xml:" + place, failure.Diagnostic.Where.ToString());
            Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<a><b>"), InlineData("<a>text"), InlineData("<a"), InlineData("<a x="), InlineData("<a x='"), InlineData("<a></a"), InlineData("<"), InlineData("<!"), InlineData("<?a"), InlineData("<!DOCTYPE a [")]
    [InlineData(""), InlineData(" \n"), InlineData("<!-- nothing -->"), InlineData("<?xml version='1.0'?>")]
    public void Read_CutShort_IsAnError(string xml)
    {
        Assert.Throws<InputException>(() => Tokens(xml, 32));
        Assert.Throws<InputException>(() => Tokens(xml, 4096));
    }

    [Fact]
    public void Read_InvalidUtf8_NamesByteAndPlace()
    {
        byte[] latin1 = Encoding.Latin1.GetBytes("<a>\n caf\u00e9</a>");
        var failure = Assert.Throws<InputException>(() => Tokens(latin1, 32));
        Assert.Equal("xml-encoding", failure.Diagnostic.Id);
        Assert.Contains("t.xml:2:5", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0xE9", failure.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => Tokens([.. "<a/>"u8, 0xE2, 0x82], 32));
    }

    [Fact]
    public void Read_DocumentsInARow_AreCounted()
    {
        using var tokens = new XmlTokenizer(new MemoryStream("<?xml version='1.0'?><a/>\n<?xml version='1.0'?><b/>"u8.ToArray()), "t.xml");
        while (tokens.Read() != XmlToken.End) { }
        Assert.Equal(2, tokens.Documents);
    }

    [Fact]
    public void Read_TooDeep_IsAnError()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", XmlTokenizer.MaxDepth + 1));
        Assert.Equal("xml-limit", Assert.Throws<InputException>(() => Tokens(deep, 4096)).Diagnostic.Id);
    }

    private static string Tokens(string xml, int windowBytes) => Tokens(Encoding.UTF8.GetBytes(xml), windowBytes);

    private static string Tokens(byte[] xml, int windowBytes)
    {
        using var tokens = new XmlTokenizer(new MemoryStream(xml), "t.xml", windowBytes);
        var all = new StringBuilder();
        bool inText = false;
        for (XmlToken token; (token = tokens.Read()) != XmlToken.End;)
        {
            bool isText = token is XmlToken.Text or XmlToken.CData;
            if (isText != inText) all.Append(isText ? '(' : ')');
            inText = isText;
            string name = Encoding.UTF8.GetString(tokens.Names[tokens.Name]);
            if (isText) all.Append(Encoding.UTF8.GetString(tokens.Text));
            else if (token == XmlToken.EndElement) all.Append($"</{name}>");
            else all.Append($"<{name}{string.Concat(Enumerable.Range(0, tokens.AttributeCount).Select(i => $" {Encoding.UTF8.GetString(tokens.Names[tokens.AttributeName(i)])}={Encoding.UTF8.GetString(tokens.AttributeValue(i))}"))}>");
        }
        return all.ToString();
    }
}
