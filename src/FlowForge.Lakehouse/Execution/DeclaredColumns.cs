using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Types that a source says of its columns win over those of its file.</summary>
internal static class DeclaredColumns
{
    /// <exception cref="InputException">A column is declared that is not there.</exception>
    internal static Relation Cast(Relation rows, PlanSource source, StepExpressions expressions) =>
        source.Columns.Count == 0 ? rows : rows.With([.. source.Columns.Select(declared => Cast(rows, source, declared, expressions))]);

    private static Computed Cast(Relation rows, PlanSource source, Named<DataType> declared, StepExpressions expressions) => rows.Find(declared.Name.Text) is { } column
        ? new Computed(column.Name, expressions.Cast(column, declared.Value), declared.Value)
        : throw new InputException("unknown-column", declared.Name.Where ?? new Location(source.Path.Text), $"source {source.Name} has no column '{declared.Name}'; it has {string.Join(", ", rows.Columns.Take(20).Select(one => one.Name))}.");
}
