using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FlowForge.DuckDb;

namespace FlowForge.Bench.Comparisons;

/// <summary>What the numbers were measured on, and with which versions.</summary>
internal sealed record Machine(string Processor, int Cores, double MemoryGb, string Kernel, IReadOnlyList<string> Versions)
{
    private const string KernelRelease = "/proc/sys/kernel/osrelease";
    private static readonly string[] s_pythons = ["python3", "/usr/bin/python3"];

    /// <summary>For a file name: <c>2x-amd-epyc-7b13</c>.</summary>
    internal string Slug
    {
        get
        {
            char[] letters = [.. $"{Cores}x-{Processor}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')];
            return string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <param name="python">Null: none with the peers' packages is there.</param>
    internal static Machine Current(string flowForge, string? python) => new(
        FirstMatch("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9,
        File.Exists(KernelRelease) ? $"Linux {File.ReadAllText(KernelRelease).Trim()}" : RuntimeInformation.OSDescription,
        [
            FirstLine(flowForge, "--version"),
            $"DuckDB {DuckDbDatabase.LibraryVersion}",
            $".NET {Environment.Version.ToString()}",
            .. python is null ? (string[])[] :
            [
                FirstLine(python, "--version"),
                $"pandas {FirstLine(python, "-c", "import pandas; print(pandas.__version__)")}",
                $"openpyxl {FirstLine(python, "-c", "import openpyxl; print(openpyxl.__version__)")}",
            ],
            $"ExcelDataReader {typeof(ExcelDataReader.ExcelReaderFactory).Assembly.GetName().Version?.ToString(3)}",
            .. Answers("ogr2ogr", "--version") ? (string[])[FirstLine("ogr2ogr", "--version")] : [],
        ]);

    /// <summary>The first Python that has the packages the peers need; null when none has them.</summary>
    internal static string? FindPython() => s_pythons.FirstOrDefault(python => Answers(python, "-c", "import pandas, openpyxl"));

    private static bool Answers(string program, params string[] arguments)
    {
        try
        {
            return Start(program, arguments).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string FirstLine(string program, params string[] arguments) => Start(program, arguments).Output.Split('\n')[0].Trim();

    private static (int ExitCode, string Output) Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.GetAwaiter().GetResult();
        return (process.ExitCode, output);
    }

    private static string? FirstMatch(string file, string key) =>
        File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Cores} cores of {Processor}, {MemoryGb:N1} GB memory, {Kernel}\n\n{string.Join(" · ", Versions)}");
}
