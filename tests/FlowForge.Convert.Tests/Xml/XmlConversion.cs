using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml;

namespace FlowForge.Convert.Tests.Xml;

/// <summary>A document read as the conversion reads it: a look at the beginning, and at everything when that was not enough.</summary>
internal sealed record XmlConversion(IReadOnlyList<RecordedTable> Tables, Warnings Warnings, bool ReadTwice)
{
    internal RecordedTable this[string name] => Tables.Single(table => table.Source.Name == name);

    internal static XmlConversion Of(string xml, ReadOptions? options = null) => Of(new MemoryFile(xml), options);

    internal static XmlConversion Of(SourceFile file, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        try
        {
            return Read(file, options, readTwice: false);
        }
        catch (LayoutChangedException)
        {
            return Read(file, options with { Scan = ScanDepth.Full }, readTwice: true);
        }
    }

    /// <summary>Every table: its name and columns, then its rows.</summary>
    public override string ToString() =>
        string.Join("\n", Tables.SelectMany(table => (string[])[$"{table.Source.Name}: {table.Header}", .. table.Rows.Select(row => "  " + row)]));

    private static XmlConversion Read(SourceFile file, ReadOptions options, bool readTwice)
    {
        using TableSet set = new XmlFormat().Open(new SourceInput(file.Name, [file]), options, CancellationToken.None);
        TableReader reader = Assert.Single(set.Readers);
        RecordedTable[] tables = [.. reader.Tables.Select(table => new RecordedTable(table))];
        foreach (Block block in reader.Blocks(CancellationToken.None)) reader.Read(block, tables, CancellationToken.None);
        return new XmlConversion(tables, set.Warnings, readTwice);
    }
}
