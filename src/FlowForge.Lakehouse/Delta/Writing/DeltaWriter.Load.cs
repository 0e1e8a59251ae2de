using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Features;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>What an overwrite takes the place of. A closed set.</summary>
public abstract record Overwritten
{
    private Overwritten() { }

    /// <summary>All rows.</summary>
    public sealed record Everything : Overwritten;

    /// <summary>The partitions that the new rows lie in; others stay.</summary>
    public sealed record TheirPartitions : Overwritten;

    /// <summary>The rows that a predicate holds for; it has to hold for every new row too.</summary>
    public sealed record Matching(DeltaPredicate Where) : Overwritten;
}

public sealed partial class DeltaWriter
{
    /// <summary>Adds the rows of a query.</summary>
    /// <param name="addColumns">Whether columns that the table lacks are added to it; without it they are an error.</param>
    /// <exception cref="InputException">The rows do not fit the table, or one is not allowed in it.</exception>
    /// <exception cref="DeltaConflictException">Other writers were in the way every time.</exception>
    public WriteResult Append(string rows, bool addColumns = false, CommitNotes? notes = null, CancellationToken cancellationToken = default) =>
        Run(notes ?? CommitNotes.None, snapshot =>
        {
            Transaction transaction = Begin(snapshot, "WRITE", notes, ("mode", "Append"));
            (string sql, TableSchema schema, DeltaAction.Metadata metadata) = Fit(transaction, snapshot, rows, addColumns, cancellationToken);
            AddFiles(transaction, WriteRows(sql, schema, metadata, cancellationToken));
            return transaction;
        }, cancellationToken);

    /// <summary>Puts the rows of a query in the place of rows of the table.</summary>
    /// <inheritdoc cref="Append"/>
    public WriteResult Overwrite(string rows, Overwritten what, bool addColumns = false, CommitNotes? notes = null, CancellationToken cancellationToken = default) =>
        Run(notes ?? CommitNotes.None, snapshot =>
        {
            RefuseIfAppendOnly(snapshot);
            Transaction transaction = Begin(snapshot, "WRITE", notes, ("mode", "Overwrite"));
            (string sql, TableSchema schema, DeltaAction.Metadata metadata) = Fit(transaction, snapshot, rows, addColumns, cancellationToken);
            switch (what)
            {
                case Overwritten.Matching matching:
                    ReplaceMatching(transaction, snapshot, sql, schema, metadata, matching.Where, cancellationToken);
                    break;
                case Overwritten.TheirPartitions:
                    ReplacePartitions(transaction, snapshot, WriteRows(sql, schema, metadata, cancellationToken));
                    break;
                default:
                    transaction.Scope = ReadScope.Everything;
                    AddFiles(transaction, WriteRows(sql, schema, metadata, cancellationToken));
                    foreach (DeltaAction.Add file in snapshot.Files) transaction.Remove(file);
                    break;
            }
            transaction.Metrics["numRemovedFiles"] = Count(transaction.FilesRead.Count);
            return transaction;
        }, cancellationToken);

    private Transaction Begin(Snapshot snapshot, string operation, CommitNotes? notes, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var transaction = new Transaction(_table.Store, _options, snapshot, operation) { Notes = notes ?? CommitNotes.None };
        foreach ((string name, string value) in parameters) transaction.Parameters[name] = value;
        if (operation == "WRITE") transaction.Parameters["partitionBy"] = NameList(snapshot.Schema.PartitionColumns);
        return transaction;
    }

    /// <summary>The rows in the table's columns; the table gets new ones first where that is wanted.</summary>
    private (string Sql, TableSchema Schema, DeltaAction.Metadata Metadata) Fit(Transaction transaction, Snapshot snapshot, string rows, bool addColumns, CancellationToken cancellationToken)
    {
        IReadOnlyList<Column> source = ColumnsOf(rows, cancellationToken);
        (TableSchema schema, DeltaAction.Metadata metadata) = (snapshot.Schema, snapshot.Metadata);
        if (addColumns && source.Any(column => schema.Find(column.Name) is null)) (schema, metadata) = AddColumns(transaction, snapshot, source);
        return (SchemaMatch.Project(Root, schema, rows, source), schema, metadata);
    }

    private (TableSchema Schema, DeltaAction.Metadata Metadata) AddColumns(Transaction transaction, Snapshot snapshot, IReadOnlyList<Column> source)
    {
        IReadOnlyList<DeltaField> fields = SchemaMatch.Extend(Root, snapshot.Schema.Fields, source);
        if (fields.Any(field => WriterSupport.Uses(field.Type, "timestamp_ntz")) && !TableFeature.Of(snapshot.Protocol).Contains("timestampNtz"))
            throw DeltaErrors.Unsupported(Root, "a new column is a timestamp without zone, and the table does not have the feature timestampNtz. Cast it to a timestamp with time zone.");
        Dictionary<string, string> properties = new(snapshot.Metadata.Configuration);
        if (snapshot.Schema.Mapping != ColumnMapping.None)
        {
            int lastId = int.Parse(properties["delta.columnMapping.maxColumnId"], CultureInfo.InvariantCulture);
            fields = SchemaMatch.Map(fields, ref lastId);
            properties["delta.columnMapping.maxColumnId"] = lastId.ToString(CultureInfo.InvariantCulture);
        }
        DeltaAction.Metadata metadata = snapshot.Metadata with { SchemaString = SchemaJson.Write(fields), Configuration = properties };
        transaction.Actions.Add(metadata);
        return (TableSchema.Parse(Root, metadata), metadata);
    }

    private static void ReplacePartitions(Transaction transaction, Snapshot snapshot, IReadOnlyList<WrittenFile> files)
    {
        IReadOnlyList<DeltaField> columns = snapshot.Schema.PartitionFields;
        string KeyOf(IReadOnlyDictionary<string, string?> values) => string.Join('\u0001', columns.Select(column => PartitionKey(values, column)));
        HashSet<string> written = [.. files.Select(file => KeyOf(file.Add.PartitionValues))];
        transaction.Scope = ReadScope.Where(file => written.Contains(KeyOf(file.PartitionValues)));
        AddFiles(transaction, files);
        foreach (DeltaAction.Add file in snapshot.Files.Where(file => written.Contains(KeyOf(file.PartitionValues)))) transaction.Remove(file);
    }

    // Writers spell one value in several ways: 1.0 and 1, an instant with Z or without.
    private static string PartitionKey(IReadOnlyDictionary<string, string?> values, DeltaField column)
    {
        if (PartitionValue.Of(values, column) is not { } text) return "\u0000";
        IComparable? value = StatValue.Parse(text, column.Type.ToDataType());
        return value is IFormattable number ? number.ToString(value is DateTime ? "O" : null, CultureInfo.InvariantCulture) : text;
    }

    private void ReplaceMatching(Transaction transaction, Snapshot snapshot, string sql, TableSchema schema, DeltaAction.Metadata metadata, DeltaPredicate where, CancellationToken cancellationToken)
    {
        string condition = where.ToSql(schema);
        transaction.Parameters["predicate"] = $"[\"{System.Text.Json.JsonEncodedText.Encode(condition)}\"]";
        string demanded = $"SELECT * FROM ({sql}) WHERE CASE WHEN {condition} THEN true ELSE error({SqlName.Literal($"{RowChecks.Mark}a new row is outside of what is replaced ({condition}).")}) END";
        var rewrite = RowRewrite.Find(_connection, snapshot, new RowCondition(condition, where), cancellationToken);
        List<WrittenFile> files = [.. WriteRows(demanded, schema, metadata, cancellationToken)];
        if (snapshot.IsSet(RowRewrite.ChangeFeedProperty)) transaction.Actions.AddRange(WriteChanges($"{rewrite.Tagged("delete", matching: true)} UNION ALL BY NAME SELECT *, 'insert' AS {ChangeFeed.TypeColumn} FROM ({sql})", snapshot, cancellationToken));
        if (rewrite.Files.Count > 0) files.AddRange(WriteRows(SchemaMatch.Project(Root, schema, rewrite.Rows(matching: false), snapshot.Schema.Columns), schema, metadata, cancellationToken));
        rewrite.Dispose();
        transaction.Scope = ReadScope.Of(where, snapshot.Schema);
        AddFiles(transaction, files);
        foreach (DeltaAction.Add file in rewrite.Files) transaction.Remove(file);
    }
}
