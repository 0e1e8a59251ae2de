using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds what happened to an entity in windows of time before a cutoff.</summary>
public sealed record WindowFeatures : PlanStep
{
    public PlanText Table { get; init; } = "";

    public ValueList<Named<PlanText>> On { get; init; } = [];

    public PlanText Time { get; init; } = "";

    public PlanText Cutoff { get; init; } = "";

    public ValueList<PlanDuration> Windows { get; init; } = [];

    public ValueList<Named<ValueList<PlanText>>> Features { get; init; } = [];

    public PlanText Count { get; init; } = "n";

    public bool Recency { get; init; }

    public PlanText? Filter { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<WindowFeatures>(new WindowFeatures())
    {
        Name = "window_features",
        Family = StepFamily.Shape,
        Meaning = "For each row and window counts the events of its entity with cutoff - window <= time < cutoff, and computes <column>_<function>_<window>. An event at the cutoff or after it is never read.",
        Nulls = "An entity without events in the window has the count 0 and null features. A null time or cutoff matches nothing.",
        Output = "The columns, then per window the count, the features in their order, recency.",
        Errors = "An unknown column or function; a time that is no date or timestamp; a name that is taken; keys of the entity that are not unique at one cutoff are allowed.",
        DuckDb = "LEFT JOIN on the key and the largest window, aggregated with FILTER",
        Spark = "events.join(entities, key).where(time < cutoff).groupBy(key, cutoff).agg(…)",
    }
    .Required("events", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The events.")
    .Required("on", Kinds.JoinKeys, step => step.On, (step, value) => step with { On = value }, "The entity's key: columns of this table, or a map to the events' columns.")
    .Required("time", Kinds.Column, step => step.Time, (step, value) => step with { Time = value }, "The events' time.")
    .Required("cutoff", Kinds.Expression, step => step.Cutoff, (step, value) => step with { Cutoff = value }, "Per entity: only events strictly before it count.")
    .Required("windows", Kinds.Durations, step => step.Windows, (step, value) => step with { Windows = value }, "Lengths before the cutoff: [7d, 30d, 90d].")
    .Optional("features", Kinds.Lists, step => step.Features, (step, value) => step with { Features = value }, "Event columns and functions of them: count, count_distinct, sum, mean, min, max, std, first, last.")
    .Optional("count", Kinds.Text, step => step.Count, (step, value) => step with { Count = value }, "Name of the number of events: <name>_<window>.")
    .Optional("recency", Kinds.Flag, step => step.Recency, (step, value) => step with { Recency = value }, "Add recency_<window>: days from the last event to the cutoff.")
    .Optional("where", Kinds.Expression, step => step.Filter, (step, value) => step with { Filter = value }, "Only events that satisfy this condition.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
