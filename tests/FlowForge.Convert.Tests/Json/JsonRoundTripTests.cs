using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Json;

/// <summary>Random tables of records: what is written to Parquet is what stood in the text.</summary>
public class JsonRoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Convert_RandomRecords_ComeBack(int seed)
    {
        var random = new Random(seed);
        Func<Random, JsonNode?> template = Object(random, depth: 3);
        JsonNode?[] records = [.. Enumerable.Range(0, 3_000).Select(_ => template(random))];
        string json = seed % 2 == 0 ? $"[{string.Join(", ", records.Select(Spell))}]" : string.Join("\n", records.Select(Spell));
        using var result = JsonConversion.Of(json, seed % 2 == 0 ? "in.json" : "in.ndjson", new ReadOptions { BlockBytes = 65_536 });
        Assert.Equal(3_000, result.Report.Rows);
        string[] rows = result.Rows;
        for (int i = 0; i < records.Length; i++)
            Assert.True(JsonNode.DeepEquals(WithoutNulls(JsonNode.Parse(rows[i])), WithoutNulls(records[i])), $"seed {seed}, record {i}: {Spell(records[i])} came back as {rows[i]}");
    }

    [Theory]
    [MemberData(nameof(JsonTexts.Seeds), MemberType = typeof(JsonTexts))]
    public void Convert_FuzzedBytes_EndsCalmly(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 12; round++)
        {
            byte[] json = Encoding.UTF8.GetBytes(string.Join(random.Next(2) == 0 ? "\n" : ",", Enumerable.Range(0, 20).Select(_ => JsonTexts.Value(random, 5))));
            if (random.Next(2) == 0) json = [(byte)'[', .. json, (byte)']'];
            for (int i = random.Next(4); i > 0; i--) json[random.Next(json.Length)] = (byte)random.Next(256);
            try
            {
                JsonConversion.Of(json).Dispose();
            }
            catch (InputException)
            {
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, round {round}: {failure}\n{System.Convert.ToBase64String(json)}");
            }
        }
    }

    private static string Spell(JsonNode? node) => node?.ToJsonString() ?? "null";

    /// <summary>A field of one kind for all records; absent or null in some.</summary>
    private static Func<Random, JsonNode?> Field(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => values => values.NextInt64(-1_000_000_000_000, 1_000_000_000_000),
        1 => values => values.Next(2) == 0,
        2 => values => JsonNode.Parse($"{values.Next(1, 100)}.{values.Next(1, 10)}"),
        3 => values => string.Concat(Enumerable.Range(0, values.Next(6)).Select(_ => (char)values.Next(0x20, 0x250))) + "x\n\"\\",
        4 => values => values.NextDouble() < 0.5 ? JsonNode.Parse("12345678901234567890123") : values.Next(100),
        5 => Object(random, depth - 1),
        _ => List(Field(random, depth - 1)),
    };

    private static Func<Random, JsonNode?> List(Func<Random, JsonNode?> element) =>
        values => new JsonArray([.. Enumerable.Range(0, values.Next(4)).Select(_ => values.Next(5) == 0 ? null : element(values))]);

    private static Func<Random, JsonNode?> Object(Random random, int depth)
    {
        Func<Random, JsonNode?>[] fields = [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => Field(random, depth))];
        return values =>
        {
            var node = new JsonObject();
            foreach (int i in Enumerable.Range(0, fields.Length).OrderBy(_ => values.Next()))
                if (values.Next(5) > 0)
                    node[$"f{i}"] = values.Next(6) == 0 ? null : fields[i](values);
            node["always"] = 1;
            return node;
        };
    }

    /// <summary>A member that is missing and one that is null are the same to a table; numbers by value.</summary>
    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, WithoutNulls(member.Value)))),
        JsonArray elements => new JsonArray([.. elements.Select(WithoutNulls)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(decimal.Parse(value.ToJsonString(), System.Globalization.NumberStyles.Float).ToString("0.#############")),
        _ => node?.DeepClone(),
    };
}
