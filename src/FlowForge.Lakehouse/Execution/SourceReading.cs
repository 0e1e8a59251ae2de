using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Sources of a plan by themselves: the rows that a run of the plan would see. Not thread-safe.</summary>
/// <param name="connection">The relations are read on it.</param>
/// <param name="workFolder">What is converted lies here for as long as this lives.</param>
public sealed class SourceReading(DuckDbDatabase engine, DuckDbConnection connection, RunOptions options, string workFolder) : IDisposable
{
    private readonly SourceFiles _files = new(engine, connection, options, workFolder);

    /// <exception cref="InputException">The source is missing or cannot be read, or declares a column that it does not have.</exception>
    public OpenSource Read(PlanSource source, ExpressionSettings settings, CancellationToken cancellationToken)
    {
        SourceRows read = _files.Read(source, cancellationToken);
        long unreadable = read.Rejected is { } rejected ? connection.Scalar<long>($"SELECT count(*) FROM ({rejected.Sql})", cancellationToken) : 0;
        return new OpenSource(DeclaredColumns.Cast(read.Rows, source, new StepExpressions(connection, settings)), unreadable, read.Warnings);
    }

    public void Dispose() => _files.Dispose();
}

/// <param name="UnreadableRows">Rows of the source that are not in <paramref name="Rows"/>.</param>
/// <param name="Warnings">What a person should know of the source, a sentence each.</param>
public sealed record OpenSource(Relation Rows, long UnreadableRows, IReadOnlyList<string> Warnings);
