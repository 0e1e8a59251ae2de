using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Places;
using FlowForge.Storage.Transfer;

namespace FlowForge.Cli.Staging;

/// <summary>An input on local disk: itself when it is there already, else a copy that goes away when disposed.</summary>
/// <param name="Path">A file or a glob.</param>
/// <param name="Name">As the user named it.</param>
/// <param name="Copies">Null when nothing was copied.</param>
internal sealed record StagedInput(string Path, string Name, TempFolder? Copies) : IDisposable
{
    public void Dispose() => Copies?.Dispose();
}

/// <summary>Brings inputs to local disk: the engine reads local files only, and reads some of them twice.</summary>
/// <param name="maxBytes">Of one input; null for no limit.</param>
internal sealed class InputStaging(StoragePlaces places, Func<Stream> openStandardInput, string tempFolder, long? maxBytes)
{
    /// <summary>Files beside a DBF that belong to it: memos and the code page's name.</summary>
    private static readonly string[] s_besideDbf = [".dbt", ".fpt", ".cpg", ".DBT", ".FPT", ".CPG"];

    /// <exception cref="InputException">Nothing is there, or it is too large.</exception>
    /// <exception cref="StorageException">The store refuses or cannot be reached.</exception>
    public async Task<StagedInput> StageAsync(StorageLocation input, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (input is StorageLocation.Local) return new StagedInput(input.Path, input.Path, null);
        var copies = new TempFolder(tempFolder);
        try
        {
            string path = input is StorageLocation.StandardInput
                ? await CopyStandardInputAsync(copies, progress, cancellationToken)
                : await DownloadAsync(input, copies, progress, cancellationToken);
            return new StagedInput(path, input is StorageLocation.StandardInput ? "stdin" : input.ToString(), copies);
        }
        catch
        {
            copies.Dispose();
            throw;
        }
    }

    private async Task<string> CopyStandardInputAsync(TempFolder copies, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(copies.Path, "stdin");
        await using Stream input = openStandardInput();
        await using FileStream copy = File.Create(path);
        await CopyAsync(input, copy, new Location("-"), progress, cancellationToken);
        return path;
    }

    private async Task<string> DownloadAsync(StorageLocation input, TempFolder copies, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        IStorage storage = places.For(input);
        if (GlobPattern.IsGlob(input.Path)) return await DownloadAllAsync(storage, input, copies, progress, cancellationToken);
        RemoteFile file = await storage.FindAsync(input, cancellationToken)
            ?? throw new InputException("no-such-file", new Location(input.ToString()), "There is no such file.");
        string path = await DownloadOneAsync(storage, file, copies.Path, progress, cancellationToken);
        if (Path.GetExtension(path).Equals(".dbf", StringComparison.OrdinalIgnoreCase)) await DownloadBesideAsync(storage, input, copies, cancellationToken);
        return path;
    }

    private async Task<string> DownloadAllAsync(IStorage storage, StorageLocation input, TempFolder copies, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var pattern = new GlobPattern(input.Path);
        int count = 0;
        await foreach (RemoteFile file in storage.ListAsync(input with { Path = GlobPattern.FixedPrefix(input.Path) }, cancellationToken))
        {
            if (!pattern.IsMatch(file.Location.Path)) continue;
            // Numbered folders keep the store's order, and keep equal names apart.
            string folder = Directory.CreateDirectory(Path.Combine(copies.Path, $"{count++:D8}")).FullName;
            await DownloadOneAsync(storage, file, folder, progress, cancellationToken);
        }

        return count > 0 ? Path.Combine(copies.Path, "*", "*") : throw new InputException("no-such-file", new Location(input.ToString()), "No file matches.");
    }

    private async Task DownloadBesideAsync(IStorage storage, StorageLocation input, TempFolder copies, CancellationToken cancellationToken)
    {
        foreach (string extension in s_besideDbf)
        {
            StorageLocation beside = input with { Path = Path.ChangeExtension(input.Path, extension) };
            if (await storage.FindAsync(beside, cancellationToken) is { } file) await DownloadOneAsync(storage, file, copies.Path, null, cancellationToken);
        }
    }

    private async Task<string> DownloadOneAsync(IStorage storage, RemoteFile file, string folder, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (file.Length > maxBytes) throw TooLarge(new Location(file.Location.ToString()));
        string path = Path.Combine(folder, file.Location.Name);
        await using RemoteStream content = places.Read(storage, file);
        await using FileStream copy = File.Create(path);
        await CopyAsync(content, copy, new Location(file.Location.ToString()), progress, cancellationToken);
        return path;
    }

    private async Task CopyAsync(Stream source, FileStream target, Location where, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 20];
        long total = 0;
        // A read of a terminal or a pipe cannot be called back; it is left behind, and ends with the process.
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken)) > 0;)
        {
            total += read;
            if (total > maxBytes) throw TooLarge(where);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress?.Report(total);
        }
    }

    private InputException TooLarge(Location where) =>
        new("too-large", where, $"It has more than {maxBytes:N0} bytes.", "Raise the limit with --max-file-size, or lift it with --max-file-size none.");
}
