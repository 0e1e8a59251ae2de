using FlowForge.Core.Diagnostics;

namespace FlowForge.Core.Plans.Documents;

/// <summary>One reading of a plan: collects what is wrong with it, so that everything is told at once. Not thread-safe.</summary>
public sealed class PlanReading(string file)
{
    private readonly List<Diagnostic> _findings = [];

    public IReadOnlyList<Diagnostic> Findings => _findings;

    public bool HasErrors => _findings.Exists(finding => finding.Severity == Severity.Error);

    /// <summary>The document as a whole, for what stands nowhere in it.</summary>
    public Location File { get; } = new(file);

    public void Error(string id, Location? where, string summary, string? hint = null) => Add(id, Severity.Error, where, summary, hint);

    public void Warn(string id, Location? where, string summary, string? hint = null) => Add(id, Severity.Warning, where, summary, hint);

    private void Add(string id, Severity severity, Location? where, string summary, string? hint) =>
        _findings.Add(new Diagnostic(id, severity, where ?? File, summary, hint));
}
