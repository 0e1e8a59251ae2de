using System.Text.RegularExpressions;

namespace FlowForge.Generate.Tests;

public sealed class PythonTests
{
    [Fact]
    public void GeneratedPython_IsCompiled()
    {
        string[] files = [.. Directory.EnumerateFiles(PlanFixture.Folder("Golden"), "*.py", SearchOption.AllDirectories)];
        Assert.NotEmpty(files);
        // As py_compile does, without leaving its files.
        Recording.Python(["-B", "-c", "import sys\nfor path in sys.argv[1:]: compile(open(path, encoding='utf-8').read(), path, 'exec')", .. files]);
    }

    /// <summary>Whoever gets a notebook needs Spark with Delta, and nothing of ours.</summary>
    [Fact]
    public void Notebooks_Imports_AreOfPythonAndSparkAlone()
    {
        string[] known = ["datetime", "functools", "json", "math", "unicodedata", "uuid", "zoneinfo", "delta", "pyspark", "mlflow"];
        string[] files = [.. Directory.EnumerateFiles(PlanFixture.Folder("Golden"), "*.py", SearchOption.AllDirectories).Where(path => !path.Contains("/airflow/", StringComparison.Ordinal) && !path.Contains("/prefect/", StringComparison.Ordinal))];
        Assert.All(files, path => Assert.Empty(Regex.Matches(File.ReadAllText(path), @"^\s*(?:from|import) (\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Except(known)));
    }

    [Fact]
    public void GeneratedPython_WhereRuffIs_HasNothingToSay()
    {
        string[] found = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "ruff")).Where(File.Exists)];
        if (found.Length == 0) return;
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(found[0], ["check", "--no-cache", "--isolated", PlanFixture.Folder("Golden")]) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
