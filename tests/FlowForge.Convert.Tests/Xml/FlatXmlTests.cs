using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Xml;

public class FlatXmlTests
{
    [Fact]
    public void Flat_RepeatedElement_IsTheRow() => Check("""
        <catalog>
          <book id="1"><title>A &amp; B</title><price unit="$"> 5.95 </price></book>
          <book id="2"><title/><price>6</price><stock/></book>
        </catalog>
        """, """
        book: _id | title | price | price__unit | stock
          1 | A & B | 5.95 | $ | ~
          2 | ~ | 6 | ~ | ~
        """);

    [Fact]
    public void Flat_RepeatedChildren_AreTablesWithKeys() => Check("""
        <shop name="S">
          <order no="7"><by><first>Ann</first></by><line><sku>x</sku></line><line><sku>y</sku><note>n1</note><note>n2</note></line></order>
          <order no="8"><by><first>Bob</first></by><line><sku>z</sku></line></order>
          <open>Mon</open>
        </shop>
        """, """
        order: _row_id | _no | by_first
          1 | 7 | Ann
          2 | 8 | Bob
        line: _row_id | _parent_row_id | sku
          1 | 1 | x
          2 | 1 | y
          3 | 2 | z
        note: _row_id | _parent_row_id | _VALUE
          1 | 2 | n1
          2 | 2 | n2
        shop: _name | open
          S | Mon
        """);

    [Fact]
    public void Flat_NothingRepeats_IsOneRow() =>
        Check("<a><b c='1'>x</b><d><e>y</e></d><f/></a>", "a: b | b__c | d_e | f\n  x | 1 | y | ~");

    [Fact]
    public void Flat_EmptyElement_IsOneNull() => Check("<a/>", "a: _VALUE\n  ~");

    [Fact]
    public void Flat_Nil_IsNull() => Check("""
        <r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"><x><a xsi:nil="true"/></x><x><a>1</a></x></r>
        """, "x: a\n  ~\n  1");

    [Fact]
    public void Flat_TextsInTextsComments_AreOneText() =>
        Check("<r><x>a<!-- c -->b<![CDATA[ <c> ]]>d<?p?>e</x><x xml:space=\"preserve\">  </x><x>  </x></r>", "x: _VALUE\n  ab <c> de\n    \n  ~");

    [Fact]
    public void Flat_Prose_IsXmlAndListed() => Check("""
        <doc><p>One <i>fine</i> day &lt; <a href="x?a&amp;b">two</a>.</p><p>1 &lt; 2</p></doc>
        """, """
        p: _row_id | _VALUE
          1 | One <i>fine</i> day &lt; <a href="x?a&amp;b">two</a>.
          2 | 1 < 2
        mixed_content: _table | _row_id | _column | _position | _path | _VALUE
          p | 1 | _VALUE | 1 | ~ | One
          p | 1 | _VALUE | 2 | i | fine
          p | 1 | _VALUE | 3 | ~ | day <
          p | 1 | _VALUE | 4 | a/@href | x?a&b
          p | 1 | _VALUE | 5 | a | two
          p | 1 | _VALUE | 6 | ~ | .
          p | 2 | _VALUE | 1 | ~ | 1 < 2
        """);

    [Fact]
    public void Flat_StrayPunctuation_LeavesFieldsAlone() => Check("""
        <r><x><d><y>2012</y>><m>11</m></d></x><x><d>2013-01-01</d></x></r>
        """, """
        x: d | d_y | d_m
          > | 2012 | 11
          2013-01-01 | ~ | ~
        """);

    [Fact]
    public void Flat_SameNameInside_IsAPathOfItsOwn() => Check("""
        <people><parent ID="1"><parent ID="1.1"><child>A</child></parent><child>B</child></parent><parent ID="2"/></people>
        """, """
        parent: _ID | parent__ID | parent_child | child
          1 | 1.1 | A | B
          2 | ~ | ~ | ~
        """);

    [Fact]
    public void Flat_TablesOfOneName_AreNamedByWhatIsAround() => Check("""
        <r><a><x>1</x><x>2</x></a><b><x>3</x><x>4</x></b></r>
        """, """
        a_x: _VALUE
          1
          2
        b_x: _VALUE
          3
          4
        """);

    [Theory]
    [InlineData(XmlNamespaces.Strip, "x | p_y | p_y__lang | q_y")]
    [InlineData(XmlNamespaces.Prefix, "p_x | p_y | p_y__xml_lang | q_y")]
    [InlineData(XmlNamespaces.Keep, "{urn:p}x | {urn:p}y | {urn:p}y__{http://www.w3.org/XML/1998/namespace}lang | {urn:q}y")]
    public void Flat_Namespaces_AsAsked(XmlNamespaces namespaces, string header)
    {
        XmlConversion read = XmlConversion.Of("""
            <r xmlns:p="urn:p" xmlns:q="urn:q"><row><p:x>1</p:x><p:y xml:lang="de">2</p:y></row><row><p2:x xmlns:p2="urn:p">3</p2:x><q:y>4</q:y></row></r>
            """, new ReadOptions { XmlNamespaces = namespaces });
        Assert.Equal(header, read["row"].Header);
        Assert.Equal(["1 | 2 | de | ~", "3 | ~ | ~ | 4"], read["row"].Rows);
    }

    [Fact]
    public void Flat_PrefixNeverDeclared_WarnsAndReads()
    {
        XmlConversion read = XmlConversion.Of("<r><a p:x='1'/><a p:x='2'/></r>");
        Assert.Equal(["1", "2"], read["a"].Rows);
        Assert.Contains(read.Warnings.All, warning => warning.Id == "xml-prefix");
    }

    [Fact]
    public void Flat_DocumentsInARow_AreRows()
    {
        XmlConversion read = XmlConversion.Of("<?xml version='1.0'?><r><a>1</a></r>\n<?xml version='1.0'?><r><a>2</a></r>");
        Assert.Equal("r: a\n  1\n  2", read.ToString());
        Assert.Contains(read.Warnings.All, warning => warning.Id == "xml-documents");
    }

    [Fact]
    public void Flat_Doctype_IsSkippedWithAWarning()
    {
        XmlConversion read = XmlConversion.Of("<!DOCTYPE r SYSTEM 'http://example.org/r.dtd' [ <!ENTITY e SYSTEM 'file:///etc/passwd'> ]><r><a>1</a></r>");
        Assert.Equal("r: a\n  1", read.ToString());
        Assert.Contains(read.Warnings.All, warning => warning.Id == "xml-doctype");
    }

    [Fact]
    public void RowTags_NamedElements_AreTheRows()
    {
        const string Xml = "<r v='1'><g><x><w>1</w><y>a</y></x></g><x><x>2</x></x><!-- <x>no</x> --><xs/><o><z>3</z></o></r>";
        XmlConversion read = XmlConversion.Of(Xml, new ReadOptions { RowTags = ["x", "o/z"] });
        Assert.Equal(["x", "z"], read.Tables.Select(table => table.Source.Name));
        Assert.Equal(2, read["x"].Rows.Count);
        Assert.Equal(["3"], read["z"].Rows);
        Assert.Contains(read.Warnings.All, warning => warning.Id == "xml-outside-rows");
        Assert.Equal("xml-no-rows", Assert.Throws<InputException>(() => XmlConversion.Of(Xml, new ReadOptions { RowTags = ["row"] })).Diagnostic.Id);
    }

    [Fact]
    public void Tables_SomeAskedFor_AreReadAndTheOthersDropped()
    {
        const string Xml = "<r><p><id>1</id><tag>a</tag><tag>b</tag><note>x</note><note>y</note></p><p><id>2</id><tag>c</tag></p></r>";
        XmlConversion all = XmlConversion.Of(Xml), some = XmlConversion.Of(Xml, new ReadOptions { Tables = ["T?G"] });
        Assert.Equal(["p", "tag", "note"], all.Tables.Select(table => table.Source.Name));
        Assert.Equal(["tag"], some.Tables.Select(table => table.Source.Name));
        Assert.Equal(all["tag"].Rows, some["tag"].Rows);
    }

    [Fact]
    public void Tables_UnknownName_NamesTheNearest()
    {
        InputException wrong = Assert.Throws<InputException>(() => XmlConversion.Of("<r><p><id>1</id><tag>a</tag><tag>b</tag></p><p><id>2</id></p></r>", new ReadOptions { Tables = ["tags"] }));
        Assert.Equal("no-such-table", wrong.Diagnostic.Id);
        Assert.Contains("p, tag", wrong.Diagnostic.Summary, StringComparison.Ordinal);
        Assert.Equal("Did you mean 'tag'?", wrong.Diagnostic.Hint);
    }

    [Theory]
    [InlineData("<x><a>1</a><a>2</a></x>", "a")]
    [InlineData("<x><a>1</a><new>2</new></x>", "x")]
    [InlineData("<x new='1'><a>1</a></x>", "x")]
    [InlineData("<x>words<a>1</a>beside</x>", "x")]
    [InlineData("<x><a>1<b/></a></x>", "x")]
    [InlineData("</r><r><x/>", "r")]
    public void Flat_NewsAfterTheSample_ReadsAgain(string news, string table)
    {
        string rows = string.Concat(Enumerable.Repeat("<x><a>12345678</a></x>", 250_000));
        XmlConversion read = XmlConversion.Of($"<r>{rows}{news}</r>");
        Assert.True(read.ReadTwice);
        Assert.Contains(read.Tables, candidate => candidate.Source.Name == table);
        Assert.Equal(250_001, read["x"].Rows.Count);
    }

    [Fact]
    public void Flat_TextAsWritten_KeepsItsEnds()
    {
        XmlConversion read = XmlConversion.Of("<r><a> 1 </a><a>\n</a></r>", new ReadOptions { AllText = true });
        Assert.Equal([" 1 ", "~"], read["a"].Rows);
    }

    private static void Check(string xml, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), XmlConversion.Of(xml).ToString());
}
