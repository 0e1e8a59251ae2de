using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb;

/// <summary>How far a running query is. Percentage is 0–100, or -1 while unknown.</summary>
public readonly record struct QueryProgress(double Percentage, ulong RowsProcessed, ulong TotalRows);

/// <summary>A session in a database: one statement at a time. Not thread-safe, except <see cref="Interrupt"/> and <see cref="Progress"/>.</summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;
    private bool _disposed;

    internal DuckDbConnection(DuckDbDatabase database, ConnectionHandle handle) => (Database, _handle) = (database, handle);

    /// <summary>Progress of the statement that runs now, as the engine estimates it.</summary>
    public QueryProgress Progress
    {
        get
        {
            ProgressStruct progress = Startup.QueryProgress(Handle);
            return new QueryProgress(progress.Percentage, progress.RowsProcessed, progress.TotalRowsToProcess);
        }
    }

    internal DuckDbDatabase Database { get; }

    /// <exception cref="ObjectDisposedException">Also while a result still keeps the handle itself open.</exception>
    internal ConnectionHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _handle;
        }
    }

    /// <summary>The statement that runs now, or whose streaming result is being read.</summary>
    internal volatile Statement? Running;

    /// <summary>Asks the running statement to stop; it then fails with <see cref="DuckDbErrorType.Interrupt"/>. Nothing when none runs.</summary>
    public void Interrupt() => Running?.Stop();

    /// <summary>Runs the statements and answers how many rows the last one changed.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it ran.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        using DuckDbResult result = Query(sql, cancellationToken);
        return result.RowsChanged;
    }

    /// <summary>Runs one statement with values for its parameters <c>$1</c>, <c>$2</c> ….</summary>
    /// <inheritdoc cref="Execute(string, CancellationToken)"/>
    public long Execute(string sql, ReadOnlySpan<object?> parameters, CancellationToken cancellationToken = default)
    {
        using PreparedStatement statement = Prepare(sql, parameters);
        return statement.Execute(cancellationToken);
    }

    /// <summary>Runs the statements and keeps the rows of the last one in the engine's memory.</summary>
    /// <inheritdoc cref="Execute(string, CancellationToken)"/>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        CheckText(sql);
        return Run(statement =>
        {
            var result = new ResultHandle();
            if (Results.Query(Handle, sql, result) == DuckDbState.Success) return result;
            using (result) throw statement.Failure(Results.ErrorType(result), Results.Error(result));
        }, cancellationToken);
    }

    /// <inheritdoc cref="Execute(string, ReadOnlySpan{object?}, CancellationToken)"/>
    public DuckDbResult Query(string sql, ReadOnlySpan<object?> parameters, CancellationToken cancellationToken = default)
    {
        using PreparedStatement statement = Prepare(sql, parameters);
        return statement.Query(cancellationToken);
    }

    /// <summary>Starts one statement; its rows are computed as they are read, in flat memory however many there are.</summary>
    /// <remarks>The token counts until the result is disposed. Another statement on this connection ends the result.</remarks>
    /// <inheritdoc cref="Execute(string, CancellationToken)"/>
    public DuckDbResult Stream(string sql, CancellationToken cancellationToken = default) => Stream(sql, [], cancellationToken);

    /// <inheritdoc cref="Stream(string, CancellationToken)"/>
    public DuckDbResult Stream(string sql, ReadOnlySpan<object?> parameters, CancellationToken cancellationToken = default)
    {
        using PreparedStatement statement = Prepare(sql, parameters);
        return statement.Stream(cancellationToken);
    }

    /// <summary>The first value of the first row: of its own type, as <see cref="ValueReader"/> says, or an integer of any type that holds it.</summary>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    /// <exception cref="InvalidCastException">The value is of another kind, or NULL where <typeparamref name="T"/> has no null.</exception>
    /// <inheritdoc cref="Execute(string, CancellationToken)"/>
    public T Scalar<T>(string sql, CancellationToken cancellationToken = default) => Scalar<T>(sql, [], cancellationToken);

    /// <inheritdoc cref="Scalar{T}(string, CancellationToken)"/>
    public T Scalar<T>(string sql, ReadOnlySpan<object?> parameters, CancellationToken cancellationToken = default)
    {
        using DuckDbResult result = Query(sql, parameters, cancellationToken);
        foreach (object?[] row in result.Rows()) return ValueConversion.As<T>(row[0]);
        throw new InvalidOperationException("The query gave no row.");
    }

    /// <summary>Plans one statement, to run it with values for its parameters.</summary>
    /// <exception cref="DuckDbException">The engine refused the statement, or it is several.</exception>
    public PreparedStatement Prepare(string sql)
    {
        CheckText(sql);
        DuckDbState state = PreparedStatements.Prepare(Handle, sql, out PreparedStatementHandle handle);
        if (state == DuckDbState.Success) return new PreparedStatement(this, handle);
        using (handle) throw DuckDbException.FromText(PreparedStatements.Error(handle));
    }

    /// <summary>Opens a table to append rows to.</summary>
    /// <param name="schema">Null: the current one.</param>
    /// <param name="catalog">Null: the current one.</param>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    public Appender Append(string table, string? schema = null, string? catalog = null)
    {
        DuckDbState created = Appenders.Create(Handle, catalog, schema, table, out AppenderHandle appender);
        if (created != DuckDbState.Success)
        {
            using (appender)
            using (ErrorDataHandle error = Appenders.Error(appender))
                throw new DuckDbException(Errors.Type(error), Errors.Message(error));
        }
        _ = Appenders.Describe(Handle, catalog, schema, table, out TableDescriptionHandle description);
        using (description) return new Appender(appender, ReadColumns(appender, description));
    }

    /// <summary>Makes functions of ours known to the database, for all its connections and as long as it is open. Equal names are overloads;
    /// a function with the same parameters as one registered before takes its place.</summary>
    /// <remarks>The engine does not mind a name of its own functions, but cannot choose between equal parameters then.</remarks>
    /// <exception cref="DuckDbException">The engine refused the function.</exception>
    public void Register(params IReadOnlyList<ScalarFunction> functions) => ScalarFunction.Register(this, functions);

    public void Dispose()
    {
        _disposed = true;
        _handle.Dispose();
    }

    /// <summary>Runs something that gives a result, with what it takes to stop it and to tell why it failed.</summary>
    internal DuckDbResult Run(Func<Statement, ResultHandle> run, CancellationToken cancellationToken)
    {
        var statement = new Statement(this, cancellationToken);
        ResultHandle? result = null;
        try
        {
            result = run(statement);
            return new DuckDbResult(result, statement);
        }
        catch
        {
            result?.Dispose();
            statement.Dispose();
            throw;
        }
    }

    private PreparedStatement Prepare(string sql, ReadOnlySpan<object?> parameters)
    {
        PreparedStatement statement = Prepare(sql);
        try
        {
            for (int i = 0; i < parameters.Length; i++) statement.Bind(i + 1, parameters[i]);
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private static Column[] ReadColumns(AppenderHandle appender, TableDescriptionHandle description)
    {
        var columns = new Column[Appenders.ColumnCount(appender)];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = new Column(Appenders.ColumnName(description, (ulong)i), LogicalType.Take(Appenders.ColumnType(appender, (ulong)i)));
        return columns;
    }

    // The engine takes text up to the first NUL, so what follows would be dropped in silence.
    private static void CheckText(string sql)
    {
        if (sql.Contains('\0')) throw new DuckDbException(DuckDbErrorType.Parser, "The statement has a NUL character in it; write chr(0) instead.");
    }
}
