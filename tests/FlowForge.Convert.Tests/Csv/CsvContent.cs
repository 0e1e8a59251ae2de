using System.Text;
using FlowForge.Convert.Csv;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Csv;

/// <summary>What was read from delimited text: names, rows with null for null, rejected lines, warnings.</summary>
internal sealed class CsvContent : RowWriter
{
    private readonly Cell[] _cells;

    private CsvContent(int columns) => _cells = [.. Enumerable.Range(0, columns).Select(_ => new Cell())];

    internal string[] Names { get; private init; } = [];

    internal List<string?[]> Rows { get; } = [];

    internal List<(Location Where, string Reason, string Raw)> Rejects { get; } = [];

    internal IReadOnlyList<Diagnostic> Warnings { get; private set; } = [];

    internal IReadOnlyDictionary<string, string> Facts { get; private init; } = new Dictionary<string, string>();

    /// <summary>Rows as lines, cells joined by <c>|</c>, null as <c>~</c>.</summary>
    internal string[] Lines => [.. Rows.Select(row => string.Join('|', row.Select(cell => cell ?? "~")))];

    public override IReadOnlyList<ColumnWriter> Columns => _cells;

    /// <summary>Reads texts as the files of one input; the layout is decided from everything when the first look was wrong, as a conversion does.</summary>
    internal static CsvContent Read(ReadOptions? options, int blockBytes, int maxRecordBytes, params TextFile[] files)
    {
        try
        {
            return ReadOnce(options ?? ReadOptions.Default, blockBytes, maxRecordBytes, files);
        }
        catch (LayoutChangedException)
        {
            return ReadOnce((options ?? ReadOptions.Default) with { Scan = ScanDepth.Full }, blockBytes, maxRecordBytes, files);
        }
    }

    internal static CsvContent Read(string text, ReadOptions? options = null, int blockBytes = 64) => Read(Encoding.UTF8.GetBytes(text), options, blockBytes);

    internal static CsvContent Read(byte[] bytes, ReadOptions? options = null, int blockBytes = 64) => Read(options, blockBytes, BlockCutter.MaxRecordBytes, new TextFile(bytes));

    private static CsvContent ReadOnce(ReadOptions options, int blockBytes, int maxRecordBytes, TextFile[] files)
    {
        using TableSet tables = CsvFormat.Open(new SourceInput(files[0].Name, files), options, blockBytes, maxRecordBytes, CancellationToken.None);
        TableReader reader = Assert.Single(tables.Readers);
        SourceTable table = Assert.Single(reader.Tables);
        var content = new CsvContent(table.Columns.Count) { Names = [.. table.Columns.Select(column => column.Name)], Facts = tables.Facts };
        foreach (Block block in reader.Blocks(CancellationToken.None))
        {
            using (block) reader.Read(block, [content], CancellationToken.None);
        }
        content.Warnings = tables.Warnings.All;
        return content;
    }

    public override bool EndRow()
    {
        Rows.Add([.. _cells.Select(cell => cell.Take())]);
        return true;
    }

    public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw) => Rejects.Add((where, reason, Encoding.UTF8.GetString(raw)));

    private sealed class Cell : ColumnWriter
    {
        private string? _value;

        internal string? Take()
        {
            string? value = _value;
            _value = null;
            return value;
        }

        public override void Text(ReadOnlySpan<byte> utf8)
        {
            Assert.Null(_value);
            _value = Encoding.UTF8.GetString(utf8);
        }

        public override void Null() => Assert.Null(_value);

        public override void Boolean(bool value) => throw new NotSupportedException();
        public override void Integer(long value) => throw new NotSupportedException();
        public override void Double(double value) => throw new NotSupportedException();
        public override void Decimal(Int128 unscaled, int scale) => throw new NotSupportedException();
        public override void Date(int days) => throw new NotSupportedException();
        public override void Time(long microseconds) => throw new NotSupportedException();
        public override void Timestamp(long microseconds) => throw new NotSupportedException();
        public override void TimestampTz(long microseconds) => throw new NotSupportedException();
        public override void Blob(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();
        public override void Uuid(Guid value) => throw new NotSupportedException();
    }
}

/// <summary>A file that is not on disk.</summary>
internal sealed class TextFile(byte[] content, string name = "test.csv") : SourceFile
{
    internal TextFile(string content, string name = "test.csv") : this(Encoding.UTF8.GetBytes(content), name)
    {
    }

    public override string Name => name;
    public override string Path => throw new NotSupportedException();
    public override bool IsCompressed => false;
    public override long Length => content.Length;
    public override ReadOnlyMemory<byte> Head => content.AsMemory(0, Math.Min(content.Length, HeadLength));
    public override string Extension => System.IO.Path.GetExtension(name);
    public override string BaseName => System.IO.Path.GetFileNameWithoutExtension(name);
    public override Stream OpenRead(Action<long>? progress = null) => new MemoryStream(content);
    public override string? Sibling(string extension) => null;
}
