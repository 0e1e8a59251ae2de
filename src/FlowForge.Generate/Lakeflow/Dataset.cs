using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Lakeflow;

/// <summary>What a table of the plan is in the pipeline. A closed set.</summary>
internal abstract record Dataset(CheckedTable Table)
{
    /// <summary>It stays a notebook: a step of it cannot be said declaratively.</summary>
    internal sealed record Notebook(CheckedTable Table, PlanStep Step, string Reason) : Dataset(Table);

    /// <summary>A materialized view: each update gives what its query says of all rows that are there.</summary>
    internal sealed record View(CheckedTable Table) : Dataset(Table);

    /// <summary>A streaming table that new rows are added to.</summary>
    internal sealed record Stream(CheckedTable Table) : Dataset(Table);

    /// <summary>A streaming table with a row per key, kept by AUTO CDC as SCD type 1.</summary>
    /// <param name="Sequence">Python of the column that decides between two rows of one key.</param>
    internal sealed record Latest(CheckedTable Table, string Sequence) : Dataset(Table);

    /// <summary>All versions of each key, kept by AUTO CDC as SCD type 2, and a view that calls their columns as the plan does.</summary>
    internal sealed record Versions(CheckedTable Table) : Dataset(Table);

    /// <summary>Whether it only reads what is new.</summary>
    internal bool IsStream => this is Stream or Latest or Versions;

    internal bool IsDeclared => this is not Notebook;
}
