using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Convert.Conversion;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Staging;

/// <summary>One conversion from any place to any place: brings the input here, converts, and takes the output there when it is whole.</summary>
internal sealed class ConversionRun(Converter converter, StoragePlaces places, InputStaging staging)
{
    /// <summary>Beside the tables of an input that has several.</summary>
    internal const string ManifestName = "_manifest.json";

    /// <param name="template">Everything but input and output.</param>
    /// <param name="output">With or without the output format's extension.</param>
    /// <returns>The report with files where the user wanted them.</returns>
    public async Task<ConversionReport> RunAsync(ConversionRequest template, StorageLocation input, StorageLocation output, FileProgress progress, CancellationToken cancellationToken)
    {
        if (template.To == OutputFormat.Delta && output is not StorageLocation.Local) throw new UsageException($"{output}: Delta tables are written to local disk. Name a local OUTPUT, or write parquet there.");
        using StagedInput staged = await staging.StageAsync(input, new ByteProgress(progress), cancellationToken);
        NotInThisVersion.Refuse(staged.Path, staged.Name);
        ConversionRequest request = template with { Input = staged.Path, InputName = staged.Name };
        if (output is StorageLocation.Local) return converter.Convert(request with { Output = output.Path }, new EngineProgress(progress), cancellationToken);

        using var folder = new TempFolder(template.TempDirectory!);
        ConversionReport report = converter.Convert(request with { Output = Path.Combine(folder.Path, output.Name) }, new EngineProgress(progress), cancellationToken);
        await UploadAsync(folder.Path, output, progress, cancellationToken);
        return Moved(report, output);
    }

    /// <summary>Data files first and the manifest last: whoever sees the manifest can read what it names.</summary>
    private async Task UploadAsync(string folder, StorageLocation output, FileProgress progress, CancellationToken cancellationToken)
    {
        StorageLocation parent = output with { Path = output.Path[..^output.Name.Length] };
        IStorage storage = places.For(output);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).OrderBy(file => Path.GetFileName(file) == ManifestName).ThenBy(file => file, StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            await storage.UploadAsync(parent.Combine(name), file, new ByteProgress(progress), cancellationToken);
        }
    }

    private static ConversionReport Moved(ConversionReport report, StorageLocation output)
    {
        if (report.Tables is not [{ } table]) return report;
        StorageLocation parent = output with { Path = output.Path[..^output.Name.Length] };
        return report with
        {
            Tables = [table with
            {
                File = parent.Combine(Path.GetFileName(table.File)).ToString(),
                RejectedFile = table.RejectedFile is null ? null : parent.Combine(Path.GetFileName(table.RejectedFile)).ToString(),
            }],
        };
    }

    /// <summary>Bytes on their way in or out.</summary>
    private sealed class ByteProgress(FileProgress file) : IProgress<long>
    {
        public void Report(long value) => file.Report(value, null, 0);
    }
}
