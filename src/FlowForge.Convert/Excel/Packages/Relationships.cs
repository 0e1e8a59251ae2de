using System.Xml;

namespace FlowForge.Convert.Excel.Packages;

/// <summary>A link from one part to another.</summary>
/// <param name="Type">The last segment of the type's URI, the same in transitional and strict files: <c>worksheet</c>.</param>
/// <param name="Target">The part's name from the root of the package.</param>
internal sealed record Relationship(string Id, string Type, string Target)
{
    /// <summary>The links that a part has; none when it has no relationships part.</summary>
    /// <param name="part">Empty for the package itself.</param>
    public static IReadOnlyList<Relationship> Of(Package package, string part)
    {
        int slash = part.LastIndexOf('/') + 1;
        string folder = part[..slash];
        using PartStream? stream = package.TryOpen($"{folder}_rels/{part[slash..]}.rels");
        if (stream is null) return [];
        var links = new List<Relationship>();
        PartXml.Read(package, $"{folder}_rels/{part[slash..]}.rels", stream, xml =>
        {
            if (xml.LocalName != "Relationship" || xml.GetAttribute("TargetMode") == "External") return;
            string? id = xml.GetAttribute("Id"), type = xml.GetAttribute("Type"), target = xml.GetAttribute("Target");
            if (id is not null && type is not null && target is not null) links.Add(new Relationship(id, type[(type.LastIndexOf('/') + 1)..], Resolve(folder, target)));
        });
        return links;
    }

    /// <summary>The target from the root; relative ones start at the linking part's folder.</summary>
    private static string Resolve(string folder, string target)
    {
        target = target.Replace('\\', '/');
        var path = new List<string>();
        foreach (string step in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && path.Count > 0) path.RemoveAt(path.Count - 1);
            else if (step is not ("." or "..")) path.Add(step);
        }

        return string.Join('/', path);
    }
}

/// <summary>Reads the small XML parts of a package.</summary>
internal static class PartXml
{
    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = 256 << 20,
    };

    /// <summary>Calls back at each start tag.</summary>
    /// <exception cref="Core.Diagnostics.InputException">The XML is broken, or has a DTD, which is refused.</exception>
    public static void Read(Package package, string part, Stream stream, Action<XmlReader> element)
    {
        try
        {
            using XmlReader xml = XmlReader.Create(stream, s_settings);
            while (xml.Read())
                if (xml.NodeType == XmlNodeType.Element) element(xml);
        }
        catch (XmlException failure)
        {
            throw package.Damaged(part, $"its XML is broken ({failure.Message})", failure);
        }
    }
}
