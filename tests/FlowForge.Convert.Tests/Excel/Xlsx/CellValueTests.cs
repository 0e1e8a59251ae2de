using System.Globalization;
using System.Text;
using FlowForge.Convert.Excel.Xlsx;
using Xunit.Abstractions;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

public sealed class CellValueTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("007", 7)]
    [InlineData("999999999999999999", 999_999_999_999_999_999)]
    [InlineData("-999999999999999999", -999_999_999_999_999_999)]
    public void Number_UpTo18Digits_IsAnInteger(string text, long expected)
    {
        Assert.Equal(CellNumber.Kind.Integer, CellNumber.Read(Encoding.ASCII.GetBytes(text), out long integer, out _));
        Assert.Equal(expected, integer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("12 34")]
    [InlineData("true")]
    public void Number_WhatIsNone_IsRefused(string text) =>
        Assert.Equal(CellNumber.Kind.None, CellNumber.Read(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void Number_RandomDoublesInAllSpellings_AreExact()
    {
        const int Seed = 20_240_107;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int i = 0; i < 200_000; i++)
        {
            double value = random.Next(3) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                1 => Math.Round(random.NextDouble() * 1e6, random.Next(9)) + 0.5,
                _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-25, 25)),
            };
            if (!double.IsFinite(value)) continue;
            string text = value.ToString(random.Next(2) == 0 ? "R" : "G17", CultureInfo.InvariantCulture);
            CellNumber.Kind kind = CellNumber.Read(Encoding.ASCII.GetBytes(text), out long integer, out double number);
            Assert.True((kind == CellNumber.Kind.Integer ? integer : number) == value, text);
        }
    }

    [Theory]
    [InlineData("a&amp;b&lt;c&gt;&quot;&apos;", "a&b<c>\"'")]
    [InlineData("&#65;&#x42;&#x1F600;", "AB😀")]
    [InlineData("&#0;&#xD800;", "\uFFFD\uFFFD")]
    [InlineData("&unknown; & &", "&unknown; & &")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("_x0041__x000D_", "A\r")]
    [InlineData("_x005F_x0041_", "_x0041_")]
    [InlineData("_xD83D__xDE00_", "😀")]
    [InlineData("_xD83D_", "\uFFFD")]
    [InlineData("_x00G1_ _x41_ _x", "_x00G1_ _x41_ _x")]
    public void Text_EntitiesAndEscapes_AreUndone(string xml, string expected)
    {
        var text = new CellText();
        text.AddXml(Encoding.UTF8.GetBytes(xml));
        Assert.True(text.Finish());
        Assert.Equal(expected, Encoding.UTF8.GetString(text.Span));
    }

    [Fact]
    public void SharedStrings_LongAndShort_ComeBack()
    {
        var strings = new SharedStrings();
        string[] texts = [.. Enumerable.Range(0, 3_000).Select(i => new string((char)('a' + (i % 26)), i % 7 == 0 ? 3_000 : i % 50)), new string('z', 2_000_000), "last"];

        foreach (string text in texts) strings.Add(Encoding.UTF8.GetBytes(text));

        for (int i = 0; i < texts.Length; i++)
        {
            Assert.True(strings.TryGet(i, out ReadOnlySpan<byte> utf8));
            Assert.Equal(texts[i], Encoding.UTF8.GetString(utf8));
        }

        Assert.False(strings.TryGet(texts.Length, out _));
        Assert.False(strings.TryGet(-1, out _));
    }
}
