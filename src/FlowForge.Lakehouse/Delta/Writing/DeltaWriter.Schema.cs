using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Features;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

public sealed partial class DeltaWriter
{
    private const string WideningProperty = "delta.enableTypeWidening";
    private const string MaxIdProperty = "delta.columnMapping.maxColumnId";

    /// <summary>Rows in the columns that the table has after a write.</summary>
    /// <param name="NeedsNewFiles">Whether files that stay have to be written anew: their columns become of other types.</param>
    private sealed record FittedRows(string Sql, TableSchema Schema, DeltaAction.Metadata Metadata, bool NeedsNewFiles);

    /// <summary>Makes the table's columns such that rows of these fit in it. No row changes.</summary>
    /// <param name="evolution">Not <see cref="SchemaEvolution.Replace"/>.</param>
    /// <exception cref="InputException">They cannot be made to fit that way.</exception>
    /// <exception cref="DeltaConflictException">Other writers were in the way every time.</exception>
    public WriteResult Evolve(IReadOnlyList<Column> columns, SchemaEvolution evolution, CommitNotes? notes = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)evolution, (int)SchemaEvolution.Replace, nameof(evolution));
        string none = $"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {SqlName.Quote(column.Name)}"))} WHERE false";
        return Run(notes ?? CommitNotes.None, snapshot =>
        {
            Transaction transaction = Begin(snapshot, "CHANGE COLUMN", notes);
            FittedRows fitted = Fit(transaction, snapshot, none, evolution, cancellationToken);
            if (transaction.Actions.Count == 0) return null;
            if (fitted.NeedsNewFiles) RewriteRest(transaction, snapshot, fitted, cancellationToken);
            return transaction;
        }, cancellationToken);
    }

    /// <summary>The rows in the table's columns; the table's own change first where they may.</summary>
    private FittedRows Fit(Transaction transaction, Snapshot snapshot, string rows, SchemaEvolution evolution, CancellationToken cancellationToken)
    {
        IReadOnlyList<Column> source = ColumnsOf(rows, cancellationToken);
        (TableSchema schema, DeltaAction.Metadata metadata, bool needsNewFiles) = (snapshot.Schema, snapshot.Metadata, false);
        bool keepsFiles = snapshot.IsSet(WideningProperty) && TableFeature.Of(snapshot.Protocol).Any(name => name.StartsWith("typeWidening", StringComparison.Ordinal));
        IReadOnlyList<DeltaField> before = schema.Fields, fields = evolution switch
        {
            SchemaEvolution.Strict => before,
            SchemaEvolution.Additive => EvolvedSchema.Grow(Root, before, source, widens: false, recordsTypes: false),
            SchemaEvolution.Permissive => EvolvedSchema.Grow(Root, before, source, widens: true, recordsTypes: keepsFiles),
            SchemaEvolution.Replace => EvolvedSchema.Replace(Root, before, source),
        };
        if (!fields.SequenceEqual(before))
        {
            needsNewFiles = evolution == SchemaEvolution.Permissive && !keepsFiles && EvolvedSchema.ChangesTypes(before, fields);
            (schema, metadata) = ChangeSchema(transaction, snapshot, fields, mayUpgrade: evolution == SchemaEvolution.Replace);
        }
        return new FittedRows(SchemaMatch.Project(Root, schema, rows, source, Expressions), schema, metadata, needsNewFiles);
    }

    private (TableSchema Schema, DeltaAction.Metadata Metadata) ChangeSchema(Transaction transaction, Snapshot snapshot, IReadOnlyList<DeltaField> fields, bool mayUpgrade)
    {
        if (snapshot.Metadata.PartitionColumns.FirstOrDefault(name => !fields.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } partition)
            throw new InputException("delta-schema-mismatch", new Location(Root, Part: partition), $"the table is partitioned by {partition}, and the rows have no such column.", "Add it to the rows, or write a new table.");
        if (fields.Any(field => WriterSupport.Uses(field.Type, "timestamp_ntz")) && !TableFeature.Of(snapshot.Protocol).Contains("timestampNtz"))
        {
            if (!mayUpgrade) throw DeltaErrors.Unsupported(Root, "a new column is a timestamp without zone, and the table does not have the feature timestampNtz. Cast it to a timestamp with time zone.");
            transaction.Actions.Add(WriterSupport.With(snapshot.Protocol, "timestampNtz"));
        }
        Dictionary<string, string> properties = new(snapshot.Metadata.Configuration);
        if (snapshot.Schema.Mapping != ColumnMapping.None)
        {
            int lastId = int.Parse(properties[MaxIdProperty], CultureInfo.InvariantCulture);
            fields = SchemaMatch.Map(fields, ref lastId);
            properties[MaxIdProperty] = SchemaMatch.Number(lastId);
        }
        DeltaAction.Metadata metadata = snapshot.Metadata with { SchemaString = SchemaJson.Write(fields), Configuration = properties };
        transaction.Actions.Add(metadata);
        return (TableSchema.Parse(Root, metadata), metadata);
    }

    /// <summary>Writes the files that the transaction leaves in the table anew, in the columns' new types. No row of them changes.</summary>
    private void RewriteRest(Transaction transaction, Snapshot snapshot, FittedRows fitted, CancellationToken cancellationToken)
    {
        HashSet<FileKey> gone = [.. transaction.Actions.OfType<DeltaAction.Remove>().Select(remove => remove.Key)];
        DeltaAction.Add[] staying = [.. snapshot.FilesFor(null).Where(file => !gone.Contains(file.Key))];
        if (staying.Length == 0) return;
        TableRead.CheckPlaces(snapshot, staying.Select(ScanFile.Of));
        string rows = new FileScan(_table.Store, snapshot.Schema, [.. staying.Select(ScanFile.Of)]).ToSql(snapshot.Schema.Fields, out RowFunction? function);
        using (function)
        {
            string cast = SchemaMatch.Project(Root, fitted.Schema, rows, snapshot.Schema.Columns, Expressions);
            foreach (WrittenFile file in WriteFiles(cast, fitted.Schema, new Dictionary<string, string>(), "", [], cancellationToken)) transaction.Actions.Add(file.Add with { DataChange = false });
        }
        foreach (DeltaAction.Add file in staying) transaction.Remove(file, dataChange: false);
    }
}
