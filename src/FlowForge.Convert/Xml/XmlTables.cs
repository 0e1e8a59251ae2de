using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Rows;

namespace FlowForge.Convert.Xml;

/// <summary>From what a document holds to the reader of its tables, by strategy.</summary>
internal static class XmlTables
{
    internal static TableReader Read(XmlSource source, PathScan paths, RowTags rowTags, XmlFindings findings)
    {
        XmlStrategy strategy = source.Options.XmlStrategy;
        if (rowTags.IsEmpty) RowElements.Mark(paths.Root, strategy);
        else RowElements.MarkNamed(paths.Root, strategy);
        var names = new StepNames(source.Names, source.Options.XmlNamespaces);
        return strategy switch
        {
            XmlStrategy.Flat => new ValueReader(source, paths.Root, rowTags, XmlLayout.Of(paths.Root, source.Name, names, new FlatShape()), findings),
            XmlStrategy.Nested => new ValueReader(source, paths.Root, rowTags, XmlLayout.Of(paths.Root, source.Name, names, new NestedShape()), findings),
            XmlStrategy.Text => new FragmentReader(source, paths.Root, rowTags, XmlLayout.Of(paths.Root, source.Name, names, new FragmentShape()), findings),
        };
    }

    /// <summary>Whether there are values that no table takes.</summary>
    internal static bool LeavesOut(PathScan paths, ReadOptions options) =>
        paths.HasValuesOutside || (options.XmlStrategy == XmlStrategy.Text && paths.Root.Values > paths.Root.SumOfRows());
}
