using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Staging;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Batches;

/// <summary>Converts the items of a plan, several at a time. One that fails is reported and stops nobody else.</summary>
/// <param name="template">Everything but input and output.</param>
/// <param name="options">Hash of what decides the output besides the input.</param>
internal sealed class BatchRun(ConversionRun conversion, ConversionRequest template, StorageLocation output, BatchLedger ledger, string options, bool isForced, TimeProvider time)
{
    /// <summary>In the order of the items. After a cancellation the rest is <see cref="BatchOutcome.Cancelled"/>.</summary>
    public async Task<IReadOnlyList<BatchFile>> RunAsync(IReadOnlyList<BatchItem> items, int jobs, IProgressDisplay display, CancellationToken cancellationToken)
    {
        var files = new BatchFile[items.Count];
        int next = -1;
        async Task WorkAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items.Count;)
                files[i] = await OneAsync(items[i], display, cancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(jobs, items.Count)).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        return files;
    }

    private async Task<BatchFile> OneAsync(BatchItem item, IProgressDisplay display, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        double Seconds() => Math.Round(time.GetElapsedTime(started).TotalSeconds, 3);
        FileProgress progress = display.Begin(item.Key);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Unchanged(item, cancellationToken) is { } done)
                return new BatchFile(item.Key, BatchOutcome.Unchanged, done.Output, done.Rows, done.Rejected, Seconds(), [], null);
            ConversionReport report = await conversion.RunAsync(template, item.Input, output.Combine(item.OutputName), progress, cancellationToken);
            BatchLedgerEntry entry = Entry(item, report);
            ledger.Save(item.Key, entry);
            return new BatchFile(item.Key, BatchOutcome.Converted, entry.Output, entry.Rows, entry.Rejected, Seconds(), report.Warnings, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new BatchFile(item.Key, BatchOutcome.Cancelled, null, 0, 0, Seconds(), [], null);
        }
#pragma warning disable CA1031 // Whatever goes wrong with one file, the others must still be converted.
        catch (Exception trouble)
#pragma warning restore CA1031
        {
            return new BatchFile(item.Key, BatchOutcome.Failed, null, 0, 0, Seconds(), [], Explain(item, trouble));
        }
        finally
        {
            display.End(progress);
        }
    }

    /// <summary>The earlier conversion, when the input, the options and the output are still what they were.</summary>
    private BatchLedgerEntry? Unchanged(BatchItem item, CancellationToken cancellationToken)
    {
        if (isForced || ledger.Find(item.Key) is not { } entry || entry.Options != options) return null;
        if (output is StorageLocation.Local && !Path.Exists(Path.Combine(output.Path, entry.Output))) return null;
        return entry.Content == ContentOf(item, cancellationToken) ? entry : null;
    }

    private BatchLedgerEntry Entry(BatchItem item, ConversionReport report)
    {
        string content = item.Remote is null ? $"sha256:{report.Sha256}" : RemoteContent(item.Remote);
        return new BatchLedgerEntry(content, options, OutputOf(item, report), report.Rows, report.Tables.Sum(table => table.Rejected));
    }

    /// <summary>Below the output folder: the file of one table, the folder of several.</summary>
    private string OutputOf(BatchItem item, ConversionReport report)
    {
        if (report.Tables is [{ File: { } file }]) return item.OutputName[..(item.OutputName.LastIndexOf('/') + 1)] + file[(file.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1)..];
        string extension = OutputPlaces.ExtensionOf(template.To);
        return item.OutputName.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? item.OutputName[..^extension.Length] : item.OutputName;
    }

    private static string ContentOf(BatchItem item, CancellationToken cancellationToken) => item.Remote is null
        ? $"sha256:{System.Convert.ToHexStringLower(ContentHash.OfFile(item.Input.Path, cancellationToken))}"
        : RemoteContent(item.Remote);

    private static string RemoteContent(RemoteFile file) => $"version:{file.Version}/{file.Length}";

    private static DiagnosticReport Explain(BatchItem item, Exception trouble) => trouble switch
    {
        InputException { Diagnostic: { } wrong } => new DiagnosticReport(wrong.Id, "error", wrong.Where.ToString(), wrong.Summary, wrong.Hint, wrong.Count),
        UsageException or OptionException => new DiagnosticReport("usage", "error", item.Key, trouble.Message, null, 1),
        IOException or UnauthorizedAccessException => new DiagnosticReport("io", "error", item.Key, trouble.Message, null, 1),
        DuckDb.DuckDbException => new DiagnosticReport("engine", "error", item.Key, trouble.Message, null, 1),
        _ => new DiagnosticReport("bug", "error", item.Key, $"{trouble.GetType().Name}: {trouble.Message}",
            "This is a bug in FlowForge: convert this file alone with FLOWFORGE_DEBUG=1 for the trace, and please report it.", 1),
    };
}
