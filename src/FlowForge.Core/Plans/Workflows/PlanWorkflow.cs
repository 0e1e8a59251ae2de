using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Workflows;

/// <summary>When and on what a plan runs on a workspace, and who is told. Immutable.</summary>
public sealed record PlanWorkflow
{
    /// <summary>Quartz cron, as Databricks takes it: second minute hour day-of-month month day-of-week [year]. Null: started by people or other jobs.</summary>
    public PlanText? Schedule { get; init; }

    /// <summary>The schedule's time zone, by IANA's name. Null: that of the plan.</summary>
    public string? TimeZone { get; init; }

    public WorkflowCompute Compute { get; init; }

    /// <summary>With a job cluster: the machine, by the cloud's name. Null: <c>i3.xlarge</c>.</summary>
    public string? NodeType { get; init; }

    /// <summary>With a job cluster: machines beside the driver, 0 to 1,000. Null: 2.</summary>
    public int? Workers { get; init; }

    /// <summary>With a job cluster: the Databricks runtime. Null: <c>15.4.x-scala2.12</c>, which has Spark 3.5.</summary>
    public string? Runtime { get; init; }

    /// <summary>How often a task that failed is tried again, 0 to 100. Default 1.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Between two tries. Default one minute.</summary>
    public PlanDuration RetryAfter { get; init; } = new(1, TimeUnit.Minute);

    /// <summary>After which a task is stopped. Null: never.</summary>
    public PlanDuration? Timeout { get; init; }

    /// <summary>After which a run is called slow: a warning is sent. Null: never.</summary>
    public PlanDuration? SlowAfter { get; init; }

    /// <summary>Addresses that are told of failed and slow runs.</summary>
    public ValueList<PlanText> Notify { get; init; } = [];

    /// <summary>Beside <see cref="PlanTag"/>; at most <see cref="MaxTags"/>.</summary>
    public ValueList<Named<PlanText>> Tags { get; init; } = [];

    /// <summary>The tag that every job has: the plan's name.</summary>
    public const string PlanTag = "flowforge_plan";

    /// <summary>A job of Databricks has at most 25 tags; one is <see cref="PlanTag"/>.</summary>
    public const int MaxTags = 24;
}

/// <summary>See <see cref="PlanWorkflow"/>.</summary>
public enum WorkflowCompute
{
    Serverless,
    JobCluster,
}

/// <summary>A workspace that the plan runs on: Dev, QA, Prod.</summary>
public sealed record PlanEnvironment(PlanText Name)
{
    /// <summary>The workspace's address: <c>https://adb-1.azuredatabricks.net</c>. Null: that of the profile that deploys.</summary>
    public PlanText? Host { get; init; }

    /// <summary>The catalog of the plan's tables there. Null: that of the plan.</summary>
    public string? Catalog { get; init; }

    public EnvironmentMode Mode { get; init; }

    /// <summary>The service principal that jobs run as. Null: who deploys.</summary>
    public string? RunAs { get; init; }
}

/// <summary>See <see cref="PlanEnvironment"/>.</summary>
public enum EnvironmentMode
{
    /// <summary>Each person has a copy; schedules are paused.</summary>
    Development,
    Production,
}
