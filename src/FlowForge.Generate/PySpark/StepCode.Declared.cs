using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Generate.PySpark;

/// <summary>Steps as declarative pipelines need them: what speaks against a row, and what the last step does to the rows before they are the table.</summary>
internal sealed partial class StepCode
{
    /// <summary>What speaks against each row, as a text column that is empty where nothing does; null for a step that sets no row aside.</summary>
    internal static string? ReasonOf(StepScope scope, CheckedStep step)
    {
        var code = new StepCode(scope, step);
        return step.Step switch
        {
            Cast { OnError: CastError.Quarantine, Columns.Count: > 0 } cast => code.Reason(cast),
            Expect { OnViolation: Violation.Quarantine, Rules.Count: > 0 } expect => Reason(expect),
            Merge merge => NullReason(code.Own(merge.Keys)),
            Scd2 scd => NullReason([.. code.Own(scd.Keys), .. scd.EffectiveAt is { } time ? [code.Own(time)] : (string[])[]]),
            _ => null,
        };
    }

    /// <summary>The rows of a materialized view whose last step this is, from the rows before it.</summary>
    internal static string Declared(StepScope scope, CheckedStep step)
    {
        var code = new StepCode(scope, step);
        return step.Step switch
        {
            Merge merge => code.Merged(merge),
            FeatureTable features => scope.Setting.Unique("rows", code.Own(features.Keys).Select(Py.Col), "of the features"),
            Scd2 scd => code.Versions(scd),
            _ => "",
        };
    }

    private string Merged(Merge step)
    {
        string[] keys = Own(step.Keys);
        return Lines(
            step.DeleteWhen is { } gone ? $"rows = rows.alias(\"source\").where({Py.Text($"NOT coalesce({Sql.Of(gone)}, FALSE)")})" : "",
            step.Duplicates == DuplicateKeys.First
                ? Lines($"first = {PartitionBy(keys)}.orderBy({OrderWithTies(step.OrderBy)})", First("first"))
                : scope.Setting.Unique("rows", keys.Select(Py.Col), "of the source"));
    }

    private string Versions(Scd2 step)
    {
        string[] keys = Own(step.Keys), moment = [.. keys, Own(step.EffectiveAt!)];
        string time = $"F.lit(None).cast(\"timestamp\")";
        return Lines(
            $"rows = only_one_story(rows, {Py.List(moment.Select(Py.Col))})",
            $"compared = {Compared(step, moment)}",
            "# All rows are there, so all versions are computed from the first on.",
            Py.Block("nothing = rows.limit(0).withColumns({", [$"{Py.Text(step.ValidFrom.Text)}: {time}", $"{Py.Text(step.ValidTo.Text)}: {time}", $"{Py.Text(step.IsCurrent.Text)}: F.lit(True)"], "})"),
            Py.Block("rows = versions_of(", [$"rows.withColumn(\"__at\", {Effective(step)})", "nothing", Py.Texts(keys), "compared", .. VersionNames(step)], ")"));
    }

    private string Compared(Scd2 step, string[] moment) => step.Compare.Count > 0
        ? Py.Texts(Own(step.Compare))
        : $"[name for name in rows.columns if name.lower() not in AUDIT and name not in {Py.Texts(moment)}]";

    private string Effective(Scd2 step) => step.EffectiveAt is { } effect ? $"{Py.Col(Own(effect))}.cast(\"timestamp\")" : scope.Setting.Run.Start;

    private static string[] VersionNames(Scd2 step) => [Py.Text(step.ValidFrom.Text), Py.Text(step.ValidTo.Text), Py.Text(step.IsCurrent.Text)];
}
