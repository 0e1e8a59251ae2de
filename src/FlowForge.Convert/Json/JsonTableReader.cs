using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>Reads the rows of an input's tables in blocks that threads take side by side.</summary>
internal sealed class JsonTableReader : TableReader
{
    private readonly IReadOnlyList<JsonOutline> _outlines;
    private readonly JsonTable?[] _tables;
    private readonly int[] _writers;
    private readonly int _blockBytes;
    private readonly Warnings _warnings;
    private long _bytesRead;

    /// <param name="tables">By the table numbers of <see cref="JsonBlocks"/>; null where there is no such table.</param>
    internal JsonTableReader(IReadOnlyList<JsonOutline> outlines, JsonTable?[] tables, int blockBytes, Warnings warnings)
    {
        (_outlines, _tables, _blockBytes, _warnings) = (outlines, tables, blockBytes, warnings);
        Tables = [.. tables.OfType<JsonTable>().Select(table => table.Description)];
        _writers = new int[tables.Length];
        for (int i = 1; i < tables.Length; i++) _writers[i] = _writers[i - 1] + (tables[i - 1] is null ? 0 : 1);
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _outlines.Sum(outline => outline.File.Length);

    public override long BytesRead => Interlocked.Read(ref _bytesRead);

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken)
    {
        long before = 0;
        Interlocked.Exchange(ref _bytesRead, 0);
        foreach (JsonOutline outline in _outlines)
        {
            foreach (JsonBlock block in JsonBlocks.Of(outline, _blockBytes, _warnings, bytes => Interlocked.Exchange(ref _bytesRead, before + bytes)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_tables[block.Table] is null) block.Dispose();
                else yield return block;
            }
            before += outline.File.Length;
        }
    }

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var json = (JsonBlock)block;
        var record = new JsonRecord();
        var sink = new RowSink(json, _tables[json.Table]!, writers[_writers[json.Table]], _warnings);
        RecordParser.Parse(json, record, sink, cancellationToken);
    }

    /// <summary>Writes records as rows, and tells of what had to give way.</summary>
    private sealed class RowSink(JsonBlock block, JsonTable table, RowWriter row, Warnings warnings) : IRecordSink
    {
        public bool Take(JsonRecord record)
        {
            bool more = table.Write(record, row);
            if ((record.Overwritten | record.Replaced) != 0) Warn(record);
            return more;
        }

        public void Reject(Location where, string reason, ReadOnlySpan<byte> raw) => row.Reject(where, reason, raw);

        private void Warn(JsonRecord record)
        {
            Location where = block.Place.After(block.Text[..record.Start]).In(block.File);
            if (record.Overwritten > 0)
                warnings.Add("json-duplicate-key", where, "an object has the same key more than once: the last value was taken, the others ignored.", null, record.Overwritten);
            if (record.Replaced > 0)
                warnings.Add("json-invalid-text", where, "a string has bytes or escapes that are no character: replaced by U+FFFD.", "If the file is not in UTF-8, name its encoding with --encoding.", record.Replaced);
            record.Overwritten = record.Replaced = 0;
        }
    }
}
