using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.DuckDb;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Temporal;

namespace FlowForge.Explore;

/// <summary>Explores datasets: profile → types → keys, grain, target → relationships → checks. Not thread-safe.</summary>
/// <param name="connection">The datasets' relations are read on it; memory is bounded by its engine's <c>memory_limit</c>.</param>
/// <param name="overridesOf">What people said about a dataset, by its name.</param>
/// <param name="earlierOf">Findings of an earlier exploration to compare with, by dataset; null, or giving null: none.</param>
public sealed class Explorer(DuckDbConnection connection, ExploreOptions options, Func<string, Overrides> overridesOf, Func<string, PlanNode?>? earlierOf = null)
{
    /// <summary>A reference that is less sure does not change what a column is taken for.</summary>
    private const double Believed = 0.7;

    /// <param name="progress">Told the name of each dataset when its turn comes; may be null.</param>
    /// <exception cref="DuckDbException">A dataset cannot be read.</exception>
    /// <exception cref="InputException">An override names a column that is not there.</exception>
    public ExplorationFindings Explore(IReadOnlyList<DatasetSource> sources, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var profiler = new Profiler(connection, options);
        var datasets = new List<DatasetFindings>();
        foreach (DatasetSource source in sources)
        {
            progress?.Report(source.Name);
            datasets.Add(ExploreAlone(profiler.Profile(source, cancellationToken), cancellationToken));
        }
        IReadOnlyList<Relationship> relationships = new RelationshipFinder(connection).Find([.. datasets.Select(one => (one.Dataset, one.Keys))], cancellationToken);
        return new ExplorationFindings([.. datasets.Select(one => Checked(one with { Dataset = Referring(one.Dataset, relationships) }, relationships, cancellationToken))])
        {
            Relationships = relationships,
            Cycles = RelationshipFinder.Cycles(relationships),
            At = options.Now,
        };
    }

    private static TypedDataset Referring(TypedDataset dataset, IReadOnlyList<Relationship> relationships) =>
        dataset.Referring(relationships.Where(one => one.Child.Dataset == dataset.Name && one.Confidence >= Believed).ToDictionary(one => one.Child.Column, one => one.Parent.ToString()));

    private DatasetFindings ExploreAlone(DatasetProfile profile, CancellationToken cancellationToken)
    {
        Overrides overrides = overridesOf(profile.Name);
        string[] unknown = [.. overrides.Unknown([.. profile.Columns.Select(column => column.Name)])];
        if (unknown.Length > 0) throw new InputException("findings-override", new Location(profile.Source.Origin.Path), $"the overrides of {profile.Name} name {string.Join(", ", unknown)}, which it does not have.", "Correct the section 'overrides' of its findings.");
        var dataset = new TypedDataset(profile, overrides.Types);
        IReadOnlyList<CandidateKey> keys = KeysOf(dataset, overrides, cancellationToken);
        Grain grain = GrainRules.Decide(dataset, keys);
        if (overrides.Time is { } time) grain = grain with { Time = profile.Find(time)!.Name, Evidence = [.. grain.Evidence, "time said in overrides"] };
        TargetGuess? target = TargetRules.Find(dataset, overrides.Target);
        var correlations = CorrelationMatrix.Measure(connection, dataset, cancellationToken);
        return new DatasetFindings(dataset)
        {
            Keys = keys,
            Grain = grain,
            Target = target,
            Correlations = correlations,
            Leakage = target is null ? [] : new LeakageFinder(connection, dataset, target).Find(correlations, cancellationToken),
            Temporal = new TemporalAnalysis(connection, dataset).Run(grain, cancellationToken),
        };
    }

    private IReadOnlyList<CandidateKey> KeysOf(TypedDataset dataset, Overrides overrides, CancellationToken cancellationToken)
    {
        var finder = new KeyFinder(connection, dataset);
        IReadOnlyList<CandidateKey> found = finder.Find(cancellationToken);
        return overrides.Key.Count == 0 ? found : [finder.Count(overrides.Key, cancellationToken), .. found.Where(key => !key.Columns.SequenceEqual(overrides.Key, StringComparer.OrdinalIgnoreCase))];
    }

    private DatasetFindings Checked(DatasetFindings findings, IReadOnlyList<Relationship> relationships, CancellationToken cancellationToken)
    {
        var checks = new DatasetChecks(findings.Dataset, findings.Keys, findings.Grain, findings.Target, options);
        List<CheckResult> results = checks.Run(connection, findings.Leakage, relationships, cancellationToken);
        if (earlierOf?.Invoke(findings.Name) is { } earlier) results.AddRange(new DriftChecks(earlier, findings.Dataset).Run());
        return findings with { Checks = results, Quality = QualityScore.Of(findings.Dataset, results) };
    }
}
