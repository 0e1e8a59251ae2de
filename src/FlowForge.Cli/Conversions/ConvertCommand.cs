using System.CommandLine;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Lakehouse.Catalog;
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

    private readonly Option<string?> _table = new("--table") { Description = "Write a table of the local catalog, schema.table or catalog.schema.table, instead of OUTPUT. Means --to delta.", HelpName = "NAME" };
    private readonly WriteFlags _writing = new();

    public ConvertCommand(Shell shell)
        : base(shell, "convert", "Converts one input to typed tables: OUTPUT.parquet for one, OUTPUT/<table>.parquet and a manifest for several.", [SettingsTable.LakehouseRoot, SettingsTable.Compression, SettingsTable.RowGroupRows])
    {
        Add(_input);
        Add(_output);
        _writing.AddTo(this);
        Add(_table);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        ConversionRequest request = _writing.Apply(parsed, settings, Request(parsed, settings), isTable: parsed.GetValue(_table) is not null);
        StoragePlaces places = Places(settings);
        StorageLocation input = Resolve(places, parsed.GetRequiredValue(_input));
        StorageLocation output = parsed.GetValue(_table) is { } table ? TableFolder(parsed, settings, table, ref request) : parsed.GetValue(_output) is { } named ? OutputPlaces.Named(Resolve(places, named), input, request.To) : OutputPlaces.BesideOf(input, request.To);
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

    private StorageLocation.Local TableFolder(ParseResult parsed, ResolvedSettings settings, string table, ref ConversionRequest request)
    {
        if (parsed.GetValue(_output) is not null) throw new UsageException("--table and OUTPUT both say where the table goes; give one of them.");
        if (_writing.IsGiven(parsed) && request.To != OutputFormat.Delta) throw new UsageException("--table writes a Delta table; leave --to out.");
        request = request with { To = OutputFormat.Delta, OneTable = true };
        return new StorageLocation.Local(LakehouseFolder.Open(Shell, settings).FolderOf(UnityName.Parse(table)));
    }

    private void Tell(ParseResult parsed, ConversionReport report, StorageLocation output)
    {
        foreach (DiagnosticReport warning in report.Warnings) Shell.Error.WriteLine(ReportText.Line(warning));
        Messages messages = Messages(parsed);
        foreach (string line in ReportText.Lines(report, file => report.Tables.Count == 1 ? file : output.Combine(file).ToString())) messages.Say(line);
        if (WantsJson(parsed)) Shell.Out.WriteLine(report.ToJson());
    }
}
