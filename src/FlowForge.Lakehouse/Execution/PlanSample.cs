using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Runs a plan over the first rows of its sources as if for the first time, into tables that are gone afterwards: what each step makes of some rows.</summary>
public static class PlanSample
{
    /// <summary>Rows of each source, and of each table outside of the plan, that are read. Enough for joins to find partners in most data, and read in a moment.</summary>
    public const long InputRows = 10_000;

    /// <param name="rows">Of each step's result; at least 1.</param>
    /// <param name="options">Its layer, first step and listener are not used. Its reader of sources may stop after <see cref="InputRows"/>.</param>
    /// <returns>The steps in the order in which they were done, each with its rows.</returns>
    /// <exception cref="InputException">A step failed over these rows: with its place.</exception>
    public static IReadOnlyList<RunEvent.StepFinished> Take(CheckedPlan plan, ITableCatalog catalog, DuckDbDatabase engine, RunOptions options, int rows, CancellationToken cancellationToken)
    {
        string scratch = Path.Combine(options.TempFolder, $"flowforge-sample-{Delta.Writing.RandomId.Next():N}");
        Directory.CreateDirectory(scratch);
        try
        {
            var steps = new StepList();
            var tables = new ScratchCatalog(plan.Plan, new CatalogTables(new LocalCatalog(scratch), engine), catalog);
            RunOptions sampling = options with { RunsFolder = scratch, Layer = null, From = null, FullRefresh = false, Progress = steps, InputRows = Math.Max(InputRows, rows), RowsTold = rows };
            PlanRun.Run(plan, tables, engine, sampling, cancellationToken);
            return steps.Finished;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private sealed class StepList : IProgress<RunEvent>
    {
        internal List<RunEvent.StepFinished> Finished { get; } = [];

        public void Report(RunEvent value)
        {
            if (value is RunEvent.StepFinished finished) Finished.Add(finished);
        }
    }

    /// <summary>What the plan makes is in the scratch, all else where it is, to be read only.</summary>
    private sealed class ScratchCatalog(Plan plan, ITableCatalog scratch, ITableCatalog outside) : ITableCatalog
    {
        public DeltaTable? Find(TableName name) => scratch.Find(name) ?? (plan.Find(name) is null && name.Schema != RunState.Schema ? outside.Find(name) : null);

        public DeltaTable Place(TableName name) => scratch.Place(name);
    }
}
