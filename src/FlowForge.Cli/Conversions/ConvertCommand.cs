using System.CommandLine;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Conversions;

/// <summary><c>flowforge convert INPUT [OUTPUT]</c>: one input to one or more tables.</summary>
internal sealed class ConvertCommand : ConversionCommand
{
    private readonly Argument<string> _input = new("INPUT") { Description = "A file, a Delta table's folder, a glob in quotes whose files make one table, '-' for stdin, or a place: /Volumes/…, dbfs:/Volumes/…, s3://, abfss://, gs://." };
    private readonly Argument<string?> _output = new("OUTPUT")
    {
        Description = "The file for one table, the folder for several. Default: the input's name beside it. An earlier output is replaced.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly WriteFlags _writing = new();

    public ConvertCommand(Shell shell)
        : base(shell, "convert", "Converts one input to typed tables: OUTPUT.parquet for one, OUTPUT/<table>.parquet and a manifest for several.", [SettingsTable.Compression, SettingsTable.RowGroupRows])
    {
        Add(_input);
        Add(_output);
        _writing.AddTo(this);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        ConversionRequest request = _writing.Apply(parsed, settings, Request(parsed, settings));
        StoragePlaces places = Places(settings);
        StorageLocation input = Resolve(places, parsed.GetRequiredValue(_input));
        StorageLocation output = parsed.GetValue(_output) is { } named ? OutputPlaces.Named(Resolve(places, named), input, request.To) : OutputPlaces.BesideOf(input, request.To);
        OutputPlaces.RefuseInputItself(input, output, request.To);

        ConversionReport report;
        using (IProgressDisplay display = StartDisplay(parsed, settings))
        {
            var run = new ConversionRun(NewConverter(), places, new InputStaging(places, Shell.OpenInput, request.TempDirectory!, request.Read.MaxFileBytes));
            report = await run.RunAsync(request, input, output, display.Begin(input.ToString()), cancellationToken);
        }

        Tell(parsed, report, output);
        return ExitCodes.Done;
    }

    private void Tell(ParseResult parsed, ConversionReport report, StorageLocation output)
    {
        foreach (DiagnosticReport warning in report.Warnings) Shell.Error.WriteLine(ReportText.Line(warning));
        Messages messages = Messages(parsed);
        foreach (string line in ReportText.Lines(report, file => report.Tables.Count == 1 ? file : output.Combine(file).ToString())) messages.Say(line);
        if (WantsJson(parsed)) Shell.Out.WriteLine(report.ToJson());
    }
}
