using System.Text;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Tests.Text;

public sealed class Utf8TranscodingStreamTests
{
    [Theory]
    [InlineData(1252), InlineData(1250), InlineData(1251), InlineData(20866), InlineData(850), InlineData(932), InlineData(54936), InlineData(950)]
    [InlineData(65001), InlineData(1200), InlineData(1201), InlineData(12000), InlineData(500)]
    public void Read_AnyBytes_GivesWhatTheEncodingDecodes(int codePage)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = Bytes(random, codePage);
            using var stream = new Utf8TranscodingStream(new DribblingStream(bytes, random), TextEncodings.Get(codePage));
            using var target = new MemoryStream();
            stream.CopyTo(target);
            string expected = Expected(TextEncodings.Get(codePage), bytes);
            Assert.True(expected == Encoding.UTF8.GetString(target.ToArray()), $"code page {codePage}, seed {seed}");
            Assert.Equal(expected.Count(character => character == '\uFFFD'), stream.Replaced);
        }
    }

    [Fact]
    public void FirstReplacedLine_InvalidByteOnTheThirdLine_IsThree()
    {
        using var stream = new Utf8TranscodingStream(new MemoryStream([.. "a\nb\nc"u8, 0xFF, (byte)'\n', 0xFE]), TextEncodings.Utf8);
        stream.CopyTo(Stream.Null);
        Assert.Equal((2L, 3L), (stream.Replaced, stream.FirstReplacedLine!.Value));
    }

    [Fact]
    public void Constructor_Mark_IsSkipped()
    {
        using var stream = new Utf8TranscodingStream(new MemoryStream([0xFF, 0xFE, (byte)'a', 0]), Encoding.Unicode, skip: 2);
        using var target = new MemoryStream();
        stream.CopyTo(target);
        Assert.Equal("a"u8.ToArray(), target.ToArray());
    }

    private static byte[] Bytes(Random random, int codePage)
    {
        byte[] bytes = new byte[random.Next(5) == 0 ? 200_000 : random.Next(300)];
        // How many characters four damaged bytes are depends, in .NET, on where a buffer ends: only whole ones here.
        if (codePage == 54936) return TextEncodings.Get(codePage).GetBytes(string.Concat(Enumerable.Range(0, bytes.Length / 4).Select(_ => new Rune(random.Next(2) == 0 ? random.Next(32, 127) : random.Next(0x80, 0xD800)))));
        random.NextBytes(bytes);
        // Long runs of ASCII and a few other bytes, as text has them; UTF-16 gets half of its bytes zero.
        for (int i = 0; i < bytes.Length; i++)
        {
            if (random.Next(8) > 0) bytes[i] = codePage is 1200 or 1201 or 12000 && random.Next(2) == 0 ? (byte)0 : (byte)random.Next(32, 127);
        }
        return bytes;
    }

    private static string Expected(Encoding encoding, byte[] bytes)
    {
        var replacing = (Encoding)encoding.Clone();
        replacing.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        string text = replacing.GetString(bytes);
        return encoding.IsSingleByte ? string.Concat(text.Select(character => character is >= '\uF700' and <= '\uF8FF' ? '\uFFFD' : character)) : text;
    }

    /// <summary>Gives a few bytes at a time, so that characters are torn everywhere.</summary>
    private sealed class DribblingStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1 + random.Next(7_000))]);
    }
}
