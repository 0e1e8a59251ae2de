using System.CommandLine;
using System.Text;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
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
    private readonly Option<string> _out = new("--out") { Description = "The folder to write to. Files of the same name are replaced, others stay.", HelpName = "DIR", Required = true };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout: the files, and which of them changed." };

    public GenerateCommand(Shell shell) : base(shell, "generate", "Makes standalone PySpark notebooks, a job and an asset bundle from a plan.", SettingsTable.LakehouseRoot, SettingsTable.TempDirectory)
    {
        _target.AcceptOnlyFromAmong([.. Generator.Targets.Select(target => target.Name), All]);
        Add(_plan);
        Add(_target);
        Add(_catalog);
        Add(_schema);
        Add(_out);
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
        IReadOnlyList<GeneratedFile> files = Generator.Generate(file.Checked, options, Targets(parsed.GetValue(_target) ?? []));
        ShownFile[] written = [.. files.Select(one => Write(Path.GetFullPath(parsed.GetRequiredValue(_out), Shell.WorkingFolder), one))];
        if (parsed.GetValue(_json)) Shell.WriteJson(written, CliJson.Relaxed.ShownFileArray);
        else foreach (ShownFile one in written) Shell.Out.WriteLine($"{(one.IsChanged ? "written  " : "unchanged")} {one.File}");
        return Task.FromResult(ExitCodes.Done);
    }

    private static IEnumerable<GenerateTarget> Targets(string[] names) =>
        names.Contains(All) ? Generator.Targets : names.Length == 0 ? [Generator.Targets[0]] : Generator.Targets.Where(target => names.Contains(target.Name));

    private static ShownFile Write(string folder, GeneratedFile file)
    {
        string target = Path.Combine(folder, file.Path);
        byte[] bytes = Encoding.UTF8.GetBytes(file.Text);
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes)) return new ShownFile(file.Path, IsChanged: false);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string draft = target + ".tmp";
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, target, overwrite: true);
        return new ShownFile(file.Path, IsChanged: true);
    }
}

/// <param name="IsChanged">False when the file was there with the same bytes.</param>
internal sealed record ShownFile(string File, bool IsChanged);
