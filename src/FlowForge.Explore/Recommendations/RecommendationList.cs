using FlowForge.Core.Plans;

namespace FlowForge.Explore.Recommendations;

/// <summary>Collects recommendations, giving each its id. Two that are about the same thing are a mistake of the rules.</summary>
internal sealed class RecommendationList
{
    private readonly List<Recommendation> _all = [];

    internal IReadOnlyList<Recommendation> All => _all;

    /// <param name="about">What tells this one from others of its kind: columns, mostly.</param>
    internal Recommendation Add(string dataset, Layer layer, string table, PlanStep step, int order, double confidence, string reason, string evidence, params IEnumerable<string> about)
    {
        string id = Recommendation.IdOf(dataset, layer, table, step.Definition.Name, about);
        if (_all.Exists(other => other.Id == id)) throw new ArgumentException($"Two recommendations have the id {id}.", nameof(about));
        var added = new Recommendation(id, dataset, layer, table, step with { Why = reason }, order, Math.Round(confidence, 2), reason, evidence);
        _all.Add(added);
        return added;
    }

    internal void Need(Recommendation one, params IEnumerable<Recommendation?> needed)
    {
        int index = _all.FindIndex(other => other.Id == one.Id);
        _all[index] = _all[index] with { Needs = [.. _all[index].Needs.Concat(needed.OfType<Recommendation>().Select(other => other.Id)).Distinct()] };
    }

    internal Recommendation? Find(Layer layer, string table, Func<Recommendation, bool> match) => _all.Find(one => one.Layer == layer && one.Table == table && match(one));
}

/// <summary>Where steps stand in their tables: what others rest on comes first.</summary>
internal static class StepOrder
{
    internal const int Read = 0;
    internal const int Incremental = 10;
    internal const int Drop = 15;
    internal const int CleanText = 20;
    internal const int Normalise = 30;
    internal const int Cast = 40;
    internal const int NullOut = 50;
    internal const int Expect = 60;
    internal const int Deduplicate = 70;
    internal const int Flatten = 71;
    internal const int Join = 72;
    internal const int Features = 74;
    internal const int Split = 76;
    internal const int Impute = 78;
    internal const int Cap = 80;
    internal const int Encode = 82;
    internal const int Scale = 84;
    internal const int Mask = 88;
    internal const int Audit = 90;
    internal const int Write = 100;
}
