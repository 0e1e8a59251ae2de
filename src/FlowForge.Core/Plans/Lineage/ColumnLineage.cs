using FlowForge.Core.Plans.Checking;

namespace FlowForge.Core.Plans.Lineage;

/// <summary>A column of a table or of a source. Compared regardless of case.</summary>
/// <param name="Table">As the plan names it: <c>silver.customers</c>, a source's name, or a table of the catalog in full.</param>
public sealed record LineageColumn(string Table, string Column)
{
    public bool Equals(LineageColumn? other) =>
        other is not null && Table.Equals(other.Table, StringComparison.OrdinalIgnoreCase) && Column.Equals(other.Column, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>That one table's column is computed from another's.</summary>
/// <param name="Steps">The steps of the later table that changed it on its way, in their order; empty when it was passed on as it is.</param>
public sealed record LineageEdge(LineageColumn From, LineageColumn To, IReadOnlyList<string> Steps);

/// <summary>Where all columns of a plan's tables come from, table by table. Immutable.</summary>
public sealed class ColumnLineage
{
    private readonly ILookup<LineageColumn, LineageEdge> _into;
    private readonly ILookup<LineageColumn, LineageEdge> _outOf;

    private ColumnLineage(IReadOnlyList<LineageEdge> edges)
    {
        Edges = edges;
        _into = edges.ToLookup(edge => edge.To);
        _outOf = edges.ToLookup(edge => edge.From);
    }

    /// <summary>In the order in which the plan's tables are built.</summary>
    public IReadOnlyList<LineageEdge> Edges { get; }

    /// <remarks>O(steps × columns²) at most. A plan with errors gives the lineage of what could be checked.</remarks>
    public static ColumnLineage Of(CheckedPlan plan) => new([.. plan.Tables.SelectMany(table => EdgesOf(table, ShortName(plan.Plan, table.Table.Address)))]);

    /// <summary>What a column is computed from, one table back.</summary>
    public IEnumerable<LineageEdge> Into(LineageColumn column) => _into[column];

    /// <summary>What is computed from a column, one table on.</summary>
    public IEnumerable<LineageEdge> OutOf(LineageColumn column) => _outOf[column];

    /// <summary>The name that a plan uses for a table: without the plan's own catalog.</summary>
    public static string ShortName(Plan plan, TableName name) =>
        name.Catalog.Equals(plan.Settings.Catalog, StringComparison.OrdinalIgnoreCase) ? $"{name.Schema}.{name.Table}" : name.ToString();

    /// <summary>The table that holds what a table's steps have fitted.</summary>
    public static string FittedName(PlanTable table) => $"_fitted_{table.Name}";

    private static IEnumerable<LineageEdge> EdgesOf(CheckedTable table, string name)
    {
        string fitted = $"{name[..^table.Table.Name.Text.Length]}{FittedName(table.Table)}";
        foreach (PlanColumn column in table.Schema.Columns)
        {
            var found = new Dictionary<LineageColumn, SortedSet<int>>();
            Trace(table, fitted, table.Steps.Count - 1, column.Name, [], [], found);
            foreach (LineageEdge edge in EdgesTo(table, found, new LineageColumn(name, column.Name))) yield return edge;
        }
        foreach (string column in table.Steps.SelectMany(step => StepColumns.Fitted(step.Step)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var found = new Dictionary<LineageColumn, SortedSet<int>>();
            for (int step = 0; step < table.Steps.Count; step++)
                if (StepColumns.Fitted(table.Steps[step].Step).Contains(column, StringComparer.OrdinalIgnoreCase)) Trace(table, fitted, step - 1, column, [step], [], found);
            foreach (LineageEdge edge in EdgesTo(table, found, new LineageColumn(fitted, column))) yield return edge;
        }
    }

    private static IEnumerable<LineageEdge> EdgesTo(CheckedTable table, Dictionary<LineageColumn, SortedSet<int>> found, LineageColumn to) =>
        found.Select(one => new LineageEdge(one.Key, to, [.. one.Value.Select(step => table.Table.Steps[step].Definition.Name)]));

    /// <summary>Goes back through the steps of one table.</summary>
    /// <param name="fitted">Where fitted values lie: a source of what they are used for.</param>
    /// <param name="changed">The steps on this path that did something to the values.</param>
    /// <param name="seen">Columns on this path, so that it ends.</param>
    private static void Trace(CheckedTable table, string fitted, int step, string column, IReadOnlyList<int> changed, HashSet<(int, string)> seen, Dictionary<LineageColumn, SortedSet<int>> found)
    {
        if (step < 0 || table.Steps[step].Output.Find(column) is not { } output || !seen.Add((step, column.ToUpperInvariant()))) return;
        PlanStep done = table.Steps[step].Step;
        bool isPassed = IsPassed(output, table.Steps[step].Input) && !StepColumns.Changed(done).Contains(output.Name, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<int> here = isPassed ? changed : [.. changed, step];
        foreach (ColumnOrigin origin in output.From)
        {
            if (origin.Table is not null) Add(found, new LineageColumn(origin.Table, origin.Column), here);
            else
            {
                Trace(table, fitted, step - 1, origin.Column, here, seen, found);
                if (!isPassed && StepColumns.Fitted(done).Contains(origin.Column, StringComparer.OrdinalIgnoreCase)) Add(found, new LineageColumn(fitted, origin.Column), here);
            }
        }
        seen.Remove((step, column.ToUpperInvariant()));
    }

    private static void Add(Dictionary<LineageColumn, SortedSet<int>> found, LineageColumn from, IEnumerable<int> through)
    {
        if (!found.TryGetValue(from, out SortedSet<int>? steps)) found[from] = steps = [];
        steps.UnionWith(through);
    }

    /// <summary>The same column of the same type, or one just read.</summary>
    private static bool IsPassed(PlanColumn output, RowSchema input) => output.From is [{ } only]
        && (only.Table is not null || only.Column.Equals(output.Name, StringComparison.OrdinalIgnoreCase) && input.Find(only.Column)?.Type == output.Type);
}
