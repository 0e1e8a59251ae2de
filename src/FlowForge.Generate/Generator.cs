using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Checking;
using FlowForge.Generate.Airflow;
using FlowForge.Generate.Bundles;
using FlowForge.Generate.Experiments;
using FlowForge.Generate.Jobs;
using FlowForge.Generate.Lakeflow;
using FlowForge.Generate.Landing;
using FlowForge.Generate.Prefect;
using FlowForge.Generate.PySpark;
using FlowForge.Generate.Specification;

namespace FlowForge.Generate;

/// <summary>From a checked plan to files. The same plan, options and version give the same bytes. Thread-safe: it keeps nothing.</summary>
public static class Generator
{
    /// <summary>What there is to generate, in the order of help.</summary>
    public static IReadOnlyList<GenerateTarget> Targets { get; } =
    [
        new("databricks", "notebooks/ and workflow.json for the Jobs API", (plan, options, hash) => [.. Notebooks(plan, options, hash), WorkflowFile.Of(plan, options, hash)]) { Find = JobFindings.Of },
        new("bundle", "notebooks/ and databricks.yml, an asset bundle with a target per environment", (plan, options, hash) => [.. Notebooks(plan, options, hash), BundleFile.Of(plan, options, hash)]) { Find = JobFindings.Of },
        new("lakeflow", "lakeflow/, a bundle of declarative pipelines: a file per table, notebooks for what cannot be declared, and the job that runs both", PipelineBundle.Of) { Find = PipelineFindings.Of },
        new("airflow", "airflow/, a DAG that runs the notebooks on Databricks", (plan, options, hash) => [.. Notebooks(plan, options, hash), AirflowDag.Of(plan, options, hash)]),
        new("prefect", "prefect/, a flow that runs the notebooks on Databricks", (plan, options, hash) => [.. Notebooks(plan, options, hash), PrefectFlow.Of(plan, options, hash)]),
        new("spec", "pipeline_spec.md: tables, columns, lineage, rules and the last run", (plan, options, hash) => [PipelineSpec.Of(plan, options, hash)]),
    ];

    /// <summary>The files of some targets, each once, ordered by path.</summary>
    /// <exception cref="ArgumentException">The plan has errors.</exception>
    public static IReadOnlyList<GeneratedFile> Generate(CheckedPlan plan, GenerateOptions options, IEnumerable<GenerateTarget> targets)
    {
        if (!plan.IsValid) throw new ArgumentException("The plan has errors.", nameof(plan));
        string hash = ContentHash.Of(plan, options);
        return [.. targets.SelectMany(target => target.Make(plan, options, hash)).DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static IEnumerable<GeneratedFile> Notebooks(CheckedPlan plan, GenerateOptions options, string hash) =>
        [.. plan.Tables.Select(table => Notebook.Of(plan, table, options, hash)), .. ExperimentNotebook.Of(plan, options, hash), .. LandingFiles.Of(plan, options, hash)];
}

/// <summary>One kind of output.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Doc">What it gives.</param>
public sealed record GenerateTarget(string Name, string Doc, Func<CheckedPlan, GenerateOptions, string, IReadOnlyList<GeneratedFile>> Make)
{
    /// <summary>What it does otherwise than the plan's own runs, at the steps concerned. An error: it makes no files of this plan.</summary>
    public Func<CheckedPlan, GenerateOptions, IReadOnlyList<Diagnostic>> Find { get; init; } = (_, _) => [];
}
