using System.Text.Json;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>What a table says of its statistics: which columns have them, and in which form checkpoints carry them.</summary>
public sealed class StatisticsPropertyTests : IDisposable
{
    private const string Rows = """
        SELECT i AS id, 'text ' || i AS name, {'city': 'c' || i, 'a.b': i * 1.5, 'list': [i]} AS place, 1234567890123456789012345678.0123456789::DECIMAL(38,10) + i AS big,
            CASE WHEN i = 2 THEN 'nan'::DOUBLE ELSE i END AS real, TIMESTAMPTZ '2024-02-29 10:00:00.123456+00' AS at, TIMESTAMP '2024-02-29 10:00:00' AS local, DATE '2024-02-29' + i::INTEGER AS day, i = 1 AS flag,
            '\xAA'::BLOB AS bytes, 'p' || (i % 2) AS part, TIMESTAMPTZ '2024-02-29 10:00:00+00' AS part_at
        FROM range(3) AS r(i)
        """;

    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("name, place", "name place.a.b place.city", "name place.a.b place.city")]
    [InlineData("PLACE.`a.b`,at", "at place.a.b", "at place.a.b")]
    [InlineData("", "", "")]
    public void Write_StatsColumnsByName_HaveStatisticsAndNoOthers(string names, string bounded, string counted)
    {
        Create([], ("delta.dataSkippingStatsColumns", names), ("delta.dataSkippingNumIndexedCols", "1"));
        _scratch.Writer.Append(Rows);
        // Files that are written together keep to it.
        _scratch.Writer.Optimize();
        foreach (DeltaAction.Add file in ((long[])[0, 1, 2]).SelectMany(version => _scratch.Commit(version)).OfType<DeltaAction.Add>())
        {
            using var statistics = JsonDocument.Parse(file.Stats!);
            Assert.Equal(bounded, string.Join(' ', Leaves(statistics.RootElement.GetProperty("minValues"))));
            Assert.Equal(counted, string.Join(' ', Leaves(statistics.RootElement.GetProperty("nullCount"))));
        }
    }

    [Fact]
    public void Create_StatsColumnsOfAPartition_IsRefused() =>
        Assert.Contains("part is a partition column", Assert.Throws<InputException>(() => Create(["part"], ("delta.dataSkippingStatsColumns", "id,part"))).Diagnostic.Summary, StringComparison.Ordinal);

    [Theory]
    [InlineData("true", "false", true, false)]
    [InlineData("false", "true", false, true)]
    [InlineData("true", "true", true, true)]
    [InlineData("false", "false", false, false)]
    public void Checkpoint_Statistics_AreInTheFormThatTheTableAsksFor(string asText, string asColumns, bool hasText, bool hasColumns)
    {
        Create(["part", "part_at"], ("delta.checkpointInterval", "2"), ("delta.checkpoint.writeStatsAsJson", asText), ("delta.checkpoint.writeStatsAsStruct", asColumns));
        for (int i = 0; i < 2; i++) _scratch.Writer.Append(Rows);
        string[] before = _scratch.Rows();
        string checkpoint = Path.Combine(_scratch.Table.Store.Root, LogFileName.OfCheckpoint(2)), from = $"read_parquet({SqlName.Literal(checkpoint)}) WHERE \"add\" IS NOT NULL";
        Assert.Equal(hasText ? ["6"] : ["0"], _scratch.Texts($"SELECT count(\"add\".stats) FROM {from}"));
        Assert.Equal(hasColumns ? ["1"] : ["0"], _scratch.Texts($"SELECT count(*) FROM (DESCRIBE SELECT \"add\".* FROM {from}) WHERE column_name = 'stats_parsed'"));
        if (hasColumns)
            Assert.Equal(["1|1234567890123456789012345679.0123456789|p1|0|2024-02-29 10:00:00.123"],
                _scratch.Texts($"SELECT DISTINCT \"add\".stats_parsed.numRecords, \"add\".stats_parsed.minValues.big, \"add\".partitionValues_parsed.part, \"add\".stats_parsed.nullCount.bytes, strftime(\"add\".stats_parsed.minValues.at, '%Y-%m-%d %H:%M:%S.%g') FROM {from} AND \"add\".partitionValues_parsed.part = 'p1' AND \"add\".partitionValues_parsed.part_at = TIMESTAMPTZ '2024-02-29 10:00:00+00'"));

        // Without the commits the checkpoint alone is read.
        for (int version = 0; version <= 2; version++) File.Delete(Path.Combine(_scratch.Table.Store.Root, LogFileName.OfCommit(version)));
        Assert.Equal(before, _scratch.Rows());
        Assert.Equal(hasText || hasColumns ? 3 : 6, Opened(new DeltaPredicate.Compare("id", Comparison.Greater, "1")));
        Assert.Equal(hasText || hasColumns ? 3 : 6, Opened(new DeltaPredicate.Compare("big", Comparison.Greater, "1234567890123456789012345679.0123456789")));
    }

    private int Opened(DeltaPredicate where) =>
        _scratch.Table.Latest().FilesFor(where).Count();

    private void Create(string[] partitions, params (string Name, string Value)[] properties) =>
        _scratch.Writer.Create(new NewTable { Rows = Rows, PartitionBy = partitions, Properties = properties.ToDictionary(property => property.Name, property => property.Value) });

    private static IEnumerable<string> Leaves(JsonElement element, string path = "") =>
        element.EnumerateObject().SelectMany(member => member.Value.ValueKind == JsonValueKind.Object ? Leaves(member.Value, $"{path}{member.Name}.") : [path + member.Name]).Order(StringComparer.Ordinal);
}
