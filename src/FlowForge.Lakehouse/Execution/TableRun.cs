using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Runs the steps of one table.</summary>
/// <remarks>Steps that make each row from one row are not computed one by one: they are put into each other, and whoever looks at the rows (a count, a fit, a rule,
/// the write) computes only the columns it looks at, from rows that lie in files or in a temporary table. Rows are kept between steps only where making them again
/// would cost a join, a sort or a grouping.</remarks>
internal sealed class TableRun(StepScope scope, RunWorld world, Plan plan, PlanTable table, ITableCatalog catalog, RunOptions options, WriterOptions writing, long lastLoad, List<StepRecord> records) : IDisposable
{
    private readonly StoredRows _stored = new(scope.Connection);
    private readonly List<(PlanStep Step, Relation Rows)> _pending = [];
    private readonly List<(PlanStep Step, Relation Rows)> _rejected = [];
    private readonly Dictionary<string, string> _watermarks = [];
    private Relation _rows = new("", []);
    private long _count;

    /// <summary>Whether the rows can be made again at little cost, and will be the same.</summary>
    private bool _isCheap = true;

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
            if (isLast) _rows = PartitionTexts.AsStored(_rows, table, catalog, cancellationToken);
            if (IsStoredBefore(step, isLast)) Store(cancellationToken);
            StepOutcome outcome = StepSql.Of(scope, step, _rows);
            if (step is Read read) outcome = Reading(read, outcome);
            Check(step, outcome, cancellationToken);
            long before = _count;
            (long? kept, long rejected) = SetAside(step, outcome, cancellationToken);
            _rows = outcome.Rows;
            _isCheap &= outcome.IsRowByRow;
            _pending.Add((step, outcome.Rows));
            if (kept is { } known) _count = known;
            else if (!outcome.KeepsRows) Count(cancellationToken);
            if (outcome.IsPartition && before != _count + rejected)
                throw Lost(step, $"{before:N0} rows went in, {_count:N0} came out and {rejected:N0} were set aside.");
            string? watermark = Watermark(step, outcome, cancellationToken);
            long ignored = step is Incremental { Late: LateRows.Ignore } ? rejected : 0;
            var record = new StepRecord(table.Address, table.IdOf(step), step.Definition.Name, step is Read or From ? _count + rejected : before, _count, rejected - ignored, null, null, 0) { Watermark = watermark, RowsIgnored = ignored };
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

    private bool IsStoredBefore(PlanStep step, bool isLast) =>
        IsNumbering(step) || (isLast ? !_isCheap || step is Scd2 : IsReadTwice(step) && !_isCheap) || _pending.Count >= MaxPending;

    // Queries that are put into each other this deep still take the engine no time to plan.
    private const int MaxPending = 40;

    /// <summary>Steps that look at their input more than once.</summary>
    private static bool IsReadTwice(PlanStep step) => step is Impute or CapOutliers or Scale or Bin { Quantiles: not null } or Core.Plans.Steps.Index or OneHot or Frequency or Pivot
        or Expect or Cast { OnError: CastError.Quarantine } or Incremental or Join or SurrogateKey { With: KeyKind.Sequence } or Ordinal { Unseen: UnseenOrdinal.Fail };

    /// <summary>Steps that give their input's rows numbers, and look at them more than once: a row must keep its number.</summary>
    private static bool IsNumbering(PlanStep step) => step is Lookup or WindowFeatures or HistoryFeatures or Join { Condition: not null };

    private void Store(CancellationToken cancellationToken)
    {
        if (_rows.IsStored || _rows.Sql.Length == 0) return;
        _rows = _stored.Advance(_rows, cancellationToken);
        _isCheap = true;
        _pending.Clear();
    }

    private void Count(CancellationToken cancellationToken)
    {
        if (!_isCheap) Store(cancellationToken);
        _count = _stored.Count(_rows, cancellationToken);
        if (_rows.IsStored) _pending.Clear();
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

    /// <summary>Counts rows that stay and rows that do not in one pass, and keeps those that go to the quarantine.</summary>
    /// <returns>Kept: null where it is not known yet.</returns>
    private (long? Kept, long Rejected) SetAside(PlanStep step, StepOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Rejected is not { } rejected) return (null, 0);
        if (outcome.Judged is null)
        {
            long read = _stored.Count(rejected, cancellationToken);
            if (read > 0) _rejected.Add((step, rejected));
            return (null, read);
        }
        (long kept, long count) = _stored.CountParts(outcome.Judged, cancellationToken);
        if (outcome.IsQuarantined && count > 0)
        {
            Relation aside = _stored.Keep(rejected, cancellationToken);
            if (_stored.Count(aside, cancellationToken) != count) throw Lost(step, "rows were set aside at one time and not at another.");
            _rejected.Add((step, aside));
        }
        return (outcome.IsPartition ? kept : null, count);
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
        var write = new TableWrite(scope, world, plan, table, catalog, options, writing, lastLoad, _watermarks, cancellationToken);
        write.Quarantine([.. _rejected.Select(one => (table.IdOf(one.Step), one.Rows))]);
        TableWritten written = Placed(step, () => write.Do(step, _rows, _count));
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
            bool isDrift = failure.Diagnostic.Id is "delta-no-such-column" or "delta-schema-mismatch";
            string? hint = isDrift ? $"{(step is Append ? "append: additive" : $"schema: additive at {step.Definition.Name}")} takes new columns in, permissive wider types too; select or cast makes the rows what the table has." : failure.Diagnostic.Hint;
            throw new InputException(failure.Diagnostic with { Where = Place(step), Hint = hint, Summary = $"{step.Definition.Name} into {table.Address}: {failure.Diagnostic.Summary}" }, failure);
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
                scope.Connection.Execute($"SELECT bit_xor(hash(__row)) FROM ({rows.Sql}) AS __row", cancellationToken);
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

    private InputException Lost(PlanStep step, string summary) => new("rows-lost", Place(step), summary, "A source changed while it was read.");

    private Location Place(PlanStep step) => step.Where ?? new Location($"{table.Address}", Part: table.IdOf(step));
}
