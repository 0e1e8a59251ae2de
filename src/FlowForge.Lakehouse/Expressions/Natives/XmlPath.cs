using System.Globalization;
using System.Xml;
using System.Xml.XPath;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>XPath 1.0 over a text, as Spark's xpath functions have it. An empty document or path gives null.</summary>
internal static class XmlPath
{
    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit };

    public static ListValue? Nodes(string xml, string path) =>
        Evaluate(xml, path) is XPathNodeIterator nodes ? new ListValue([.. nodes.Cast<XPathNavigator>().Select(node => node.NodeType is XPathNodeType.Element or XPathNodeType.Root ? null : (object?)node.Value)]) : null;

    public static string? Text(string xml, string path) => Evaluate(xml, path) switch
    {
        XPathNodeIterator nodes => nodes.MoveNext() ? nodes.Current!.Value : "",
        double number => NumberText.Of(number),
        bool truth => truth ? "true" : "false",
        object other => $"{other}",
        null => null,
    };

    public static double? Number(string xml, string path) => Evaluate(xml, path) switch
    {
        XPathNodeIterator nodes => nodes.MoveNext() ? double.TryParse(nodes.Current!.Value.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN : double.NaN,
        double number => number,
        bool truth => truth ? 1 : 0,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN,
        _ => null,
    };

    public static bool? Truth(string xml, string path) => Evaluate(xml, path) switch
    {
        XPathNodeIterator nodes => nodes.MoveNext(),
        double number => number != 0 && !double.IsNaN(number),
        bool truth => truth,
        string text => text.Length > 0,
        _ => null,
    };

    private static object? Evaluate(string xml, string path)
    {
        if (xml.Length == 0 || path.Length == 0) return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), s_settings);
            return new XPathDocument(reader).CreateNavigator().Evaluate(path);
        }
        catch (XmlException wrong)
        {
            throw new SparkException("FAILED_EXECUTE_UDF", $"the text is no XML: {wrong.Message}");
        }
        catch (XPathException wrong)
        {
            throw new SparkException("FAILED_EXECUTE_UDF", $"{path} is no XPath: {wrong.Message}");
        }
    }
}
