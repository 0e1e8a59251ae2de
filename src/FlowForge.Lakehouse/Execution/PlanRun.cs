using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Runs a checked plan on this machine: table by table, each written in one commit, so that a run that was stopped anywhere can be run again.</summary>
public sealed class PlanRun
{
    private readonly CheckedPlan _plan;
    private readonly ITableCatalog _catalog;
    private readonly DuckDbDatabase _engine;
    private readonly RunOptions _options;
    private readonly List<StepRecord> _steps = [];

    private PlanRun(CheckedPlan plan, ITableCatalog catalog, DuckDbDatabase engine, RunOptions options) => (_plan, _catalog, _engine, _options) = (plan, catalog, engine, options);

    /// <summary>Builds the tables that the options choose.</summary>
    /// <returns>The record of a run that succeeded. That of a run that did not is written too, before the exception.</returns>
    /// <exception cref="InputException">The plan has errors, another process runs it, or a step failed: with the step's place.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; tables that were written stay.</exception>
    public static RunRecord Run(CheckedPlan plan, ITableCatalog catalog, DuckDbDatabase engine, RunOptions options, CancellationToken cancellationToken = default)
    {
        if (plan.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } error) throw new InputException(error);
        return new PlanRun(plan, catalog, engine, options).Run(cancellationToken);
    }

    private RunRecord Run(CancellationToken cancellationToken)
    {
        DateTimeOffset began = _options.Clock.GetUtcNow();
        var facts = new RunFacts($"{began.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{RandomId.Next().ToString("N")[..8]}", began);
        CheckedTable[] tables = [.. Chosen()];
        string work = Path.Combine(_options.TempFolder, $"flowforge-run-{RandomId.Next():N}");
        using var only = RunLock.Take(_options.RunsFolder, _plan.Plan.Name, new RunHolder(facts.RunId, Environment.ProcessId, Environment.MachineName, began, work));
        using DuckDbConnection connection = _engine.Connect();
        DuckDbSql.Install(connection);
        DeltaRelation.Prepare(connection);
        WriterOptions writing = Writing();
        var state = new RunState(_catalog, connection, writing, _plan.Plan, cancellationToken);
        Directory.CreateDirectory(work);
        _options.Progress?.Report(new RunEvent.RunStarted(began, facts.RunId, _plan.Plan.Name, tables.Length));
        try
        {
            using (var sources = new SourceFiles(_engine, connection, _options, work))
                foreach (CheckedTable table in tables)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    using var world = new RunWorld(_plan.Plan, table.Table, _catalog, sources, state, _options, writing, connection, cancellationToken);
                    var scope = new StepScope(world, facts, _plan.Plan.Settings, connection);
                    using var run = new TableRun(scope, world, _plan.Plan, table.Table, _catalog, _options, writing, state.LastLoad(table.Table.Address), _steps);
                    run.Run(cancellationToken);
                }
            return Finish(state, facts, RunStatus.Succeeded, null, cancellationToken);
        }
        catch (Exception failure)
        {
            FinishFailed(state, facts, failure);
            throw;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private RunRecord Finish(RunState state, RunFacts facts, RunStatus status, string? error, CancellationToken cancellationToken)
    {
        DateTimeOffset ended = _options.Clock.GetUtcNow();
        var record = new RunRecord(facts.RunId, state.LastNumber + 1, _plan.Plan.Name, _options.EngineInfo, facts.BeganAt, ended, [.. _steps], status, error);
        state.Add(record, cancellationToken);
        record.Save(_options.RunsFolder);
        _options.Progress?.Report(new RunEvent.RunFinished(ended, record));
        return record;
    }

    // Where even the record cannot be written, the failure that was first is what people need to see.
    private void FinishFailed(RunState state, RunFacts facts, Exception failure)
    {
        try
        {
            bool isCancelled = failure is OperationCanceledException;
            Finish(state, facts, isCancelled ? RunStatus.Cancelled : RunStatus.Failed, isCancelled ? null : failure.Message, CancellationToken.None);
        }
        catch (Exception late) when (late is IOException or InputException or DuckDbException or DeltaConflictException or UnauthorizedAccessException)
        {
            _options.Progress?.Report(new RunEvent.Warned(_options.Clock.GetUtcNow(), new TableName(_plan.Plan.Settings.Catalog, RunState.Schema, "runs"), "", $"The run's record was not written: {late.Message}"));
        }
    }

    private WriterOptions Writing() => new()
    {
        Clock = _options.Clock,
        EngineInfo = _options.EngineInfo,
    };

    /// <summary>The tables to build, in an order in which each finds what it needs.</summary>
    private IEnumerable<CheckedTable> Chosen()
    {
        IEnumerable<CheckedTable> tables = _plan.Tables;
        if (_options.From is { } from)
        {
            CheckedTable[] found = [.. tables.Where(table => IsFrom(table.Table, from))];
            if (found.Length != 1) throw new InputException("run-from", new Location(_plan.Plan.Name), found.Length == 0 ? $"there is no table and no step '{from}' in the plan." : $"'{from}' is in several tables: {string.Join(", ", found.Select(table => table.Table.Address))}.", "Write layer.table, or layer.table.step.");
            tables = tables.SkipWhile(table => table != found[0]);
        }
        return _options.Layer is { } layer ? tables.Where(table => table.Table.Layer == layer) : tables;
    }

    private static bool IsFrom(PlanTable table, string from)
    {
        string name = $"{table.Address.Schema}.{table.Address.Table}";
        return name.Equals(from, StringComparison.OrdinalIgnoreCase) || table.Steps.Any(step => (step.Id is not null && step.Id == from) || $"{name}.{table.IdOf(step)}".Equals(from, StringComparison.OrdinalIgnoreCase));
    }
}
