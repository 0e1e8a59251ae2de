using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

public sealed class TextTests : DuckDbTest
{
    public static TheoryData<int> Lengths => [0, 1, 4, 11, 12, 13, 16, 255, 4_096, 300_000];

    [Theory, MemberData(nameof(Lengths))]
    public void SetBytes_AnyLength_IsReadBack(int length)
    {
        string text = Sample(length);
        AssertRoundTrip(text, (vector, row) => vector.SetBytes(row, Encoding.UTF8.GetBytes(text)));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void SetText_AnyLength_IsReadBack(int length)
    {
        string text = Sample(length);
        AssertRoundTrip(text, (vector, row) => vector.SetText(row, text));
    }

    [Theory, MemberData(nameof(Lengths))]
    public unsafe void Borrow_AnyLength_IsReadBack(int length)
    {
        string text = Sample(length);
        byte[] pinned = GC.AllocateArray<byte>(Math.Max(1, Encoding.UTF8.GetByteCount(text)), pinned: true);
        int bytes = Encoding.UTF8.GetBytes(text, pinned);
        AssertRoundTrip(text, (vector, row) =>
        {
            fixed (byte* place = pinned) vector.Set(row, StringSlot.Borrow(place, bytes));
        });
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Parameter_AnyLength_IsReadBack(int length) => Assert.Equal(Sample(length), Connection.Scalar<string>("SELECT $1", [Sample(length)]));

    [Fact]
    public void SetBytes_ManyValues_AllocatesNothingManaged()
    {
        byte[] text = Encoding.UTF8.GetBytes("a value that is longer than twelve bytes");
        long allocated = Fill((vector, row) => vector.SetBytes(row, text.AsSpan(0, row % text.Length)));
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void SetText_ManyValues_AllocatesNothingManaged()
    {
        string text = "a value that is longer than twelve bytes, with €";
        long allocated = Fill((vector, row) => vector.SetText(row, text.AsSpan(0, row % text.Length)));
        Assert.Equal(0, allocated);
    }

    [Fact]
    public unsafe void Borrow_ManyValues_AllocatesNothingManaged()
    {
        byte[] text = GC.AllocateArray<byte>(64, pinned: true);
        long allocated = Fill((vector, row) =>
        {
            fixed (byte* place = text) vector.Set(row, StringSlot.Borrow(place, row % text.Length));
        });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Bytes_ManyValues_AllocatesNothingManaged()
    {
        Connection.Execute("CREATE TABLE texts AS SELECT 'row number ' || range AS t FROM range(100_000)");
        using DuckDbResult result = Connection.Query("SELECT t FROM texts");
        long total = 0, allocated = 0;
        while (result.TryNext(out DataChunk chunk))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Vector texts = chunk[0];
            for (int row = 0; row < chunk.Count; row++) total += texts.Bytes(row).Length;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
        Assert.Equal(Connection.Scalar<long>("SELECT sum(strlen(t)) FROM texts"), total);
    }

    private delegate void Set(Vector vector, int row);

    private static string Sample(int length) => string.Concat(Enumerable.Range(0, length).Select(i => i % 7 == 6 ? 'é' : (char)('a' + i % 26)));

    /// <summary>Sets a column of 2,048 rows ten times over and answers the managed bytes it took after the first time.</summary>
    private long Fill(Set set)
    {
        Connection.Execute("CREATE TABLE texts (t VARCHAR)");
        using Appender appender = Connection.Append("texts");
        long before = 0;
        for (int round = 0; round < 10; round++)
        {
            DataChunk chunk = appender.Chunk;
            Vector texts = chunk[0];
            for (int row = 0; row < Vector.Capacity; row++) set(texts, row);
            chunk.Count = Vector.Capacity;
            appender.EndChunk();
            if (round == 0) before = GC.GetAllocatedBytesForCurrentThread();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void AssertRoundTrip(string text, Set set)
    {
        Connection.Execute("CREATE TABLE texts (t VARCHAR)");
        using (Appender appender = Connection.Append("texts"))
        {
            set(appender.Chunk[0], 0);
            appender.EndRow();
            appender.Flush();
        }
        Assert.Equal(text, Value("FROM texts"));
        Assert.Equal((long)Encoding.UTF8.GetByteCount(text), Value("SELECT strlen(t) FROM texts"));
    }
}
