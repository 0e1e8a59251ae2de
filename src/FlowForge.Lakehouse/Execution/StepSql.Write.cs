using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What writing steps demand of their rows before anything is written.</summary>
internal sealed partial class StepSql
{
    public StepOutcome Visit(Append step) => new(input) { KeepsRows = true };

    public StepOutcome Visit(Overwrite step) => new(input) { KeepsRows = true };

    public StepOutcome Visit(Merge step)
    {
        Column[] keys = FindAll(step.Keys);
        bool isMatch = step.NullKeys == NullKeys.Match;
        StepOutcome present = isMatch ? new StepOutcome(input) { KeepsRows = step.Duplicates == DuplicateKeys.Fail } : WithoutNulls(step.Keys);
        Relation rows = present.Rows;
        if (step.SoftDelete is { } mark) rows = rows.With([new Computed(mark.Text, "false", DataType.Boolean)]);
        if (step.Duplicates == DuplicateKeys.First)
            rows = new Relation($"SELECT * EXCLUDE (__n) FROM (SELECT *, row_number() OVER (PARTITION BY {string.Join(", ", keys.Select(Plain))} ORDER BY {OrderWithTies(step.OrderBy, rows)}) AS __n FROM ({rows.Sql})) WHERE __n = 1", rows.Columns);
        return present with
        {
            Rows = rows,
            IsPartition = !isMatch && step.Duplicates == DuplicateKeys.Fail,
            Checks = step.Duplicates == DuplicateKeys.Fail ? [new StepCheck("merge-duplicate-key", Twins(rows.Sql, [.. keys.Select(Q)], isMatch, "of the source"), "Make the rows unique by the key with deduplicate, or let duplicates be first.")] : [],
        };
    }

    public StepOutcome Visit(FeatureTable step)
    {
        PlanText[] names = [.. step.Keys, .. step.Timestamp is null ? [] : (PlanText[])[step.Timestamp]];
        Column[] keys = FindAll(names);
        string nulls = string.Join(" OR ", keys.Select(key => $"{Q(key)} IS NULL"));
        return new StepOutcome(input)
        {
            Checks =
            [
                new StepCheck("feature-key-null", $"SELECT n || ' rows have no value in {string.Join(" or ", keys.Select(key => key.Name.Replace("'", "''", StringComparison.Ordinal)))}.' FROM (SELECT count(*) AS n FROM ({input.Sql}) WHERE {nulls}) WHERE n > 0", "Filter them out."),
                new StepCheck("feature-key-twice", Twins(input.Sql, [.. keys.Select(Q)], nullSafe: false, "of the features"), "Make the rows unique with deduplicate or aggregate."),
            ],
            KeepsRows = true,
        };
    }

    public StepOutcome Visit(Scd2 step)
    {
        StepOutcome present = WithoutNulls(step.EffectiveAt is null ? step.Keys : [.. step.Keys, step.EffectiveAt]);
        Column[] keys = FindAll(step.Keys);
        string[] moment = [.. keys.Select(Q), .. step.EffectiveAt is null ? [] : (string[])[Q(Find(step.EffectiveAt))]];
        Column[] told = [.. input.Columns.Where(column => !AuditNames.Contains(column.Name))];
        string distinct = $"SELECT DISTINCT {Relation.Names(told)} FROM ({present.Rows.Sql})";
        return present with { Checks = [new StepCheck("scd2-two-rows", Twins(distinct, moment, nullSafe: false, "at one time"), "A key can have one state at a time: make the rows unique with deduplicate, or name the column of their time in effective_at.")] };
    }

    public StepOutcome Visit(Snapshot step)
    {
        if (input.Find(step.Into.Text) is not null) throw Wrong("plan-name-taken", step.Into, $"there is a column '{step.Into}' already.");
        DateTimeOffset local = TimeZoneInfo.ConvertTime(scope.Facts.BeganAt, TimeZoneInfo.FindSystemTimeZoneById(scope.Settings.TimeZone));
        return new StepOutcome(input.With([new Computed(step.Into.Text, $"DATE '{local:yyyy-MM-dd}'", DataType.Date)])) { KeepsRows = true };
    }

    /// <summary>Columns that tell where a row came from: no part of what it says.</summary>
    internal static IReadOnlySet<string> AuditNames { get; } = new HashSet<string>(["_source", "_run_id", "_ingested_at"], StringComparer.OrdinalIgnoreCase);

    private StepOutcome WithoutNulls(ValueList<PlanText> names)
    {
        string reasons = string.Join(", ", FindAll(names).Select(column => $"CASE WHEN {Q(column)} IS NULL THEN {SqlName.Literal($"{column.Name} is null")} END"));
        return SetAside(input, $"nullif(concat_ws('; ', {reasons}), '')", kept => kept);
    }
}
