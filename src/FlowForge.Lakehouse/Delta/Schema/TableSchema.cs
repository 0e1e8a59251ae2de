using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Schema;

/// <summary>How columns are found in data files.</summary>
public enum ColumnMapping
{
    /// <summary>By their names.</summary>
    None,

    /// <summary>By physical names, which never change.</summary>
    Name,

    /// <summary>By ids.</summary>
    Id,
}

/// <summary>The columns of a table, which of them are folders, and how they are found in files.</summary>
public sealed record TableSchema(IReadOnlyList<DeltaField> Fields, IReadOnlyList<string> PartitionColumns, ColumnMapping Mapping)
{
    /// <summary>Columns in the engine's types.</summary>
    public IReadOnlyList<Column> Columns => [.. Fields.Select(known => new Column(known.Name, known.Type.ToDataType()))];

    /// <summary>The columns that data files hold.</summary>
    public IEnumerable<DeltaField> DataFields => Fields.Where(known => !IsPartition(known));

    /// <summary>The columns that are folders, in the order of folders.</summary>
    public IReadOnlyList<DeltaField> PartitionFields => [.. PartitionColumns.Select(name => Find(name)!)];

    internal static TableSchema Parse(string root, DeltaAction.Metadata metadata)
    {
        if (!metadata.Format.Provider.Equals("parquet", StringComparison.OrdinalIgnoreCase))
            throw DeltaErrors.Unsupported(root, $"the table's files are {metadata.Format.Provider}; the protocol knows parquet alone.");
        try
        {
            var schema = new TableSchema(SchemaJson.Parse(metadata.SchemaString), metadata.PartitionColumns, MappingOf(metadata));
            if (metadata.PartitionColumns.FirstOrDefault(name => schema.Find(name) is null) is { } missing) throw new JsonException($"the partition column {missing} is not in it.");
            return schema;
        }
        catch (JsonException broken)
        {
            throw DeltaErrors.Schema(root, broken.Message);
        }
    }

    /// <summary>A column by its name, regardless of case as Spark has it; null when there is none.</summary>
    public DeltaField? Find(string name) =>
        Fields.FirstOrDefault(field => field.Name == name) ?? Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public bool IsPartition(DeltaField field) => PartitionColumns.Any(name => name.Equals(field.Name, StringComparison.OrdinalIgnoreCase));

    private static ColumnMapping MappingOf(DeltaAction.Metadata metadata) => metadata.Configuration.GetValueOrDefault("delta.columnMapping.mode") switch
    {
        null or "none" => ColumnMapping.None,
        "name" => ColumnMapping.Name,
        "id" => ColumnMapping.Id,
        { } other => throw new JsonException($"delta.columnMapping.mode is '{other}'; known are none, name and id."),
    };
}
