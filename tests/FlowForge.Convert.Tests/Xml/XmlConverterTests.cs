using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;
using FlowForge.Convert.Xml;

namespace FlowForge.Convert.Tests.Xml;

/// <summary>XML through the engine to Parquet.</summary>
public class XmlConverterTests
{
    [Fact]
    public void Convert_StructsThatAreMissing_LeaveFieldsLevel()
    {
        using var folder = new TestFolder();
        Convert(folder, "<r><x><a n='1'><b><c>p</c><d>1</d></b></a></x><x/><x><a n='2'/></x><x><a n='3'><b><c>q</c><d>2</d></b><b><c>s</c></b></a></x></r>", XmlStrategy.Nested);
        Assert.Equal(
            ["1|[{'c': p, 'd': 1}]", "∅|∅", "2|∅", "3|[{'c': q, 'd': 2}, {'c': s, 'd': NULL}]"],
            TestFolder.Rows($"SELECT a._n, a.b FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_Values_AreTypedAsXmlSchemaWritesThem()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder,
            "<r><x><i>1</i><m>1.50</m><t>true</t><d>2024-02-29</d><s>2024-02-29T12:00:00</s><zip>01234</zip><us>02/29/2024</us></x><x><i/><m>2</m><t>false</t><d/><s/><zip>2</zip><us>03/01/2024</us></x></r>", XmlStrategy.Flat);
        Assert.Equal(["BIGINT", "DECIMAL(18,2)", "BOOLEAN", "DATE", "TIMESTAMP", "VARCHAR", "VARCHAR"], report.Tables[0].Columns.Select(column => column.Type));
    }

    [Fact]
    public void Convert_ChildTables_JoinByTheirKeys()
    {
        using var folder = new TestFolder();
        string orders = string.Concat(Enumerable.Range(1, 5_000).Select(order => $"<order no=\"{order}\">{string.Concat(Enumerable.Range(1, order % 4).Select(line => $"<line><of>{order}</of></line>"))}</order>"));
        Convert(folder, $"<orders><order no=\"0\"><line><of>0</of></line><line><of>0</of></line></order>{orders}</orders>", XmlStrategy.Flat);
        Assert.Equal(["7502|0"], TestFolder.Rows(
            $"SELECT count(*), count(*) FILTER (o._no <> l.\"of\") FROM '{folder.Output}/line.parquet' l JOIN '{folder.Output}/order.parquet' o ON o._row_id = l._parent_row_id"));
    }

    private static ConversionReport Convert(TestFolder folder, string xml, XmlStrategy strategy) =>
        new Converter(new FormatRegistry([new XmlFormat()]), TimeProvider.System)
            .Convert(folder.Request("in.xml", xml) with { Read = new ReadOptions { XmlStrategy = strategy } }, null, CancellationToken.None);
}
