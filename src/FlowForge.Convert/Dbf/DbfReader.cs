using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Reads the records of a DBF file, blocks of them in parallel.</summary>
internal sealed class DbfReader : TableReader
{
    private readonly SourceFile _file;
    private readonly DbfHeader _header;
    private readonly FieldReader[] _fields;
    private readonly MemoFile? _memos;
    private readonly ReadOptions _options;
    private readonly Warnings _warnings;
    private long _bytesRead;

    /// <param name="memos">Disposed with the reader.</param>
    internal DbfReader(SourceFile file, DbfHeader header, FieldReader[] fields, MemoFile? memos, ReadOptions options, Warnings warnings, SourceTable table)
    {
        (_file, _header, _fields, _memos, _options, _warnings) = (file, header, fields, memos, options, warnings);
        Tables = [table];
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _file.Length;

    public override long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>The table's columns, with <c>_deleted</c> at the end when deleted records are kept.</summary>
    internal static IReadOnlyList<SourceColumn> ColumnsOf(FieldReader[] fields, bool includeDeleted)
    {
        IEnumerable<SourceColumn> columns = fields.Select(field => new SourceColumn(field.Name, field.Type));
        return [.. includeDeleted ? columns.Append(new SourceColumn("_deleted", DataType.Boolean)) : columns];
    }

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken)
    {
        _memos?.StartPass();
        using var stream = new RecordStream(_file, _header, _options.BlockBytes, bytes => Interlocked.Exchange(ref _bytesRead, bytes));
        while (stream.TryNext(out RecordBlock? block))
        {
            yield return block;
            cancellationToken.ThrowIfCancellationRequested();
        }
        if (stream.Records == _header.Records) yield break;
        string what = stream.Records < _header.Records ? "the missing ones are not in the file" : "all were read";
        _warnings.Add("dbf-record-count", new Location(_file.Name), $"The header counts {_header.Records:N0} records, the file holds {stream.Records:N0}: {what}.");
    }

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var records = (RecordBlock)block;
        RowWriter rows = writers[0];
        var scope = new RecordScope(_file.Name, _memos, _options.Scan);
        bool more = true;
        for (int i = 0; i < records.Count && more; i++)
        {
            scope.Record = records.First + i;
            more = ReadRecord(records[i], rows, scope);
        }
        if (more && records.Rest.Length > 0) RejectRest(records, rows);
        scope.Findings.Report(_warnings, _file.Name);
    }

    protected override void Dispose(bool disposing)
    {
        _memos?.Dispose();
        base.Dispose(disposing);
    }

    private bool ReadRecord(ReadOnlySpan<byte> record, RowWriter rows, RecordScope scope)
    {
        bool deleted = record[0] == RecordStream.Deleted;
        if (deleted && !_options.IncludeDeleted)
        {
            scope.Findings.Add(Finding.Deleted, null, scope.Record);
            return true;
        }
        IReadOnlyList<ColumnWriter> columns = rows.Columns;
        for (int i = 0; i < _fields.Length; i++) _fields[i].Read(record, columns[i], scope);
        if (_options.IncludeDeleted) columns[_fields.Length].Boolean(deleted);
        return rows.EndRow();
    }

    private void RejectRest(RecordBlock records, RowWriter rows) => rows.Reject(
        new Location(_file.Name, records.First + records.Count),
        $"the file ends within this record: {records.Rest.Length:N0} of its {_header.RecordLength:N0} bytes are there", records.Rest);
}
