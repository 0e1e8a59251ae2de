using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Execution;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Bench.Lakehouse;

/// <summary>A plan of twenty steps from events to gold, run as <c>flowforge run</c> does it.</summary>
internal static class PlanWork
{
    private const string Yaml = """
        plan: events
        sources:
          events: { path: lakehouse-events.parquet }
        bronze:
          events:
            - read: events
            - audit_columns
            - overwrite
        silver:
          events:
            - from: bronze.events
            - select: [id, customer, at, kind, amount, quantity]
            - filter: customer is not null
            - clean_text: kind
              case: lower
            - cast: { quantity: int }
            - impute: kind
              with: constant
              value: unknown
            - impute: amount
            - cap_outliers: amount
              by: percentile
            - derive: { total: "round(amount * quantity, 2)", day: cast(at as date), hour: hour(at) }
            - expect: { sane: quantity >= 0 and amount >= 0 }
              on_violation: drop
            - overwrite
        gold:
          customers:
            - from: silver.events
            - aggregate: { events: count(*), total: sum(total), last_at: max(at) }
              by: customer
            - overwrite
          days:
            - from: silver.events
            - aggregate: { events: count(*), total: sum(total) }
              by: [day, kind]
            - overwrite
        """;

    internal static long Run(LakehouseData data, string output)
    {
        using DuckDbDatabase engine = DuckDbDatabase.Open();
        var catalog = new Folders(output, engine);
        var options = new RunOptions { PlanFolder = Path.GetDirectoryName(data.Events)!, RunsFolder = Path.Combine(output, "runs"), EngineInfo = "FlowForge/bench", Clock = TimeProvider.System, Progress = new Steps() };
        PlanReadResult read = PlanReader.Read(PlanYaml.Read(Yaml, "plan.yaml"), "plan.yaml");
        if (read.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } error) throw new InputException(error);
        RunRecord record = PlanRun.Run(PlanChecker.Check(read.Plan, new RunSchemas(catalog, engine, options), "plan.yaml"), catalog, engine, options);
        return record.Steps[^1].RowsOut;
    }

    /// <summary>Tells the seconds of each step to whoever looks.</summary>
    private sealed class Steps : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            if (value is RunEvent.StepFinished { Step: var step }) Console.Error.WriteLine($"{step.Seconds,8:N3} s  {step.Table} {step.Step} ({step.Kind}): {step.RowsOut:N0} rows");
        }
    }

    /// <summary>Tables in folders below one.</summary>
    private sealed class Folders(string root, DuckDbDatabase engine) : ITableCatalog
    {
        public DeltaTable? Find(TableName name) => DeltaTable.IsTable(FolderOf(name)) ? Place(name) : null;

        public DeltaTable Place(TableName name) => new(new LocalTableStore(FolderOf(name)), engine);

        private string FolderOf(TableName name) => Path.Combine(root, name.Schema, name.Table);
    }
}
