using System.Text;
using System.Text.Json;
using FlowForge.Convert.Json;

namespace FlowForge.Convert.Tests.Json;

public class JsonGrammarTests
{
    [Theory]
    [MemberData(nameof(JsonTexts.Seeds), MemberType = typeof(JsonTexts))]
    public void Find_DamagedTexts_AgreesWithTheParser(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            byte[] text = Damage(Encoding.UTF8.GetBytes(JsonTexts.Value(random, depth: 4)), random);
            Assert.True(IsJson(text) == JsonFault.Find(text, new JsonGrammar()) is null, $"seed {seed}, round {round}: {Encoding.UTF8.GetString(text)}");
        }
    }

    private static byte[] Damage(byte[] text, Random random)
    {
        ReadOnlySpan<byte> marks = "{}[],:\"\\ 0.-eEtn\n\u0001"u8;
        for (int i = random.Next(3); i > 0 && text.Length > 1; i--)
        {
            int at = random.Next(text.Length);
            text = random.Next(3) switch
            {
                0 => [.. text[..at], .. text[(at + 1)..]],
                1 => [.. text[..at], marks[random.Next(marks.Length)], .. text[at..]],
                _ => text[..at],
            };
        }
        return text;
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, JsonRecord.Options);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
