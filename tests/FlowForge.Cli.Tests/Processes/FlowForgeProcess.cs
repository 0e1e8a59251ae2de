using System.Diagnostics;
using System.Text;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>The built binary in a folder of its own, as people run it.</summary>
internal sealed class FlowForgeProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public string Folder { get; } = Directory.CreateTempSubdirectory("flowforge-cli-").FullName;

    /// <summary>Where the process puts what is temporary: empty again when it has ended.</summary>
    public string Temp => Directory.CreateDirectory(Path.Combine(Folder, "temp")).FullName;

    /// <summary>Where processes are started from now on, below the folder.</summary>
    public string Below { get; set; } = "";

    /// <summary>Set for the processes started from now on.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public (int Code, string Out, string Error) Run(params string[] args) => Run([], args);

    public (int Code, string Out, string Error) Run(byte[] input, params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        return (ExitCode(process), output.Result, error.Result);
    }

    public Process Start(params string[] args)
    {
        string flowforge = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "flowforge.exe" : "flowforge");
        // Whoever started the tests in a background shell has told all their children to ignore Ctrl+C.
        ProcessStartInfo start = OperatingSystem.IsLinux() ? new ProcessStartInfo("env", ["--default-signal=INT", flowforge, .. args]) : new ProcessStartInfo(flowforge, args);
        start.WorkingDirectory = Path.Combine(Folder, Below);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (string variable in start.Environment.Keys.Where(name => name.StartsWith("FLOWFORGE_", StringComparison.Ordinal) || name.StartsWith("DATABRICKS_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(variable);
        start.Environment["HOME"] = Folder;
        start.Environment["FLOWFORGE_TEMP_DIRECTORY"] = Temp;
        foreach ((string name, string value) in Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static int ExitCode(Process process)
    {
        if (process.WaitForExit(s_limit)) return process.ExitCode;
        process.Kill();
        throw new TimeoutException("flowforge did not end.");
    }

    /// <summary>A Parquet file made by the engine.</summary>
    /// <returns>The path below the folder.</returns>
    public string MakeParquet(string path, string sql = "SELECT range AS id, 'name ' || range AS name FROM range(10)")
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using var engine = DuckDb.DuckDbDatabase.Open(null, new Dictionary<string, string>());
        using DuckDb.DuckDbConnection connection = engine.Connect();
        connection.Query($"COPY ({sql}) TO '{full}' (FORMAT parquet)", CancellationToken.None).Dispose();
        return path;
    }

    public string[] Files() => [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Where(File.Exists).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];
}
