using System.CommandLine;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Conversions;

/// <summary><c>flowforge validate INPUT</c>: whether an input converts whole. The exit code tells.</summary>
/// <remarks>Converts into the temporary folder and throws the tables away: nothing short of that proves that every row can be read.</remarks>
internal sealed class ValidateCommand : ConversionCommand
{
    private readonly Argument<string> _input = new("INPUT") { Description = "As for convert, or a plan: YAML with a key 'plan'." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Warnings count as failures too." };

    public ValidateCommand(Shell shell) : base(shell, "validate", "Of an input: reads every row. Of a plan: checks names, types, order and keys of all its steps, without running it. Exit code 0: good. 1: not.", [SettingsTable.LakehouseRoot])
    {
        Add(_input);
        Add(_strict);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_input);
        ValidationResult result;
        try
        {
            result = PlanFile.IsPlan(Path.GetFullPath(name, Shell.WorkingFolder))
                ? CheckPlan(parsed, settings, name, cancellationToken)
                : ValidationResult.Of(await ConvertAsideAsync(parsed, settings, name, cancellationToken), parsed.GetValue(_strict));
        }
        catch (InputException wrong)
        {
            result = ValidationResult.Of(name, wrong.Diagnostic);
        }

        foreach (DiagnosticReport finding in result.Findings) Shell.Error.WriteLine(ReportText.Line(finding));
        if (WantsJson(parsed)) Shell.WriteJson(result, CliJson.Relaxed.ValidationResult);
        else if (!IsQuiet(parsed)) Shell.Error.WriteLine(result.Summary);
        return result.Valid ? ExitCodes.Done : ExitCodes.Failed;
    }

    private ValidationResult CheckPlan(ParseResult parsed, ResolvedSettings settings, string name, CancellationToken cancellationToken)
    {
        if (Reading.Words(parsed).FirstOrDefault() is { } option) throw new UsageException($"{option} is about data files, and {name} is a plan.");
        return ValidationResult.Of(name, PlanLoader.Load(name, Shell, settings, cancellationToken), parsed.GetValue(_strict));
    }

    private async Task<ConversionReport> ConvertAsideAsync(ParseResult parsed, ResolvedSettings settings, string name, CancellationToken cancellationToken)
    {
        ConversionRequest request = Request(parsed, settings);
        StoragePlaces places = Places(settings);
        using var aside = new TempFolder(request.TempDirectory!);
        using IProgressDisplay display = StartDisplay(parsed, settings);
        var run = new ConversionRun(NewConverter(), places, new InputStaging(places, Shell.OpenInput, request.TempDirectory!, request.Read.MaxFileBytes));
        return await run.RunAsync(request, Resolve(places, name), new StorageLocation.Local(Path.Combine(aside.Path, "tables")), display.Begin(name), cancellationToken);
    }
}

/// <param name="Format">Null when the input could not be read.</param>
internal sealed record ValidationResult(string Source, bool Valid, string? Format, int Tables, long Rows, long Rejected, IReadOnlyList<DiagnosticReport> Findings)
{
    private const string PlanFormat = "plan";

    internal string Summary => Format is null
        ? $"{Source}: not valid."
        : Format == PlanFormat
        ? $"{Source}: {(Valid ? "valid" : "not valid")}. A plan of {ReportText.Count(Tables, "table")}, {ReportText.Count(Findings.Count(finding => finding.Severity == "error"), "error")}, {ReportText.Count(Findings.Count(finding => finding.Severity == "warning"), "warning")}."
        : $"{Source}: {(Valid ? "valid" : "not valid")}. {Format}, {ReportText.Count(Rows, "row")} in {ReportText.Count(Tables, "table")}, {ReportText.Count(Rejected, "row")} rejected, {ReportText.Count(Findings.Count, "warning")}.";

    public static ValidationResult Of(ConversionReport report, bool isStrict)
    {
        long rejected = report.Tables.Sum(table => table.Rejected);
        bool valid = rejected == 0 && !(isStrict && report.Warnings.Any(warning => warning.Severity != "info"));
        return new ValidationResult(report.Source, valid, report.Format, report.Tables.Count, report.Rows, rejected, report.Warnings);
    }

    public static ValidationResult Of(string source, PlanFile plan, bool isStrict) =>
        new(source, plan.IsValid && !(isStrict && plan.Findings.Any(finding => finding.Severity == Severity.Warning)), PlanFormat, plan.Plan.Tables.Count, 0, 0, [.. plan.Findings.Select(Shown)]);

    private static DiagnosticReport Shown(Diagnostic finding) => new(finding.Id, finding.Severity.ToString().ToLowerInvariant(), finding.Where.ToString(), finding.Summary, finding.Hint, finding.Count);

    public static ValidationResult Of(string source, Diagnostic wrong) => new(source, false, null, 0, 0, 0, [Shown(wrong)]);
}
