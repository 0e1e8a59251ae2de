using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>A step with the columns that go in and come out.</summary>
public sealed record CheckedStep(PlanStep Step, RowSchema Input, RowSchema Output);

/// <summary>A table with its steps checked, and the tables that it needs.</summary>
/// <param name="Schema">What the table holds.</param>
public sealed record CheckedTable(PlanTable Table, ValueList<CheckedStep> Steps, ValueList<TableName> Needs, RowSchema Schema);

/// <summary>A plan with all its schemas, in an order in which it can be built.</summary>
public sealed record CheckedPlan(Plan Plan, ValueList<CheckedTable> Tables, IReadOnlyList<Diagnostic> Findings)
{
    public bool IsValid => !Findings.Any(finding => finding.Severity == Severity.Error);

    public CheckedTable? Find(TableName name) => Tables.FirstOrDefault(table => table.Table.Address == name);
}

/// <summary>Checks what a plan means, without data: names, types, order, circles. Tells everything at once.</summary>
public sealed class PlanChecker
{
    private readonly Plan _plan;
    private readonly ISchemaSource _outside;
    private readonly PlanReading _reading;
    private readonly Dictionary<TableName, CheckedTable> _checked = [];
    private readonly List<CheckedTable> _order = [];
    private readonly List<TableName> _path = [];

    private PlanChecker(Plan plan, ISchemaSource outside, string file, IExpressionCheck? engine) => (_plan, _outside, _reading, Engine) = (plan, outside, new PlanReading(file), engine);

    internal ExpressionSettings Settings => new(_plan.Settings.Ansi, _plan.Settings.TimeZone);

    internal PlanReading Reading => _reading;

    internal IExpressionCheck? Engine { get; }

    /// <param name="file">The plan's file, for findings that stand nowhere in it.</param>
    /// <param name="engine">Looks at expressions whose types are right; null: nobody does.</param>
    public static CheckedPlan Check(Plan plan, ISchemaSource outside, string file, IExpressionCheck? engine = null)
    {
        var checker = new PlanChecker(plan, outside, file, engine);
        checker.RefuseTwins();
        foreach (PlanTable table in plan.Tables) checker.Check(table);
        return new CheckedPlan(plan, [.. checker._order], checker._reading.Findings);
    }

    internal PlanSource? Source(string name) => _plan.Sources.FirstOrDefault(source => source.Name.Text.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal IReadOnlyCollection<string> SourceNames => [.. _plan.Sources.Select(source => source.Name.Text)];

    /// <summary>Declared columns win over those found.</summary>
    internal RowSchema SchemaOf(PlanSource source)
    {
        IReadOnlyList<Column>? found = _outside.ColumnsOf(source);
        IEnumerable<Column> columns = found ?? [];
        columns = columns.Select(column => source.Columns.FirstOrDefault(declared => declared.Name.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase)) is { } own ? column with { Type = own.Value } : column);
        if (found is null) columns = source.Columns.Select(column => new Column(column.Name.Text, column.Value));
        return new RowSchema([.. columns.Select(column => new PlanColumn(column.Name, column.Type, [new ColumnOrigin(column.Name, source.Name.Text)]))], IsOpen: found is null);
    }

    /// <summary>The plan's table of that name, checked; or one of the catalog.</summary>
    internal RowSchema SchemaOf(PlanText reference, List<TableName> needs)
    {
        if (Resolve(reference) is not { } name) return RowSchema.Open;
        if (_plan.Find(name) is { } table)
        {
            if (!needs.Contains(name)) needs.Add(name);
            if (_path.Contains(name))
            {
                _reading.Error("plan-circle", reference.Where, $"tables need each other in a circle: {string.Join(" → ", _path.SkipWhile(one => one != name).Append(name).Select(Short))}.", "Take one of them apart.");
                return RowSchema.Open;
            }
            return Origin(Check(table).Schema, Short(name));
        }
        if (_outside.ColumnsOf(name) is { } columns) return new RowSchema([.. columns.Select(column => new PlanColumn(column.Name, column.Type, [new ColumnOrigin(column.Name, name.ToString())]))]);
        if (name.Catalog.Equals(_plan.Settings.Catalog, StringComparison.OrdinalIgnoreCase) && PlanReader.LayerNames.Contains(name.Schema))
            _reading.Error("unknown-table", reference.Where, $"there is no table {reference} in the plan or the catalog.", Hints.For(reference.Text, [.. _plan.Tables.Select(one => $"{Kinds.Word(one.Layer)}.{one.Name}")]));
        return RowSchema.Open;
    }

    internal PlanTable? TableOf(PlanText reference) => Resolve(reference) is { } name ? _plan.Find(name) : null;

    internal string Short(TableName name) => name.Catalog.Equals(_plan.Settings.Catalog, StringComparison.OrdinalIgnoreCase) ? $"{name.Schema}.{name.Table}" : name.ToString();

    private static RowSchema Origin(RowSchema schema, string table) =>
        schema with { Columns = [.. schema.Columns.Select(column => column with { From = [new ColumnOrigin(column.Name, table)] })] };

    private TableName? Resolve(PlanText reference)
    {
        string[] parts = reference.Text.Split('.');
        if (parts.Length is 2 or 3 && parts.All(part => part.Length > 0))
            return parts.Length == 2 ? new TableName(_plan.Settings.Catalog, parts[0], parts[1]) : new TableName(parts[0], parts[1], parts[2]);
        _reading.Error("plan-table-name", reference.Where, $"'{reference}' is not a table's name.", "Write layer.table, such as silver.customers, or catalog.schema.table.");
        return null;
    }

    private CheckedTable Check(PlanTable table)
    {
        if (_checked.TryGetValue(table.Address, out CheckedTable? known)) return known;
        _path.Add(table.Address);
        CheckedTable result = new TableCheck(this, table).Run();
        _path.RemoveAt(_path.Count - 1);
        _checked[table.Address] = result;
        _order.Add(result);
        return result;
    }

    private void RefuseTwins()
    {
        foreach (IGrouping<TableName, PlanTable> twins in _plan.Tables.GroupBy(table => table.Address))
            if (twins.Count() > 1) _reading.Error("plan-name", twins.Last().Where, $"the plan has two tables named {Short(twins.Key)}.");
    }
}
