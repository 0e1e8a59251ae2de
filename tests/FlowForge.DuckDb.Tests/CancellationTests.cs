using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

public sealed class CancellationTests : DuckDbTest
{
    /// <summary>Would run for hours.</summary>
    private const string Endless = "SELECT count(*) FROM range(10_000_000) a, range(10_000_000) b WHERE (a.range * b.range) % 7 = 9";

    [Fact]
    public void Query_TokenCancelledWhileItRuns_EndsWithTheToken()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var canceled = Assert.ThrowsAny<OperationCanceledException>(() => Connection.Execute(Endless, source.Token));
        Assert.Equal(source.Token, canceled.CancellationToken);
        Assert.Equal(1, Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Query_TokenCancelledBefore_NeverStarts()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Connection.Execute("CREATE TABLE t (a INTEGER)", source.Token));
        Assert.Equal(0L, Value("SELECT count(*) FROM duckdb_tables()"));
    }

    [Fact]
    public void Query_TokenCancelledAtAnyMoment_AlwaysEnds()
    {
        // The engine forgets an interrupt that comes before it has begun; these come around that moment.
        for (int i = 0; i < 40; i++)
        {
            using var source = new CancellationTokenSource();
            using var start = new ManualResetEventSlim();
            var canceller = new Thread(() =>
            {
                start.Wait();
                Thread.SpinWait(i * 500);
                source.Cancel();
            });
            canceller.Start();
            start.Set();
            Assert.ThrowsAny<OperationCanceledException>(() => Connection.Execute(Endless, source.Token));
            canceller.Join();
        }
        Assert.Equal(1, Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Interrupt_FromAnotherThread_IsAnErrorWithTheEnginesCode()
    {
        using var timer = new Timer(_ => Connection.Interrupt(), null, 100, Timeout.Infinite);
        Assert.Equal(DuckDbErrorType.Interrupt, Assert.Throws<DuckDbException>(() => Connection.Execute(Endless)).ErrorType);
        Connection.Interrupt(); // nothing runs: nothing happens
        Assert.Equal(1, Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Stream_TokenCancelledBetweenChunks_EndsTheRows()
    {
        using var source = new CancellationTokenSource();
        using DuckDbResult result = Connection.Stream("SELECT a.range FROM range(10_000_000) a, range(10_000_000) b", source.Token);
        Assert.True(result.TryNext(out _));
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (result.TryNext(out _)) { }
        });
    }

    [Fact]
    public void Prepared_TokenCancelledWhileItRuns_CanRunAgain()
    {
        using PreparedStatement statement = Connection.Prepare("SELECT count(*) FROM range($1) a, range($1) b WHERE (a.range * b.range) % 7 = 9");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => statement.Bind(1, 10_000_000L).Execute(source.Token));
        using DuckDbResult result = statement.Bind(1, 10L).Query();
        Assert.Equal(0L, result.Rows().Single()[0]);
    }

    [Fact]
    public void BatchFunction_SourceWaitsForRows_EndsWhenCancelled()
    {
        using var source = new CancellationTokenSource();
        var waiting = new WaitingSource();
        using CancellationTokenRegistration _ = waiting.Entered.Token.Register(source.Cancel);
        var canceled = Assert.ThrowsAny<OperationCanceledException>(
            () => BatchFunction.Execute(Connection, "waiting", waiting, "CREATE TABLE t AS FROM waiting()", source.Token));
        Assert.Equal(source.Token, canceled.CancellationToken);
    }

    [Fact]
    public void BatchFunction_SourceWaitsForRows_EndsWhenInterrupted()
    {
        var waiting = new WaitingSource();
        using CancellationTokenRegistration _ = waiting.Entered.Token.Register(() => Task.Run(Connection.Interrupt));
        var interrupted = Assert.Throws<DuckDbException>(
            () => BatchFunction.Execute(Connection, "waiting", waiting, "CREATE TABLE t AS FROM waiting()", default));
        Assert.Equal(DuckDbErrorType.Interrupt, interrupted.ErrorType);
    }

    [Fact]
    public void Progress_WhileAQueryRuns_Rises()
    {
        Connection.Execute("CREATE TABLE numbers AS SELECT range AS n FROM range(2_000_000)");
        var seen = new List<double>();
        using (new Timer(_ => { lock (seen) seen.Add(Connection.Progress.Percentage); }, null, 0, 5))
            Connection.Execute("SELECT max(md5(n::VARCHAR)) FROM numbers");
        double[] known;
        lock (seen) known = [.. seen.Where(percentage => percentage >= 0)];
        Assert.NotEmpty(known);
        Assert.All(known, percentage => Assert.InRange(percentage, 0, 100));
        Assert.Contains(known, percentage => percentage is > 0 and < 100);
    }

    private sealed class WaitingSource : IBatchSource
    {
        internal CancellationTokenSource Entered { get; } = new();

        public IReadOnlyList<Column> Columns { get; } = [new("n", DataType.BigInt)];

        public void Fill(DataChunk chunk) => throw new NotSupportedException("The one with the token is called.");

        public void Fill(DataChunk chunk, CancellationToken cancellationToken)
        {
            Entered.Cancel();
            cancellationToken.WaitHandle.WaitOne();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
