using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>What elements and attributes are called in columns and tables.</summary>
internal sealed class StepNames(ExpandedNames names, XmlNamespaces namespaces)
{
    /// <summary>The column of an element's own text, where the element itself has no name to give: spark-xml's word for it.</summary>
    internal const string Text = "_VALUE";

    internal string Of(XmlPath path) => Of(path, path.Parent!.Children);

    /// <summary>With the underscore that marks attributes, as spark-xml does.</summary>
    internal string Of(XmlAttribute attribute, XmlPath element) => "_" + Of(attribute, element.Attributes);

    /// <summary>From the root element on, with slashes.</summary>
    internal string FullPath(XmlPath path) => path.Parent is null ? "" : $"{FullPath(path.Parent)}/{Of(path)}";

    private string Of(XmlStep step, IReadOnlyList<XmlStep> siblings)
    {
        ExpandedName name = names[step.Name];
        return namespaces switch
        {
            XmlNamespaces.Strip => IsAmbiguous(step, name, siblings) ? Prefixed(name) : name.Local,
            XmlNamespaces.Prefix => Prefixed(name),
            XmlNamespaces.Keep => name.Uri.Length == 0 ? name.Local : $"{{{name.Uri}}}{name.Local}",
        };
    }

    private bool IsAmbiguous(XmlStep step, ExpandedName name, IReadOnlyList<XmlStep> siblings)
    {
        foreach (XmlStep sibling in siblings)
            if (sibling.Name != step.Name && names[sibling.Name].Local == name.Local)
                return true;
        return false;
    }

    private static string Prefixed(ExpandedName name) => name.Prefix.Length == 0 ? name.Local : $"{name.Prefix}_{name.Local}";
}
