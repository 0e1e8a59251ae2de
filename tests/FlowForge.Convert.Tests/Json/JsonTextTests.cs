using System.Text;
using System.Text.Json;
using FlowForge.Convert.Json;

namespace FlowForge.Convert.Tests.Json;

public class JsonTextTests
{
    [Theory]
    [MemberData(nameof(JsonTexts.Seeds), MemberType = typeof(JsonTexts))]
    public void Plain_AnyEscapes_SameAsTheParser(int seed)
    {
        var random = new Random(seed);
        var text = new JsonText();
        for (int round = 0; round < 200; round++)
        {
            string written = JsonTexts.Text(random);
            string plain = Encoding.UTF8.GetString(text.Plain(Encoding.UTF8.GetBytes(written[1..^1]), written.Contains('\\')));
            Assert.Equal(JsonSerializer.Deserialize<string>(written), plain);
        }
        Assert.Equal(0, text.Replaced);
    }

    [Theory]
    [InlineData("\\ud800", "\uFFFD")]
    [InlineData("\\ud800\\u0041", "\uFFFDA")]
    [InlineData("\\udc00\\ud800", "\uFFFD\uFFFD")]
    [InlineData("x\\ud83d", "x\uFFFD")]
    public void Plain_LoneSurrogates_AreReplacedAndCounted(string written, string plain)
    {
        var text = new JsonText();
        Assert.Equal(plain, Encoding.UTF8.GetString(text.Plain(Encoding.ASCII.GetBytes(written), escaped: true)));
        Assert.Equal(1, text.Replaced);
    }
}
