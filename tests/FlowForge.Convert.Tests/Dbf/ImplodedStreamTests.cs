using FlowForge.Convert.Dbf.Imploded;

namespace FlowForge.Convert.Tests.Dbf;

public class ImplodedStreamTests
{
    [Fact]
    public void Read_PlainLiteralsAndARepeat_GivesTheBytes()
    {
        // "AI", then eleven bytes from two before, then the end.
        using var stream = new ImplodedStream(new MemoryStream([0x00, 0x04, 0x82, 0x24, 0x25, 0x8F, 0x80, 0x7F]));
        Assert.Equal("AIAIAIAIAIAIA"u8.ToArray(), All(stream, 4));
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    [InlineData(true, 5)]
    [InlineData(true, 6)]
    public void Read_WhatTheTestImploded_GivesTheBytes(bool codeLiterals, int window)
    {
        const int Seed = 20_261_120;
        var random = new Random(Seed + window);
        for (int round = 0; round < 20; round++)
        {
            var packer = new Imploder(codeLiterals, window);
            var expected = new List<byte>();
            for (int step = 0; step < 2_000; step++)
            {
                int length = random.Next(2, 519), most = Math.Min(expected.Count, length == 2 ? 256 : 64 << window);
                if (random.Next(4) > 0 || most == 0)
                {
                    byte value = (byte)random.Next(256);
                    packer.Literal(value);
                    expected.Add(value);
                    continue;
                }
                int distance = random.Next(1, most + 1);
                packer.Repeat(length, distance);
                for (int i = 0; i < length; i++) expected.Add(expected[^distance]);
            }
            using var stream = new ImplodedStream(new MemoryStream(packer.ToArray()));
            Assert.Equal(expected, All(stream, random.Next(1, 5_000)));
        }
    }

    [Fact]
    public void Read_DamagedBytes_EndsOrSaysSo()
    {
        const int Seed = 20_261_121;
        var random = new Random(Seed);
        for (int round = 0; round < 300; round++)
        {
            var bytes = new byte[200];
            random.NextBytes(bytes);
            (bytes[0], bytes[1]) = ((byte)(round & 1), (byte)(4 + (round % 3)));
            try
            {
                using var stream = new ImplodedStream(new MemoryStream(bytes));
                Assert.InRange(All(stream, 4_096).Length, 0, 200 * 8 * 518);
            }
            catch (InvalidDataException failure)
            {
                Assert.NotEmpty(failure.Message);
            }
        }
    }

    private static byte[] All(Stream stream, int atOnce)
    {
        var all = new MemoryStream();
        stream.CopyTo(all, atOnce);
        return all.ToArray();
    }
}
