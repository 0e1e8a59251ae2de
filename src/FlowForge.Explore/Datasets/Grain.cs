using System.Collections.Frozen;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Datasets;

/// <summary>What a row stands for.</summary>
public enum GrainLevel
{
    /// <summary>A thing: a customer, a product.</summary>
    Entity,

    /// <summary>Something that happened to a thing at a time: an order, a visit.</summary>
    Event,
    Unknown,
}

/// <summary>What a row of a dataset stands for, and what says so.</summary>
/// <param name="Entity">The column of the thing: of an entity its key, of an event the thing it happened to.</param>
/// <param name="Time">The column that says when; null when there is none.</param>
public sealed record Grain(GrainLevel Level, string? Entity, string? Time, double Confidence, IReadOnlyList<string> Evidence);

internal static class GrainRules
{
    private static readonly FrozenSet<string> s_eventNouns = FrozenSet.Create("event", "order", "claim", "transaction", "payment", "visit", "log", "click", "session", "booking", "purchase", "sale", "invoice", "call", "ticket", "trip", "reading", "measurement", "login", "view", "shipment", "return", "appointment", "treatment", "transfer", "fact", "activity", "history");
    private static readonly FrozenSet<string> s_stateTimes = FrozenSet.Create("birth", "birthday", "dob", "born", "start", "end", "valid", "from", "to", "until", "expiry", "expires", "expiration", "signup", "joined", "registered", "registration", "updated", "modified", "since", "hired", "inception", "effective", "adopted");

    private static readonly FrozenSet<string> s_changes = FrozenSet.Create("updated", "modified", "changed", "version", "loaded", "ingested", "extracted", "exported");

    internal static Grain Decide(TypedDataset dataset, IReadOnlyList<CandidateKey> keys)
    {
        ColumnProfile? time = TimeColumn(dataset);
        ColumnProfile? reference = Reference(dataset, keys);
        var evidence = new List<string>();
        double score = 0;
        if (time is null) return Entity(dataset, keys, null, ["no column says when"]);

        bool isState = new Words(time.Name).HasAny(s_stateTimes);
        Add(isState ? -0.25 : 0.3, $"{time.Name} {(isState ? "describes a thing" : "says when something happened")}");
        if (reference is not null) Add(0.3, $"{reference.Name} repeats: {(double)reference.Values / Math.Max(1, reference.Distinct):N1} rows each");
        if (s_eventNouns.Contains(dataset.Singular)) Add(0.35, $"'{dataset.Singular}' is something that happens");
        if (reference is null && keys is [{ IsUnique: true }, ..]) Add(-0.3, $"{keys[0]} is there once and nothing else identifies");
        if (keys.Count == 0 && reference is not null) Add(0.15, "nothing tells single rows apart");
        return score > 0.25
            ? new Grain(GrainLevel.Event, reference?.Name, time.Name, Math.Round(Math.Min(0.97, 0.5 + score / 2), 2), evidence)
            : Entity(dataset, keys, time, evidence);

        void Add(double points, string reason)
        {
            score += points;
            evidence.Add(reason);
        }
    }

    /// <summary>The column that says when a row happened: dates of birth and ends of validity come last.</summary>
    internal static ColumnProfile? TimeColumn(TypedDataset dataset) =>
        dataset.Columns.Where(column => column.Time is not null && column.NullShare < 0.5 && column.Distinct > 1)
            .OrderBy(column => Rank(column, dataset)).FirstOrDefault();

    /// <summary>The column that says which of several rows of one thing is the latest: when it was last changed, else when it happened.</summary>
    internal static ColumnProfile? NewestColumn(TypedDataset dataset) => ChangeColumn(dataset) ?? TimeColumn(dataset);

    /// <summary>The column that says when a row was last changed; null when there is none.</summary>
    internal static ColumnProfile? ChangeColumn(TypedDataset dataset) =>
        dataset.Columns.FirstOrDefault(column => column.Time is not null && column.NullShare < 0.5 && column.Distinct > 1 && new Words(column.Name).HasAny(s_changes));

    private static double Rank(ColumnProfile column, TypedDataset dataset)
    {
        var words = new Words(column.Name);
        double rank = column.NullShare;
        if (words.HasAny(NameWords.Birth)) rank += 4;
        if (words.HasAny(s_stateTimes)) rank += 1;
        if (words.Has("updated") || words.Has("modified") || words.Has("loaded") || words.Has("ingested")) rank += 1;
        if (words.All.Select(Words.Singular).Contains(dataset.Singular)) rank -= 0.6;
        if (words.HasAny(s_eventNouns)) rank -= 0.3;
        if (column.Kind == ColumnKind.Timestamp) rank -= 0.2;
        return rank;
    }

    private static ColumnProfile? Reference(TypedDataset dataset, IReadOnlyList<CandidateKey> keys) =>
        dataset.Columns.Where(column => dataset.IsIdentifier(column) && column.Distinct > 1 && column.Values > 1.15 * column.Distinct && keys.All(key => key.Columns is not [var only] || only != column.Name))
            .OrderByDescending(column => column.Distinct).FirstOrDefault();

    private static Grain Entity(TypedDataset dataset, IReadOnlyList<CandidateKey> keys, ColumnProfile? time, IReadOnlyList<string> evidence)
    {
        if (keys is [var key, ..]) return new Grain(GrainLevel.Entity, key.Columns is [var only] ? only : null, time?.Name, Math.Round(0.5 + 0.45 * key.Confidence, 2), [.. evidence, $"{key} tells rows apart"]);
        return new Grain(GrainLevel.Unknown, null, time?.Name, 0.3, [.. evidence, $"nothing tells the {dataset.Profile.Rows:N0} rows apart"]);
    }
}
