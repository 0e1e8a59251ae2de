using System.Text;
using System.Xml;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Spark;

/// <summary>Cuts a file into the texts that are its records: lines, quoted lines joined, whole documents, or elements. One record is in memory at a time.</summary>
internal sealed class RecordCutter(SparkFileFormat format, SparkReadOptions options)
{
    /// <summary>The longest record; what is longer is no record but a quote without end.</summary>
    private const int MostChars = 256 << 20;

    public IEnumerable<string> Cut(SourceFile file, Action<long>? progress, CancellationToken cancellationToken)
    {
        using Stream content = file.OpenRead(progress);
        using var text = new StreamReader(content, TextEncodings.Parse(options.Encoding, file.Name), detectEncodingFromByteOrderMarks: true);
        IEnumerable<string> records = format switch
        {
            SparkFileFormat.Xml => Elements(text, file.Name),
            SparkFileFormat.Json => options.MultiLine ? [Whole(text, file.Name)] : Lines(text, file.Name).Where(line => !string.IsNullOrWhiteSpace(line)),
            SparkFileFormat.Csv => (options.MultiLine ? QuotedLines(text, file.Name) : Lines(text, file.Name)).Where(IsRow),
        };
        foreach (string record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    private bool IsRow(string line) => !string.IsNullOrWhiteSpace(line) && (options.Comment == '\0' || line[0] != options.Comment);

    private IEnumerable<string> Lines(StreamReader text, string name)
    {
        if (options.LineSeparator is not { } end || end is "\n" or "\r\n")
        {
            while (text.ReadLine() is { } line) yield return line.Length <= MostChars ? line : throw TooLong(name);
            yield break;
        }
        var record = new StringBuilder();
        for (int sign = text.Read(); sign >= 0; sign = text.Read())
        {
            record.Append((char)sign);
            if (record.Length > MostChars) throw TooLong(name);
            if ((char)sign != end[^1] || record.Length < end.Length || record.ToString(record.Length - end.Length, end.Length) != end) continue;
            yield return record.ToString(0, record.Length - end.Length);
            record.Clear();
        }
        if (record.Length > 0) yield return record.ToString();
    }

    /// <summary>Lines joined while a quoted value is open.</summary>
    private IEnumerable<string> QuotedLines(StreamReader text, string name)
    {
        var record = new StringBuilder();
        var cells = new RecordEnd(options);
        while (text.ReadLine() is { } line)
        {
            bool isOpen = record.Length > 0;
            if (isOpen) record.Append('\n');
            record.Append(line);
            if (record.Length > MostChars) throw TooLong(name);
            // Only a quote can end what a quote began.
            if (isOpen && !line.Contains(options.Quote)) continue;
            string joined = record.ToString();
            if (!cells.IsComplete(joined)) continue;
            yield return joined;
            record.Clear();
        }
        if (record.Length > 0) yield return record.ToString();
    }

    private static string Whole(StreamReader text, string name)
    {
        var whole = new StringBuilder();
        char[] part = new char[65_536];
        for (int count = text.Read(part); count > 0; count = text.Read(part))
            if (whole.Append(part, 0, count).Length > MostChars) throw TooLong(name);
        return whole.ToString();
    }

    private IEnumerable<string> Elements(StreamReader text, string name)
    {
        using var xml = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreProcessingInstructions = true });
        while (Next(xml, name) is { } element) yield return element;
    }

    private string? Next(XmlReader xml, string name)
    {
        try
        {
            if (xml.ReadState == ReadState.Initial) xml.MoveToContent();
            while (!xml.EOF)
            {
                if (xml.NodeType == XmlNodeType.Element && xml.Name == options.RowTag) return xml.ReadOuterXml();
                xml.Read();
            }
            return null;
        }
        catch (XmlException wrong)
        {
            throw new InputException("xml-syntax", new Location(name, wrong.LineNumber, wrong.LinePosition), wrong.Message, null, wrong);
        }
    }

    private static InputException TooLong(string name) => new("record-too-long", new Location(name), $"a record has more than {MostChars >> 20} Mi characters.", "Look for a quote without end, or a wrong line separator.");
}
