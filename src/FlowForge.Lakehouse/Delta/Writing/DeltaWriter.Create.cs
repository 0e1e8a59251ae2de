using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Features;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>A table to create.</summary>
public sealed record NewTable
{
    /// <summary>The columns; null: those of the rows, all of them nullable.</summary>
    public IReadOnlyList<DeltaField>? Fields { get; init; }

    /// <summary>Columns that become folders, in that order.</summary>
    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>Properties, e.g. <c>delta.enableChangeDataFeed</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>A query with the first rows; null for none.</summary>
    public string? Rows { get; init; }
}

public sealed partial class DeltaWriter
{
    /// <summary>Creates the table, with rows or without.</summary>
    /// <exception cref="InputException">The table is there already, a column is of a type that Delta does not have, or a property asks for what is not written here.</exception>
    public WriteResult Create(NewTable table, CommitNotes? notes = null, CancellationToken cancellationToken = default)
    {
        if (_table.TryLatest(cancellationToken) is not null) throw Exists();
        (DeltaAction.Metadata metadata, TableSchema schema) = Describe(table, cancellationToken);
        var transaction = new Transaction(_table.Store, _options, null, table.Rows is null ? "CREATE TABLE" : "CREATE TABLE AS SELECT") { Notes = notes ?? CommitNotes.None };
        transaction.Parameters["partitionBy"] = NameList(schema.PartitionColumns);
        transaction.Actions.Add(WriterSupport.For(Root, schema.Fields, table.Properties));
        transaction.Actions.Add(metadata);
        if (table.Rows is { } rows)
        {
            string sql = SchemaMatch.Project(Root, schema, rows, ColumnsOf(rows, cancellationToken), Expressions);
            AddFiles(transaction, Draft(() => WriteRows(sql, schema, metadata, cancellationToken)));
        }
        try
        {
            return TryCommit(transaction, isLast: true, cancellationToken)!;
        }
        catch (DeltaConflictException)
        {
            throw Exists();
        }
    }

    private (DeltaAction.Metadata Metadata, TableSchema Schema) Describe(NewTable table, CancellationToken cancellationToken)
    {
        TableProperties.Check(Root, table.Properties);
        if (table.Fields is null && table.Rows is null) throw new ArgumentException("A table is created from fields or from rows.", nameof(table));
        IReadOnlyList<DeltaField> fields = table.Fields ?? [.. ColumnsOf(table.Rows!, cancellationToken).Select(column => SchemaMatch.NewField(Root, column))];
        // What a table's features are stands in its protocol.
        Dictionary<string, string> properties = new(table.Properties.Where(property => !property.Key.StartsWith(TableProperties.Feature, StringComparison.Ordinal)));
        if (properties.GetValueOrDefault("delta.columnMapping.mode") is not (null or "none"))
        {
            int lastId = 0;
            fields = SchemaMatch.Map(fields, ref lastId);
            properties[MaxIdProperty] = SchemaMatch.Number(lastId);
        }
        var metadata = new DeltaAction.Metadata
        {
            Id = RandomId.Next().ToString(),
            Name = table.Name,
            Description = table.Description,
            SchemaString = SchemaJson.Write(fields),
            PartitionColumns = table.PartitionBy,
            Configuration = properties,
            CreatedTime = _options.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        TableSchema schema = TableSchema.Parse(Root, metadata);
        if (schema.PartitionFields.FirstOrDefault(field => field.Type is not DeltaType.Scalar) is { } nested)
            throw new InputException("delta-partition-type", new Location(Root, Part: nested.Name), $"a {nested.Type.ToDataType()} cannot name a folder; partition by columns of plain types.");
        StatisticsColumns.Check(Root, schema, properties);
        if (!schema.DataFields.Any()) throw new InputException("delta-partition-all", new Location(Root), "all columns are partition columns; a file needs at least one of its own.");
        return (metadata, schema);
    }

    private InputException Exists() => new("delta-table-exists", new Location(Root), "there is a Delta table here already.", "Append to it or overwrite it.");

    private static string NameList(IEnumerable<string> names) => $"[{string.Join(',', names.Select(name => $"\"{System.Text.Json.JsonEncodedText.Encode(name)}\""))}]";

    private static void AddFiles(Transaction transaction, IReadOnlyList<WrittenFile> files, bool dataChange = true)
    {
        transaction.Actions.AddRange(files.Select(file => file.Add with { DataChange = dataChange }));
        transaction.Metrics["numFiles"] = Count(files.Count);
        transaction.Metrics["numOutputRows"] = Count(files.Sum(file => file.Rows));
        transaction.Metrics["numOutputBytes"] = Count(files.Sum(file => file.Add.Size));
    }
}
