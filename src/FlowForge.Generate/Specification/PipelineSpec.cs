using System.Globalization;
using System.Text;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Specification;

/// <summary><c>pipeline_spec.md</c>: what a plan promises, for those who read and do not run it.</summary>
internal sealed class PipelineSpec
{
    private readonly CheckedPlan _plan;
    private readonly GenerateOptions _options;
    private readonly string _hash;
    private readonly ColumnLineage _lineage;
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _nodes = [];

    private PipelineSpec(CheckedPlan plan, GenerateOptions options, string hash) => (_plan, _options, _hash, _lineage) = (plan, options, hash, ColumnLineage.Of(plan));

    internal static GeneratedFile Of(CheckedPlan plan, GenerateOptions options, string hash) => new("pipeline_spec.md", new PipelineSpec(plan, options, hash).Text());

    private string Text()
    {
        Line($"# {_plan.Plan.Name}");
        Line();
        if (_plan.Plan.Description is { } description) Line(description + "\n");
        Line($"FlowForge {_options.Version} | sha256:{_hash} | ANSI mode {(_plan.Plan.Settings.Ansi ? "on" : "off")} | time zone {_plan.Plan.Settings.TimeZone}");
        Diagram();
        Sources();
        Counts();
        foreach (CheckedTable table in _plan.Tables) Table(table);
        return _text.ToString();
    }

    private void Diagram()
    {
        Line("\n## Lineage\n\n```mermaid\nflowchart LR");
        foreach (PlanSource source in _plan.Plan.Sources) Line($"    {Node("source." + source.Name.Text)}[({Label(source.Name.Text)})]");
        foreach (IGrouping<Layer, CheckedTable> layer in _plan.Tables.GroupBy(table => table.Table.Layer).OrderBy(group => group.Key))
        {
            Line($"    subgraph {TablePlaces.Word(layer.Key)}");
            foreach (CheckedTable table in layer) Line($"        {Node(Name(table))}[{Label(table.Table.Name.Text)}]");
            Line("    end");
        }
        foreach ((string from, string to) in _plan.Tables.SelectMany(Edges).Distinct()) Line($"    {Node(from)} --> {Node(to)}");
        Line("```");
    }

    private IEnumerable<(string, string)> Edges(CheckedTable table)
    {
        if (table.Table.Steps is [Read read, ..]) yield return ("source." + _plan.Plan.Sources.First(source => source.Name.Text.Equals(read.SourceName.Text, StringComparison.OrdinalIgnoreCase)).Name.Text, Name(table));
        foreach (TableName need in table.Needs) yield return (ColumnLineage.ShortName(_plan.Plan, need), Name(table));
    }

    private void Sources()
    {
        if (_plan.Plan.Sources.Count == 0) return;
        Line("\n## Sources\n\n| Source | Path | Format |\n|---|---|---|");
        foreach (PlanSource source in _plan.Plan.Sources)
            Line($"| {Cell(source.Name.Text)} | `{source.Path}` | {Cell(_options.Sources.GetValueOrDefault(source.Name.Text)?.Format ?? source.Format?.Text ?? "by content")} |");
    }

    private void Counts()
    {
        if (_options.LastRun is not { } run) return;
        Line($"\n## Last run\n\n{run.RunId}, ended {run.EndedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC.\n\n| Table | Rows in | Rows out | Set aside or left out |\n|---|---:|---:|---:|");
        foreach (CheckedTable table in _plan.Tables)
            if (run.Tables.GetValueOrDefault(Name(table)) is { } figures)
                Line(string.Create(CultureInfo.InvariantCulture, $"| {Name(table)} | {figures.RowsIn:N0} | {figures.RowsOut:N0} | {figures.RowsRejected:N0} |"));
    }

    private void Table(CheckedTable table)
    {
        Line($"\n## {Name(table)}\n");
        if (table.Table.Description is { } description) Line(description + "\n");
        if (table.Table.PartitionedBy.Count > 0) Line($"Partitioned by {string.Join(", ", table.Table.PartitionedBy.Select(name => $"`{name}`"))}.\n");
        Line("| Step | | Why |\n|---|---|---|");
        foreach (PlanStep step in table.Table.Steps) Line($"| {table.Table.IdOf(step)} {step.Definition.Name} | {Cell(Said(step))} | {Cell(step.Why ?? "")} |");
        Columns(table);
        Rules(table.Table);
    }

    private void Columns(CheckedTable table)
    {
        Line("\n| Column | Type | Made of |\n|---|---|---|");
        foreach (PlanColumn column in table.Schema.Columns)
        {
            IEnumerable<string> from = _lineage.Into(new LineageColumn(Name(table), column.Name)).Select(edge => $"{edge.From}{(edge.Steps.Count > 0 ? $" ({string.Join(", ", edge.Steps.Distinct())})" : "")}");
            Line($"| {Cell(column.Name)} | {Cell(TypeNames.Of(column.Type))} | {Cell(string.Join("; ", from))} |");
        }
        if (table.Schema.IsOpen) Line("\nThere may be more columns: they depend on the data.");
    }

    private void Rules(PlanTable table)
    {
        (string Rule, string Condition, string Action)[] rules =
        [
            .. table.NotNull.Select(name => ($"{name} is never null", $"{Sql.Name(name.Text)} IS NOT NULL", "the run stops")),
            .. table.Constraints.Select(one => (one.Name.Text, Sql.Of(one.Value), "the run stops")),
            .. table.Steps.OfType<Expect>().SelectMany(step => step.Rules.Select(rule => (rule.Name.Text, Sql.Of(rule.Value), Action(step.OnViolation)))),
            .. table.Steps.OfType<Join>().Where(join => join.Expect != Cardinality.ManyToMany && join.Type is not (JoinType.Cross or JoinType.LeftSemi or JoinType.LeftAnti)).Select(join => ($"join with {join.Table}", Words(join.Expect), "the run stops")),
        ];
        if (rules.Length == 0) return;
        Line("\n| Rule | Condition | Where it does not hold |\n|---|---|---|");
        foreach ((string rule, string condition, string action) in rules) Line($"| {Cell(rule)} | `{condition.Replace("|", "\\|", StringComparison.Ordinal)}` | {action} |");
    }

    private static string Words(Cardinality expected) => expected switch
    {
        Cardinality.ManyToOne => "many to one",
        Cardinality.OneToOne => "one to one",
        Cardinality.OneToMany => "one to many",
        Cardinality.ManyToMany => "many to many",
    };

    private static string Action(Violation violation) => violation switch
    {
        Violation.Fail => "the run stops",
        Violation.Drop => "the row is left out",
        Violation.Quarantine => "the row is set aside",
        Violation.Warn => "it is told and counted",
    };

    /// <summary>A step's parameters as the plan writes them.</summary>
    private static string Said(PlanStep step) => string.Join(", ", step.Definition.Write(step with { Id = null, Why = null }).Entries.Select((entry, i) => i == 0 ? Flow(entry.Value) : $"{entry.Key.Text}: {Flow(entry.Value)}").Where(text => text.Length > 0));

    private static string Flow(PlanNode node) => node switch
    {
        PlanNode.Scalar scalar => scalar.Text,
        PlanNode.List list => string.Join(", ", list.Items.Select(Flow)),
        PlanNode.Map map => string.Join(", ", map.Entries.Select(entry => $"{entry.Key.Text}: {Flow(entry.Value)}")),
        _ => throw new ArgumentException("Not a node of a plan.", nameof(node)),
    };

    private string Name(CheckedTable table) => ColumnLineage.ShortName(_plan.Plan, table.Table.Address);

    /// <summary>A node's id in the diagram: letters, digits and _ of its name, and a number where another has the same.</summary>
    private string Node(string name)
    {
        if (_nodes.TryGetValue(name, out string? known)) return known;
        string word = Py.Identifier(name), id = word;
        for (int i = 2; _nodes.ContainsValue(id); i++) id = $"{word}_{i}";
        return _nodes[name] = id;
    }

    // Signs that would end a text in quotes, begin an entity or be read as markup are written as entities of Mermaid.
    private static string Label(string text) => $"\"{string.Concat(text.Select(c => c is '"' or '#' or '<' or '>' or '&' or '`' or '\\' ? $"#{(int)c};" : c.ToString()))}\"";

    // In a cell of Markdown these would end it, or be read as markup.
    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("\t", " ", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
