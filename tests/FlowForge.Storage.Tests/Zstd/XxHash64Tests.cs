using FlowForge.Storage.Zstd;

namespace FlowForge.Storage.Tests.Zstd;

public class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    public void Current_KnownTexts_GivesTheKnownHash(string text, ulong expected)
    {
        var hash = new XxHash64();
        hash.Append(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, hash.Current);
    }

    [Fact]
    public void Append_InPieces_GivesTheHashOfTheWhole()
    {
        byte[] data = TestData.Words;
        var whole = new XxHash64();
        whole.Append(data);
        for (int piece = 1; piece < 100; piece += 7)
        {
            var pieces = new XxHash64();
            for (int at = 0; at < data.Length; at += piece) pieces.Append(data.AsSpan(at, Math.Min(piece, data.Length - at)));
            Assert.Equal(whole.Current, pieces.Current);
        }
    }
}
