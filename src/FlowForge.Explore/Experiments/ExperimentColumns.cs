using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Experiments;
using FlowForge.Core.Schemas;

namespace FlowForge.Explore.Experiments;

/// <summary>Which columns of a table a model sees: by name and type here, and by what they hold once the rows were looked at.</summary>
internal static class ExperimentColumns
{
    /// <summary>The label as the table spells it.</summary>
    /// <exception cref="InputException">Nobody says it, or it cannot be predicted.</exception>
    internal static string Label(ExperimentDesign design, IReadOnlyList<Column> columns, string? given, Location where)
    {
        string name = given ?? design.Label ?? throw new InputException("experiment-label", where, "nothing says which column shall be predicted.", $"Write label: COLUMN in the split step, or give --label. Booleans of the table: {Booleans(columns)}.");
        Column label = Find(columns, name, where, "to predict");
        if (label.Type != DataType.Boolean && ExperimentDesign.WhyNot(label.Type) is not null) throw new InputException("experiment-label", where, $"'{label.Name}' is {label.Type}; what is predicted is a boolean, or a number that is 0 or 1.", $"Booleans of the table: {Booleans(columns)}.");
        return label.Name;
    }

    /// <summary>Splits the columns into features and those left out for a reason.</summary>
    /// <param name="leaveOut">Columns that people do not want.</param>
    /// <exception cref="InputException">One of them is not there.</exception>
    internal static (IReadOnlyList<string> Features, IReadOnlyList<LeftOutColumn> LeftOut) Choose(ExperimentDesign design, IReadOnlyList<Column> columns, string label, IReadOnlyList<string> leaveOut, Location where)
    {
        HashSet<string> unwanted = [.. leaveOut.Select(name => Find(columns, name, where, "to leave out").Name)];
        IReadOnlyDictionary<string, string> notFeatures = design.NotFeatures;
        var (features, leftOut) = (new List<string>(), new List<LeftOutColumn>());
        foreach (Column column in columns)
        {
            string? reason = column.Name == label ? "the label" : unwanted.Contains(column.Name) ? "you said so" : notFeatures.GetValueOrDefault(column.Name) ?? ExperimentDesign.WhyNot(column.Type);
            if (reason is null) features.Add(column.Name);
            else leftOut.Add(new LeftOutColumn(column.Name, reason));
        }
        return (features, leftOut);
    }

    private static Column Find(IReadOnlyList<Column> columns, string name, Location where, string purpose) =>
        columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException("unknown-column", where, $"the table has no column '{name}' {purpose}.", Spelling.Nearest(name, columns.Select(column => column.Name)) is { } near ? $"Did you mean '{near}'?" : $"It has: {string.Join(", ", columns.Select(column => column.Name))}.");

    private static string Booleans(IReadOnlyList<Column> columns) =>
        string.Join(", ", columns.Where(column => column.Type == DataType.Boolean).Select(column => column.Name)) is { Length: > 0 } names ? names : "none";
}
