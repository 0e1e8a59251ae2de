using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Temporal;

namespace FlowForge.Explore.Findings;

/// <summary>Everything that was found about one dataset.</summary>
public sealed record DatasetFindings(TypedDataset Dataset)
{
    /// <summary>Most probable first.</summary>
    public required IReadOnlyList<CandidateKey> Keys { get; init; }

    public required Grain Grain { get; init; }

    public required TargetGuess? Target { get; init; }

    public required CorrelationMatrix Correlations { get; init; }

    public required IReadOnlyList<LeakageSuspect> Leakage { get; init; }

    public required TemporalFindings? Temporal { get; init; }

    /// <summary>All that were run, failed or not.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    public QualityScore Quality { get; init; } = new(100, []);

    public string Name => Dataset.Name;

    public DatasetProfile Profile => Dataset.Profile;

    /// <summary>The column that most probably is the key; null when it is several or none.</summary>
    public ColumnProfile? Key => Keys is [{ Columns: [var only] }, ..] ? Profile.Find(only) : null;
}

/// <summary>Everything that was found about datasets that were explored together.</summary>
public sealed record ExplorationFindings(IReadOnlyList<DatasetFindings> Datasets)
{
    public required IReadOnlyList<Relationship> Relationships { get; init; }

    /// <summary>Circles of references, by dataset.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Cycles { get; init; }

    /// <summary>When it was explored.</summary>
    public required DateTimeOffset At { get; init; }

    public DatasetFindings? Find(string dataset) => Datasets.FirstOrDefault(one => one.Name.Equals(dataset, StringComparison.OrdinalIgnoreCase));
}
