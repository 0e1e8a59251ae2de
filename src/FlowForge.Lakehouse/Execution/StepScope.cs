using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.DuckDb;

namespace FlowForge.Lakehouse.Execution;

/// <summary>One run of a plan: what its steps may know of it.</summary>
/// <param name="RunId">Goes into audit columns and records.</param>
/// <param name="BeganAt">The run's only clock for data: audit columns, snapshots, versions without a time of their own.</param>
public sealed record RunFacts(string RunId, DateTimeOffset BeganAt);

/// <summary>Where steps get what does not come with their rows: other tables, sources, and what was fitted or kept by earlier runs.</summary>
internal interface IStepWorld
{
    /// <exception cref="InputException">The source is missing or cannot be read.</exception>
    Relation Source(Read step);

    /// <param name="version">Null: the newest.</param>
    /// <param name="where">Files that cannot hold a row that satisfies this are left out; others are given whole.</param>
    /// <exception cref="InputException">There is no such table or version.</exception>
    Relation Table(PlanText reference, int? version = null, PlanText? where = null);

    /// <summary>How a table of the plan is made; null for one that is not of the plan.</summary>
    PlanTable? Planned(PlanText reference);

    /// <summary>The stored fit of the step, or the one that <paramref name="fit"/> gives, which is stored.</summary>
    /// <param name="fit">A query of the columns of <see cref="FittedValues"/>.</param>
    FittedValues Fitted(PlanStep step, Func<string> fit);

    /// <summary>The numbers given to business keys: the columns of the key and <c>__number</c>. Keys without one get the next.</summary>
    Relation Keys(SurrogateKey step, Relation rows);

    /// <summary>The watermark that the last successful run left for the step; null for none.</summary>
    string? Watermark(Incremental step);

    /// <summary>What the table at hand was read from, for audit columns.</summary>
    string Origin { get; }

    /// <summary>A secret by its reference; a text that is no reference is itself.</summary>
    string Secret(PlanText reference);
}

/// <summary>What a step is turned into SQL with.</summary>
internal sealed record StepScope(IStepWorld World, RunFacts Facts, PlanSettings Settings, DuckDbConnection Connection)
{
    internal StepExpressions Expressions { get; } = new(Connection, new ExpressionSettings(Settings.Ansi, Settings.TimeZone) { Now = Facts.BeganAt });
}
