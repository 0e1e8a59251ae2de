using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>Reads tables whose cells are the document's values, flat or nested as they were laid out.</summary>
internal sealed class ValueReader(XmlSource source, XmlPath root, RowTags rowTags, IReadOnlyList<XmlTable> tables, XmlFindings findings)
    : XmlTableReader(source, [.. tables.Select(table => table.ToSource()), .. ProseWriter.PartsOf(tables)], findings)
{
    private readonly ReadOptions _options = source.Options;

    protected override void Read(ElementReader reader, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        root.ForgetParents();
        RowWriter? parts = writers.Count > tables.Count ? writers[^1] : null;
        new ValuePass(reader, root, rowTags, writers, new ProseWriter(reader, parts, _options.XmlNamespaces), _options.AllText).Run(cancellationToken);
    }
}
