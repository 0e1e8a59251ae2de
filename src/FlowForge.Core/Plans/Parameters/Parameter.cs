using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Core.Plans.Parameters;

/// <summary>A parameter of a step as its documentation and an editor see it.</summary>
public abstract class Parameter
{
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public required string Doc { get; init; }

    public bool IsRequired { get; init; }

    public abstract string KindName { get; }

    /// <summary>What holds when it is not written, as it would be written; null when nothing does.</summary>
    public abstract string? DefaultText { get; }

    public abstract JsonObject Schema();
}

/// <summary>A parameter of one kind of step: how to take it from a step and how to give it to one.</summary>
public abstract class Parameter<TStep> : Parameter where TStep : PlanStep
{
    /// <summary>The step with the value that the node holds; false after telling what is wrong.</summary>
    internal abstract bool TryApply(ref TStep step, PlanNode node, PlanReading reading);

    /// <summary>The value in a step as it would be written; null when it is the default.</summary>
    internal abstract PlanNode? Write(TStep step);
}

/// <summary>A parameter with the type of its value. A value that is null is not set.</summary>
internal sealed class Parameter<TStep, TValue>(ParameterKind<TValue> kind, Func<TStep, TValue?> get, Func<TStep, TValue, TStep> set, TStep defaults) : Parameter<TStep>
    where TStep : PlanStep
    where TValue : class
{
    public override string KindName => kind.Name;

    public override string? DefaultText => get(defaults) is { } value && !IsRequired ? Spell(kind.Write(value)) : null;

    public override JsonObject Schema() => kind.Schema();

    internal override bool TryApply(ref TStep step, PlanNode node, PlanReading reading)
    {
        if (!kind.Read(node, reading, out TValue? value)) return false;
        step = set(step, value);
        return true;
    }

    internal override PlanNode? Write(TStep step) => get(step) is { } value && (IsRequired || !value.Equals(get(defaults))) ? kind.Write(value) : null;

    internal static string? Spell(PlanNode node) => node switch
    {
        PlanNode.Scalar scalar => scalar.Text,
        PlanNode.List { Items.Count: 0 } or PlanNode.Map { Entries.Count: 0 } => null,
        PlanNode.List list => $"[{string.Join(", ", list.Items.Select(Spell))}]",
        PlanNode.Map map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key.Text}: {Spell(entry.Value)}"))}}}",
        _ => null,
    };
}

/// <summary>The same for a value type; null is not set.</summary>
internal sealed class ValueParameter<TStep, TValue>(ParameterKind<TValue> kind, Func<TStep, TValue?> get, Func<TStep, TValue, TStep> set, TStep defaults) : Parameter<TStep>
    where TStep : PlanStep
    where TValue : struct
{
    public override string KindName => kind.Name;

    public override string? DefaultText => get(defaults) is { } value && !IsRequired ? Parameter<TStep, string>.Spell(kind.Write(value)) : null;

    public override JsonObject Schema() => kind.Schema();

    internal override bool TryApply(ref TStep step, PlanNode node, PlanReading reading)
    {
        if (!kind.Read(node, reading, out TValue value)) return false;
        step = set(step, value);
        return true;
    }

    internal override PlanNode? Write(TStep step) => get(step) is { } value && (IsRequired || !value.Equals(get(defaults))) ? kind.Write(value) : null;
}
