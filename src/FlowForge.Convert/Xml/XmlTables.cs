using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Rows;

namespace FlowForge.Convert.Xml;

/// <summary>From what a document holds to the reader of its tables, by strategy.</summary>
internal static class XmlTables
{
    internal static TableReader Read(XmlSource source, PathScan paths, RowTags rowTags, XmlFindings findings, CancellationToken cancellationToken)
    {
        XmlStrategy strategy = source.Options.XmlStrategy;
        if (rowTags.IsEmpty) RowElements.Mark(paths.Root, strategy);
        else RowElements.MarkNamed(paths.Root, strategy);
        var names = new StepNames(source.Names, source.Options.XmlNamespaces);
        return strategy switch
        {
            XmlStrategy.Flat => new FlatReader(source, paths.Root, rowTags, XmlLayout.Of(paths.Root, source.Name, names, new FlatShape()), findings),
            XmlStrategy.Nested => throw new NotSupportedException(),
            XmlStrategy.Text => throw new NotSupportedException(),
        };
    }
}
