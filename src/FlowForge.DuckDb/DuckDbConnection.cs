using System.Runtime.InteropServices;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Queries;

namespace FlowForge.DuckDb;

/// <summary>How far a running query is. Percentage is 0–100, or -1 while unknown.</summary>
public readonly record struct QueryProgress(double Percentage, ulong RowsProcessed, ulong TotalRows);

/// <summary>A session in a database: one statement at a time. Not thread-safe, except <see cref="Interrupt"/> and <see cref="Progress"/>.</summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;

    internal DuckDbConnection(ConnectionHandle handle) => _handle = handle;

    internal ConnectionHandle Handle => _handle;

    /// <summary>Progress of the statement that runs now.</summary>
    public QueryProgress Progress
    {
        get
        {
            ProgressStruct progress = Startup.QueryProgress(_handle);
            return new QueryProgress(progress.Percentage, progress.RowsProcessed, progress.TotalRowsToProcess);
        }
    }

    /// <summary>Asks the running statement to stop; it then fails with <see cref="DuckDbErrorType.Interrupt"/>.</summary>
    public void Interrupt() => Startup.Interrupt(_handle);

    /// <summary>Runs the statements and answers how many rows the last one changed.</summary>
    /// <exception cref="DuckDbException">The engine refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it ran.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default)
    {
        using DuckDbResult result = Query(sql, cancellationToken);
        return result.RowsChanged;
    }

    /// <summary>Runs the statement and gives its rows in chunks.</summary>
    /// <inheritdoc cref="Execute"/>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenRegistration interrupt = cancellationToken.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), this);
        if (Results.Query(_handle, sql, out ResultStruct result) == DuckDbState.Success)
            return new DuckDbResult(result);

        var type = (DuckDbErrorType)Results.ErrorType(ref result);
        string message = Marshal.PtrToStringUTF8(Results.Error(ref result)) ?? "DuckDB failed without a message.";
        Results.Destroy(ref result);
        if (type == DuckDbErrorType.Interrupt) cancellationToken.ThrowIfCancellationRequested();
        throw new DuckDbException(type, message);
    }

    public void Dispose() => _handle.Dispose();
}
