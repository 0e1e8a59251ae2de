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
