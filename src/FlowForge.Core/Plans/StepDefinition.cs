using System.Runtime.CompilerServices;
using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans;

/// <summary>What a kind of step is for.</summary>
public enum StepFamily
{
    /// <summary>Brings rows in: the first step of a table.</summary>
    Ingest,
    Clean,
    Shape,
    Encode,

    /// <summary>Makes tables that models are trained on and served from.</summary>
    Serve,

    /// <summary>Puts rows into the table: the last step.</summary>
    Write,
}

/// <summary>One kind of step: the single source of its documentation, its JSON schema, its reader and its writer. Immutable.</summary>
public abstract class StepDefinition
{
    /// <summary>The key under which it stands in a plan: <c>cap_outliers</c>.</summary>
    public required string Name { get; init; }

    public required StepFamily Family { get; init; }

    /// <summary>What it does to the rows, exactly.</summary>
    public required string Meaning { get; init; }

    /// <summary>How null and NaN are treated.</summary>
    public required string Nulls { get; init; }

    /// <summary>Columns and types that come out.</summary>
    public required string Output { get; init; }

    /// <summary>When it stops, or is refused before anything runs.</summary>
    public required string Errors { get; init; }

    /// <summary>What runs here, in DuckDB's SQL.</summary>
    public required string DuckDb { get; init; }

    /// <summary>What runs on Spark.</summary>
    public required string Spark { get; init; }

    /// <summary>The first one is the main one: its value stands under the step's own name.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The step that a node describes; null after telling the reading what is wrong.</summary>
    internal abstract PlanStep? Read(PlanNode.Map node, PlanReading reading);

    /// <summary>The step as its author would write it.</summary>
    public abstract PlanNode.Map Write(PlanStep step);
}

/// <inheritdoc/>
/// <typeparam name="TStep">Its default instance holds the parameters' defaults.</typeparam>
internal sealed class StepDefinition<TStep>(TStep defaults) : StepDefinition where TStep : PlanStep
{
    private readonly List<Parameter<TStep>> _parameters = [];

    public override IReadOnlyList<Parameter> Parameters => _parameters;

    internal StepDefinition<TStep> Required<TValue>(string name, ParameterKind<TValue> kind, Func<TStep, TValue?> get, Func<TStep, TValue, TStep> set, string doc) where TValue : class =>
        With(new Parameter<TStep, TValue>(kind, get, set, defaults) { Name = name, Doc = doc, IsRequired = true });

    internal StepDefinition<TStep> Optional<TValue>(string name, ParameterKind<TValue> kind, Func<TStep, TValue?> get, Func<TStep, TValue, TStep> set, string doc) where TValue : class =>
        With(new Parameter<TStep, TValue>(kind, get, set, defaults) { Name = name, Doc = doc });

    [OverloadResolutionPriority(1)]
    internal StepDefinition<TStep> Required<TValue>(string name, ParameterKind<TValue> kind, Func<TStep, TValue?> get, Func<TStep, TValue, TStep> set, string doc, TValue _ = default) where TValue : struct =>
        With(new ValueParameter<TStep, TValue>(kind, get, set, defaults) { Name = name, Doc = doc, IsRequired = true });

    [OverloadResolutionPriority(1)]
    internal StepDefinition<TStep> Optional<TValue>(string name, ParameterKind<TValue> kind, Func<TStep, TValue?> get, Func<TStep, TValue, TStep> set, string doc, TValue _ = default) where TValue : struct =>
        With(new ValueParameter<TStep, TValue>(kind, get, set, defaults) { Name = name, Doc = doc });

    internal override PlanStep? Read(PlanNode.Map node, PlanReading reading)
    {
        TStep step = defaults with { Source = node };
        bool whole = true;
        foreach (Entry entry in node.Entries)
        {
            switch (entry.Key.Text)
            {
                case "id":
                    whole &= TryCommon(entry, reading, text => step = step with { Id = text });
                    continue;
                case "why":
                    whole &= TryCommon(entry, reading, text => step = step with { Why = text });
                    continue;
            }
            bool isMain = ReferenceEquals(entry, node.Entries[0]);
            if (isMain && entry.Value is PlanNode.Scalar { IsNull: true }) continue;
            Parameter<TStep>? parameter = isMain ? _parameters.FirstOrDefault() : _parameters.Skip(1).FirstOrDefault(one => one.Name == entry.Key.Text);
            if (parameter is not null) whole &= parameter.TryApply(ref step, entry.Value, reading);
            else whole &= Unknown(entry, isMain, reading);
        }
        return whole & HasAll(step, node, reading) ? step : null;
    }

    public override PlanNode.Map Write(PlanStep step)
    {
        var typed = (TStep)step;
        var entries = new List<Entry>();
        foreach (Parameter<TStep> parameter in _parameters)
        {
            PlanNode? value = parameter.Write(typed);
            if (entries.Count == 0 && ReferenceEquals(parameter, _parameters[0])) entries.Add(new Entry(new PlanNode.Scalar(Name), value ?? new PlanNode.Scalar("")));
            else if (value is not null) entries.Add(new Entry(new PlanNode.Scalar(parameter.Name), value));
        }
        if (entries.Count == 0) entries.Add(new Entry(new PlanNode.Scalar(Name), new PlanNode.Scalar("")));
        if (step.Id is not null) entries.Add(new Entry(new PlanNode.Scalar("id"), new PlanNode.Scalar(step.Id)));
        if (step.Why is not null) entries.Add(new Entry(new PlanNode.Scalar("why"), new PlanNode.Scalar(step.Why)));
        return new PlanNode.Map([.. entries]);
    }

    private StepDefinition<TStep> With(Parameter<TStep> parameter)
    {
        _parameters.Add(parameter);
        return this;
    }

    private static bool TryCommon(Entry entry, PlanReading reading, Action<string> set)
    {
        if (!Kinds.Text.Read(entry.Value, reading, out PlanText? text)) return false;
        set(text.Text);
        return true;
    }

    private bool Unknown(Entry entry, bool isMain, PlanReading reading)
    {
        if (isMain) reading.Error("plan-parameter", entry.Value.Where, $"{Name} takes no value here.", "Leave it empty.");
        else reading.Error("plan-parameter", entry.Key.Where, $"'{entry.Key.Text}' is not a parameter of {Name}.", Hints.For(entry.Key.Text, [.. _parameters.Skip(1).Select(one => one.Name), "id", "why"]));
        return false;
    }

    private bool HasAll(TStep step, PlanNode.Map node, PlanReading reading)
    {
        bool all = true;
        for (int i = 0; i < _parameters.Count; i++)
        {
            Parameter<TStep> parameter = _parameters[i];
            bool written = i == 0 ? node.Entries[0].Value is not PlanNode.Scalar { IsNull: true } : node[parameter.Name] is not null;
            if (!parameter.IsRequired || written) continue;
            reading.Error("plan-parameter", node.Where, i == 0 ? $"{Name} needs a value: {parameter.KindName}." : $"{Name} needs '{parameter.Name}': {parameter.KindName}.", parameter.Doc);
            all = false;
        }
        return all;
    }
}
