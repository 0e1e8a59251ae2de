using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Values;

namespace FlowForge.DuckDb.Queries;

/// <summary>One statement, planned once and run with different values. Parameters are written <c>?</c>, <c>$1</c> or <c>$name</c>. Not thread-safe.</summary>
public sealed class PreparedStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly PreparedStatementHandle _handle;

    internal PreparedStatement(DuckDbConnection connection, PreparedStatementHandle handle) => (_connection, _handle) = (connection, handle);

    /// <summary>What the statement does, as the engine itself sees it.</summary>
    public StatementKind Kind => PreparedStatements.Kind(_handle);

    public int ParameterCount => (int)PreparedStatements.ParameterCount(_handle);

    /// <summary>Gives the parameter a value of the type that goes with the .NET type; a null is NULL.</summary>
    /// <param name="index">From 1, as in <c>$1</c>.</param>
    /// <param name="value">Anything a <see cref="ValueReader"/> gives, or .NET's own types.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    /// <exception cref="InvalidCastException">No DuckDB type goes with the value.</exception>
    public PreparedStatement Bind(int index, object? value) => Bind(index, value, value is null ? DataType.Varchar : ValueConversion.TypeOf(value));

    /// <summary>Gives the parameter a value of this type, whatever it looks like in .NET.</summary>
    /// <inheritdoc cref="Bind(int, object?)"/>
    public PreparedStatement Bind(int index, object? value, DataType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, ParameterCount);
        using ValueHandle native = ParameterValue.Create(type, value);
        if (PreparedStatements.Bind(_handle, (ulong)index, native) != DuckDbState.Success)
            throw DuckDbException.FromText(PreparedStatements.Error(_handle));
        return this;
    }

    /// <inheritdoc cref="Bind(int, object?)"/>
    /// <param name="name">Without the dollar sign.</param>
    public PreparedStatement Bind(string name, object? value) => Bind(IndexOf(name), value);

    /// <inheritdoc cref="Bind(int, object?, DataType)"/>
    /// <param name="name">Without the dollar sign.</param>
    public PreparedStatement Bind(string name, object? value, DataType type) => Bind(IndexOf(name), value, type);

    /// <summary>Forgets all values given.</summary>
    public void ClearBindings() => _ = PreparedStatements.ClearBindings(_handle);

    /// <summary>Runs it and answers how many rows it changed.</summary>
    /// <inheritdoc cref="DuckDbConnection.Execute(string, CancellationToken)"/>
    public long Execute(CancellationToken cancellationToken = default)
    {
        using DuckDbResult result = Query(cancellationToken);
        return result.RowsChanged;
    }

    /// <summary>Runs it and keeps all rows in the engine's memory, so the connection is free for other statements.</summary>
    /// <inheritdoc cref="DuckDbConnection.Query(string, CancellationToken)"/>
    public DuckDbResult Query(CancellationToken cancellationToken = default) => Run(streaming: false, cancellationToken);

    /// <summary>Starts it; the rows are computed as they are read, in flat memory.</summary>
    /// <inheritdoc cref="DuckDbConnection.Stream(string, CancellationToken)"/>
    public DuckDbResult Stream(CancellationToken cancellationToken = default) => Run(streaming: true, cancellationToken);

    public void Dispose() => _handle.Dispose();

    private DuckDbResult Run(bool streaming, CancellationToken cancellationToken) => _connection.Run(statement =>
    {
        var result = new ResultHandle();
        DuckDbState state = streaming ? PreparedStatements.ExecuteStreaming(_handle, result) : PreparedStatements.Execute(_handle, result);
        if (state == DuckDbState.Success) return result;
        using (result) throw statement.Failure(Results.ErrorType(result), Results.Error(result));
    }, cancellationToken);

    private int IndexOf(string name) =>
        PreparedStatements.ParameterIndex(_handle, out ulong index, name) == DuckDbState.Success
            ? (int)index
            : throw new ArgumentOutOfRangeException(nameof(name), name, "The statement has no such parameter.");
}
