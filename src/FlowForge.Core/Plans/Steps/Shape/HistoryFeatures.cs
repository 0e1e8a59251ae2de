using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds what the whole history of an entity before a cutoff looks like.</summary>
public sealed record HistoryFeatures : PlanStep
{
    public PlanText Table { get; init; } = "";

    public ValueList<Named<PlanText>> On { get; init; } = [];

    public PlanText Time { get; init; } = "";

    public PlanText Cutoff { get; init; } = "";

    public ValueList<PlanText> Features { get; init; } = ["recency", "frequency", "tenure", "gap_mean", "gap_std", "velocity", "regularity"];

    public ValueList<Named<int>> Lags { get; init; } = [];

    public PlanText? Prefix { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<HistoryFeatures>(new HistoryFeatures())
    {
        Name = "history_features",
        Family = StepFamily.Shape,
        Meaning = "Describes the events of each entity before its cutoff, in the order of time and then of all columns.",
        Nulls = "An entity without events has frequency 0 and nulls; with one event there is no gap.",
        Output = "The columns, then the features in the order given, then the lags.",
        Errors = "An unknown column or feature; a time that is no date or timestamp; a name that is taken.",
        DuckDb = "aggregates over lag() differences",
        Spark = "F.lag, F.datediff, groupBy(key).agg(…)",
    }
    .Required("events", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The events.")
    .Required("on", Kinds.JoinKeys, step => step.On, (step, value) => step with { On = value }, "The entity's key: columns of this table, or a map to the events' columns.")
    .Required("time", Kinds.Column, step => step.Time, (step, value) => step with { Time = value }, "The events' time.")
    .Required("cutoff", Kinds.Expression, step => step.Cutoff, (step, value) => step with { Cutoff = value }, "Per entity: only events strictly before it count.")
    .Optional("features", Kinds.Columns, step => step.Features, (step, value) => step with { Features = value }, "Which of recency (days since the last event), frequency (events), tenure (days from first to last), gap_mean and gap_std (days between events), velocity (events per 30 days of tenure), regularity (1 - gap_std / gap_mean, at least 0).")
    .Optional("lags", Kinds.LagCounts, step => step.Lags, (step, value) => step with { Lags = value }, "Event columns and how many of their last values to add: <column>_lag1 is the latest.")
    .Optional("prefix", Kinds.Text, step => step.Prefix, (step, value) => step with { Prefix = value }, "Put before the names.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
