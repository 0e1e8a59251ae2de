using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Lakehouse.Execution;

/// <summary>The right to run a plan: one process at a time has it. The system takes it back when the process ends, however it ends.</summary>
/// <remarks>
/// Two runs of one plan would count under one number and read one watermark, and the second's rows would be taken for those of the first.
/// The right is an exclusive lock on a file of the runs' folder. Who has it stands in a second file, since a locked one cannot be read everywhere.
/// </remarks>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderFile;

    private RunLock(FileStream file, string holderFile) => (_file, _holderFile) = (file, holderFile);

    /// <exception cref="InputException">Another run of the plan is going on.</exception>
    internal static RunLock Take(string folder, string plan, RunHolder holder)
    {
        Directory.CreateDirectory(folder);
        string name = Uri.EscapeDataString(plan), holderFile = Path.Combine(folder, $"{name}.running.json");
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new InputException("run-in-progress", new Location(plan), $"the plan is being run already{Who(holderFile)}.", "Wait for that run to end, or stop it.", taken);
        }
        // Whoever is named here is gone: it was stopped before it could clean up.
        if (Read(holderFile) is { } gone && Directory.Exists(gone.WorkFolder)) Directory.Delete(gone.WorkFolder, recursive: true);
        File.WriteAllText(holderFile, JsonSerializer.Serialize(holder, RunHolderJson.Default.RunHolder));
        return new RunLock(file, holderFile);
    }

    public void Dispose()
    {
        File.Delete(_holderFile);
        _file.Dispose();
    }

    private static string Who(string holderFile) => Read(holderFile) is { } other
        ? string.Create(CultureInfo.InvariantCulture, $": run {other.RunId}, process {other.ProcessId} on {other.Machine}, since {other.BeganAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
        : "";

    // It may be half-written, by a run that begins or was stopped at this very moment.
    private static RunHolder? Read(string holderFile)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(holderFile), RunHolderJson.Default.RunHolder);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>Who runs a plan.</summary>
/// <param name="WorkFolder">Where it keeps what is temporary.</param>
internal sealed record RunHolder(string RunId, int ProcessId, string Machine, DateTimeOffset BeganAt, string WorkFolder);

[JsonSerializable(typeof(RunHolder)), JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class RunHolderJson : JsonSerializerContext;
