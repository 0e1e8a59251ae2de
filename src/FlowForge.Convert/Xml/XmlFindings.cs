using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml;

/// <summary>What people should know of an input. The look before reading and the pass that reads may both tell; each thing is said once.</summary>
internal sealed class XmlFindings(Warnings warnings, string file, string encoding)
{
    private readonly HashSet<string> _toldWhenOpened = [];

    /// <summary>Tells what the look before reading found.</summary>
    internal void TellWhenOpened(ElementReader reader)
    {
        foreach (Diagnostic finding in Of(reader))
        {
            _toldWhenOpened.Add(finding.Id);
            warnings.Add(finding);
        }
    }

    /// <summary>Tells what a pass found beyond that. The conversion forgets it when it has to read again.</summary>
    internal void Tell(ElementReader reader)
    {
        foreach (Diagnostic finding in Of(reader))
            if (!_toldWhenOpened.Contains(finding.Id))
                warnings.Add(finding);
    }

    private IEnumerable<Diagnostic> Of(ElementReader reader)
    {
        XmlTokenizer tokens = reader.Tokens;
        if (tokens.Doctype is { } doctype)
        {
            yield return new Diagnostic("xml-doctype", Severity.Warning, doctype,
                "the document type declaration was skipped: what it declares, such as default attribute values, is missing.", "Nothing that it refers to was fetched.");
        }
        if (tokens.LateDeclaration is { } late)
            yield return new Diagnostic("xml-late-declaration", Severity.Warning, late, "the XML declaration is not at the start of the file; what stands before it was ignored.");
        if (tokens.Documents > 1)
            yield return new Diagnostic("xml-documents", Severity.Warning, new Location(file), "several documents follow each other in the file, which XML does not allow; they were read as one.");
        if (reader.Transcoding is { Replaced: > 0 } transcoding)
        {
            yield return new Diagnostic("xml-replaced", Severity.Warning, new Location(file, transcoding.FirstReplacedLine),
                $"bytes that are no text in {encoding} were replaced by U+FFFD.", "If the file is in another encoding, name it with --encoding.", transcoding.Replaced);
        }
        if (reader.UndeclaredPrefixes.Count > 0)
        {
            yield return new Diagnostic("xml-prefix", Severity.Warning, new Location(file),
                $"invalid namespaces: no declaration for the prefix {string.Join(", ", reader.UndeclaredPrefixes.Order(StringComparer.Ordinal).Take(10))}; it was taken for a namespace of its own.");
        }
    }
}
