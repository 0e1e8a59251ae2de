using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Rows;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml;

/// <summary>XML documents of any vocabulary. Rows are found by what repeats, columns by what is in them.</summary>
public sealed class XmlFormat : IFileFormat
{
    /// <summary>How much of a document is looked at before its tables are named, in bytes of UTF-8.</summary>
    private const long SampleBytes = 4 << 20;

    public FormatDescription Description { get; } = new(
        "xml",
        "XML",
        [".xml", ".xsd", ".xsl", ".xslt", ".gpx", ".kml", ".rss", ".atom", ".rdf", ".wsdl", ".svg", ".xbrl", ".tcx"],
        [
            "streams: memory stays flat whatever the file weighs",
            "rows are the elements that repeat, or those that --row-tag names; attributes become columns _name",
            "flat: single children become columns a_b, repeated ones child tables with _row_id and _parent_row_id",
            "nested: repeated children become lists, children with content structs; text: each row's XML in one column",
            "running text with markup stays XML in one cell, and its texts and attributes are listed in the table mixed_content",
            "namespaces stripped, as prefixes or kept; xsi:nil, xml:space and CDATA are understood",
            "any encoding: byte order mark, declaration or --encoding; gzip and zstd; several documents in one file",
        ],
        [
            "document type declarations are skipped with a warning: nothing is fetched, default attribute values are not added",
            "references to entities that a document type declares are an error: entities are never expanded",
            $"elements nested up to {XmlTokenizer.MaxDepth:N0} deep, tags up to 16 MiB, {PathScan.MaxPaths:N0} different paths, {XmlLayout.MaxTables:N0} tables",
            "comments and processing instructions are not data; white space around texts is taken off, except under xml:space=\"preserve\" and --types text",
        ],
        [nameof(ReadOptions.Encoding), nameof(ReadOptions.RowTags), nameof(ReadOptions.XmlStrategy), nameof(ReadOptions.XmlNamespaces), nameof(ReadOptions.Tables)])
    {
        ReadsStreams = true,
    };

    public Recognition Recognise(SourceFile file) => XmlSignature.Recognise(file.Head.Span, Description.Extensions.Contains(file.Extension));

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        var warnings = new Warnings();
        var source = new XmlSource(input.Single(Description), options);
        var findings = new XmlFindings(warnings, source.Name, source.Encoding.Name);
        var rowTags = new RowTags(options.RowTags);
        long toLookAt = options.Scan == ScanDepth.Full ? long.MaxValue : SampleBytes;

        PathScan paths;
        int documents;
        using (ElementReader reader = source.Open())
        {
            paths = PathScan.Run(reader, rowTags, options.XmlStrategy == XmlStrategy.Nested && !options.AllText, toLookAt, cancellationToken);
            findings.TellWhenOpened(reader);
            documents = reader.Tokens.Documents;
        }
        if (paths.Root.Children.Count == 0 && options.Scan == ScanDepth.Sample) return Open(input, options with { Scan = ScanDepth.Full }, cancellationToken);
        if (paths.Root.Children.Count == 0) throw NoRows(options, source);

        TableReader tables = ChosenTables.Of(XmlTables.Read(source, paths, rowTags, findings), options.Tables, source.Name);
        if (XmlTables.LeavesOut(paths, options))
            warnings.Add("xml-outside-rows", new Location(source.Name), "values outside of the row elements were dropped.", "Flat tables without --row-tag hold everything.");
        return new TableSet([tables], warnings)
        {
            Facts = Facts(source, paths, options),
        };
    }

    private static Dictionary<string, string> Facts(XmlSource source, PathScan paths, ReadOptions options)
    {
        var facts = new Dictionary<string, string>
        {
            ["encoding"] = source.Encoding.Name,
            ["strategy"] = options.XmlStrategy.ToString().ToLowerInvariant(),
            ["root"] = paths.RootElement,
        };
        if (options.XmlStrategy != XmlStrategy.Nested) return facts;
        XmlPath[] rows = [.. RowElements.Outermost(paths.Root)];
        if (rows is [var row]) facts["row"] = source.Names[row.Name].Written;
        return facts;
    }

    private static InputException NoRows(ReadOptions options, XmlSource source) => new("xml-no-rows", new Location(source.Name),
        $"there is no element {string.Join(" or ", options.RowTags.Select(tag => $"<{tag}>"))} in it.", "Leave --row-tag out to have the rows found by what repeats.");
}
