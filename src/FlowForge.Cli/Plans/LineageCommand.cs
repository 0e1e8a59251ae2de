using System.CommandLine;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Lineage;

namespace FlowForge.Cli.Plans;

/// <summary><c>flowforge lineage COLUMN --plan PLAN</c>: where a column comes from, and what depends on it.</summary>
internal sealed class LineageCommand : ShellCommand
{
    private readonly Argument<string?> _column = new("COLUMN") { Description = "A column: layer.table.column, or source.column. Needed without --json.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _plan = new("--plan") { Description = "The plan's YAML file.", HelpName = "PLAN", Required = true };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout: every edge from column to column, or those of COLUMN." };

    public LineageCommand(Shell shell) : base(shell, "lineage", "Tells where a plan's column comes from, down to the sources, and what depends on it.", SettingsTable.LakehouseRoot, SettingsTable.TempDirectory)
    {
        Add(_column);
        Add(_plan);
        AddSettingOptions();
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_column) is null && !parsed.GetValue(_json)) throw new UsageException("Which column? For instance: flowforge lineage silver.customers.income --plan PLAN");
        PlanFile file = PlanLoader.Load(parsed.GetRequiredValue(_plan), Shell, settings, cancellationToken);
        foreach (Diagnostic finding in file.Findings.Where(finding => finding.Severity == Severity.Error)) Shell.Error.WriteLine(finding);
        var lineage = ColumnLineage.Of(file.Checked);
        LineageColumn? column = parsed.GetValue(_column) is { } text ? Find(text, lineage, file) : null;
        if (parsed.GetValue(_json)) WriteJson(lineage, column);
        else WriteTree(lineage, column!);
        return Task.FromResult(ExitCodes.Done);
    }

    private static LineageColumn Find(string text, ColumnLineage lineage, PlanFile file)
    {
        int dot = text.LastIndexOf('.');
        if (dot <= 0) throw new UsageException($"'{text}' is not a column of a table. For instance: silver.customers.income");
        string catalog = file.Plan.Settings.Catalog + ".", table = text[..dot];
        if (table.StartsWith(catalog, StringComparison.OrdinalIgnoreCase) && table.Count(letter => letter == '.') == 2) table = table[catalog.Length..];
        var column = new LineageColumn(table, text[(dot + 1)..]);
        IEnumerable<LineageColumn> known = lineage.Edges.SelectMany(edge => new[] { edge.From, edge.To })
            .Concat(file.Checked.Tables.SelectMany(one => one.Schema.Columns.Select(named => new LineageColumn(ColumnLineage.ShortName(file.Plan, one.Table.Address), named.Name)))).Distinct();
        if (known.FirstOrDefault(column.Equals) is { } found) return found;
        string? near = Spelling.Nearest(column.ToString(), [.. known.Select(one => one.ToString())]);
        throw new InputException("unknown-column", new Location(text), "the plan has no such column.", near is null ? "See: flowforge plan --explain PLAN" : $"Did you mean '{near}'?");
    }

    private void WriteJson(ColumnLineage lineage, LineageColumn? column)
    {
        IEnumerable<LineageEdge> edges = column is null ? lineage.Edges : Walk(column, lineage.Into, edge => edge.From).Concat(Walk(column, lineage.OutOf, edge => edge.To));
        Shell.WriteJson([.. edges.Select(edge => new ShownEdge(edge.From.ToString(), edge.To.ToString(), edge.Steps))], CliJson.Relaxed.ShownEdgeArray);
    }

    private static List<LineageEdge> Walk(LineageColumn start, Func<LineageColumn, IEnumerable<LineageEdge>> next, Func<LineageEdge, LineageColumn> end)
    {
        var (edges, seen, waiting) = (new List<LineageEdge>(), new HashSet<LineageColumn> { start }, new Queue<LineageColumn>([start]));
        while (waiting.TryDequeue(out LineageColumn? column))
        {
            foreach (LineageEdge edge in next(column))
            {
                edges.Add(edge);
                if (seen.Add(end(edge))) waiting.Enqueue(end(edge));
            }
        }
        return edges;
    }

    private void WriteTree(ColumnLineage lineage, LineageColumn column)
    {
        Shell.Out.WriteLine(column);
        Shell.Out.WriteLine("comes from");
        if (!WriteBranch(column, lineage.Into, edge => edge.From, 1, [column])) Shell.Out.WriteLine("  nothing that the plan reads");
        Shell.Out.WriteLine("used by");
        if (!WriteBranch(column, lineage.OutOf, edge => edge.To, 1, [column])) Shell.Out.WriteLine("  nothing in the plan");
    }

    /// <param name="path">Columns above, so that a circle ends.</param>
    private bool WriteBranch(LineageColumn column, Func<LineageColumn, IEnumerable<LineageEdge>> next, Func<LineageEdge, LineageColumn> end, int depth, HashSet<LineageColumn> path)
    {
        bool any = false;
        foreach (LineageEdge edge in next(column))
        {
            any = true;
            Shell.Out.WriteLine($"{new string(' ', 2 * depth)}{end(edge)}{(edge.Steps.Count == 0 ? "" : $"  ({string.Join(", ", edge.Steps)})")}");
            if (!path.Add(end(edge))) continue;
            WriteBranch(end(edge), next, end, depth + 1, path);
            path.Remove(end(edge));
        }
        return any;
    }
}

/// <param name="Steps">What changed the values on their way; empty when they were passed on.</param>
internal sealed record ShownEdge(string From, string To, IReadOnlyList<string> Steps);
