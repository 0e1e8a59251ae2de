using System.Text.RegularExpressions;
using FlowForge.Cli.Tests.Processes;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>The README's tour is gone from its first command to its last.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private const string Prompt = "$ ../flowforge ";
    private readonly FlowForgeProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Tour_EveryCommand_AnswersAsShown()
    {
        string readme = File.ReadAllText(Path.Combine(ExpectedText.Root, "README.md")).ReplaceLineEndings("\n");
        string tour = readme[readme.IndexOf("## Five minutes", StringComparison.Ordinal)..readme.IndexOf("## Read on", StringComparison.Ordinal)];
        Assert.Equal(0, _process.Run("demo").Code);
        _process.Below = "flowforge-demo";
        int commands = 0;
        foreach (Match block in Block().Matches(tour))
        {
            string content = block.Groups["content"].Value;
            if (block.Groups["language"].Value == "yaml") File.WriteAllText(Path.Combine(_process.Folder, _process.Below, "schema.yaml"), content);
            else foreach (string part in content.Split(Prompt).Skip(1)) commands += Do(part);
        }
        Assert.True(commands > 8, $"{commands} commands are too few.");
    }

    private int Do(string part)
    {
        string line = part[..part.IndexOf('\n', StringComparison.Ordinal)], answer = part[line.Length..].Trim('\n');
        // What stands after || is for when the command says no.
        string[] either = line.Split("||");
        (int code, string output, string error) = _process.Run([.. Word().Matches(either[0]).Select(word => word.Value.Trim('"'))]);
        Assert.True(code == (either.Length > 1 ? 1 : 0), $"{line}\n{error}");
        Assert.Contains(answer, output, StringComparison.Ordinal);
        return 1;
    }

    [GeneratedRegex("^```(?<language>yaml|)\n(?<content>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
