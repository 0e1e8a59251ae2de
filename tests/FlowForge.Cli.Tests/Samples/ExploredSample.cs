using System.Text.Json.Nodes;
using FlowForge.Cli.Samples;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>The sample's raw files of the first day, explored by the command on the day after.</summary>
public sealed class ExploredSample : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowforge-explored-").FullName;

    public ExploredSample()
    {
        foreach (string _ in new SampleProject(_folder, 1).WriteRaw(1)) { }
        using var output = new StringWriter();
        using var error = new StringWriter();
        var shell = new Shell(() => Stream.Null, output, error, false, _ => null, _folder, _folder, new DayAfter());
        int code = FlowForgeApp.Run(["explore", "raw", "--json", "--progress", "none"], shell);
        Error = error.ToString();
        Assert.True(code == 0, Error);
        Findings = JsonNode.Parse(output.ToString())!;
    }

    /// <summary>What <c>--json</c> gives.</summary>
    internal JsonNode Findings { get; }

    /// <summary>What people are told on the screen.</summary>
    internal string Error { get; }

    internal JsonNode Dataset(string name) => Findings["datasets"]!.AsArray().Single(dataset => (string)dataset!["findings"]! == name)!;

    /// <summary>Each check that failed, with its place as <c>dataset.column</c>, or the dataset alone.</summary>
    internal IEnumerable<(string Check, string Where, string Severity, long Rows, string Summary)> Failed() =>
        from dataset in Findings["datasets"]!.AsArray()
        from check in dataset!["checks"]?.AsArray() ?? []
        let name = (string)dataset["findings"]!
        select ((string)check!["id"]!, check["column"] is { } column ? $"{name}.{(string)column!}" : name, (string)check["severity"]!, (long?)check["rows"] ?? 0, (string)check["summary"]!);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class DayAfter : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    }
}
