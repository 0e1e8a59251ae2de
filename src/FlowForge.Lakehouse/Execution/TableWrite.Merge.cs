using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;
using DeltaMerge = FlowForge.Lakehouse.Delta.Writing.Merge;
using MergeStep = FlowForge.Core.Plans.Steps.Merge;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Writes that match rows by key.</summary>
internal sealed partial class TableWrite
{
    private void Merge(MergeStep step, Relation rows)
    {
        TableSchema schema = Ensure(rows, step.Schema).Schema;
        bool isMatch = step.NullKeys == NullKeys.Match;
        string[] keys = [.. step.Keys.Select(key => key.Text)];
        string on = isMatch ? string.Join(" AND ", keys.Select(key => $"target.{SqlName.Quote(key)} IS NOT DISTINCT FROM source.{SqlName.Quote(key)}")) : SameKeys(keys);
        if (step.WhenMatched == MatchedAction.Fail) RefuseMatches(step, rows, on);
        string[] updated = step.Update.Count > 0 ? [.. step.Update.Select(name => name.Text)] : [.. rows.Columns.Select(column => column.Name).Where(name => !step.Keys.Any(key => key.Text.Equals(name, StringComparison.OrdinalIgnoreCase)))];
        if (step.SoftDelete is { } back && !updated.Contains(back.Text, StringComparer.OrdinalIgnoreCase)) updated = [.. updated, back.Text];

        IReadOnlyList<Column> both = [new Column("source", new DataType.Struct(rows.Columns)), new Column("target", new DataType.Struct(schema.Columns))];
        var matched = new List<MergeChange>();
        if (step.DeleteWhen is { } gone) matched.Add(new MergeChange.Delete(scope.Expressions.Condition(gone, both)));
        if (step.WhenMatched == MatchedAction.Update && updated.Length > 0)
            matched.Add(new MergeChange.Update(FromSource(updated), Both(Differs(updated), step.UpdateWhen is null ? null : scope.Expressions.Condition(step.UpdateWhen, both))));
        // Files are passed over by the values of keys, of which null is none.
        Writer.Merge(new DeltaMerge(rows.Sql, on, matched, [Added(step, rows, keys)], [.. Missing(step, schema)]) { Keys = isMatch ? s_none : Same(keys) }, cancellationToken: cancellationToken);
    }

    private MergeInsert Added(MergeStep step, Relation rows, string[] keys)
    {
        string[] columns = step.Insert.Count == 0 ? [.. rows.Columns.Select(column => column.Name)]
            : [.. keys.Concat(step.Insert.Select(name => name.Text)).Concat(step.SoftDelete is { } mark ? [mark.Text] : []).Distinct(StringComparer.OrdinalIgnoreCase)];
        string? when = step.InsertWhen is { } asked ? scope.Expressions.Condition(asked, [new Column("source", new DataType.Struct(rows.Columns))]) : null;
        return new MergeInsert(FromSource(columns), NotDeleted(step, rows) is { } stays ? Both(stays, when) : when);
    }

    // Without this a row that is deleted by one run would be added by the next.
    private string? NotDeleted(MergeStep step, Relation rows)
    {
        if (step.DeleteWhen is not { } gone || gone.Text.Contains("target", StringComparison.OrdinalIgnoreCase)) return null;
        return $"({scope.Expressions.Condition(gone, [new Column("source", new DataType.Struct(rows.Columns))])}) IS NOT TRUE";
    }

    private IEnumerable<MergeChange> Missing(MergeStep step, TableSchema schema)
    {
        string? when = step.MissingWhen is { } asked ? scope.Expressions.Condition(asked, [new Column("target", new DataType.Struct(schema.Columns))]) : null;
        if (step.MissingInSource == MissingAction.Delete) yield return new MergeChange.Delete(when);
        if (step.MissingInSource == MissingAction.SoftDelete && step.SoftDelete is { } mark)
            yield return new MergeChange.Update(new Dictionary<string, string> { [mark.Text] = "true" }, Both($"target.{SqlName.Quote(mark.Text)} IS DISTINCT FROM true", when));
    }

    private void RefuseMatches(MergeStep step, Relation rows, string on)
    {
        Relation there = world.Rows(_target.Latest(cancellationToken));
        long matches = scope.Connection.Scalar<long>($"SELECT count(*) FROM ({there.Sql}) AS target JOIN ({rows.Sql}) AS source ON {on}", cancellationToken);
        if (matches > 0) throw new InputException("merge-matched", step.Where ?? new Location($"{table.Address}"), $"merge: {matches:N0} rows have keys that are in the table already, and when_matched is fail.", "Leave them out, or let when_matched be update or ignore.");
    }

    private static string SameKeys(IEnumerable<string> keys) => string.Join(" AND ", keys.Select(key => $"target.{SqlName.Quote(key)} = source.{SqlName.Quote(key)}"));

    private static Dictionary<string, string> Same(IEnumerable<string> keys) => keys.ToDictionary(key => key, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, string> FromSource(IEnumerable<string> columns) => columns.ToDictionary(name => name, name => $"source.{SqlName.Quote(name)}", StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a row of the source says something else than that of the table. Where it came from does not count.</summary>
    private static string Differs(IEnumerable<string> columns) =>
        string.Join(" OR ", columns.Where(name => !StepSql.AuditNames.Contains(name)).Select(name => $"target.{SqlName.Quote(name)} IS DISTINCT FROM source.{SqlName.Quote(name)}").DefaultIfEmpty("false"));

    private static string Both(string left, string? right) => right is null ? left : $"({left}) AND ({right})";

    private void Features(FeatureTable step, Relation rows)
    {
        Ensure(rows, SchemaChange.Additive);
        string[] keys = [.. step.Keys.Select(key => key.Text), .. step.Timestamp is { } time ? (string[])[time.Text] : []];
        string[] values = [.. rows.Columns.Select(column => column.Name).Where(name => !keys.Contains(name, StringComparer.OrdinalIgnoreCase))];
        var merge = new DeltaMerge(rows.Sql, SameKeys(keys), values.Length == 0 ? [] : [new MergeChange.Update(FromSource(values), Differs(values))], [new MergeInsert(FromSource(rows.Columns.Select(column => column.Name)))], []) { Keys = Same(keys) };
        Writer.Merge(merge, cancellationToken: cancellationToken);
    }

    private void Snapshot(Core.Plans.Steps.Snapshot step, Relation rows)
    {
        string day = rows.Find(step.Into.Text)!.Name;
        Ensure(rows, SchemaChange.Additive, [day, .. table.PartitionedBy.Select(name => name.Text).Where(name => !name.Equals(day, StringComparison.OrdinalIgnoreCase))]);
        DateTimeOffset local = TimeZoneInfo.ConvertTime(scope.Facts.BeganAt, TimeZoneInfo.FindSystemTimeZoneById(scope.Settings.TimeZone));
        string today = local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), quoted = SqlName.Quote(day);
        Relation there = world.Rows(_target.Latest(cancellationToken));
        if (!IsSame(rows, there.Where($"{quoted} = DATE '{today}'")))
            Writer.Overwrite(rows.Sql, new Overwritten.Matching(new DeltaPredicate.Compare(day, Comparison.Equal, today)), notes: AllRows, cancellationToken: cancellationToken);
        if (step.Keep is not { } keep) return;
        string? oldest = scope.Connection.Scalar<string?>($"SELECT CAST(min(d) AS VARCHAR) FROM (SELECT DISTINCT {quoted} AS d FROM ({world.Rows(_target.Latest(cancellationToken)).Sql}) ORDER BY d DESC LIMIT {keep})", cancellationToken);
        if (oldest is not null) Writer.Delete(new RowCondition($"{quoted} < DATE '{oldest}'", new DeltaPredicate.Compare(day, Comparison.Less, oldest)), cancellationToken: cancellationToken);
    }

    /// <summary>Adds rows that were set aside to <c>&lt;table&gt;_quarantine</c>, those that are there already not again.</summary>
    internal void Quarantine(IReadOnlyList<(string Step, Relation Rows)> rejected)
    {
        if (rejected.Count == 0) return;
        string all = string.Join(" UNION ALL ", rejected.Select(one => Quarantined(one.Step, one.Rows)));
        string numbered = $"SELECT _step, _reason, _row, row_number() OVER (PARTITION BY _step, _reason, _row) AS _occurrence, {SqlName.Literal(scope.Facts.RunId)} AS _run_id, {RunState.Moment(scope.Facts.BeganAt)} AS _quarantined_at FROM ({all})";
        var place = catalog.Place(table.Address with { Table = $"{table.Name}_quarantine" });
        var writer = new DeltaWriter(place, scope.Connection, writing);
        if (place.TryLatest(cancellationToken) is null) writer.Create(new NewTable { Rows = $"SELECT * FROM ({numbered}) WHERE false" }, cancellationToken: cancellationToken);
        string[] same = ["_step", "_reason", "_row", "_occurrence"];
        string[] columns = [.. same, "_run_id", "_quarantined_at"];
        writer.Merge(new DeltaMerge(numbered, SameKeys(same), [], [new MergeInsert(FromSource(columns))], []) { Keys = Same(same) }, cancellationToken: cancellationToken);
    }

    private string Quarantined(string step, Relation rows)
    {
        // A row that comes again comes with another run's id, and is the same row.
        Column[] raw = [.. rows.Columns.Where(column => column.Name != StepOutcome.ReasonColumn && !StepSql.AuditNames.Contains(column.Name))];
        string names = string.Join(", ", raw.Select(column => $"`{column.Name.Replace("`", "``", StringComparison.Ordinal)}`"));
        PlanText json = $"to_json(struct({names}))";
        return $"SELECT {SqlName.Literal(step)} AS _step, {StepOutcome.ReasonColumn} AS _reason, {scope.Expressions.Value("", json, raw).Sql} AS _row FROM ({rows.Sql})";
    }
}
