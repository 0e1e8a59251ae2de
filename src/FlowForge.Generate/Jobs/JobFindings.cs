using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Jobs;

/// <summary>What a plan has that one job of Databricks cannot have.</summary>
internal static class JobFindings
{
    /// <summary>Tasks that <c>POST /api/2.2/jobs/create</c> takes.</summary>
    internal const int MaxTasks = 1_000;

    internal static IReadOnlyList<Diagnostic> Of(CheckedPlan plan, GenerateOptions options) => plan.Tables.Count <= MaxTasks ? [] :
    [
        new Diagnostic("job-tasks", Severity.Error, plan.Tables[MaxTasks].Table.Where ?? new Location(plan.Plan.Name),
            $"This plan has {plan.Tables.Count:N0} tables, and a job of Databricks at most {MaxTasks:N0} tasks.", "Make two plans of it: one may read the other's tables from the catalog."),
    ];
}
