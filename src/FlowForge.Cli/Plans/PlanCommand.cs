using System.CommandLine;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Explorations;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Lakehouse.Execution;
using TypeNames = FlowForge.Core.Expressions.Syntax.TypeNames;

namespace FlowForge.Cli.Plans;

/// <summary><c>flowforge plan PLAN</c>: what a plan builds, and with --explain how.</summary>
internal sealed class PlanCommand : ShellCommand
{
    private readonly Argument<string?> _plan = new("PLAN") { Description = "A plan's YAML file. Left out with --from.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _from = new("--from") { Description = "Make the plan first, from the accepted recommendations of an exploration: the folder that flowforge explore wrote. Tells what was left out and why.", HelpName = "FINDINGS" };
    private readonly Option<string?> _out = new("--out") { Description = "With --from: the plan's file, which must not be there yet. Default: plans/<the project folder's name>.yaml.", HelpName = "FILE" };
    private readonly Option<bool> _explain = new("--explain") { Description = "Tell each step and what it does to the columns." };
    private readonly Option<int?> _sample = new("--sample") { Description = $"With --explain: run the plan over the first {PlanSample.InputRows:N0} rows of each source, as if for the first time and without writing tables, and show so many rows behind each step. The rows before a step are those behind the one above it.", HelpName = "ROWS" };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout: tables and steps with their columns." };

    public PlanCommand(Shell shell) : base(shell, "plan", "Tells the tables of a plan in the order in which they are built, and their steps with schemas; or makes a plan from recommendations.", SettingsTable.LakehouseRoot, SettingsTable.MaxFileSize, SettingsTable.Threads, SettingsTable.MemoryLimit, SettingsTable.TempDirectory)
    {
        _sample.Validators.Add(WholeNumber.Positive);
        Add(_plan);
        Add(_from);
        Add(_out);
        Add(_explain);
        Add(_sample);
        AddSettingOptions();
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        int? rows = parsed.GetValue(_sample);
        if (rows is not null && !parsed.GetValue(_explain) && !parsed.GetValue(_json)) throw new UsageException("--sample goes with --explain or --json.");
        string path = PathOf(parsed);
        PlanFile file = PlanLoader.Load(path, Shell, settings, cancellationToken);
        foreach (Diagnostic finding in file.Findings) Shell.Error.WriteLine(finding);
        StepSamples? samples = rows is { } count && file.IsValid ? StepSamples.Take(file, path, Shell, settings, count, cancellationToken) : null;
        if (parsed.GetValue(_json)) Shell.WriteJson([.. file.Checked.Tables.Select(table => ShownTable.Of(file, table, samples))], CliJson.Relaxed.ShownTableArray);
        else foreach (CheckedTable table in file.Checked.Tables) Write(file, table, parsed.GetValue(_explain), samples);
        return Task.FromResult(file.IsValid ? ExitCodes.Done : ExitCodes.Failed);
    }

    private string PathOf(ParseResult parsed)
    {
        (string? plan, string? from, string? target) = (parsed.GetValue(_plan), parsed.GetValue(_from), parsed.GetValue(_out));
        if (from is null && target is not null) throw new UsageException("--out goes with --from: it names the plan that is made.");
        if (plan is not null && from is not null) throw new UsageException("PLAN and --from both say which plan; give one of them. --out names the file of a plan that is made.");
        if (from is not null) return DraftedPlan.Write(Shell, from, target);
        return plan ?? throw new UsageException("Name a PLAN, or --from FINDINGS to make one.");
    }

    private void Write(PlanFile file, CheckedTable table, bool isExplained, StepSamples? samples)
    {
        string needs = table.Needs.Count == 0 ? "" : $"  needs {string.Join(", ", table.Needs.Select(name => ColumnLineage.ShortName(file.Plan, name)))}";
        Shell.Out.WriteLine($"{ColumnLineage.ShortName(file.Plan, table.Table.Address)}: {ReportText.Count(table.Steps.Count, "step")}, {ReportText.Count(table.Schema.Columns.Count, "column")}{needs}");
        if (!isExplained) return;
        foreach (CheckedStep step in table.Steps)
        {
            Shell.Out.WriteLine($"  {table.Table.IdOf(step.Step)} {step.Step.Definition.Name}{(step.Step.Where is { } where ? $"  {where}" : "")}{(step.Step.Why is { } why ? $"  # {why}" : "")}");
            foreach (string change in Changes(step)) Shell.Out.WriteLine($"      {change}");
            samples?.Write(table.Table, step.Step, Shell.Out, "      ");
        }
        Shell.Out.WriteLine($"  = {Columns(table.Schema)}");
        Shell.Out.WriteLine();
    }

    /// <summary>The first step tells its columns; later ones what is other than before.</summary>
    private static IEnumerable<string> Changes(CheckedStep step)
    {
        if (step.Input.Columns.Count == 0)
        {
            if (step.Output.Columns.Count > 0 || step.Output.IsOpen) yield return Columns(step.Output);
            yield break;
        }
        foreach (PlanColumn column in step.Output.Columns)
        {
            if (step.Input.Find(column.Name) is not { } before) yield return $"+ {column.Name} {TypeNames.Of(column.Type)}{Origin(column)}";
            else if (before.Type != column.Type) yield return $"~ {column.Name} {TypeNames.Of(before.Type)} -> {TypeNames.Of(column.Type)}";
        }
        foreach (PlanColumn column in step.Input.Columns.Where(column => step.Output.Find(column.Name) is null)) yield return $"- {column.Name}";
    }

    private static string Origin(PlanColumn column) => column.From.Count == 0 ? "" : $"  <- {string.Join(", ", column.From)}";

    private static string Columns(RowSchema schema) =>
        schema.Columns.Count == 0 && schema.IsOpen ? "columns are not known: the source was not looked at" : string.Join(", ", schema.Columns.Select(column => $"{column.Name} {TypeNames.Of(column.Type)}")) + (schema.IsOpen ? ", and others that are not known" : "");
}

internal sealed record ShownColumn(string Name, string Type, IReadOnlyList<string> From);

/// <param name="Sample">Null unless rows were asked for.</param>
internal sealed record ShownStep(string Id, string Step, string? Where, string? Why, IReadOnlyList<ShownColumn> Columns, ShownSample? Sample);

/// <param name="ColumnsAreComplete">False when a source was not looked at: there may be more columns.</param>
internal sealed record ShownTable(string Table, string Layer, IReadOnlyList<string> Needs, bool ColumnsAreComplete, IReadOnlyList<ShownStep> Steps)
{
    public static ShownTable Of(PlanFile file, CheckedTable table, StepSamples? samples) => new(
        ColumnLineage.ShortName(file.Plan, table.Table.Address),
        table.Table.Layer.ToString().ToLowerInvariant(),
        [.. table.Needs.Select(name => ColumnLineage.ShortName(file.Plan, name))],
        !table.Schema.IsOpen,
        [.. table.Steps.Select(step => new ShownStep(table.Table.IdOf(step.Step), step.Step.Definition.Name, step.Step.Where?.ToString(), step.Step.Why,
            [.. step.Output.Columns.Select(column => new ShownColumn(column.Name, TypeNames.Of(column.Type), [.. column.From.Select(origin => origin.ToString())]))], samples?.Shown(table.Table, step.Step)))]);
}
