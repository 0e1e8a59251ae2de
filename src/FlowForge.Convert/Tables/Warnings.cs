using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tables;

/// <summary>Findings about an input, one a kind and part, counted. Thread-safe. Holds at most 1,000 kinds.</summary>
public sealed class Warnings
{
    private const int MaxKinds = 1_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Id, string? Part), Diagnostic> _findings = [];
    private readonly List<(string Id, string? Part)> _order = [];

    /// <summary>The findings in order of first sight.</summary>
    public IReadOnlyList<Diagnostic> All
    {
        get
        {
            lock (_lock) return [.. _order.Select(key => _findings[key])];
        }
    }

    /// <summary>Adds a finding; one of the same id and part only adds to its count, the first place and text stay.</summary>
    public void Add(Diagnostic finding)
    {
        var key = (finding.Id, finding.Where.Part);
        lock (_lock)
        {
            if (_findings.TryGetValue(key, out Diagnostic? known))
            {
                // Blocks are read in any order; the first place is the one nearest to the file's start.
                bool isEarlier = finding.Where.File == known.Where.File && finding.Where.Line < known.Where.Line;
                _findings[key] = (isEarlier ? finding : known) with { Count = known.Count + finding.Count };
            }
            else if (_findings.Count < MaxKinds)
            {
                _findings.Add(key, finding);
                _order.Add(key);
            }
        }
    }

    /// <summary>Takes all findings out.</summary>
    internal IReadOnlyList<Diagnostic> TakeAll()
    {
        lock (_lock)
        {
            IReadOnlyList<Diagnostic> all = [.. _order.Select(key => _findings[key])];
            _findings.Clear();
            _order.Clear();
            return all;
        }
    }

    /// <summary>The findings as they are now, to return to when a pass is done again.</summary>
    internal WarningsMark Mark() => new(All);

    /// <summary>Forgets what was found since the mark: the same pass will find it again.</summary>
    internal void Return(WarningsMark mark)
    {
        lock (_lock)
        {
            TakeAll();
            foreach (Diagnostic finding in mark.Findings) Add(finding);
        }
    }

    public void Add(string id, Location where, string summary, string? hint = null, long count = 1) =>
        Add(new Diagnostic(id, Severity.Warning, where, summary, hint, count));
}

/// <summary>A state of <see cref="Warnings"/>.</summary>
internal sealed record WarningsMark(IReadOnlyList<Diagnostic> Findings);
