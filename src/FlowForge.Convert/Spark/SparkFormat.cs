using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Spark;

/// <summary>CSV, JSON and XML read as <c>spark.read</c> reads them, for those who want Spark's rows and not what the file's evidence says.</summary>
/// <remarks>Stands in no registry: a plan asks for it with <c>reader: spark</c>.</remarks>
internal sealed class SparkFormat(SparkFileFormat format, SparkReadOptions options) : IFileFormat
{
    public FormatDescription Description { get; } = new($"spark-{format.ToString().ToLowerInvariant()}", $"{format.ToString().ToUpperInvariant()} as Spark reads it", [], [], [], []) { ReadsStreams = true };

    public Recognition Recognise(SourceFile file) => Recognition.No;

    public TableSet Open(SourceInput input, ReadOptions read, CancellationToken cancellationToken)
    {
        try
        {
            var records = SparkRecords.Of(format, options);
            var cut = new RecordCutter(format, options);
            bool hasHeaders = format == SparkFileFormat.Csv && options.Header;
            // The first file's header names the columns; those of the others are no values.
            if (records.NeedsLook)
                foreach (SourceFile file in input.Files)
                    foreach (string record in cut.Cut(file, null, cancellationToken).Skip(hasHeaders && file != input.First ? 1 : 0)) records.Look(record);
            if (records.Columns.Count == 0) throw new InputException("no-tables", new Location(input.Name), "there is no column in it.");
            var table = new SourceTable(input.First.BaseName, [.. records.Columns.Select(column => new SourceColumn(column.Name, column.Type))]);
            return new TableSet([new SparkTableReader(table, input, records, cut, skipsFirst: hasHeaders)], new Warnings());
        }
        catch (Exception wrong) when (wrong is ArgumentException or SparkException)
        {
            throw new InputException("spark-read", new Location(input.Name), wrong.Message, null, wrong);
        }
    }
}

/// <summary>Writes the rows of Spark's reading.</summary>
internal sealed class SparkTableReader(SourceTable table, SourceInput input, SparkRecords records, RecordCutter cut, bool skipsFirst) : TableReader
{
    private long _bytesBefore, _bytesOfFile;

    public override IReadOnlyList<SourceTable> Tables { get; } = [table];

    public override long? TotalBytes { get; } = input.Files.Sum(file => file.Length);

    public override long BytesRead => Interlocked.Read(ref _bytesBefore) + Interlocked.Read(ref _bytesOfFile);

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        RowWriter rows = writers[0];
        DataType[] types = [.. table.Columns.Select(column => column.Type!)];
        Interlocked.Exchange(ref _bytesBefore, 0);
        foreach (SourceFile file in input.Files)
        {
            long record = 0;
            foreach (string text in cut.Cut(file, bytes => Interlocked.Exchange(ref _bytesOfFile, bytes), cancellationToken))
            {
                if (record++ == 0 && skipsFirst) continue;
                if (!Write(rows, types, text, file, record)) return;
            }
            Interlocked.Exchange(ref _bytesOfFile, 0);
            Interlocked.Add(ref _bytesBefore, file.Length);
        }
    }

    private bool Write(RowWriter rows, DataType[] types, string text, SourceFile file, long record)
    {
        try
        {
            foreach (object?[] values in records.Read(text))
            {
                for (int i = 0; i < types.Length; i++) CellValues.Write(rows[i], values[i], types[i]);
                if (!rows.EndRow()) return false;
            }
            return true;
        }
        catch (SparkException malformed)
        {
            throw new InputException("malformed-record", new Location(file.Name, record), malformed.Reason, "Read it with mode: PERMISSIVE and a corrupt record column, or change the schema.", malformed);
        }
    }
}
