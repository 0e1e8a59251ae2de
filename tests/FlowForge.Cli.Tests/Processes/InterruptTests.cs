using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>Ctrl+C in the middle of work.</summary>
public sealed partial class InterruptTests : IDisposable
{
    private const int SigInt = 2;
    private readonly FlowForgeProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("delta")]
    public async Task Convert_InterruptedWhileItWrites_LeavesNothing(string to)
    {
        if (OperatingSystem.IsWindows()) return;
        string input = _process.MakeParquet("big.parquet", "SELECT range AS id, md5(range::VARCHAR) AS text FROM range(20_000_000)");
        using var begun = new ManualResetEventSlim();
        using var watcher = new FileSystemWatcher(_process.Folder) { IncludeSubdirectories = false };
        watcher.Created += (_, file) =>
        {
            if (file.Name!.StartsWith(".out.", StringComparison.Ordinal)) begun.Set();
        };
        watcher.EnableRaisingEvents = true;
        using Process process = _process.Start("convert", input, "out", "--to", to);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)), "The conversion never began to write.");
        Interrupt(process);
        Assert.Equal(130, FlowForgeProcess.ExitCode(process));
        Assert.Contains("Cancelled", await error, StringComparison.Ordinal);
        Assert.Equal(["big.parquet"], _process.Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_process.Temp));
    }

    [Fact]
    public async Task Convert_InterruptedWhileStdinIsOpen_LeavesNothing()
    {
        if (OperatingSystem.IsWindows()) return;
        using var begun = new ManualResetEventSlim();
        using var watcher = new FileSystemWatcher(_process.Temp) { IncludeSubdirectories = true };
        watcher.Created += (_, _) => begun.Set();
        watcher.EnableRaisingEvents = true;
        using Process process = _process.Start("convert", "-", "out");
        process.StandardInput.Write("id,name\n");
        process.StandardInput.Flush();
        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)), "The input was never read.");
        Interrupt(process);
        Assert.Equal(130, FlowForgeProcess.ExitCode(process));
        Assert.Empty(_process.Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_process.Temp));
    }

    private static void Interrupt(Process process) => Assert.Equal(0, Kill(process.Id, SigInt));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
