using System.Text;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Tests.Text;

public sealed class EucJpConverterTests
{
    [Theory]
    [InlineData("8FE9AE8FC4E9", "駪槗")] // JIS X 0212, as CPython and ICU have it
    [InlineData("C6FCCBDCB8EC", "日本語")] // JIS X 0208
    [InlineData("A1A641", "・A")]
    [InlineData("8EB68EC5", "ｶﾅ")]
    [InlineData("41FF42", "A\uFFFDB")]
    [InlineData("8F41", "\uFFFDA")]
    [InlineData("C6", "\uFFFD")]
    public void Convert_EachSet_GivesItsCharacters(string bytes, string expected) => Assert.Equal(expected, Convert(System.Convert.FromHexString(bytes), pieces: [int.MaxValue]));

    [Fact]
    public void Convert_TextCutAnywhere_GivesTheSame()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] text = new byte[1 + random.Next(40)];
            foreach (ref byte value in text.AsSpan()) value = random.Next(4) switch { 0 => (byte)random.Next(256), 1 => 0x8F, _ => (byte)random.Next(0xA1, 0xFF) };
            Assert.True(Convert(text, [int.MaxValue]) == Convert(text, [1 + random.Next(3), random.Next(5), 3]), $"seed {seed}");
        }
    }

    /// <summary>Feeds the text in pieces of these sizes, over and over; what a piece leaves over comes again with the next.</summary>
    private static string Convert(byte[] text, int[] pieces)
    {
        var converter = Utf8Converter.For(TextEncodings.Get(EucJpConverter.CodePage));
        using var result = new MemoryStream();
        byte[] target = new byte[(Utf8Converter.MaxGrowth * text.Length) + 64];
        int from = 0, to = 0;
        for (int i = 0; from < text.Length; i++)
        {
            to = (int)Math.Min(text.Length, (long)to + pieces[i % pieces.Length]);
            int written = converter.Convert(text.AsSpan(from, to - from), target, final: to == text.Length, out int consumed);
            result.Write(target, 0, written);
            from += consumed;
        }
        return Encoding.UTF8.GetString(result.ToArray());
    }
}
