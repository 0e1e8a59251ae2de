using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Expressions;
using static FlowForge.Generate.Tests.Twin.TwinJson;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>What a notebook's calls are answered from: data frames over the engine and tables of a catalog of the test's own.</summary>
/// <remarks>As careless as Spark may be: rows of a table come in any order, a data frame reads its tables anew at every action,
/// and a cache is forgotten when a table under it is written.</remarks>
/// <param name="hasCache">Whether persist works: it does on clusters, and serverless compute refuses it.</param>
internal sealed partial class TwinSession(LocalCatalog catalog, DuckDbDatabase engine, TimeProvider clock, bool hasCache) : IDisposable
{
    private readonly DuckDbConnection _connection = Connect(engine);
    private readonly Dictionary<int, TwinFrame> _frames = [];
    private readonly List<DeltaRelation> _open = [];
    private readonly List<Leaf> _leaves = [];
    private readonly List<Cache> _caches = [];
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("flowforge-twin-");
    private TwinExpressions? _expressions;
    private TwinFrames? _operations;

    private sealed record Leaf(TableName Table, long? Version, IReadOnlyList<TwinColumn> Columns);

    private sealed class Cache(string sql)
    {
        internal string Sql { get; } = sql;

        /// <summary>The engine's table that holds the rows; null before an action wanted them.</summary>
        internal string? Table { get; set; }
    }

    private TwinExpressions Expressions => _expressions ??= new TwinExpressions(_connection);

    private TwinFrames Operations => _operations ??= new TwinFrames(Expressions);

    private static DuckDbConnection Connect(DuckDbDatabase engine)
    {
        DuckDbConnection connection = engine.Connect();
        DuckDbSql.Install(connection);
        DeltaRelation.Prepare(connection);
        return connection;
    }

    internal JsonNode? Answer(string op, JsonElement task) => op switch
    {
        "conf" => Configure(Text(task.GetProperty("key")), Text(task.GetProperty("value"))),
        "exists" => JsonValue.Create(catalog.Exists(Name(task))),
        "schema_exists" => JsonValue.Create(catalog.Schemas(Texts(task, "schema")[0]).Contains(Texts(task, "schema")[1].ToLowerInvariant())),
        "create_schema" => CreateSchema(Texts(task, "schema")),
        "table" => Shown(Table(Name(task), task.GetProperty("version").GetString() is { } version ? long.Parse(version, CultureInfo.InvariantCulture) : null)),
        "read" => Shown(Read(task)),
        "rows" => Shown(Rows(task)),
        "persist" => Shown(Persist(FrameOf(task, "frame"))),
        "count" => JsonValue.Create(_connection.Scalar<long>($"SELECT count(*) FROM ({Bound(FrameOf(task, "frame").Sql)})")),
        "collect" => Collect(FrameOf(task, "frame"), task.GetProperty("limit") is { ValueKind: JsonValueKind.Number } limit ? limit.GetInt64() : null),
        "history" => Shown(History(Name(task))),
        "properties" => Shown(Properties(Name(task))),
        "set_properties" => SetProperties(Name(task), task.GetProperty("properties")),
        "create" or "save" or "merge" or "delete" => Write(op, task),
        _ => Shown(Operations.Do(op, FrameOf(task, "frame"), task.TryGetProperty("other", out JsonElement other) ? _frames[other.GetInt32()] : null, task)),
    };

    private TwinFrame FrameOf(JsonElement task, string name) => _frames[task.GetProperty(name).GetInt32()];

    private static TableName Name(JsonElement task) => Texts(task, "table") is [var of, var schema, var name] ? new TableName(of, schema, name) : throw new ArgumentException("A table has three parts.");

    private JsonObject Shown(TwinFrame frame)
    {
        _frames.Add(_frames.Count, frame);
        return Frame(_frames.Count - 1, frame);
    }

    private JsonNode? Configure(string key, string value)
    {
        switch (key)
        {
            case "spark.sql.ansi.enabled": Expressions.Settings = Expressions.Settings with { Ansi = value == "true" }; break;
            case "spark.sql.session.timeZone": Expressions.Settings = Expressions.Settings with { TimeZone = value }; break;
            case "spark.sql.legacy.timeParserPolicy" when value == "CORRECTED": break;
            default: throw new TwinException("CONFIG_NOT_AVAILABLE", $"serverless compute does not let a notebook set {key}");
        }
        return null;
    }

    private JsonNode? CreateSchema(string[] parts)
    {
        catalog.CreateSchema(parts[0], parts[1]);
        return null;
    }

    private DeltaTable Delta(TableName name) => catalog.Exists(name) ? catalog.Table(name, engine) : throw new TwinException("TABLE_OR_VIEW_NOT_FOUND", $"there is no table {name}");

    private TwinFrame Table(TableName name, long? version)
    {
        Snapshot snapshot = version is { } number ? Delta(name).At(number) : Delta(name).Latest();
        TwinColumn[] columns = [.. snapshot.Schema.Columns.Select(column => new TwinColumn(Operations.NewId(), column.Name, column.Type, name.Table))];
        _leaves.Add(new Leaf(name, version, columns));
        return new TwinFrame($"SELECT * FROM \"§T{_leaves.Count - 1}§\"", columns);
    }

    private TwinFrame History(TableName name)
    {
        TwinColumn[] columns = [new(Operations.NewId(), "version", DataType.BigInt), new(Operations.NewId(), "userMetadata", DataType.Varchar)];
        IEnumerable<string> rows = Delta(name).History().Select(entry => $"({entry.Version}, {(entry.UserMetadata is { } notes ? SqlName.Literal(notes) : "NULL")})");
        return new TwinFrame($"SELECT CAST(a AS BIGINT) AS {columns[0].Sql}, CAST(b AS VARCHAR) AS {columns[1].Sql} FROM (VALUES {string.Join(", ", rows)}) AS h(a, b)", columns);
    }

    private TwinFrame Rows(JsonElement task)
    {
        IReadOnlyList<Column> schema = Lakehouse.SparkFiles.SparkReadOptions.ParseSchema(Text(task.GetProperty("schema")));
        TwinColumn[] columns = [.. schema.Select(column => new TwinColumn(Operations.NewId(), column.Name, column.Type))];
        string[] rows = [.. task.GetProperty("rows").EnumerateArray().Select(row => $"SELECT {string.Join(", ", row.EnumerateArray().Zip(columns, (cell, column) => $"CAST({Expressions.Compile(Text(cell), []).Sql} AS {DuckDbSql.Stored(column.Type)}) AS {column.Sql}"))}")];
        return new TwinFrame(rows.Length > 0 ? string.Join(" UNION ALL ", rows) : $"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {DuckDbSql.Stored(column.Type)}) AS {column.Sql}"))} WHERE false", columns);
    }

    private TwinFrame Persist(TwinFrame frame)
    {
        if (!hasCache) throw new TwinException("NOT_SUPPORTED_WITH_SERVERLESS", "PERSIST TABLE is not supported on serverless compute.");
        _caches.Add(new Cache(frame.Sql));
        return frame with { Sql = $"SELECT * FROM \"§C{_caches.Count - 1}§\"" };
    }

    private JsonArray Collect(TwinFrame frame, long? limit)
    {
        string selected = string.Join(", ", frame.Columns.Select(Selected));
        // The order of rows that are in order is that of the frame's own query.
        string rows = Bound(frame.Sql) + (limit is { } count ? $") LIMIT {count}" : ")");
        using DuckDbResult found = _connection.Query($"SELECT {selected} FROM ({rows}");
        return new JsonArray([.. found.Rows().Select(row => (JsonNode)new JsonArray([.. row.Select((cell, i) => Cell(cell, frame.Columns[i].Type))]))]);
    }

    /// <summary>The query as it can run now: tables as they are, caches where they hold.</summary>
    private string Bound(string sql) => Place().Replace(sql, match =>
    {
        int number = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        return match.Groups[1].Value == "T" ? $"({TableRows(_leaves[number])})" : $"({CachedRows(_caches[number], number)})";
    });

    private string TableRows(Leaf leaf)
    {
        Snapshot snapshot = leaf.Version is { } version ? Delta(leaf.Table).At(version) : Delta(leaf.Table).Latest();
        DeltaRelation rows = snapshot.Read();
        _open.Add(rows);
        // Nobody has promised an order.
        return $"SELECT {string.Join(", ", leaf.Columns.Select(column => $"{SqlName.Quote(column.Name)} AS {column.Sql}"))} FROM ({rows.Sql}) ORDER BY random()";
    }

    private string CachedRows(Cache cache, int number)
    {
        if (cache.Table is null)
        {
            string table = $"cache_{number}";
            _connection.Execute($"CREATE OR REPLACE TEMP TABLE {table} AS {Bound(cache.Sql)}");
            cache.Table = table;
        }
        return $"SELECT * FROM {cache.Table}";
    }

    /// <summary>A table was written: what was kept of its rows is forgotten, as Spark's cache does.</summary>
    private void Forget(TableName table)
    {
        foreach (Cache cache in _caches.Where(cache => cache.Table is not null && Reads(cache.Sql, table))) cache.Table = null;
    }

    private bool Reads(string sql, TableName table) => Place().Matches(sql).Any(match =>
    {
        int number = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        return match.Groups[1].Value == "T" ? _leaves[number].Table.ToString().Equals(table.ToString(), StringComparison.OrdinalIgnoreCase) : Reads(_caches[number].Sql, table);
    });

    [GeneratedRegex("\"§([TC])([0-9]+)§\"")]
    private static partial Regex Place();

    public void Dispose()
    {
        foreach (DeltaRelation relation in _open) relation.Dispose();
        _connection.Dispose();
        _work.Delete(recursive: true);
    }
}
