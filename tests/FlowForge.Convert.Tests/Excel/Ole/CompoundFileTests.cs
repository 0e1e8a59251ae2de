using System.Buffers.Binary;
using FlowForge.Convert.Excel.Ole;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel.Ole;

public sealed class CompoundFileTests
{
    private static readonly byte[] s_short = Filled(1_000);
    private static readonly byte[] s_long = Filled(100_000);

    [Fact]
    public void Read_ShortAndLongStreams_GivesTheirBytes()
    {
        CompoundFile file = Open(new CompoundBuilder().Add("Short", s_short).Add("Long", s_long).Add("Also", [1, 2, 3]).Build());

        Assert.Equal(s_short, file.Read(file.FindStream("short")!));
        Assert.Equal(s_long, file.Read(file.FindStream("LONG")!));
        Assert.Equal([1, 2, 3], file.Read(file.FindStream("Also")!));
        Assert.Null(file.FindStream("Other"));
    }

    [Fact]
    public void Read_ListOfTablesBeyondTheHeader_IsFollowed()
    {
        // 109 tables in the header reach 7 MB far.
        byte[] big = Filled(8_000_000);
        byte[] bytes = new CompoundBuilder().Add("Big", big).Build();
        byte[] whole = WithListSector(bytes);

        CompoundFile file = Open(whole);

        Assert.Equal(big, file.Read(file.FindStream("Big")!));
    }

    [Fact]
    public void Read_ByteOrderMarkIsWrong_IsReadAllTheSame()
    {
        byte[] bytes = new CompoundBuilder().Add("Long", s_long).Build();
        (bytes[28], bytes[29]) = (0xFF, 0xFE);

        CompoundFile file = Open(bytes);

        Assert.Equal(s_long, file.Read(file.FindStream("Long")!));
    }

    [Fact]
    public void Read_FileCutInTheStream_GivesWhatIsThere()
    {
        byte[] bytes = new CompoundBuilder().Add("Long", s_long).Build();
        // The first table entry of the stream's 50th sector ends its chain.
        int fat = 512 * (1 + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(76)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(fat + (4 * 49)), 0xFFFF_FFFE);

        CompoundFile file = Open(bytes);

        Assert.Equal(s_long[..(50 * 512)], file.Read(file.FindStream("Long")!));
    }

    [Fact]
    public void Read_ChainRunsInACircle_Ends()
    {
        byte[] bytes = new CompoundBuilder().Add("Long", s_long).Build();
        int fat = 512 * (1 + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(76)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(fat + (4 * 49)), 7);

        CompoundFile file = Open(bytes);

        Assert.InRange(file.Read(file.FindStream("Long")!).Length, 0, bytes.Length);
    }

    [Fact]
    public void Open_HeaderOnly_SaysWhatIsWrong()
    {
        byte[] bytes = new CompoundBuilder().Add("Long", s_long).Build();

        var failure = Assert.Throws<InputException>(() => Open(bytes[..512]));

        Assert.Equal("excel-container-damaged", failure.Diagnostic.Id);
        Assert.Contains("book.xls", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Open_DamagedBytes_EndsAndStaysSmall(int seed)
    {
        var random = new Random(seed);
        byte[] whole = new CompoundBuilder().Add("Short", s_short).Add("Long", s_long).Build();
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = Damage.Of(whole, random, hot: 1_024);
            try
            {
                CompoundFile file = Open(bytes);
                foreach (CompoundEntry entry in file.Entries) Assert.InRange(file.Read(entry).Length, 0, bytes.Length + 512);
            }
            catch (InputException)
            {
                // The answer that damage may have.
            }
        }
    }

    private static CompoundFile Open(byte[] bytes) => new(new MemoryStream(bytes), "book.xls");

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Moves the list of tables that does not fit into the header to a sector at the end.</summary>
    private static byte[] WithListSector(byte[] bytes)
    {
        int tables = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(44));
        Assert.InRange(tables, 110, 109 + 127);
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(76));
        var list = new byte[512];
        list.AsSpan().Fill(0xFF);
        for (int i = 109; i < tables; i++) BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(4 * (i - 109)), first + (uint)i);
        BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(508), 0xFFFF_FFFE);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(68), (uint)((bytes.Length / 512) - 1));
        return [.. bytes, .. list];
    }
}
