using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Tests.Xml;

public class NestedXmlTests
{
    private static readonly ReadOptions s_nested = new() { XmlStrategy = XmlStrategy.Nested };
    private static readonly ReadOptions s_text = new() { XmlStrategy = XmlStrategy.Text };

    private const string Orders = """
        <shop name="S">
          <order no="7"><by id="a"><first>Ann</first></by><tag>p</tag><line n="1"><sku>x</sku></line><tag>q</tag><line n="2"><sku>y</sku><on>2024-01-02</on></line></order>
          <order no="8"><line n="3"/><note>so <b>late</b></note></order>
        </shop>
        """;

    [Fact]
    public void Nested_Children_AreListsAndStructs()
    {
        XmlConversion read = XmlConversion.Of(Orders, s_nested);
        Assert.Equal("""
            order: _no | by | tag | line | note
              7 | {a, Ann} | [p, q] | [{1, x, ~}, {2, y, 2024-01-02}] | ~
              8 | ~ | ~ | [{3, ~, ~}] | so <b>late</b>
            shop: _name
              S
            """.ReplaceLineEndings("\n"), read.ToString());
        Assert.Equal("STRUCT(\"_n\" BIGINT, \"sku\" VARCHAR, \"on\" DATE)[]", read["order"].Source.Columns[3].Type?.ToString());
        Assert.Equal("VARCHAR[]", read["order"].Source.Columns[2].Type?.ToString());
    }

    [Fact]
    public void Nested_AllText_HasTextInside()
    {
        XmlConversion read = XmlConversion.Of(Orders, s_nested with { AllText = true });
        Assert.Equal("STRUCT(\"_n\" VARCHAR, \"sku\" VARCHAR, \"on\" VARCHAR)[]", read["order"].Source.Columns[3].Type?.ToString());
    }

    [Fact]
    public void Nested_ListsInLists_StayApart()
    {
        XmlConversion read = XmlConversion.Of("<r><x><g><v>1</v><v>2</v></g><g/><g><v>3</v></g></x><x/></r>", s_nested);
        Assert.Equal("x: g\n  [{[1, 2]}, {~}, {[3]}]\n  ~", read.ToString());
    }

    [Fact]
    public void Nested_RowsOfThousands_AreRowsOfTheirOwn()
    {
        string points = string.Concat(Enumerable.Range(0, 500).Select(i => $"<p lat='{i}'/>"));
        XmlConversion read = XmlConversion.Of($"<gpx><trk><name>a</name>{points}</trk><trk><name>b</name>{points}</trk></gpx>", s_nested);
        Assert.Equal(["trk", "p"], read.Tables.Select(table => table.Source.Name));
        Assert.Equal("501 | 2 | 0", read["p"].Rows[500]);
    }

    [Fact]
    public void Text_Rows_AreWholeXml()
    {
        XmlConversion read = XmlConversion.Of("""
            <r xmlns="urn:d" xmlns:p="urn:p" xmlns:unused="urn:u"><x p:a="&lt;1&#10;&quot;"><y>a &amp; b<![CDATA[<c>]]></y><z/></x><x><p:y xmlns:p="urn:other"/>]]&gt;</x></r>
            """, s_text);
        Assert.Equal("""
            x: xml
              <x p:a="&lt;1&#10;&quot;" xmlns="urn:d" xmlns:p="urn:p"><y>a &amp; b<![CDATA[<c>]]></y><z/></x>
              <x xmlns="urn:d" xmlns:p="urn:p"><p:y xmlns:p="urn:other"/>]]&gt;</x>
            """.ReplaceLineEndings("\n"), read.ToString());
    }

    [Fact]
    public void Text_RowTags_AndWhatIsLeftOut()
    {
        XmlConversion read = XmlConversion.Of("<r v='1'><g><x>1</x></g><x>2</x></r>", s_text with { RowTags = ["x"] });
        Assert.Equal("x: xml\n  <x>1</x>\n  <x>2</x>", read.ToString());
        Assert.Contains(read.Warnings.All, warning => warning.Id == "xml-outside-rows");
    }

    [Fact]
    public void Nested_TypeChangesAfterTheSample_ReadsAgain()
    {
        string rows = string.Concat(Enumerable.Repeat("<x><a>12345678</a><a>2</a></x>", 250_000));
        XmlConversion read = XmlConversion.Of($"<r>{rows}<x><a>word</a><b c='1'/></x></r>", s_nested);
        Assert.True(read.ReadTwice);
        Assert.Equal("VARCHAR[]", read["x"].Source.Columns[0].Type?.ToString());
    }
}
