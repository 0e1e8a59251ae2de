using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;
using static FlowForge.Generate.Tests.Twin.TwinJson;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Writes, as Delta Lake does them for Spark.</summary>
internal sealed partial class TwinSession
{
    // Source: DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES
    private static readonly System.Buffers.SearchValues<char> s_notInFiles = System.Buffers.SearchValues.Create(" ,;{}()\n\t=");

    // The engine's own tables take such names without: that Delta was asked to map them is known here alone, until the session ends.
    private readonly HashSet<TableName> _mapped = [];

    private bool IsMapped(TableName name) => _mapped.Contains(name) || Delta(name).Latest().Property("delta.columnMapping.mode") is not (null or "none");

    private TwinFrame Properties(TableName name)
    {
        TwinColumn[] columns = [new(Operations.NewId(), "key", DataType.Varchar), new(Operations.NewId(), "value", DataType.Varchar)];
        return new TwinFrame($"SELECT a AS {columns[0].Sql}, b AS {columns[1].Sql} FROM (VALUES ('delta.columnMapping.mode', '{(IsMapped(name) ? "name" : "none")}')) AS p(a, b)", columns);
    }

    private JsonNode? SetProperties(TableName name, JsonElement properties)
    {
        Dictionary<string, string> given = properties.EnumerateObject().ToDictionary(property => property.Name, property => Text(property.Value));
        // Delta asks for the versions of the protocol too, where a table has not been upgraded.
        if (given.GetValueOrDefault("delta.columnMapping.mode") != "name" || given.GetValueOrDefault("delta.minReaderVersion") != "2" || given.GetValueOrDefault("delta.minWriterVersion") != "5" || given.Count != 3)
            throw new TwinException("DELTA_UNSUPPORTED_COLUMN_MAPPING_PROTOCOL", string.Join(", ", given.Keys));
        _mapped.Add(name);
        return null;
    }

    private JsonNode? Write(string op, JsonElement task)
    {
        TableName name = Name(task);
        switch (op)
        {
            case "create": Create(name, task); break;
            case "save": Save(name, task); break;
            case "merge": Merge(name, task); break;
            case "delete": Writer(name).Delete(new RowCondition(InTable(name, Text(task.GetProperty("condition"))))); break;
        }
        Forget(name);
        return null;
    }

    private DeltaWriter Writer(TableName name) => new(catalog.Table(name, engine), _connection, new WriterOptions { Clock = clock, EngineInfo = "Apache-Spark/twin" });

    private void Create(TableName name, JsonElement task)
    {
        if (catalog.Exists(name)) return;
        if (!catalog.Schemas(name.Catalog).Contains(name.Schema.ToLowerInvariant())) throw new TwinException("SCHEMA_NOT_FOUND", $"{name.Catalog}.{name.Schema}");
        Dictionary<string, string> properties = task.GetProperty("properties").EnumerateObject().ToDictionary(property => property.Name, property => Text(property.Value));
        DeltaField[] fields = [.. task.GetProperty("columns").EnumerateArray().Select(column =>
            SchemaMatch.NewField(name.ToString(), new Column(Text(column.GetProperty("name")), TypeNames.Parse(Text(column.GetProperty("type"))) ?? throw new TwinException("PARSE_SYNTAX_ERROR", Text(column.GetProperty("type"))))) with { IsNullable = column.GetProperty("nullable").GetBoolean() })];
        if (properties.GetValueOrDefault("delta.columnMapping.mode") is null) CheckNames(fields.Select(field => new Column(field.Name, field.Type.ToDataType())));
        Writer(name).Create(new NewTable { Fields = fields, PartitionBy = Texts(task, "partition"), Properties = properties, Description = task.GetProperty("comment").GetString() });
    }

    private static void CheckNames(IEnumerable<Column> columns)
    {
        foreach (Column column in columns)
        {
            if (column.Name.AsSpan().IndexOfAny(s_notInFiles) >= 0) throw new TwinException("DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES", $"'{column.Name}' without column mapping");
            CheckNames(Inner(column.Type));
        }
    }

    private static IEnumerable<Column> Inner(DataType type) => type switch
    {
        DataType.Struct structure => structure.Fields,
        DataType.List list => Inner(list.Element),
        DataType.Map map => [.. Inner(map.Key), .. Inner(map.Value)],
        _ => [],
    };

    private void Save(TableName name, JsonElement task)
    {
        TwinFrame frame = FrameOf(task, "frame");
        TwinFrames.Unique(frame);
        if (frame.Columns.FirstOrDefault(column => column.Type is DataType.Void) is { } nothing) throw new TwinException("DELTA_NULL_SCHEMA_IN_STREAMING_WRITE", $"{nothing.Name} has no type");
        if (!catalog.Exists(name)) throw new TwinException("TABLE_OR_VIEW_NOT_FOUND", $"{name}: notebooks create their tables before they write");
        Dictionary<string, string> options = task.GetProperty("options").EnumerateObject().ToDictionary(option => option.Name, option => Text(option.Value), StringComparer.OrdinalIgnoreCase);
        string mode = Text(task.GetProperty("mode"));
        Snapshot before = Delta(name).Latest();
        if (task.GetProperty("partition").ValueKind == JsonValueKind.Array && !Texts(task, "partition").SequenceEqual(before.Schema.PartitionColumns, StringComparer.OrdinalIgnoreCase))
            throw new TwinException("DELTA_MISMATCHED_PARTITIONS", $"{name}: {string.Join(", ", Texts(task, "partition"))}; the table has {string.Join(", ", before.Schema.PartitionColumns)}");
        SchemaEvolution evolution = options.GetValueOrDefault("mergeSchema") != "true" ? SchemaEvolution.Strict : before.Property("delta.enableTypeWidening") == "true" ? SchemaEvolution.Permissive : SchemaEvolution.Additive;
        if (options.GetValueOrDefault("overwriteSchema") == "true")
        {
            if (mode != "overwrite" || options.ContainsKey("replaceWhere") || options.ContainsKey("mergeSchema")) throw new TwinException("DELTA_ILLEGAL_USAGE", "overwriteSchema goes with an overwrite of everything");
            evolution = SchemaEvolution.Replace;
            if (!IsMapped(name)) CheckNames(frame.Columns.Select(column => new Column(column.Name, column.Type)));
        }
        else Fits(name, before, frame, evolution);
        CommitNotes notes = new()
        {
            UserMetadata = options.GetValueOrDefault("userMetadata"),
            Transaction = options.TryGetValue("txnAppId", out string? app) ? (app, long.Parse(options["txnVersion"], CultureInfo.InvariantCulture)) : null,
        };
        string rows = Bound(frame.Shown);
        if (mode == "append") Writer(name).Append(rows, evolution, notes);
        else if (mode != "overwrite") throw new ArgumentException($"the mode {mode} is not played here.");
        else if (options.TryGetValue("replaceWhere", out string? replaced)) ReplaceWhere(name, frame, rows, replaced);
        else if (options.GetValueOrDefault("partitionOverwriteMode") == "dynamic") Writer(name).Overwrite(rows, new Overwritten.TheirPartitions(), evolution, notes);
        else Writer(name).Overwrite(rows, new Overwritten.Everything(), evolution, notes);
    }

    /// <summary>Delta refuses columns that the table lacks, and values that are not of the table's types.</summary>
    private void Fits(TableName name, Snapshot table, TwinFrame frame, SchemaEvolution evolution)
    {
        foreach (TwinColumn column in frame.Columns)
        {
            if (table.Schema.Find(column.Name) is not { } field)
            {
                if (evolution == SchemaEvolution.Strict) throw new TwinException("DELTA_METADATA_MISMATCH", $"{name} has no column {column.Name}");
                if (!IsMapped(name)) CheckNames([new Column(column.Name, column.Type)]);
            }
            else if (field.Type.ToDataType() != column.Type && evolution != SchemaEvolution.Permissive && !IsSameBut(field.Type.ToDataType(), column.Type))
                throw new TwinException("DELTA_FAILED_TO_MERGE_FIELDS", $"{name}: {column.Name} is {TypeNames.Of(field.Type.ToDataType())}, and the rows have {TypeNames.Of(column.Type)}");
        }
    }

    // A table's struct may have fields that the rows lack, in another order.
    private static bool IsSameBut(DataType table, DataType rows) => TypeNames.Of(table).Equals(TypeNames.Of(rows), StringComparison.OrdinalIgnoreCase);

    private void ReplaceWhere(TableName name, TwinFrame frame, string rows, string replaced)
    {
        long outside = _connection.Scalar<long>($"SELECT count(*) FROM ({Bound(frame.Sql)}) WHERE ({Expressions.Condition(replaced, frame.Columns)}) IS NOT TRUE");
        if (outside > 0) throw new TwinException("DELTA_REPLACE_WHERE_MISMATCH", $"{outside} rows are outside of {replaced}");
        var insert = new MergeInsert(frame.Columns.ToDictionary(column => column.Name, column => $"source.{SqlName.Quote(column.Name)}"));
        Writer(name).Merge(new FlowForge.Lakehouse.Delta.Writing.Merge(rows, "false", [], [insert], [new MergeChange.Delete(InTable(name, replaced))]));
    }

    /// <summary>A condition over the rows of a table.</summary>
    private string InTable(TableName name, string condition)
    {
        TwinColumn[] columns = [.. Delta(name).Latest().Schema.Columns.Select(column => new TwinColumn(column.Name, column.Name, column.Type, name.Table))];
        return Expressions.Condition(condition, columns);
    }

    private void Merge(TableName name, JsonElement task)
    {
        TwinFrame source = FrameOf(task, "source");
        TwinFrames.Unique(source);
        TableSchema schema = Delta(name).Latest().Schema;
        TwinColumn[] target = [.. schema.Columns.Select(column => new TwinColumn($"target.{column.Name}", column.Name, column.Type, "target"))];
        TwinColumn[] rows = [.. source.Columns.Select(column => column with { Id = $"source.{column.Name}", Qualifier = "source" })];
        IReadOnlyList<Column> both = [new Column("source", new DataType.Struct([.. rows.Select(column => new Column(column.Name, column.Type))])), new Column("target", new DataType.Struct(schema.Columns))];

        Expression Sided(string sql, IReadOnlyList<TwinColumn> columns) => ExpressionNames.Map(TwinExpressions.Resolve(sql, columns), found =>
            new Expression.Name([found.Parts[0][..found.Parts[0].IndexOf('.', StringComparison.Ordinal)], found.Parts[0][(found.Parts[0].IndexOf('.', StringComparison.Ordinal) + 1)..], .. found.Parts.Skip(1)]));
        string? When(JsonElement clause, IReadOnlyList<TwinColumn> columns) => clause.GetProperty("condition").GetString() is { } sql ? $"CAST({Expressions.Render(Expressions.Typed(Sided(sql, columns), both))} AS BOOLEAN)" : null;
        Dictionary<string, string> Values(JsonElement clause, IReadOnlyList<TwinColumn> columns) => clause.GetProperty("values").EnumerateArray().ToDictionary(
            pair => TableColumn(Text(pair[0])).Name,
            pair => Expressions.Render(Expressions.Typed(new Expression.Cast(Sided(Text(pair[1]), columns), TableColumn(Text(pair[0])).Type.ToDataType(), Try: false), both)));
        DeltaField TableColumn(string text)
        {
            string[] parts = [.. ((Expression.Name)TwinExpressions.Parse(text)).Parts];
            return schema.Find(parts[^1]) ?? throw new TwinException("DELTA_MERGE_UNRESOLVED_EXPRESSION", $"{name} has no column {text}");
        }

        TwinColumn[] all = [.. target, .. rows];
        List<MergeChange> matched = [], missing = [];
        List<MergeInsert> added = [];
        foreach (JsonElement clause in task.GetProperty("clauses").EnumerateArray())
        {
            switch (Text(clause.GetProperty("kind")))
            {
                case "update" or "source_update" when clause.GetProperty("values").GetArrayLength() == 0: throw new TwinException("PARSE_SYNTAX_ERROR", "an update of nothing");
                case "update": matched.Add(new MergeChange.Update(Values(clause, all), When(clause, all))); break;
                case "delete": matched.Add(new MergeChange.Delete(When(clause, all))); break;
                case "insert": added.Add(new MergeInsert(Values(clause, rows), When(clause, rows))); break;
                case "source_update": missing.Add(new MergeChange.Update(Values(clause, target), When(clause, target))); break;
                default: missing.Add(new MergeChange.Delete(When(clause, target))); break;
            }
        }
        string on = $"CAST({Expressions.Render(Expressions.Typed(Sided(Text(task.GetProperty("condition")), all), both))} AS BOOLEAN)";
        Writer(name).Merge(new FlowForge.Lakehouse.Delta.Writing.Merge(Bound(source.Shown), on, matched, added, missing));
    }
}
