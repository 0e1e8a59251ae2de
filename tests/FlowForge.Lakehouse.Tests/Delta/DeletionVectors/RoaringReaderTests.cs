using FlowForge.Lakehouse.Delta.DeletionVectors;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Delta.DeletionVectors;

public sealed class RoaringReaderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Read_RandomRowsInEveryForm_ContainsThoseAlone(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        HashSet<long> rows = RandomRows(random);
        RowSet set = RoaringReader.Read(RoaringBuilder.Build(rows, withRuns: seed % 2 == 0));
        Assert.Equal(rows.Count, set.Count);
        long[] asked = [.. rows.Concat(rows.Select(row => row + 1)).Concat(rows.Select(row => row ^ 1L << 33)).Order()];
        var marks = new byte[asked.Length];
        Array.Fill(marks, (byte)1);
        set.ClearMarks(asked, marks);
        for (int i = 0; i < asked.Length; i++)
        {
            Assert.Equal(rows.Contains(asked[i]), set.Contains(asked[i]));
            Assert.Equal(rows.Contains(asked[i]) ? 0 : 1, marks[i]);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Read_DamagedBytes_SaysSoAndNothingElse(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] whole = RoaringBuilder.Build(RandomRows(random), withRuns: seed % 2 == 0);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] damaged = whole[..random.Next(whole.Length + 1)];
            for (int change = random.Next(4); change > 0 && damaged.Length > 0; change--) damaged[random.Next(Math.Min(damaged.Length, 64))] = (byte)random.Next(256);
            try
            {
                RoaringReader.Read(damaged);
            }
            catch (InvalidDataException)
            {
                // The one answer that damage may have.
            }
        }
    }

    [Fact]
    public void Crc32_CheckValue_IsTheStandards() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Base85_SpecificationsExample_IsItsBytes() => Assert.Equal("864FD26FB559F75B", Convert.ToHexString(Base85.Decode("HelloWorld")));

    private static HashSet<long> RandomRows(Random random)
    {
        var rows = new HashSet<long>();
        foreach (long start in (long[])[0, 1 << 16, 5L << 16, (3L << 32) + 7])
        {
            int count = random.Next(3) switch { 0 => random.Next(1, 50), 1 => 6_000, _ => random.Next(200) };
            for (int i = 0; i < count; i++) rows.Add(start + random.Next(count > 1_000 ? 60_000 : count * 2 + 1));
        }
        rows.Add((7L << 16) + 65_535);
        return rows;
    }
}
