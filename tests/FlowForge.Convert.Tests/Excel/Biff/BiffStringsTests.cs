using System.Text;
using FlowForge.Convert.Excel.Biff;
using static FlowForge.Convert.Tests.Excel.Biff.BiffBuilder;

namespace FlowForge.Convert.Tests.Excel.Biff;

public sealed class BiffStringsTests
{
    [Fact]
    public void SharedStrings_TextSwitchesWidthAtABreak_IsOneText()
    {
        byte[] stream = With(book => book
            .Record(BiffRecord.Sst, U32(1), U32(1), U16(6), [0], Encoding.Latin1.GetBytes("abc"))
            .Record(BiffRecord.Continue, [1], Encoding.Unicode.GetBytes("дом")), strings: 1);

        Assert.Equal(["A1 text abcдом"], Read(stream));
    }

    [Fact]
    public void SharedStrings_BreakBetweenStrings_HasNoFlags()
    {
        byte[] stream = With(book => book
            .Record(BiffRecord.Sst, U32(2), U32(2), Unicode("one"))
            .Record(BiffRecord.Continue, Unicode("two")), strings: 2);

        Assert.Equal(["A1 text one", "A2 text two"], Read(stream));
    }

    [Fact]
    public void SharedStrings_RunsAndPhoneticTextOverBreaks_AreLeftOut()
    {
        const byte WideRichPhonetic = 1 | 4 | 8;
        byte[] stream = With(book => book
            .Record(BiffRecord.Sst, U32(2), U32(2), U16(2), [WideRichPhonetic], U16(2), U32(6), Encoding.Unicode.GetBytes("東京"), [1, 0, 2])
            .Record(BiffRecord.Continue, [0, 3, 0, 4, 0, 9, 9])
            .Record(BiffRecord.Continue, [9, 9, 9, 9], Unicode("next")), strings: 2);

        Assert.Equal(["A1 text 東京", "A2 text next"], Read(stream));
    }

    [Fact]
    public void SharedStrings_PairIsSplitByABreak_IsOneCharacter()
    {
        byte[] smile = Encoding.Unicode.GetBytes("😀");
        byte[] stream = With(book => book
            .Record(BiffRecord.Sst, U32(1), U32(1), U16(2), [1], smile[..2])
            .Record(BiffRecord.Continue, [1], smile[2..]), strings: 1);

        Assert.Equal(["A1 text 😀"], Read(stream));
    }

    [Fact]
    public void SharedStrings_CountsLie_TheBytesDecide()
    {
        byte[] stream = With(book => book.Record(BiffRecord.Sst, U32(0), U32(0), Unicode("one"), Unicode("two")), strings: 2);

        Assert.Equal(["A1 text one", "A2 text two"], Read(stream));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void SharedStrings_BrokenAnywhere_AreTheSame(int seed)
    {
        var random = new Random(seed);
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => Text(random))];
        byte[] stream = With(book => Sst(book, texts, random), texts.Length);

        Assert.Equal(texts.Select((text, i) => $"A{i + 1} text {text}"), Read(stream));
    }

    /// <summary>Writes strings as Excel does: a break in a text repeats the flags, headers stay whole.</summary>
    private static void Sst(BiffBuilder book, string[] texts, Random random)
    {
        int id = BiffRecord.Sst;
        List<byte> part = [.. U32(0), .. U32(0)];
        void Break()
        {
            book.Record(id, [.. part]);
            part.Clear();
            id = BiffRecord.Continue;
        }

        foreach (string text in texts)
        {
            if (random.Next(5) == 0) Break();
            bool isWide = text.Any(c => c > 0xFF) || random.Next(2) == 0;
            part.AddRange([.. U16(text.Length), (byte)(isWide ? 1 : 0)]);
            foreach (char c in text)
            {
                if (random.Next(20) == 0)
                {
                    Break();
                    part.Add((byte)(isWide ? 1 : 0));
                }

                part.AddRange(isWide ? BitConverter.GetBytes(c) : [(byte)c]);
            }
        }

        Break();
    }

    private static string Text(Random random)
    {
        const string Letters = "abc äöüß 东京";
        return string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Letters[random.Next(Letters.Length)]));
    }

    private static byte[] With(Action<BiffBuilder> globals, int strings) => Workbook(globals, ("Sheet", 0, 0, sheet =>
    {
        for (int i = 0; i < strings; i++) sheet.Record(BiffRecord.LabelSst, U16(i, 0, 0), U32((uint)i));
    }));
}
