using FlowForge.Core.Diagnostics;

namespace FlowForge.Core.Plans.Documents;

/// <summary>A name or an expression of a plan. Equality looks at the text, not at the place where it stands.</summary>
public sealed record PlanText(string Text)
{
    /// <summary>Null for a text that no file holds.</summary>
    public PlanNode.Scalar? Source { get; init; }

    public Location? Where => Source?.At(0);

    public static implicit operator PlanText(string text) => new(text);

    /// <summary>The place of a character of the text in the file.</summary>
    public Location? At(int offset) => Source?.At(offset);

    public bool Equals(PlanText? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}

/// <summary>A name and what it stands for, as in a map of a plan.</summary>
public sealed record Named<T>(PlanText Name, T Value);
