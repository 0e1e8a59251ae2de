using FlowForge.Core.Plans;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.Tests;

public sealed class SourceReadingTests
{
    [Theory]
    [InlineData("a.csv", "", "csv", "header=line 1", "Csv")]
    [InlineData("a.csv", "", "csv", "header=line 3;title lines=2", "Landed")]
    [InlineData("a.csv.gz", "", "csv", "header=line 1", "Csv")]
    [InlineData("a.zip", "", "csv", "header=line 1", "Landed")]
    [InlineData("a.csv", "skip_rows: 2", "csv", "header=line 3", "Landed")]
    [InlineData("a.csv", "reader: spark", "csv", "", "SparkReader")]
    [InlineData("a.ndjson", "", "json", "layout=a value a line;encoding=utf-8", "JsonLines")]
    [InlineData("a.ndjson", "", "json", "layout=a value a line;encoding=utf-16", "Document")]
    [InlineData("a.json", "", "json", "layout=one array;encoding=utf-8", "Document")]
    [InlineData("a.json", "", "json", "layout=one value;rows=data.items", "Landed")]
    [InlineData("a.json", "flatten: true", "json", "layout=one array", "Landed")]
    [InlineData("a.xml", "row_tag: r, xml_strategy: nested", "xml", "strategy=nested;row=p:r", "Document")]
    [InlineData("a.xml", "row_tag: r", "xml", "strategy=flat", "Landed")]
    [InlineData("a.xlsx", "", "xlsx", "", "Landed")]
    [InlineData("a.parquet", "", "parquet", "", "Table")]
    [InlineData("a", "", "delta", "", "Table")]
    public void Of_ASourceAsItWasFound_IsReadInTheWayThatGivesItsRows(string path, string options, string format, string facts, string way) =>
        Assert.Equal(way, SourceReading.Of(Source(path, options), Shape(format, facts)).Way.ToString());

    [Fact]
    public void Of_XmlWithPrefixes_AsksForTheRowAsItIsWritten() =>
        Assert.Contains(("rowTag", "p:r"), SourceReading.Of(Source("a.xml", "row_tag: r, xml_strategy: nested"), Shape("xml", "strategy=nested;row=p:r")).Options);

    [Fact]
    public void Of_CsvOfAnotherDialect_TellsSparkWhatIsNotItsDefault()
    {
        SourceReading reading = SourceReading.Of(Source("a.csv", "delimiter: tab"), Shape("csv", "header=none;delimiter=,;encoding=windows-1252 (12 bytes);quote=';escape=doubled quote;comment=#"));
        Assert.Equal(
            [("header", "false"), ("sep", "\t"), ("encoding", "windows-1252"), ("quote", "'"), ("escape", "'"), ("comment", "#"), ("nullValue", "\0"), ("multiLine", "true")],
            reading.Options);
    }

    private static PlanSource Source(string path, string options) =>
        Assert.Single(PlanFixture.Check($"plan: p\nsources:\n  s: {{ path: {path}, options: {{ {options} }}, columns: {{ id: int }} }}\nbronze:\n  t: [read: s, overwrite]\n", "p").Plan.Sources);

    private static SourceShape Shape(string format, string facts) =>
        new(format, facts.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(fact => fact.Split('=', 2)).ToDictionary(fact => fact[0], fact => fact[1]), []);
}
