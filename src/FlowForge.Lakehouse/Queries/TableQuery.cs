using System.Security.Cryptography;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Lakehouse.Queries;

/// <summary>Takes some rows; they are lent for the call.</summary>
public delegate void ChunkAction(DataChunk chunk, int count);

/// <summary>Where a query runs.</summary>
public sealed record QueryOptions
{
    /// <summary>Where relative paths of tables start.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>Threads of the engine. Default: one a processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory of the engine in its words, e.g. <c>2GB</c>; null: its default.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The engine spills into a folder of its own below it.</summary>
    public required string TempDirectory { get; init; }

    /// <summary>The one file that may be written, for <see cref="TableQuery.CopyTo"/>; null for none.</summary>
    public string? OutputFile { get; init; }
}

/// <summary>One SQL statement that reads tables of a catalog or by path. Rows are computed as they are read, in flat memory. Not thread-safe.</summary>
/// <remarks>The tables become views of a database in memory, and the engine may then open nothing but their folders: no file, no network, no setting.
/// What the statement may do is decided by the engine's own parser, not by its looks.</remarks>
public sealed class TableQuery : IDisposable
{
    private readonly DuckDbDatabase _engine;
    private readonly DuckDbConnection _connection;
    private readonly string _sql;
    private readonly ReferencedTables _tables;
    private readonly SqlRewrite _rewrite;
    private readonly QueryOptions _options;
    private readonly string _spill;

    /// <param name="sql">One statement: SELECT, WITH, VALUES, FROM, DESCRIBE, SUMMARIZE or EXPLAIN.</param>
    /// <exception cref="InputException">Not a statement that reads, a table is not there, or the engine refuses it: with line and column.</exception>
    public TableQuery(string sql, LocalCatalog catalog, QueryOptions options, CancellationToken cancellationToken = default)
    {
        StatementText statement = StatementText.Read(sql);
        (_sql, _options) = (statement.Sql, options);
        // The engine lets a statement read what lies in its temporary folder, so that holds nothing of others.
        _spill = Path.Combine(options.TempDirectory, $"flowforge-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        _engine = DuckDbDatabase.Open(null, Settings(options));
        _connection = _engine.Connect();
        _tables = new ReferencedTables(_sql, catalog, options.BaseFolder, _engine);
        try
        {
            DeltaRelation.Prepare(_connection);
            _tables.Open(statement.References, cancellationToken);
            _tables.CreateViews(_connection, cancellationToken);
            _rewrite = new SqlRewrite(_sql, _tables.Replacements(statement));
            Lock();
            IsExplain = statement.IsExplain;
            CheckKind(statement);
            Columns = IsExplain ? [new Column("explain_key", DataType.Varchar), new Column("explain_value", DataType.Varchar)] : Shape(cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Whether the rows are a plan to print rather than data.</summary>
    public bool IsExplain { get; }

    /// <summary>Tells all rows with each value as text, as the engine writes it.</summary>
    /// <param name="limit">Null: all of them.</param>
    /// <exception cref="InputException">A row cannot be computed.</exception>
    public void ReadTexts(long? limit, ChunkAction action, CancellationToken cancellationToken) =>
        Read(IsExplain ? _rewrite.Text : $"SELECT {string.Join(", ", Columns.Select(column => $"CAST({SqlName.Quote(column.Name)} AS VARCHAR)"))} FROM ({Inner}){Limit(limit)}", action, cancellationToken);

    /// <summary>Tells all rows as one column of JSON objects.</summary>
    /// <inheritdoc cref="ReadTexts"/>
    public void ReadJson(long? limit, ChunkAction action, CancellationToken cancellationToken) =>
        Read($"SELECT CAST(to_json(struct_pack({string.Join(", ", Columns.Select(column => $"{SqlName.Quote(column.Name)} := {SqlName.Quote(column.Name)}"))})) AS VARCHAR) FROM ({Inner}){Limit(limit)}", action, cancellationToken);

    /// <summary>Writes all rows to <see cref="QueryOptions.OutputFile"/>.</summary>
    /// <param name="format">Options of the engine's COPY.</param>
    /// <returns>How many rows.</returns>
    /// <inheritdoc cref="ReadTexts"/>
    public long CopyTo(string format, long? limit, CancellationToken cancellationToken) =>
        Guarded(() => _connection.Execute($"COPY (SELECT * FROM ({Inner}){Limit(limit)}) TO {SqlName.Literal(_options.OutputFile!)} ({format})", cancellationToken), Copied.Length);

    public void Dispose()
    {
        _connection.Dispose();
        _tables.Dispose();
        _engine.Dispose();
        if (Directory.Exists(_spill)) Directory.Delete(_spill, recursive: true);
    }

    // A comment at the statement's end must not swallow what follows.
    private string Inner => $"\n{_rewrite.Text}\n";

    private const string Copied = "COPY (SELECT * FROM (\n";

    private static string Limit(long? limit) => limit is null ? "" : $" LIMIT {limit}";

    private void Read(string sql, ChunkAction action, CancellationToken cancellationToken) => Guarded(() =>
    {
        using DuckDbResult rows = _connection.Stream(sql, cancellationToken);
        while (rows.TryNext(out DataChunk chunk)) action(chunk, chunk.Count);
        return 0L;
    }, Math.Max(0, sql.IndexOf(_rewrite.Text, StringComparison.Ordinal)));

    private Column[] Shape(CancellationToken cancellationToken)
    {
        const string Before = "SELECT * FROM (";
        return Guarded<Column[]>(() =>
        {
            using DuckDbResult shape = _connection.Query($"{Before}{Inner}) LIMIT 0", cancellationToken);
            return [.. shape.Columns];
        }, Before.Length + 1);
    }

    private void Lock()
    {
        string folders = string.Join(", ", _tables.Folders.Select(SqlName.Literal));
        string files = _options.OutputFile is { } output ? SqlName.Literal(output) : "";
        _connection.Execute($"SET allowed_directories = [{folders}]; SET allowed_paths = [{files}]; SET enable_external_access = false; SET errors_as_json = true; SET lock_configuration = true");
    }

    private void CheckKind(StatementText statement)
    {
        // What EXPLAIN explains might be run by it, so that is looked at by itself.
        string inner = _rewrite.Text[statement.InnerStart..];
        using PreparedStatement prepared = Guarded(() => _connection.Prepare(inner), -statement.InnerStart);
        if (prepared.Kind != StatementKind.Select) throw StatementText.NotARead(_sql, statement.InnerStart);
        if (prepared.ParameterCount > 0) throw SqlPlace.Error("sql-parameters", _sql, 0, "the statement has parameters (? or $1), and there are no values for them.");
    }

    /// <param name="shift">How many characters the engine's statement has before the rewritten one.</param>
    private T Guarded<T>(Func<T> run, int shift)
    {
        try
        {
            return run();
        }
        catch (DuckDbException failure)
        {
            string before = shift >= 0 ? new string(' ', shift) : "";
            string engineSql = shift >= 0 ? before + _rewrite.Text : _rewrite.Text[-shift..];
            throw EngineError.Of(failure).Explain(engineSql, _sql, offset => _rewrite.ToOriginal(Math.Max(0, offset - shift)));
        }
    }

    private Dictionary<string, string> Settings(QueryOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["threads"] = options.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["temp_directory"] = _spill,
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        if (options.MemoryLimit is { } limit) settings["memory_limit"] = limit;
        return settings;
    }
}
