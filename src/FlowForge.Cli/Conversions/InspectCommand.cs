using System.CommandLine;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Conversions;

/// <summary><c>flowforge inspect INPUT</c>: what an input holds, without converting it.</summary>
internal sealed class InspectCommand : ConversionCommand
{
    private readonly Argument<string> _input = new("INPUT") { Description = "As for convert." };
    private readonly Option<bool> _exact = new("--exact") { Description = "Read everything: exact row counts, types proven on every value." };

    public InspectCommand(Shell shell) : base(shell, "inspect", "Tells format, tables, columns, types, rows and warnings, from the input's first rows.", [])
    {
        Add(_input);
        Add(_exact);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        ConversionRequest request = Request(parsed, settings);
        StoragePlaces places = Places(settings);
        var staging = new InputStaging(places, Shell.OpenInput, request.TempDirectory!, request.Read.MaxFileBytes);
        using StagedInput staged = await staging.StageAsync(Resolve(places, parsed.GetRequiredValue(_input)), null, cancellationToken);
        NotInThisVersion.Refuse(staged.Path, staged.Name);
        InspectionReport report = NewConverter().Inspect(request with { Input = staged.Path, InputName = staged.Name }, parsed.GetValue(_exact), cancellationToken);
        if (WantsJson(parsed)) Shell.Out.WriteLine(report.ToJson());
        else ReportText.WriteTo(Shell.Out, report);
        foreach (DiagnosticReport warning in report.Warnings) Shell.Error.WriteLine(ReportText.Line(warning));
        return ExitCodes.Done;
    }
}
