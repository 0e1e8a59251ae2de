using System.Text;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Json;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;

namespace FlowForge.Convert.Tests.Json;

public class JsonRecognitionTests
{
    [Theory]
    [InlineData("a.json", "{\"a\":1}", Recognition.Certain)]
    [InlineData("a.geojson", "\uFEFF [1", Recognition.Certain)]
    [InlineData("a.json", "{broken", Recognition.Certain)]
    [InlineData("a.ndjson", "\"x\"", Recognition.Likely)]
    [InlineData("a.json", "abc", Recognition.Extension)]
    [InlineData("a.txt", "{\"a\":1}\n{\"a\":2}", Recognition.Likely)]
    [InlineData("a.txt", "{\"a\":1}\n{\"a\":", Recognition.Likely)]
    [InlineData("a", "[1,2,3]", Recognition.Likely)]
    [InlineData("a.csv", "[id],[name]\n1,x", Recognition.No)]
    [InlineData("a.log", "[2024-01-01] start", Recognition.No)]
    [InlineData("a.csv", "{id},{name}", Recognition.No)]
    [InlineData("a.csv", "1,2,3", Recognition.No)]
    public void Recognise_ByContentFirst(string name, string content, Recognition expected)
    {
        using var folder = new TestFolder();
        string path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        Assert.Equal(expected, new JsonFormat().Recognise(new LocalFile(path, name, null)));
    }
}
