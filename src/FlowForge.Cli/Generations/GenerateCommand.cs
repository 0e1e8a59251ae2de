using System.CommandLine;
using System.CommandLine.Parsing;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Checking;
using FlowForge.Generate;

namespace FlowForge.Cli.Generations;

/// <summary><c>flowforge generate PLAN --out DIR</c>: notebooks, jobs and documents of a plan.</summary>
internal sealed class GenerateCommand : ShellCommand
{
    private const string All = "all";

    private readonly Argument<string> _plan = new("PLAN") { Description = "A plan's YAML file." };
    private readonly Option<string[]> _target = new("--target") { Description = $"What to make, may be given again: {string.Join("; ", Generator.Targets.Select(target => $"{target.Name}: {target.Doc}"))}; or all. Default: databricks.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _catalog = new("--catalog") { Description = "The catalog of the tables on the workspace. Default: the plan's.", HelpName = "NAME" };
    private readonly Option<string?> _schema = new("--schema") { Description = "One schema for all tables, called layer_table there. Default: each layer is a schema.", HelpName = "NAME" };
    private readonly Option<string> _out = new("--out") { Description = "The folder to write to. Files that were generated are replaced, others stay; one of them in the place of a generated file is an error.", HelpName = "DIR", Required = true };
    private readonly Option<bool> _check = new("--check") { Description = "Write nothing, and fail when a file is missing, differs or is stale: for CI." };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout: the files, their states, and which of them changed." };

    public GenerateCommand(Shell shell) : base(shell, "generate", "Makes standalone PySpark notebooks, a job and an asset bundle from a plan.", SettingsTable.LakehouseRoot, SettingsTable.TempDirectory)
    {
        _target.Validators.Add(Known);
        _target.CompletionSources.Add([.. Generator.Targets.Select(target => target.Name), All]);
        Add(_plan);
        Add(_target);
        Add(_catalog);
        Add(_schema);
        Add(_out);
        Add(_check);
        AddSettingOptions();
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        string path = parsed.GetRequiredValue(_plan);
        PlanFile file = PlanLoader.Load(path, Shell, settings, cancellationToken);
        foreach (Diagnostic finding in file.Findings) Shell.Error.WriteLine(finding);
        if (!file.IsValid) return Task.FromResult(ExitCodes.Failed);

        var options = new GenerateOptions
        {
            Catalog = parsed.GetValue(_catalog),
            Schema = parsed.GetValue(_schema),
            Version = ProductVersion.Text,
            LastRun = LastRuns.Find(file.Plan, LakehouseFolder.Open(Shell, settings).Root),
            Sources = SourceShapes.Of(file),
        };
        GenerateTarget[] targets = [.. Targets(parsed.GetValue(_target) ?? [])];
        if (!Tell(file, options, targets, isAll: parsed.GetValue(_target)?.Contains(All) == true)) return Task.FromResult(ExitCodes.Failed);
        return Task.FromResult(Make(file.Checked, options, targets, parsed));
    }

    /// <summary>Tells what targets do otherwise than the plan's own runs.</summary>
    /// <returns>False when one that was asked for by its name makes nothing of this plan.</returns>
    private bool Tell(PlanFile file, GenerateOptions options, GenerateTarget[] targets, bool isAll)
    {
        Diagnostic[] findings = [.. targets.SelectMany(target => target.Find(file.Checked, options))];
        foreach (Diagnostic finding in findings) Shell.Error.WriteLine(isAll && finding.Severity == Severity.Error ? finding with { Severity = Severity.Warning } : finding);
        return isAll || !findings.Any(finding => finding.Severity == Severity.Error);
    }

    private int Make(CheckedPlan plan, GenerateOptions options, GenerateTarget[] targets, ParseResult parsed)
    {
        var folder = new OutputFolder(Path.GetFullPath(parsed.GetRequiredValue(_out), Shell.WorkingFolder), plan.Plan.Name);
        IReadOnlyList<GeneratedFile> files = Generator.Generate(plan, options, targets);
        Diagnostic[] foreign = [.. folder.Foreign(files)];
        foreach (Diagnostic finding in foreign) Shell.Error.WriteLine(finding);
        if (foreign.Length > 0) return ExitCodes.Failed;

        bool isCheck = parsed.GetValue(_check);
        ShownFile[] shown = [.. files.Select(file => isCheck ? folder.Compare(file) : folder.Write(file)), .. folder.Stale(files, Generator.Generate(plan, options, Generator.Targets))];
        if (parsed.GetValue(_json)) Shell.WriteJson(shown, CliJson.Relaxed.ShownFileArray);
        else foreach (ShownFile one in shown) Shell.Out.WriteLine($"{one.State,-9} {one.File}");
        if (shown.Any(one => one.Kind == FileState.Stale)) Shell.Error.WriteLine("Stale files are of tables that this plan does not have any more: delete them.");
        return isCheck && shown.Any(one => one.IsWrong) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static IEnumerable<GenerateTarget> Targets(string[] names) =>
        names.Contains(All) ? Generator.Targets : names.Length == 0 ? [Generator.Targets[0]] : Generator.Targets.Where(target => names.Contains(target.Name));

    /// <summary>Refuses a name that no target has.</summary>
    private static void Known(OptionResult result)
    {
        string[] known = [.. Generator.Targets.Select(target => target.Name), All];
        foreach (string name in result.Tokens.Select(token => token.Value).Where(name => !known.Contains(name)))
            result.AddError($"There is no target '{name}'. {(Spelling.Nearest(name, known) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", known)}.")}");
    }
}
