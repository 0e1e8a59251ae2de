using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>How a plan is run.</summary>
public sealed record RunOptions
{
    /// <summary>Where relative paths of sources begin: the plan's folder.</summary>
    public required string PlanFolder { get; init; }

    /// <summary>Where the run's record is written as <c>&lt;run id&gt;.json</c>. One process at a time runs a plan in it; a second one is refused.</summary>
    public required string RunsFolder { get; init; }

    /// <summary>Goes into records and commits: <c>FlowForge/0.1.0</c>.</summary>
    public required string EngineInfo { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Build the tables of this layer only. Default: all layers.</summary>
    public Layer? Layer { get; init; }

    /// <summary>Begin with this table, or with the table of this step: <c>silver.customers</c>, <c>silver.customers.fill</c> or <c>fill</c>. Default: the first table.</summary>
    /// <remarks>A table is made whole: the rows between its steps are not kept.</remarks>
    public string? From { get; init; }

    /// <summary>Forget watermarks and stored fits, and let appending tables be filled anew. Default false.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Where converted sources lie while the run lasts. Default: the system's temporary folder.</summary>
    public string TempFolder { get; init; } = Path.GetTempPath();

    /// <summary>Read only so many first rows of each source, and of each table outside of the plan. Null: all.</summary>
    public long? InputRows { get; init; }

    /// <summary>How many rows of its result the end of each step tells. Default 0: none.</summary>
    public int RowsTold { get; init; }

    /// <summary>Converts sources that are neither Parquet nor Delta. Null: there must be none.</summary>
    public ISourceReader? Sources { get; init; }

    /// <summary>Looks up what <c>secret:scope/key</c> stands for. Null: a plan that needs one fails.</summary>
    public Func<string, string>? Secrets { get; init; }

    /// <summary>Is told what happens, on the thread that runs. Null: nobody listens.</summary>
    public IProgress<RunEvent>? Progress { get; init; }
}
