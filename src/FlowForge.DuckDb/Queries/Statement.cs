using System.Runtime.ExceptionServices;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb.Queries;

/// <summary>One running statement: what stops it, and what its failure means to the caller.</summary>
/// <remarks>The engine forgets an interrupt that comes before it has begun, so a stop is repeated until the statement has ended.</remarks>
internal sealed class Statement : IDisposable
{
    private static readonly TimeSpan s_repeat = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly DuckDbConnection _connection;
    private readonly ConnectionHandle _handle;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _stopping = new();
    private Timer? _interrupts;
    private bool _ended;

    internal Statement(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _connection = connection;
        _handle = connection.Handle;
        _cancellationToken = cancellationToken;
        bool kept = false;
        _handle.DangerousAddRef(ref kept);
        connection.Running = this;
        _registration = cancellationToken.UnsafeRegister(static statement => ((Statement)statement!).Stop(), this);
    }

    /// <summary>Cancelled when the statement is to stop: by the caller's token or by <see cref="DuckDbConnection.Interrupt"/>.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Interrupts the engine and wakes callbacks that wait. Thread-safe.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            if (_ended || _interrupts is not null) return;
            _interrupts = new Timer(static handle => Startup.Interrupt((ConnectionHandle)handle!), _handle, TimeSpan.Zero, s_repeat);
            _stopping.Cancel();
        }
    }

    /// <summary>What the engine's error stands for: a cancellation, the exception of a callback (thrown here, to keep its stack), or the engine's own.</summary>
    internal Exception Failure(DuckDbErrorType type, string message)
    {
        ExceptionDispatchInfo? callback = CallbackFailures.Find(ref message);
        var failure = DuckDbException.From(type, message);
        bool stopped = failure.ErrorType == DuckDbErrorType.Interrupt
            || callback?.SourceException is OperationCanceledException canceled && canceled.CancellationToken == Stopping;
        if (stopped && _cancellationToken.IsCancellationRequested) return new OperationCanceledException(_cancellationToken);
        if (stopped) return new DuckDbException(DuckDbErrorType.Interrupt, "The statement was interrupted.");
        callback?.Throw();
        return failure;
    }

    public void Dispose()
    {
        if (_ended) return;
        _registration.Dispose();
        lock (_gate) _ended = true;
        if (_connection.Running == this) _connection.Running = null;
        if (_interrupts is not null)
        {
            // Wait for an interrupt under way: one that came late would hit the connection's next statement.
            using var done = new ManualResetEvent(false);
            if (_interrupts.Dispose(done)) done.WaitOne();
        }
        _stopping.Dispose();
        _handle.DangerousRelease();
    }
}
