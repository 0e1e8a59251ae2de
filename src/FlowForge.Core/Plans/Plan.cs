using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Workflows;

namespace FlowForge.Core.Plans;

/// <summary>The medallion layers in the order in which they are built.</summary>
public enum Layer
{
    Bronze,
    Silver,
    Gold,

    /// <summary>Tables for models: features, training sets, scores.</summary>
    Ml,
}

/// <summary>A pipeline as data: sources, and tables with the steps that make them. Built without side effects, read many times. Immutable.</summary>
public sealed record Plan(string Name)
{
    public string? Description { get; init; }

    public PlanSettings Settings { get; init; } = new();

    public ValueList<PlanSource> Sources { get; init; } = [];

    /// <summary>In the order of the document: by layer, then as written.</summary>
    public ValueList<PlanTable> Tables { get; init; } = [];

    /// <summary>When and on what it runs on a workspace; null where the plan does not say.</summary>
    public PlanWorkflow? Workflow { get; init; }

    /// <summary>The workspaces it is deployed to, in the order of the document: the first is the default.</summary>
    public ValueList<PlanEnvironment> Environments { get; init; } = [];

    public PlanTable? Find(TableName name) => Tables.FirstOrDefault(table => table.Address == name);
}

/// <summary>What holds for the whole plan.</summary>
public sealed record PlanSettings
{
    /// <summary>Spark's ANSI mode: overflow, bad casts and division by zero are errors. Default true.</summary>
    public bool Ansi { get; init; } = true;

    /// <summary>The session's time zone, by IANA's name. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The catalog of tables whose names have two parts. Default <c>main</c>.</summary>
    public string Catalog { get; init; } = "main";
}

/// <summary>Raw input of a plan.</summary>
/// <param name="Path">A file, glob, folder or volume path; relative paths start at the plan's folder.</param>
public sealed record PlanSource(PlanText Name, PlanText Path)
{
    /// <summary>The format's name; null: recognised by content.</summary>
    public PlanText? Format { get; init; }

    /// <summary>The reader's options by name.</summary>
    public ValueList<Named<PlanText>> Options { get; init; } = [];

    /// <summary>Types of columns, by name; those not named are inferred.</summary>
    public ValueList<Named<Schemas.DataType>> Columns { get; init; } = [];
}

/// <summary>A table of the plan and the steps that make it.</summary>
public sealed record PlanTable(Layer Layer, PlanText Name)
{
    public required TableName Address { get; init; }

    public string? Description { get; init; }

    /// <summary>Columns whose values lay out the table's folders.</summary>
    public ValueList<PlanText> PartitionedBy { get; init; } = [];

    /// <summary>CHECK constraints by name. As in Delta a row violates one unless it is true: null violates.</summary>
    public ValueList<Named<PlanText>> Constraints { get; init; } = [];

    /// <summary>Columns that are never null.</summary>
    public ValueList<PlanText> NotNull { get; init; } = [];

    /// <summary>Delta's table properties.</summary>
    public ValueList<Named<PlanText>> Properties { get; init; } = [];

    public ValueList<PlanStep> Steps { get; init; } = [];

    /// <summary>Places among <see cref="Steps"/> of steps that could not be read, and were told: what stands behind them sees columns that nobody knows.</summary>
    public ValueList<int> Unread { get; init; } = [];

    public Location? Where => Name.Where;

    /// <summary>How a step is called: its own name, or its number from 1.</summary>
    public string IdOf(PlanStep step) => step.Id ?? $"{Steps.ToList().FindIndex(one => ReferenceEquals(one, step)) + 1}";
}
