using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Batches;

/// <summary><c>flowforge batch INPUT OUTPUT_FOLDER</c>: many inputs, each to its own output.</summary>
internal sealed class BatchCommand : ConversionCommand
{
    private readonly Argument<string> _input = new("INPUT_GLOB_OR_FOLDER") { Description = "A folder: all files below it that a format claims by extension. A glob in quotes (* ? **): every match. Local or remote." };
    private readonly Argument<string> _output = new("OUTPUT_FOLDER") { Description = "Where outputs go, in the inputs' folder structure, with _batch.json: what was done, so that it is not done again." };
    private readonly Option<bool> _force = new("--force") { Description = "Convert also what has not changed since the last batch." };
    private readonly WriteFlags _writing = new();

    public BatchCommand(Shell shell)
        : base(shell, "batch", "Converts many inputs in parallel. A failure stops no other; what has not changed is left as it is.", [SettingsTable.Jobs, SettingsTable.Compression, SettingsTable.RowGroupRows])
    {
        Add(_input);
        Add(_output);
        Add(_force);
        _writing.AddTo(this);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        long started = Shell.Time.GetTimestamp();
        ConversionRequest template = _writing.Apply(parsed, settings, Request(parsed, settings));
        StoragePlaces places = Places(settings);
        StorageLocation output = Resolve(places, parsed.GetRequiredValue(_output));
        if (output is StorageLocation.StandardInput) throw new UsageException("OUTPUT_FOLDER cannot be '-'.");
        BatchPlan plan = await BatchPlan.MakeAsync(places, Resolve(places, parsed.GetRequiredValue(_input)), output, cancellationToken);
        if (plan.Items.Count == 0) throw new UsageException($"{parsed.GetValue(_input)}: nothing to convert.{LeftOutText(plan)}");

        IReadOnlyList<BatchFile> files = await ConvertAsync(parsed, settings, plan, template, places, output, cancellationToken);
        BatchReport report = BatchReport.Of(parsed.GetRequiredValue(_input), output.ToString(), files, plan.LeftOut, Shell.Time.GetElapsedTime(started));
        BatchText.Write(report, Shell.Error, IsQuiet(parsed));
        if (WantsJson(parsed)) Shell.WriteJson(report, CliJson.Relaxed.BatchReport);
        return cancellationToken.IsCancellationRequested ? ExitCodes.Cancelled : report.Failed > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private async Task<IReadOnlyList<BatchFile>> ConvertAsync(ParseResult parsed, ResolvedSettings settings, BatchPlan plan, ConversionRequest template, StoragePlaces places, StorageLocation output, CancellationToken cancellationToken)
    {
        int jobs = Math.Min(settings.Get(SettingsTable.Jobs), plan.Items.Count);
        using var aside = new TempFolder(template.TempDirectory!);
        string ledgerPath = Path.Combine(output is StorageLocation.Local ? output.Path : aside.Path, BatchLedger.FileName);
        BatchLedger ledger = output is StorageLocation.Local ? BatchLedger.Load(ledgerPath) : await BatchLedger.FetchAsync(places, output, ledgerPath, cancellationToken);
        var staging = new InputStaging(places, Shell.OpenInput, template.TempDirectory!, template.Read.MaxFileBytes);
        ConversionRequest shared = template with { Threads = Math.Max(1, template.Threads / jobs), MemoryLimit = Share(settings.Get(SettingsTable.MemoryLimit), jobs) };
        var run = new BatchRun(new ConversionRun(NewConverter(), places, staging), shared, output, ledger, Fingerprint(parsed, template), parsed.GetValue(_force), Shell.Time);
        using IProgressDisplay display = StartDisplay(parsed, settings);
        IReadOnlyList<BatchFile> files = await run.RunAsync(plan.Items, jobs, display, cancellationToken);
        // The last word on what was done, also after a cancellation: what is in the remote folder is there.
        if (output.IsRemote && File.Exists(ledgerPath)) await places.For(output).UploadAsync(output.Combine(BatchLedger.FileName), ledgerPath, null, CancellationToken.None);
        return files;
    }

    private static string? Share(long? bytes, int jobs) => bytes is null ? null : $"{bytes / jobs}B";

    /// <summary>Changes with everything that changes the output besides the input: options, schema, version.</summary>
    private string Fingerprint(ParseResult parsed, ConversionRequest template)
    {
        IEnumerable<string> words =
        [
            ProductVersion.Text, template.Format ?? "", template.Parquet.ToCopyOptions(),
            .. Reading.Words(parsed), .. _writing.Words(parsed),
            template.SchemaFile is null ? "" : File.ReadAllText(template.SchemaFile),
        ];
        return System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', words))))[..16];
    }

    private static string LeftOutText(BatchPlan plan) => plan.LeftOut.Count == 0 ? "" :
        $" {ReportText.Count(plan.LeftOut.Count, "file")} there have extensions that no format claims; name them with a glob to have their content decide.";
}
