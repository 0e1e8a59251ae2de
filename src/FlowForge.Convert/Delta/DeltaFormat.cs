using System.Globalization;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Convert.Delta;

/// <summary>Delta tables: a folder with a log. The engine reads the files that the log names.</summary>
public sealed class DeltaFormat : IFileFormat
{
    public FormatDescription Description { get; } = new(
        "delta",
        "Delta table",
        [],
        ["a folder with _delta_log, at its newest or an older version", "deletion vectors, column mapping, type widening, timestampNtz, variants, checkpoints of every kind", "the change feed, recorded or inferred"],
        ["a reader feature that is not known is refused by its name", "on local disk"],
        [nameof(ReadOptions.VersionAsOf), nameof(ReadOptions.TimestampAsOf), nameof(ReadOptions.ChangesFrom)]);

    public Recognition Recognise(SourceFile file) => file is TableFolder ? Recognition.Certain : Recognition.No;

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        if (input.First is not TableFolder folder)
            throw new InputException("delta-not-a-table", new Location(input.Name), "this is a file; a Delta table is a folder with _delta_log in it.");
        RefuseTogether(options);
        using DuckDbDatabase engine = DuckDbDatabase.Open();
        var table = new DeltaTable(new LocalTableStore(folder.Folder), engine);
        Snapshot snapshot = options switch
        {
            { VersionAsOf: { } version } => table.At(version, cancellationToken),
            { TimestampAsOf: { } time } => table.At(time, cancellationToken),
            _ => table.Latest(cancellationToken),
        };
        long bytes = snapshot.Files.Sum(file => file.Size);
        if (bytes > options.MaxFileBytes)
            throw new InputException("too-large", new Location(input.Name), $"its files have {bytes:N0} bytes, more than the {options.MaxFileBytes:N0} that an input may have.", "Raise or lift the limit with --max-file-size (in MB, or 'none').");
        DeltaRelation relation = options.ChangesFrom is { } first ? table.Changes(first, snapshot.Version, cancellationToken) : snapshot.Read();
        return new TableSet([new RelationReader(folder.BaseName, relation.Sql) { Prepare = DeltaRelation.Prepare, Owned = relation }], new Warnings()) { Facts = FactsOf(snapshot) };
    }

    private static void RefuseTogether(ReadOptions options)
    {
        if (options is { VersionAsOf: not null, TimestampAsOf: not null }) throw new Conversion.OptionException("--version-as-of and --timestamp-as-of both name a version; give one of them.");
    }

    private static Dictionary<string, string> FactsOf(Snapshot snapshot)
    {
        var facts = new Dictionary<string, string>
        {
            ["version"] = snapshot.Version.ToString(CultureInfo.InvariantCulture),
            ["files"] = snapshot.Files.Count.ToString(CultureInfo.InvariantCulture),
            ["protocol"] = $"reader {snapshot.Protocol.MinReaderVersion}, writer {snapshot.Protocol.MinWriterVersion}",
        };
        if (snapshot.Schema.PartitionColumns.Count > 0) facts["partitioned by"] = string.Join(", ", snapshot.Schema.PartitionColumns);
        if (snapshot.Schema.Mapping != ColumnMapping.None) facts["column mapping"] = snapshot.Schema.Mapping.ToString().ToLowerInvariant();
        string[] features = [.. (snapshot.Protocol.WriterFeatures ?? []).Union(snapshot.Protocol.ReaderFeatures ?? [])];
        if (features.Length > 0) facts["features"] = string.Join(", ", features);
        return facts;
    }
}
