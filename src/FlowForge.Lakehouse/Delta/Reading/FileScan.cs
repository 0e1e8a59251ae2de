using System.Globalization;
using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Writes the query that reads data files as rows of a table.</summary>
/// <remarks>The engine is told the schema, so it opens files one after another as it reads them, matches columns by name or id, casts widened types
/// and fills columns that a file lacks with null. What is the same for a whole file stands in lists by the file's place.</remarks>
internal sealed class FileScan
{
    private readonly ITableStore _store;
    private readonly TableSchema _schema;
    private readonly IReadOnlyList<ScanFile> _files;

    internal FileScan(ITableStore store, TableSchema schema, IReadOnlyList<ScanFile> files) => (_store, _schema, _files) = (store, schema, files);

    /// <summary>Columns that are the same for all rows of a file, with a value in each file's constants.</summary>
    internal IReadOnlyList<Column> ConstantColumns { get; init; } = [];

    /// <summary>Columns that the files hold beside the table's.</summary>
    internal IReadOnlyList<Column> ExtraColumns { get; init; } = [];

    /// <summary>Whether the files' places and row numbers come along, as <c>file_index</c> and <c>file_row_number</c>.</summary>
    internal bool WithPositions { get; init; }

    /// <param name="fields">The columns wanted, in order.</param>
    /// <param name="function">What tells deleted rows; null when no file has any.</param>
    internal string ToSql(IReadOnlyList<DeltaField> fields, out RowFunction? function)
    {
        function = null;
        if (_files.Count == 0) return EmptySql(fields);
        List<string> select = [.. fields.Select((field, i) => $"{(_schema.IsPartition(field) ? PartitionSql(field) : PhysicalNames.Rename($"c{i}", field.Type))} AS {SqlName.Quote(field.Name)}")];
        select.AddRange(ExtraColumns.Select((column, i) => $"x{i} AS {SqlName.Quote(column.Name)}"));
        select.AddRange(ConstantColumns.Select((column, i) => $"{ByFile([.. _files.Select(file => file.Constants[i])])} AS {SqlName.Quote(column.Name)}"));
        if (WithPositions) select.AddRange(["file_index", "file_row_number"]);

        var sql = new StringBuilder($"SELECT {string.Join(", ", select)} FROM read_parquet({TextList.Sql(_files.Select(file => _store.EnginePath(PathOf(file))))}");
        // With a schema of ours the engine does not look into the files when it plans, and would take every table for a small one.
        string size = CountRows() is { } rows ? $", explicit_cardinality = {rows.ToString(CultureInfo.InvariantCulture)}" : "";
        sql.Append($", hive_partitioning = false{size}, schema = MAP {{").AppendJoin(", ", SchemaEntries(fields)).Append("})");
        if (!_files.Any(file => file.Rule is not null)) return sql.ToString();
        function = new RowFunction(_store, [.. _files.Select(file => file.Rule)]);
        return sql.Append($" WHERE {function.Condition}").ToString();
    }

    private long? CountRows()
    {
        long count = 0;
        foreach (ScanFile file in _files)
        {
            if (file.Rows is not { } rows) return null;
            count += rows;
        }
        return count;
    }

    private string EmptySql(IReadOnlyList<DeltaField> fields)
    {
        IEnumerable<Column> columns = fields.Select(field => new Column(field.Name, field.Type.ToDataType())).Concat(ExtraColumns).Concat(ConstantColumns);
        return $"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {SqlName.Quote(column.Name)}"))}{(WithPositions ? ", 0::UBIGINT AS file_index, 0::BIGINT AS file_row_number" : "")} WHERE false";
    }

    private IEnumerable<string> SchemaEntries(IReadOnlyList<DeltaField> fields)
    {
        // Columns of the protocol's own have no id. Where they are wanted, all are found by the physical names, which files of mapped tables have too.
        bool byId = _schema.Mapping == ColumnMapping.Id && ExtraColumns.Count == 0;
        int entries = 0;
        for (int i = 0; i < fields.Count; i++)
        {
            if (_schema.IsPartition(fields[i])) continue;
            entries++;
            string key = byId ? (fields[i].Id ?? -1).ToString(CultureInfo.InvariantCulture) : SqlName.Literal(fields[i].PhysicalName);
            yield return Entry(key, $"c{i}", PhysicalNames.TypeOf(fields[i].Type));
        }
        for (int i = 0; i < ExtraColumns.Count; i++)
        {
            entries++;
            yield return Entry(SqlName.Literal(ExtraColumns[i].Name), $"x{i}", ExtraColumns[i].Type);
        }
        // A schema must not be empty, though no column may be wanted: the rows still count.
        if (entries == 0) yield return Entry(byId ? "-1" : "''", "none", DataType.Boolean);
    }

    private static string Entry(string key, string name, DataType type) =>
        $"{key}: {{name: '{name}', type: {SqlName.Literal(type.ToString())}, default_value: NULL}}";

    private string PartitionSql(DeltaField field)
    {
        DataType type = field.Type.ToDataType();
        string?[] values = [.. _files.Select(file => PartitionValue.Of(file.PartitionValues, field))];
        return values.Distinct().Count() == 1 ? PartitionValue.ToSql(values[0], type) : $"list_extract({PartitionValue.ListSql(values, type)}, file_index::BIGINT + 1)";
    }

    private static string ByFile(IReadOnlyList<string> values) => values.Distinct().Count() == 1
        ? values[0]
        : $"list_extract([{string.Join(", ", values)}], file_index::BIGINT + 1)";

    private static string PathOf(ScanFile file) => DataPath.Decode(file.Path);
}
