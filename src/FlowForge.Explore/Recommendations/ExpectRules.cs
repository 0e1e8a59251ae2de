using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;
using static FlowForge.Explore.Recommendations.SilverTable;

namespace FlowForge.Explore.Recommendations;

/// <summary>Values that stand for nothing become null; rows that cannot be true are set aside with the name of the rule.</summary>
internal sealed class ExpectRules(SilverTable table)
{
    internal void Recommend()
    {
        NullOut();
        foreach (CheckResult check in table.Findings.Checks.Where(check => check.Failed && check.Column is not null))
            if (table.Findings.Profile.Find(check.Column!) is { } column && Rule(check, column) is { } rule)
                Hold(check, column, rule.Name, rule.Sql, rule.Confidence);
        CountMissingReferences();
    }

    private void NullOut()
    {
        // Columns of one export have the same numbers for nothing: one step for all of them, or a wide table has hundreds.
        foreach (IGrouping<string, ColumnProfile> same in table.Failing(CheckDefinition.Sentinels).GroupBy(column => string.Join(", ", NumberChecks.Sentinels(column, column.Number!).Select(value => NumberChecks.Short(value.Value)))).Where(same => same.Key.Length > 0))
        {
            Named<PlanText>[] columns = [.. same.Select(column => new Named<PlanText>(column.Name, $"CASE WHEN {Sql(column)} IN ({same.Key}) THEN NULL ELSE {Sql(column)} END"))];
            table.Add(new Derive { Columns = [.. columns] }, StepOrder.NullOut, 0.75, $"{Listed(same)}: {same.Key} stand{(same.Key.Contains(',', StringComparison.Ordinal) ? "" : "s")} for no value", CheckDefinition.Sentinels.Id, ["sentinel", .. same.Select(column => column.Name)]);
        }
        foreach (CheckResult check in table.Failed(CheckDefinition.PlaceholderDates))
        {
            ColumnProfile column = table.Findings.Profile.Find(check.Column!)!;
            string days = string.Join(", ", column.Time!.Placeholders.Select(day => $"DATE '{day.Value}'"));
            table.Derive(column, $"CASE WHEN CAST({Sql(column)} AS DATE) IN ({days}) THEN NULL ELSE {Sql(column)} END", StepOrder.NullOut, 0.85, $"{column.Name}: {Listed(column.Time.Placeholders.Select(day => day.Value))} stand{(column.Time.Placeholders.Count == 1 ? "s" : "")} for no date", check.Check.Id, "placeholder");
        }
    }

    /// <summary>An event with a value that cannot be true is set aside. A thing is not: others refer to it, so it loses the value and stays.</summary>
    private void Hold(CheckResult check, ColumnProfile column, string rule, string sql, double confidence)
    {
        bool isOfOneValue = check.Check == CheckDefinition.Negatives || check.Check == CheckDefinition.FutureDates || check.Check == CheckDefinition.Range || check.Check == CheckDefinition.FarOutliers || check.Check == CheckDefinition.NotFinite || check.Check == CheckDefinition.Format;
        if (table.Findings.Grain.Level == GrainLevel.Entity && isOfOneValue && !table.IsKeyOrReference(column))
            table.Derive(column, $"CASE WHEN {sql} THEN {Sql(column)} END", StepOrder.NullOut + 1, confidence, $"{check.Summary}; the value is taken out and the row stays, since others may refer to it", check.Check.Id, rule);
        else
            table.Add(new Expect { Rules = [new Named<PlanText>(rule, sql)], OnViolation = Violation.Quarantine }, StepOrder.Expect, confidence, $"{check.Summary}; such rows are set aside", check.Check.Id, rule);
    }

    /// <summary>Rows are kept: the referenced one may come later. The count is told each run.</summary>
    private void CountMissingReferences()
    {
        foreach (Relationship reference in table.References.Where(one => one.Confidence >= 0.7 && one.OrphanRows > one.SpellingOrphanRows))
        {
            ColumnProfile column = table.Findings.Profile.Find(reference.Child.Column)!;
            string given = $"{SparkText.Plain(reference.Child.Column)}_given";
            if (column.Nulls > 0) table.Add(new Expect { Rules = [new Named<PlanText>(given, $"{Sql(column)} IS NOT NULL")], OnViolation = Violation.Warn }, StepOrder.Expect + 1, 0.6, $"{reference.Child} refers to {reference.Parent}; rows without it are counted", CheckDefinition.Orphans.Id, given);
        }
    }

    private (string Name, string Sql, double Confidence)? Rule(CheckResult check, ColumnProfile column)
    {
        string name = SparkText.Plain(column.Name), sql = Sql(column);
        SemanticType type = table.TypeOf(column);
        return check.Check.Id switch
        {
            "validity-negative" => ($"{name}_not_negative", $"{sql} IS NULL OR {sql} >= 0", 0.75),
            "outliers-far" when NumberBounds.Far(column.Number!) is { } fence => ($"{name}_plausible", $"{sql} IS NULL OR {sql} BETWEEN {SparkText.Number(fence.Low)} AND {SparkText.Number(fence.High)}", 0.5),
            "validity-date-future" => ($"{name}_not_future", $"{sql} IS NULL OR {sql} <= current_timestamp()", 0.8),
            "validity-not-finite" => ($"{name}_finite", $"{sql} IS NULL OR abs({sql}) < 1e300", 0.85),
            "validity-range" when NumberBounds.Of(column, type) is { } bounds => ($"{name}_in_range", $"{sql} IS NULL OR {sql} BETWEEN {bounds.LowText} AND {bounds.HighText}", 0.75),
            "validity-format" when type == SemanticType.Email => ($"{name}_is_email", $"{sql} IS NULL OR {sql} RLIKE '^[^@ ]+@[^@ ]+[.][A-Za-z]{{2,}}$'", 0.7),
            "completeness-key" => ($"{name}_given", $"{sql} IS NOT NULL", 0.9),
            "consistency-date-order" when check.Other is { } first && table.Findings.Profile.Find(first) is { } earlier => ($"{name}_after_{SparkText.Plain(first)}", $"{sql} IS NULL OR {Sql(earlier)} IS NULL OR {sql} >= {Sql(earlier)}", 0.7),
            _ => null,
        };
    }
}
