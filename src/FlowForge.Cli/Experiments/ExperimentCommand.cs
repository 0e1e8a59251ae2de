using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Experiments;
using FlowForge.Core.Plans.Lineage;
using FlowForge.DuckDb;
using FlowForge.Explore.Experiments;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Cli.Experiments;

/// <summary><c>flowforge experiment PLAN</c>: a first model of the plan's training table, measured here.</summary>
internal sealed class ExperimentCommand : ShellCommand
{
    private readonly Argument<string> _plan = new("PLAN") { Description = "A plan's YAML file. It has run here: the table that its split step parts is read." };
    private readonly Option<string?> _table = new("--table") { Description = "The table, where the plan splits several: ml.fraud_training. Default: the last one.", HelpName = "TABLE" };
    private readonly Option<string?> _label = new("--label") { Description = "The column to predict: boolean, or 0 and 1. Default: the label of the split step.", HelpName = "COLUMN" };
    private readonly Option<string[]> _leaveOut = new("--leave-out") { Description = "A column that the model may not see. May be given again.", HelpName = "COLUMN" };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout: figures, coefficients, what was left out and why. See docs/reference/experiments.md." };

    public ExperimentCommand(Shell shell) : base(shell, "experiment", "Fits a first model, a logistic regression, to the plan's split table, and measures it on the test rows beside a constant guess.",
        SettingsTable.LakehouseRoot, SettingsTable.Threads, SettingsTable.MemoryLimit, SettingsTable.TempDirectory)
    {
        Add(_plan);
        Add(_table);
        Add(_label);
        Add(_leaveOut);
        AddSettingOptions();
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        string path = parsed.GetRequiredValue(_plan);
        PlanFile file = PlanLoader.Load(path, Shell, settings, cancellationToken);
        foreach (Diagnostic finding in file.Findings) Shell.Error.WriteLine(finding);
        if (!file.IsValid) return Task.FromResult(ExitCodes.Failed);

        ExperimentDesign design = Find(ExperimentDesign.AllOf(file.Checked), parsed.GetValue(_table), path);
        DateTimeOffset began = Shell.Time.GetUtcNow();
        LocalCatalog catalog = LakehouseFolder.Open(Shell, settings);
        using DuckDbDatabase engine = TableWork.OpenEngine(settings);
        if (!catalog.Exists(design.Table.Table.Address)) throw new InputException("experiment-table", new Location(path), $"{Short(design)} was not built yet.", $"Build it: flowforge run {path}");
        var options = new ExperimentOptions { Label = parsed.GetValue(_label), LeaveOut = parsed.GetValue(_leaveOut) ?? [] };
        ExperimentResult result = new Experiment(design, catalog.Table(design.Table.Table.Address, engine), engine).Run(options, cancellationToken);
        var record = new ExperimentRecord(NewId(began), $"FlowForge/{ProductVersion.Text}", began, Shell.Time.GetUtcNow(), result);
        string kept = new ExperimentLog(catalog, engine, TableWork.WriterOptions(Shell.Time)).Add(record, cancellationToken);
        if (parsed.GetValue(_json)) Shell.Out.WriteLine(Encoding.UTF8.GetString(record.ToJson()));
        else ExperimentText.Write(Shell.Out, result, Path.GetRelativePath(Shell.WorkingFolder, kept));
        foreach (string warning in result.Warnings) Shell.Error.WriteLine($"{Short(design)}: warning: {warning}");
        return Task.FromResult(ExitCodes.Done);
    }

    private static ExperimentDesign Find(IReadOnlyList<ExperimentDesign> designs, string? table, string path)
    {
        if (designs.Count == 0) throw new InputException("experiment-split", new Location(path), "no table of the plan has a split step, so there are no rows to train on and none to test on.", "Add split: { train: 0.8, test: 0.2 } with by or time to a table of the ml layer.");
        if (table is null) return designs[^1];
        return designs.FirstOrDefault(design => Short(design).Equals(table, StringComparison.OrdinalIgnoreCase) || design.Table.Table.Address.ToString().Equals(table, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"--table {table}: the plan splits {string.Join(", ", designs.Select(Short))}.");
    }

    private static string Short(ExperimentDesign design) => ColumnLineage.ShortName(design.Plan.Plan, design.Table.Table.Address);

    private static string NewId(DateTimeOffset at) => $"{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
