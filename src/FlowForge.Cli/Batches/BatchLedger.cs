using System.Text.Json;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Batches;

/// <summary>What earlier batches into the same folder have done, so that what has not changed is not done again. Thread-safe.</summary>
/// <remarks>Kept as <c>_batch.json</c> in the output folder and saved after every file: an interrupted batch goes on where it was.
/// A ledger that cannot be read counts as empty: everything is converted again, which is always right.</remarks>
internal sealed class BatchLedger
{
    public const string FileName = "_batch.json";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly SortedDictionary<string, BatchLedgerEntry> _entries;

    private BatchLedger(string path, SortedDictionary<string, BatchLedgerEntry> entries) => (_path, _entries) = (path, entries);

    public static BatchLedger Load(string path)
    {
        var entries = new SortedDictionary<string, BatchLedgerEntry>(StringComparer.Ordinal);
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Relaxed.BatchLedgerContent) is { Files: { } files })
            {
                foreach ((string key, BatchLedgerEntry entry) in files) entries[key] = entry;
            }
        }
        catch (JsonException)
        {
            entries.Clear();
        }

        return new BatchLedger(path, entries);
    }

    /// <summary>Null when this input was never converted into the folder.</summary>
    public BatchLedgerEntry? Find(string key)
    {
        lock (_lock) return _entries.GetValueOrDefault(key);
    }

    public void Save(string key, BatchLedgerEntry entry)
    {
        lock (_lock)
        {
            _entries[key] = entry;
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            string unfinished = _path + ".tmp";
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(new BatchLedgerContent(_entries), CliJson.Relaxed.BatchLedgerContent));
            File.Move(unfinished, _path, overwrite: true);
        }
    }

    /// <summary>Brings the ledger of a remote folder here.</summary>
    public static async Task<BatchLedger> FetchAsync(StoragePlaces places, StorageLocation folder, string path, CancellationToken cancellationToken)
    {
        IStorage storage = places.For(folder);
        if (await storage.FindAsync(folder.Combine(FileName), cancellationToken) is { } file)
        {
            await using Stream content = places.Read(storage, file);
            await using FileStream copy = File.Create(path);
            await content.CopyToAsync(copy, cancellationToken);
        }

        return Load(path);
    }
}

internal sealed record BatchLedgerContent(IDictionary<string, BatchLedgerEntry> Files);

/// <param name="Content">What the input was: <c>sha256:…</c> of a local file, <c>version:…</c> of a remote one.</param>
/// <param name="Options">Hash of the options and of the product's version.</param>
/// <param name="Output">The file or folder, below the output folder.</param>
internal sealed record BatchLedgerEntry(string Content, string Options, string Output, long Rows, long Rejected);
