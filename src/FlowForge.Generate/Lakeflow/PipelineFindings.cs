using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Lakeflow;

/// <summary>What a pipeline does otherwise than the plan's own runs, told at the step. Nothing of a plan is left out without a word.</summary>
internal static class PipelineFindings
{
    internal static IReadOnlyList<Diagnostic> Of(CheckedPlan plan, GenerateOptions options)
    {
        IReadOnlyList<Dataset> datasets = DatasetChoice.Of(plan, options);
        if (!datasets.Any(one => one.IsDeclared))
            return [new Diagnostic("lakeflow-nothing", Severity.Error, datasets[0].Table.Table.Where ?? new Location(plan.Plan.Name), "No table of this plan can be said declaratively, so there is no pipeline.", "Use the notebooks: --target databricks or bundle.")];
        return [.. datasets.SelectMany(Of).GroupBy(finding => (finding.Id, finding.Summary)).Select(group => group.First() with { Count = group.Count() })];
    }

    private static IEnumerable<Diagnostic> Of(Dataset dataset)
    {
        if (dataset is Dataset.Notebook notebook)
        {
            yield return Said("lakeflow-notebook", Severity.Warning, dataset, notebook.Step,
                $"{Name(dataset)} stays a notebook: {notebook.Step.Definition.Name}: {notebook.Reason}.", "It is a task of the job, between the pipelines that it needs and those that need it.");
            yield break;
        }
        foreach (PlanStep step in dataset.Table.Table.Steps)
            if (Difference(dataset, step) is { } difference) yield return Said($"lakeflow-{step.Definition.Name.Replace('_', '-')}", Severity.Info, dataset, step, difference, null);
    }

    private static string? Difference(Dataset dataset, PlanStep step) => step switch
    {
        AuditColumns audit when audit.Columns.Any(name => name.Text is "_run_id") => "A pipeline does not tell the id of its update: _run_id is the time of the query.",
        Incremental when dataset.IsStream => "A stream takes each file once, with all its rows, however old they are: there is no watermark.",
        Incremental => "A materialized view reads all rows: there is no watermark.",
        Impute { With: not (Imputation.Constant or Imputation.Forward) } or CapOutliers => "What is fitted is fitted anew in each update, from all rows, and not kept.",
        Append => "A stream adds the rows of a file once; the plan's runs add what they read.",
        Merge { Duplicates: DuplicateKeys.Fail } when dataset is Dataset.Latest => "Two rows of one key in one file are not refused: one of them stays.",
        Merge { MissingInSource: MissingAction.Keep } or FeatureTable when dataset is Dataset.View => "A materialized view holds what the source has now: rows of keys that it has lost go.",
        _ => null,
    };

    private static string Name(Dataset dataset) => $"{TablePlaces.Word(dataset.Table.Table.Layer)}.{dataset.Table.Table.Name}";

    private static Diagnostic Said(string id, Severity severity, Dataset dataset, PlanStep step, string summary, string? hint) =>
        new(id, severity, step.Where ?? dataset.Table.Table.Where ?? new Location(Name(dataset)), summary, hint);
}
