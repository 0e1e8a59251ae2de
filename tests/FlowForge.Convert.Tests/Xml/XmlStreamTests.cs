using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Xml;

public class XmlStreamTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Theory]
    [InlineData(XmlStrategy.Flat), InlineData(XmlStrategy.Nested), InlineData(XmlStrategy.Text)]
    public void Read_HugeDocument_TakesFlatMemory(XmlStrategy strategy)
    {
        const long Bytes = 64 << 20;
        var file = new MemoryFile(() => new EndlessRows(Bytes));
        using TableSet set = new XmlFormat().Open(new SourceInput("huge", [file]), new ReadOptions { XmlStrategy = strategy }, CancellationToken.None);
        CountingTable[] tables = [.. set.Readers[0].Tables.Select(table => new CountingTable(table.Columns.Count))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        set.Readers[0].Read(Block.Whole, tables, CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(tables[0].Rows > 500_000);
        Assert.InRange(allocated, 0, 8 << 20);
    }

    [Fact]
    public void Read_AnyBytes_EndsCalmly()
    {
        const int Seed = 20_250_301;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        string[] seeds =
        [
            "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE r [<!ENTITY a 'b'>]><r a='1'><x>t &amp; &#65; <![CDATA[c]]></x><x><y/>mixed <b>é</b></x><!-- c --></r>",
            "<r xmlns='u' xmlns:p='v'><p:x p:a='1' b='2'>1</p:x><p:x><q>2</q><q>3</q></p:x></r><r/>",
            "\uFEFF<a><b><c><d>1</d><d>2</d></c></b><b><c><d>3</d></c></b></a>",
        ];
        for (int round = 0; round < 3_000; round++)
        {
            byte[] bytes = Mutate(Encoding.UTF8.GetBytes(seeds[round % seeds.Length]), random);
            var options = new ReadOptions { XmlStrategy = (XmlStrategy)(round % 3), RowTags = round % 7 == 0 ? ["x"] : [] };
            try
            {
                XmlConversion.Of(new MemoryFile(bytes), options);
            }
            catch (InputException failure)
            {
                Assert.NotEmpty(failure.Message);
            }
            catch (Exception crash) when (crash is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"round {round}, bytes {System.Convert.ToHexString(bytes)}: {crash}");
            }
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        ReadOnlySpan<byte> marks = "<>/&;'\"=![]-?x \n\r\0\xff:"u8;
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            int at = random.Next(bytes.Length), end = Math.Min(bytes.Length, at + random.Next(1, 12));
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], marks[random.Next(marks.Length)], .. bytes[at..]],
                1 => [.. bytes[..at], .. bytes[end..], (byte)' '],
                2 => [.. bytes[..end], .. bytes[at..]],
                _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[Math.Min(at + 1, bytes.Length)..]],
            };
        }
        return bytes;
    }

    /// <summary>A document of as many rows as fill so many bytes, made while it is read.</summary>
    private sealed class EndlessRows(long bytes) : MemoryStream
    {
        private static readonly byte[] s_row = "<row id=\"12\"><name>A &amp; B</name><price unit=\"EUR\">12.50</price><on>2024-02-29</on></row>\n"u8.ToArray();
        private readonly byte[] _end = "</rows>"u8.ToArray();
        private byte[] _current = "<rows>"u8.ToArray();
        private int _at;
        private long _given;
        private bool _ended;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int total = 0;
            while (total < buffer.Length)
            {
                if (_at == _current.Length)
                {
                    if (_ended) break;
                    _ended = _given >= bytes;
                    (_current, _at) = (_ended ? _end : s_row, 0);
                }
                int count = Math.Min(buffer.Length - total, _current.Length - _at);
                _current.AsSpan(_at, count).CopyTo(buffer[total..]);
                (_at, total, _given) = (_at + count, total + count, _given + count);
            }
            return total;
        }
    }

    /// <summary>Counts rows and keeps nothing.</summary>
    private sealed class CountingTable(int columns) : RowWriter
    {
        private readonly Sink[] _columns = [.. Enumerable.Range(0, columns).Select(_ => new Sink())];

        internal long Rows { get; private set; }

        public override IReadOnlyList<ColumnWriter> Columns => _columns;

        public override bool EndRow() => ++Rows > 0;

        public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw)
        {
        }
    }

    private sealed class Sink : ColumnWriter
    {
        public override ColumnWriter Element => this;

        public override ColumnWriter Field(int index) => this;

        public override void BeginList()
        {
        }

        public override void EndList()
        {
        }

        public override void EndStruct()
        {
        }

        public override void Text(ReadOnlySpan<byte> utf8)
        {
        }

        public override void Null()
        {
        }

        public override void Boolean(bool value)
        {
        }

        public override void Integer(long value)
        {
        }

        public override void Double(double value)
        {
        }

        public override void Decimal(Int128 unscaled, int scale)
        {
        }

        public override void Date(int days)
        {
        }

        public override void Time(long microseconds)
        {
        }

        public override void Timestamp(long microseconds)
        {
        }

        public override void TimestampTz(long microseconds)
        {
        }

        public override void Blob(ReadOnlySpan<byte> bytes)
        {
        }

        public override void Uuid(Guid value)
        {
        }
    }
}
