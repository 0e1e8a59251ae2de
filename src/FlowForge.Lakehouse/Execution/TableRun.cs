using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Runs the steps of one table. Steps that keep their rows are computed together with the next one that does not.</summary>
internal sealed class TableRun(StepScope scope, RunWorld world, Plan plan, PlanTable table, ITableCatalog catalog, RunOptions options, WriterOptions writing, long lastLoad, List<StepRecord> records) : IDisposable
{
    private readonly StoredRows _stored = new(scope.Connection);
    private readonly List<(PlanStep Step, Relation Rows)> _pending = [];
    private readonly List<(PlanStep Step, Relation Rows)> _rejected = [];
    private readonly Dictionary<string, string> _watermarks = [];
    private Relation _rows = new("", []);
    private long _count;

    internal void Run(CancellationToken cancellationToken)
    {
        Report(at => new RunEvent.TableStarted(at, table.Address, table.Steps.Count));
        for (int i = 0; i < table.Steps.Count; i++)
        {
            PlanStep step = table.Steps[i];
            cancellationToken.ThrowIfCancellationRequested();
            Report(at => new RunEvent.StepStarted(at, table.Address, table.IdOf(step), step.Definition.Name, i + 1));
            long began = options.Clock.GetTimestamp();
            StepRecord record = Do(step, cancellationToken);
            Note(record with { Seconds = options.Clock.GetElapsedTime(began).TotalSeconds }, options.RowsTold > 0 ? Told(step, cancellationToken) : null);
        }
        if (records is [.., { VersionAfter: { } version } last]) Report(at => new RunEvent.TableFinished(at, table.Address, version, version != last.VersionBefore));
    }

    public void Dispose() => _stored.Dispose();

    private void Note(StepRecord record, ToldRows? rows)
    {
        records.Add(record);
        Report(at => new RunEvent.StepFinished(at, record, rows));
    }

    private ToldRows Told(PlanStep step, CancellationToken cancellationToken)
    {
        try
        {
            string texts = string.Join(", ", _rows.Columns.Select(column => $"CAST({SqlName.Quote(column.Name)} AS VARCHAR)"));
            using DuckDbResult found = scope.Connection.Query($"SELECT {texts} FROM ({_rows.First(options.RowsTold).Sql})", cancellationToken);
            return new ToldRows([.. _rows.Columns.Select(column => column.Name)], [.. found.Rows().Select(row => row.Cast<string?>().ToArray())]);
        }
        catch (Exception failure) when (failure is DuckDbException or SparkException)
        {
            throw Failed(step, failure, cancellationToken);
        }
    }

    private void Report(Func<DateTimeOffset, RunEvent> make) => options.Progress?.Report(make(options.Clock.GetUtcNow()));

    private StepRecord Do(PlanStep step, CancellationToken cancellationToken)
    {
        try
        {
            bool isLast = ReferenceEquals(step, table.Steps[^1]);
            if (isLast || ReadsTwice(step)) Store(cancellationToken);
            StepOutcome outcome = StepSql.Of(scope, step, _rows);
            if (step is Read read) outcome = Reading(read, outcome);
            Check(step, outcome, cancellationToken);
            long before = _count;
            long rejected = SetAside(step, outcome, cancellationToken);
            _rows = outcome.Rows;
            _pending.Add((step, outcome.Rows));
            if (!outcome.KeepsRows || before == 0 && _pending.Count == 1) Count(outcome, cancellationToken);
            if (outcome.IsPartition && before != _count + rejected)
                throw new InputException("rows-lost", Place(step), $"{before:N0} rows went in, {_count:N0} came out and {rejected:N0} were set aside.", "An expression gives another answer each time it is asked.");
            string? watermark = Watermark(step, outcome, cancellationToken);
            var record = new StepRecord(table.Address, table.IdOf(step), step.Definition.Name, step is Read or From ? _count + rejected : before, _count, rejected, null, null, 0) { Watermark = watermark };
            return isLast ? Write(step, record, cancellationToken) : record;
        }
        catch (Exception failure) when (failure is DuckDbException or SparkException)
        {
            throw Failed(step, failure, cancellationToken);
        }
        catch (DeltaConflictException conflict)
        {
            throw new InputException("table-conflict", Place(step), $"{step.Definition.Name}: {conflict.Message}", "Somebody else changed the table meanwhile. Run the plan again.", conflict);
        }
    }

    /// <summary>What the source's reader set aside goes where other rejected rows of the table go.</summary>
    private StepOutcome Reading(Read step, StepOutcome outcome)
    {
        SourceRows found = world.Found(step);
        foreach (string warning in found.Warnings) Report(at => new RunEvent.Warned(at, table.Address, table.IdOf(step), warning));
        return outcome with { Rejected = found.Rejected, IsQuarantined = true };
    }

    /// <summary>Steps that look at their input more than once; it is computed once.</summary>
    private static bool ReadsTwice(PlanStep step) => step is Impute or CapOutliers or Scale or Bin { Quantiles: not null } or Core.Plans.Steps.Index or OneHot or Frequency or Pivot
        or Expect or Cast { OnError: CastError.Quarantine } or Incremental or Join or Lookup or WindowFeatures or HistoryFeatures or SurrogateKey { With: KeyKind.Sequence } or Ordinal { Unseen: UnseenOrdinal.Fail };

    private void Store(CancellationToken cancellationToken)
    {
        if (_rows.IsStored || _rows.Sql.Length == 0) return;
        _rows = _stored.Advance(_rows, cancellationToken);
        _pending.Clear();
    }

    private void Count(StepOutcome outcome, CancellationToken cancellationToken)
    {
        Store(cancellationToken);
        _count = _stored.Count(_rows, cancellationToken);
        if (outcome.Rows.IsStored) _pending.Clear();
    }

    private void Check(PlanStep step, StepOutcome outcome, CancellationToken cancellationToken)
    {
        foreach (StepCheck check in outcome.Checks)
        {
            using DuckDbResult found = scope.Connection.Query(check.Sql, cancellationToken);
            foreach (object?[] row in found.Rows())
            {
                if (check.Stops) throw new InputException(check.Id, Place(step), $"{step.Definition.Name}: {row[0]}", check.Hint);
                Report(at => new RunEvent.Warned(at, table.Address, table.IdOf(step), $"{row[0]}"));
            }
        }
    }

    private long SetAside(PlanStep step, StepOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Rejected is not { } rejected) return 0;
        Relation kept = _stored.Keep(rejected, cancellationToken);
        long count = _stored.Count(kept, cancellationToken);
        if (outcome.IsQuarantined && count > 0) _rejected.Add((step, kept));
        return count;
    }

    private string? Watermark(PlanStep step, StepOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Watermark is not { } name || step is not Incremental incremental) return null;
        Column column = _rows.Find(name)!;
        string quoted = SqlName.Quote(column.Name), finite = column.Type == DataType.Double || column.Type == DataType.Float ? $" FILTER (WHERE NOT isnan({quoted}))" : "";
        string? reached = scope.Connection.Scalar<string?>($"SELECT CAST(max({quoted}){finite} AS VARCHAR) FROM ({_rows.Sql})", cancellationToken);
        string? before = world.Watermark(incremental);
        string? greatest = reached is null || before is null ? reached ?? before : scope.Connection.Scalar<string>($"SELECT CAST(greatest(CAST({SqlName.Literal(reached)} AS {column.Type}), CAST({SqlName.Literal(before)} AS {column.Type})) AS VARCHAR)", cancellationToken);
        if (greatest is not null) _watermarks[table.IdOf(step)] = greatest;
        return greatest;
    }

    private StepRecord Write(PlanStep step, StepRecord record, CancellationToken cancellationToken)
    {
        Store(cancellationToken);
        var write = new TableWrite(scope, world, plan, table, catalog, options, writing, lastLoad, _watermarks, cancellationToken);
        write.Quarantine([.. _rejected.Select(one => (table.IdOf(one.Step), one.Rows))]);
        TableWritten written = Placed(step, () => write.Do(step, _rows));
        AdoptWatermarks(written.Watermarks);
        if (written.IsAdopted) Report(at => new RunEvent.Warned(at, table.Address, table.IdOf(step), "an earlier run had written its rows when it was stopped; they stand for those of this run. Run again for rows that came since."));
        return record with { VersionBefore = written.VersionBefore, VersionAfter = written.VersionAfter, Load = written.Load };
    }

    /// <summary>Does something with the table's files; what is wrong with the rows is said at the step that writes them.</summary>
    private TableWritten Placed(PlanStep step, Func<TableWritten> write)
    {
        try
        {
            return write();
        }
        catch (InputException failure) when (failure.Diagnostic.Id.StartsWith("delta-", StringComparison.Ordinal))
        {
            throw new InputException(failure.Diagnostic with { Where = Place(step), Summary = $"{step.Definition.Name} into {table.Address}: {failure.Diagnostic.Summary}" }, failure);
        }
    }

    // A run that was stopped behind its commit wrote other rows than these, perhaps: what it wrote counts.
    private void AdoptWatermarks(IReadOnlyDictionary<string, string> written)
    {
        for (int i = 0; i < records.Count; i++)
            if (records[i].Table == table.Address && written.TryGetValue(records[i].Step, out string? watermark))
                records[i] = records[i] with { Watermark = watermark };
    }

    /// <summary>The error of the step that is at fault: of steps that are computed together, the first that fails by itself.</summary>
    private InputException Failed(PlanStep step, Exception failure, CancellationToken cancellationToken)
    {
        foreach ((PlanStep candidate, Relation rows) in _pending)
        {
            try
            {
                _stored.Keep(rows, cancellationToken);
            }
            catch (Exception own) when (own is DuckDbException or SparkException)
            {
                (step, failure) = (candidate, own);
                break;
            }
        }
        string message = SparkException.From(failure)?.Message ?? failure.Message;
        return new InputException("plan-step-failed", Place(step), $"{step.Definition.Name}: {message.Split('\n')[0]}", inner: failure);
    }

    private Location Place(PlanStep step) => step.Where ?? new Location($"{table.Address}", Part: table.IdOf(step));
}
