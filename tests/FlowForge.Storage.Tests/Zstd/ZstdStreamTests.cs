using FlowForge.Storage.Zstd;
using Xunit.Abstractions;

namespace FlowForge.Storage.Tests.Zstd;

public class ZstdStreamTests(ITestOutputHelper output)
{
    private static readonly byte[] s_magic = [0x28, 0xB5, 0x2F, 0xFD];

    public static TheoryData<int> Fixtures => [.. Enumerable.Range(0, ZstdFixture.All.Count)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_WhatTheToolMade_GivesTheData(int fixture)
    {
        ZstdFixture made = ZstdFixture.All[fixture];
        output.WriteLine(made.ToString());
        Assert.Equal(made.Data, Decompress(made.Compressed));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_AByteAtATime_GivesTheData(int fixture)
    {
        ZstdFixture made = ZstdFixture.All[fixture];
        using var stream = new ZstdStream(new TrickleStream(made.Compressed), leaveOpen: false);
        var bytes = new List<byte>();
        for (int b; (b = stream.ReadByte()) >= 0;) bytes.Add((byte)b);
        Assert.Equal(made.Data, bytes);
    }

    [Fact]
    public void Read_FramesOneAfterTheOther_GivesAllOfThem()
    {
        byte[] skippable = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] both = [.. ZstdFixture.All[0].Compressed, .. skippable, .. ZstdFixture.All[4].Compressed, .. skippable];
        Assert.Equal([.. TestData.Rows, .. TestData.Words], Decompress(both));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_CutAnywhere_SaysThatItIsNotComplete(int fixture)
    {
        byte[] whole = ZstdFixture.All[fixture].Compressed;
        int step = Math.Max(1, whole.Length / 50);
        for (int length = 1; length < whole.Length; length += step)
        {
            var cut = Assert.Throws<InvalidDataException>(() => Decompress(whole[..length]));
            Assert.Contains("not complete", cut.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_WrongChecksum_IsRefused()
    {
        byte[] bytes = ZstdFixture.All[0].Compressed;
        bytes[^1] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => Decompress(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x01, 0x50, 0x2A }, "dictionary 42")] // dictionary id in one byte
    [InlineData(new byte[] { 0x00, 0x91 }, "window")] // 2^28 bytes and an eighth
    [InlineData(new byte[] { 0xE0, 0, 0, 0, 0, 1, 0, 0, 0 }, "window")] // a single segment of 4 GiB
    [InlineData(new byte[] { 0x08, 0x00 }, "reserved")]
    [InlineData(new byte[] { 0x00, 0x00, 0x07, 0x00, 0x00 }, "kind that does not exist")]
    [InlineData(new byte[] { 0x00, 0x00, 0x05, 0x00, 0x10 }, "limit")] // a block larger than the window
    [InlineData(new byte[] { 0x20, 0x05, 0x11, 0x00, 0x00, 0x61, 0x62 }, "promised 5")]
    public void Read_FramesThatCannotBeRead_AreRefusedByName(byte[] frame, string says)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Decompress([.. s_magic, .. frame]));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherData_IsRefused()
    {
        Assert.Contains("not zstd", Assert.Throws<InvalidDataException>(() => Decompress("id,name\n"u8.ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("not zstd", Assert.Throws<InvalidDataException>(() => Decompress([.. ZstdFixture.All[0].Compressed, 1, 2, 3, 4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HugeWindowClaimedForFewBytes_TakesLittleMemory()
    {
        // Window 128 MiB, one raw block of two bytes.
        byte[] frame = [.. s_magic, 0x00, 0x88, 0x11, 0x00, 0x00, 0x61, 0x62];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("ab"u8.ToArray(), Decompress(frame));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void Read_DamagedAnywhere_GivesTheDataOrRefuses()
    {
        const int Seed = 20_261_120;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int round = 0; round < 3_000; round++)
        {
            byte[] bytes = ZstdFixture.All[random.Next(ZstdFixture.All.Count)].Compressed;
            for (int hits = random.Next(1, 4); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                using var stream = new ZstdStream(new MemoryStream(bytes), leaveOpen: false);
                var buffer = new byte[65_536];
                // Damage may turn a block into one that repeats a byte: what comes out is still bounded by the input's blocks.
                long total = 0;
                for (int count; (count = stream.Read(buffer)) > 0;) total += count;
                Assert.InRange(total, 0, bytes.Length * 128L << 10);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void Dispose_LeaveOpen_LeavesTheInnerStream()
    {
        using var inner = new MemoryStream(ZstdFixture.All[0].Compressed);
        new ZstdStream(inner, leaveOpen: true).Dispose();
        Assert.True(inner.CanRead);
        new ZstdStream(inner, leaveOpen: false).Dispose();
        Assert.False(inner.CanRead);
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var stream = new ZstdStream(new MemoryStream(bytes), leaveOpen: false);
        using var target = new MemoryStream();
        stream.CopyTo(target);
        return target.ToArray();
    }

    /// <summary>Gives one byte a call.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
