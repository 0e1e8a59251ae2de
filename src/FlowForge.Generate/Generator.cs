using FlowForge.Core.Plans.Checking;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate;

/// <summary>From a checked plan to files. The same plan, options and version give the same bytes. Thread-safe: it keeps nothing.</summary>
public static class Generator
{
    /// <summary>A notebook per table, in the order in which the tables are built.</summary>
    /// <exception cref="ArgumentException">The plan has errors.</exception>
    public static IReadOnlyList<GeneratedFile> Notebooks(CheckedPlan plan, GenerateOptions options)
    {
        if (!plan.IsValid) throw new ArgumentException("The plan has errors.", nameof(plan));
        string hash = ContentHash.Of(plan, options);
        return [.. plan.Tables.Select(table => Notebook.Of(plan, table, options, hash))];
    }
}
