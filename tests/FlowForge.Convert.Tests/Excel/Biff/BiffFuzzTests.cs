using FlowForge.Convert.Excel.Biff;
using FlowForge.Core.Diagnostics;
using Xunit.Abstractions;
using static FlowForge.Convert.Tests.Excel.Biff.BiffBuilder;

namespace FlowForge.Convert.Tests.Excel.Biff;

public sealed class BiffFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 400;

    // Shared strings are kept in blocks of a mebibyte.
    private const long MaxBytesPerRound = 3 << 20;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Read_DamagedStream_AnswersOrRefuses(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] whole = Sample();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < Rounds; round++)
        {
            byte[] stream = Damage.Of(whole, random, hot: 600);
            try
            {
                // A cell takes four bytes of the stream at least.
                Assert.InRange(Read(stream).Count, 0, stream.Length);
            }
            catch (InputException failure)
            {
                Assert.NotEmpty(failure.Diagnostic.Id);
            }
        }

        long perRound = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Assert.InRange(perRound, 0, MaxBytesPerRound);
    }

    private static byte[] Sample() => Workbook(
        book => book
            .Record(BiffRecord.CodePage, U16(1252))
            .Record(BiffRecord.Format, U16(164), Unicode("yyyy-mm-dd"))
            .Record(BiffRecord.Xf, U16(0, 164), new byte[16])
            .Record(BiffRecord.Sst, U32(3), U32(3), Unicode("one"), Unicode("zwölf"), U16(9), [0], "abc"u8.ToArray())
            .Record(BiffRecord.Continue, [1], [.. "дефghi".SelectMany(BitConverter.GetBytes)]),
        ("First", 0, 0, sheet =>
        {
            for (int i = 0; i < 60; i++)
            {
                sheet.Record(BiffRecord.LabelSst, U16(i, 0, 0), U32((uint)(i % 3)))
                    .Record(BiffRecord.MulRk, U16(i, 1), U16(0), U32(6), U16(0), U32(7), U16(2))
                    .Record(BiffRecord.Formula, U16(i, 3, 0), [0, 0, 0, 0, 0, 0, 0xFF, 0xFF], new byte[8])
                    .Record(BiffRecord.String, Unicode("text"));
            }
        }),
        ("Second", 1, 0, sheet => sheet
            .Bof8(BiffContent.Chart).Eof()
            .Record(BiffRecord.Label, U16(0, 0, 0), Unicode("label"))
            .Record(BiffRecord.BoolErr, U16(0, 1, 0), [1, 0])));
}
