using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Findings;

/// <summary>Where a dataset comes from, in documents: a source as a plan has it, or the name of a table.</summary>
internal static class OriginDocument
{
    private const string Table = "table";
    private const string Path = "path";

    internal static PlanNode.Map Write(DatasetOrigin origin) => origin.IsTable
        ? new NodeBuilder().Add(Table, origin.Path).Build()
        : PlanWriter.WriteSource(origin.ToSource(Table, origin.Path)) as PlanNode.Map ?? new NodeBuilder().Add(Path, origin.Path).Build();

    /// <exception cref="InputException">It names no source, or what it says of one is wrong: with line and column.</exception>
    internal static DatasetOrigin Read(Entry entry, string file)
    {
        if (entry.Value.At(Table).Text is { } table) return new DatasetOrigin(table, IsTable: true);
        (IReadOnlyList<PlanSource> sources, IReadOnlyList<Diagnostic> findings) = PlanReader.ReadSources(new PlanNode.Map([entry]), file);
        return findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } wrong ? throw new InputException(wrong) : DatasetOrigin.Of(sources[0], sources[0].Path.Text);
    }
}
