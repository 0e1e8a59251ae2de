using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;
using DeltaMerge = FlowForge.Lakehouse.Delta.Writing.Merge;
using MergeStep = FlowForge.Core.Plans.Steps.Merge;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What became of a table.</summary>
/// <param name="VersionBefore">Null: there was no table.</param>
/// <param name="Watermarks">By step, when a run that was stopped had written rows already: those of that run.</param>
/// <param name="Load">Of a table that is appended to: the number of its last load.</param>
/// <param name="IsAdopted">The rows of a run that was stopped stand for those of this one, which were not written.</param>
internal sealed record TableWritten(long? VersionBefore, long VersionAfter, IReadOnlyDictionary<string, string> Watermarks, long? Load, bool IsAdopted);

/// <summary>Puts a table's rows into its Delta table, one commit for all. A write that would change nothing is none.</summary>
internal sealed partial class TableWrite(StepScope scope, RunWorld world, Plan plan, PlanTable table, ITableCatalog catalog, RunOptions options, WriterOptions writing, long lastLoad, IReadOnlyDictionary<string, string> watermarks, CancellationToken cancellationToken)
{
    private static readonly Dictionary<string, string> s_none = [];

    private readonly DeltaTable _target = catalog.Place(table.Address);
    private Dictionary<string, string> _written = s_none;
    private long? _load;
    private bool _isAdopted;
    private long _count;

    private DeltaWriter Writer => field ??= new DeltaWriter(_target, scope.Connection, writing);

    private string AppId => $"flowforge/{plan.Name}/{table.Address}";

    /// <param name="count">How many rows there are.</param>
    internal TableWritten Do(PlanStep step, Relation rows, long count)
    {
        _count = count;
        KeepPromises(step, rows);
        long? before = _target.TryLatest(cancellationToken)?.Version;
        switch (step)
        {
            case Append append: Append(append, rows); break;
            case Overwrite overwrite: Overwrite(overwrite, rows); break;
            case MergeStep merge: Merge(merge, rows); break;
            case Scd2 scd2: Scd2(scd2, rows); break;
            case Core.Plans.Steps.Snapshot snapshot: Snapshot(snapshot, rows); break;
            case FeatureTable features: Features(features, rows); break;
            default: throw new ArgumentException($"{step.Definition.Name} does not write.", nameof(step));
        }
        return new TableWritten(before, _target.Latest(cancellationToken).Version, _written, _load, _isAdopted);
    }

    /// <summary>Checks what the plan says of the table's rows, before anything is written.</summary>
    private void KeepPromises(PlanStep step, Relation rows)
    {
        Promise[] promises =
        [
            .. table.NotNull.Where(name => rows.Find(name.Text) is not null).Select(name => new Promise(name, $"{SqlName.Quote(rows.Find(name.Text)!.Name)} IS NOT NULL", $"rows have no value in {name}, which is not_null")),
            .. table.Constraints.Select(constraint => new Promise(constraint.Value, scope.Expressions.Condition(constraint.Value, rows.Columns), $"rows violate the constraint {constraint.Name} ({constraint.Value})")),
        ];
        Refuse(step, rows, promises);
    }

    /// <summary>A condition that all rows must satisfy, and what is said when some do not.</summary>
    private readonly record struct Promise(PlanText Where, string Condition, string Broken);

    private void Refuse(PlanStep step, Relation rows, params IReadOnlyList<Promise> promises)
    {
        if (promises.Count == 0) return;
        using DuckDbResult counted = scope.Connection.Query($"SELECT {string.Join(", ", promises.Select(promise => $"count(*) FILTER (WHERE ({promise.Condition}) IS NOT TRUE)"))} FROM ({rows.Sql})", cancellationToken);
        object?[] broken = counted.Rows().Single();
        for (int i = 0; i < promises.Count; i++)
            if ((long)broken[i]! is > 0 and var count) throw new InputException("table-constraint", promises[i].Where.Where ?? step.Where ?? new Location($"{table.Address}"), $"{count:N0} {promises[i].Broken}.", "Set them aside with expect, or mend them.");
    }

    /// <summary>The table as it is; it is created empty when it is not there.</summary>
    private Delta.Snapshot Ensure(Relation rows, SchemaChange change, IReadOnlyList<string>? partitions = null)
    {
        if (_target.TryLatest(cancellationToken) is null)
        {
            Dictionary<string, string> properties = table.Properties.ToDictionary(property => property.Name.Text, property => property.Value.Text);
            var created = new NewTable
            {
                Fields = [.. rows.Columns.Select(Field)],
                PartitionBy = partitions ?? [.. table.PartitionedBy.Select(name => rows.Find(name.Text)!.Name)],
                Properties = properties,
                Name = table.Name.Text,
                Description = table.Description,
            };
            Writer.Create(created, cancellationToken: cancellationToken);
        }
        else if (change != SchemaChange.Strict)
        {
            Writer.Evolve(rows.Columns, change == SchemaChange.Permissive ? SchemaEvolution.Permissive : SchemaEvolution.Additive, cancellationToken: cancellationToken);
        }
        return _target.Latest(cancellationToken);
    }

    private DeltaField Field(Column column)
    {
        DeltaField field = SchemaMatch.NewField(_target.Store.Root, column);
        return table.NotNull.Any(name => name.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase)) ? field with { IsNullable = false } : field;
    }

    /// <summary>Each load has a number, in the table's log and in the record of its run. A load that the log has and no successful run knows was written by a run that was stopped behind it: it stays, and is not written again.</summary>
    private void Append(Append step, Relation rows)
    {
        Delta.Snapshot before = Ensure(rows, step.Schema);
        long written = before.Transactions.TryGetValue(AppId, out DeltaAction.AppTransaction? last) ? last.Version : 0;
        if (written == lastLoad + 1 && !options.FullRefresh)
        {
            (_load, _isAdopted) = (written, true);
            _written = AppendNotes.Find(_target, plan.Name, written, cancellationToken)?.Watermarks ?? s_none;
            return;
        }
        _load = Math.Max(written, lastLoad);
        if (!options.FullRefresh && _count == 0) return;
        _load++;
        CommitNotes notes = new() { Rows = _count, Transaction = (AppId, _load.Value), UserMetadata = new AppendNotes(plan.Name, _load.Value, new(watermarks)).ToJson() };
        if (options.FullRefresh) Writer.Overwrite(rows.Sql, new Overwritten.Everything(), notes: notes, cancellationToken: cancellationToken);
        else Writer.Append(rows.Sql, notes: notes, cancellationToken: cancellationToken);
    }

    private void Overwrite(Overwrite step, Relation rows)
    {
        // Where all rows are replaced, a schema that may change becomes that of the rows.
        bool takesColumns = step is { Mode: OverwriteMode.Whole, Schema: SchemaChange.Permissive };
        Delta.Snapshot before = Ensure(rows, takesColumns ? SchemaChange.Strict : step.Schema);
        Relation there = world.Rows(before);
        switch (step.Mode)
        {
            case OverwriteMode.Whole when takesColumns:
                if (!HasColumns(before.Schema, rows) || !IsSame(rows, there)) Writer.Overwrite(rows.Sql, new Overwritten.Everything(), SchemaEvolution.Replace, AllRows, cancellationToken: cancellationToken);
                break;
            case OverwriteMode.Whole:
                if (!IsSame(rows, there)) Writer.Overwrite(rows.Sql, new Overwritten.Everything(), notes: AllRows, cancellationToken: cancellationToken);
                break;
            case OverwriteMode.Partitions:
                string keys = string.Join(", ", before.Schema.PartitionFields.Select(field => SqlName.Quote(field.Name)));
                string same = string.Join(" AND ", before.Schema.PartitionFields.Select(field => $"old.{SqlName.Quote(field.Name)} IS NOT DISTINCT FROM new.{SqlName.Quote(field.Name)}"));
                var touched = new Relation($"SELECT old.* FROM ({there.Sql}) AS old WHERE EXISTS (SELECT 1 FROM (SELECT DISTINCT {keys} FROM ({rows.Sql})) AS new WHERE {same})", there.Columns);
                if (!IsSame(rows, touched)) Writer.Overwrite(rows.Sql, new Overwritten.TheirPartitions(), notes: AllRows, cancellationToken: cancellationToken);
                break;
            case OverwriteMode.Where:
                OverwriteWhere(step, rows, there);
                break;
        }
    }

    private void OverwriteWhere(Overwrite step, Relation rows, Relation there)
    {
        string condition = scope.Expressions.Condition(step.Condition!, rows.Columns);
        Refuse(step, rows, new Promise(step.Condition!, condition, $"rows are outside of what is replaced ({step.Condition})"));
        string replaced = scope.Expressions.Condition(step.Condition!, there.Columns);
        if (IsSame(rows, there.Where(replaced))) return;
        // No row matches another: those that the condition wants go, the new ones come, in one commit.
        var merge = new DeltaMerge(rows.Sql, "false", [], [new MergeInsert(FromSource(rows.Columns.Select(column => column.Name)))], [new MergeChange.Delete(replaced)]);
        Writer.Merge(merge, cancellationToken: cancellationToken);
    }

    /// <summary>Rows that were counted are not lost on the way into the files.</summary>
    private CommitNotes AllRows => new() { Rows = _count };

    private bool HasColumns(TableSchema schema, Relation rows) =>
        schema.Columns.SequenceEqual(rows.Columns.Select(Field).Select(field => new Column(field.Name, field.Type.ToDataType())));

    /// <summary>Whether the table holds these rows already, each as often; columns that tell where rows came from do not count.</summary>
    /// <remarks>Where the numbers of rows differ, which files tell without being read, no row is looked at.</remarks>
    private bool IsSame(Relation rows, Relation there)
    {
        Column[] told = [.. there.Columns.Where(column => !StepSql.AuditNames.Contains(column.Name))];
        if (rows.Columns.Any(column => there.Find(column.Name) is null) || told.Any(column => rows.Find(column.Name) is not { } row || !SchemaMatch.Holds(column.Type, row.Type))) return false;
        long old = scope.Connection.Scalar<long>($"SELECT count(*) FROM ({there.Sql})", cancellationToken);
        if (old != _count || old == 0) return old == _count;
        string values = string.Join(", ", told.Select(column => $"CAST({SqlName.Quote(column.Name)} AS {column.Type}) AS {SqlName.Quote(column.Name)}"));
        string Print(Relation of) => $"SELECT row(sum(hash(r)::HUGEINT), bit_xor(hash(r))) FROM (SELECT {values} FROM ({of.Sql})) AS r";
        return scope.Connection.Scalar<bool>($"SELECT ({Print(rows)}) IS NOT DISTINCT FROM ({Print(there)})", cancellationToken);
    }
}
