using FlowForge.Core.Collections;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>Where a column's values come from: a column before the step, or one of another table.</summary>
/// <param name="Table">Null for the rows before the step; otherwise the other table's or the source's name.</param>
public sealed record ColumnOrigin(string Column, string? Table = null)
{
    public override string ToString() => Table is null ? Column : $"{Table}.{Column}";
}

/// <summary>A column as it leaves a step.</summary>
public sealed record PlanColumn(string Name, DataType Type, ValueList<ColumnOrigin> From)
{
    public Column Column => new(Name, Type);
}

/// <summary>The columns between two steps.</summary>
/// <param name="IsOpen">There may be more columns than these: a source was not looked at. Unknown names are then no errors.</param>
public sealed record RowSchema(ValueList<PlanColumn> Columns, bool IsOpen = false)
{
    public static RowSchema Empty { get; } = new([]);

    public static RowSchema Open { get; } = new([], IsOpen: true);

    /// <summary>Regardless of case, as in Spark; null when there is none.</summary>
    public PlanColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<Column> AsColumns() => [.. Columns.Select(column => column.Column)];

    public override string ToString() => string.Join(", ", Columns.Select(column => $"{column.Name} {column.Type}")) + (IsOpen ? " …" : "");

    /// <summary>The same columns, each coming from itself: what the next step sees.</summary>
    internal RowSchema Passed() => this with { Columns = [.. Columns.Select(column => column with { From = [new ColumnOrigin(column.Name)] })] };
}
