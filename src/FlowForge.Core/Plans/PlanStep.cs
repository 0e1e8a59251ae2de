using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Core.Plans;

/// <summary>
/// One step of a table's pipeline: it takes rows and gives rows, or writes them. A closed set: the records in <c>Steps/</c>.
/// Equality looks at what a step says, not at where it stands.
/// </summary>
public abstract record PlanStep
{
    private protected PlanStep() { }

    /// <summary>A name to refer to, unique in its table; null: its number from 1.</summary>
    public string? Id { get; init; }

    /// <summary>Why the step is there, for readers of the plan, the notebooks and the specification.</summary>
    public string? Why { get; init; }

    /// <summary>Where it stands; null for a step that no file holds.</summary>
    public PlanNode? Source { get; init; }

    public Location? Where => Source?.Where;

    /// <summary>What the step's kind means, and its parameters.</summary>
    public abstract StepDefinition Definition { get; }

    public virtual bool Equals(PlanStep? other) => other is not null && EqualityContract == other.EqualityContract && Id == other.Id && Why == other.Why;

    public override int GetHashCode() => HashCode.Combine(EqualityContract, Id);

    public abstract T Accept<T>(IStepVisitor<T> visitor);
}
