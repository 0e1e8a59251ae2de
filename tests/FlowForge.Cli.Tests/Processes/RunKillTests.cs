using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>Runs that are stopped: by Ctrl+C, and by kill -9 at instants of a seeded choice.</summary>
public sealed partial class RunKillTests(ITestOutputHelper output)
{
    private const int Seed = 4_711;
    private const int SigInt = 2;

    [Fact]
    public void Run_KilledAtAnyInstant_EndsInTheSameTablesWhenRunAgain()
    {
        output.WriteLine($"seed {Seed}");
        (string expected, int events, int files) = Undisturbed();
        var random = new Random(Seed);
        for (int kill = 0; kill < 10; kill++)
        {
            using var sandbox = new RunSandbox();
            // Half of them die between two steps, half in the midst of writing.
            if (kill % 2 == 0) KillAtEvent(sandbox, 1 + random.Next(events - 1));
            else KillAtFile(sandbox, 1 + random.Next(files));
            sandbox.Events();
            Assert.Equal(expected, sandbox.Contents());
            Assert.Empty(Directory.EnumerateFileSystemEntries(sandbox.Process.Temp, "flowforge-run-*"));
        }
    }

    [Fact]
    public async Task Run_Interrupted_SaysCancelledAndCanBeRunAgain()
    {
        if (OperatingSystem.IsWindows()) return;
        (string expected, _, _) = Undisturbed();
        using var sandbox = new RunSandbox();
        using Process process = sandbox.Process.Start("run", "plan.yaml", "--json");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string lines = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines += line + "\n";
            if (lines.Length == line.Length + 1) Assert.Equal(0, Kill(process.Id, SigInt));
        }
        Assert.Equal(130, FlowForgeProcess.ExitCode(process));
        Assert.Contains("Cancelled", await error, StringComparison.Ordinal);
        Assert.Equal("cancelled", (string)RunSandbox.Parse(lines)[^1]["run"]!["status"]!);
        Assert.Empty(Directory.EnumerateFileSystemEntries(sandbox.Process.Temp));
        sandbox.Events();
        Assert.Equal(expected, sandbox.Contents());
    }

    private static (string Contents, int Events, int Files) Undisturbed()
    {
        using var sandbox = new RunSandbox();
        int events = sandbox.Events().Length;
        return (sandbox.Contents(), events, Directory.EnumerateFiles(sandbox.PathOf("lake"), "*", SearchOption.AllDirectories).Count());
    }

    private void KillAtEvent(RunSandbox sandbox, int count)
    {
        using Process process = sandbox.Process.Start("run", "plan.yaml", "--json", "-q");
        string? last = null;
        for (int i = 0; i < count; i++) last = process.StandardOutput.ReadLine() ?? last;
        process.Kill();
        FlowForgeProcess.ExitCode(process);
        output.WriteLine($"killed at event {count}: {JsonNode.Parse(last!)!["type"]}");
    }

    private void KillAtFile(RunSandbox sandbox, int count)
    {
        using var reached = new CountdownEvent(count);
        Directory.CreateDirectory(sandbox.PathOf("lake"));
        using var watcher = new FileSystemWatcher(sandbox.PathOf("lake")) { IncludeSubdirectories = true };
        watcher.Created += (_, _) =>
        {
            if (!reached.IsSet) reached.Signal();
        };
        watcher.EnableRaisingEvents = true;
        using Process process = sandbox.Process.Start("run", "plan.yaml", "-q");
        // Entries that come and go count too, and in new folders some are missed: a run that ended first is a good case as well.
        while (!reached.Wait(TimeSpan.FromMilliseconds(20)) && !process.HasExited) { }
        if (!process.HasExited) process.Kill();
        FlowForgeProcess.ExitCode(process);
        output.WriteLine($"killed at file {count - reached.CurrentCount} of {count}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
