using System.Text;
using System.Text.Json;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Json;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Json;

public class BlockCutterTests
{
    [Theory]
    [MemberData(nameof(JsonTexts.Seeds), MemberType = typeof(JsonTexts))]
    public void Cut_TinyBlocks_EveryRecordOnceAndInOrder(int seed)
    {
        var random = new Random(seed);
        string[] records = [.. Enumerable.Range(0, 200).Select(_ => JsonTexts.Value(random, depth: 4, container: true))];
        Assert.Equal(records.Select(JsonTexts.Compact), Read($"[{string.Join(",", records)}]", cutter => cutter.Elements(new TextPlace(1, 1)), random.Next(16, 300)));
        Assert.Equal(records.Select(JsonTexts.Compact), Read(string.Join(" \n", records), cutter => cutter.Values(), random.Next(16, 300)));
        string[] lines = [.. records.Select(record => record.Replace('\n', ' ').Replace('\r', ' '))];
        Assert.Equal(lines.Select(JsonTexts.Compact), Read(string.Join("\n", lines), cutter => cutter.Lines(), random.Next(16, 300)));
    }

    [Theory]
    [InlineData("[111111111111,222222222222,]")]
    [InlineData("[,111111111111,222222222222]")]
    [InlineData("[111111111111,,222222222222]")]
    [InlineData("[111111111111,222222222222")]
    [InlineData("[111111111111,222222222222}")]
    public void Cut_ACommaTooMany_IsNotLostBetweenBlocks(string json)
    {
        for (int bytes = 16; bytes <= 32; bytes += 16)
            Assert.Equal("json-invalid", Assert.Throws<InputException>(() => Read(json, cutter => cutter.Elements(new TextPlace(1, 1)), bytes)).Diagnostic.Id);
    }

    [Fact]
    public void Cut_AFaultInALateBlock_IsToldWithItsPlaceInTheFile()
    {
        string json = "[\n" + string.Join(",\n", Enumerable.Range(0, 100).Select(i => i == 90 ? "{\"é\" 1}" : $"{{\"é\":{i}}}")) + "]";
        var failure = Assert.Throws<InputException>(() => Read(json, cutter => cutter.Elements(new TextPlace(1, 1)), 64));
        Assert.Equal(new Location("t", 92, 6), failure.Diagnostic.Where);
    }

    private static string[] Read(string json, Func<BlockCutter, IEnumerable<JsonBlock>> cut, int blockBytes)
    {
        using var folder = new TestFolder();
        string path = Path.Combine(folder.Path, "t.json");
        File.WriteAllText(path, json);
        using var text = new Utf8Source(new LocalFile(path, "t", null), null, new Warnings());
        var sink = new Sink();
        foreach (JsonBlock block in cut(new BlockCutter("t", text, blockBytes)))
            using (block)
                RecordParser.Parse(block, new JsonRecord(), sink, CancellationToken.None);
        return [.. sink.Records];
    }

    private sealed class Sink : IRecordSink
    {
        internal List<string> Records { get; } = [];

        public bool Take(JsonRecord record)
        {
            Records.Add(Encoding.UTF8.GetString(record.Compact(0)));
            return true;
        }

        public void Reject(Location where, string reason, ReadOnlySpan<byte> raw) => Assert.Fail($"{where}: {reason}");
    }
}
