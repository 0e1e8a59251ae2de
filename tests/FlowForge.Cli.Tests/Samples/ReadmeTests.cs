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
        Assert.True(commands > 16, $"{commands} commands are too few.");
    }

    /// <summary>Those at the head of the sample's own README, but for the size of the last one, which is made two times as large instead of a hundred.</summary>
    [Fact]
    public void Sample_EveryCommand_Runs()
    {
        string readme = File.ReadAllText(Path.Combine(ExpectedText.Root, "samples", "petinsure", "README.md")).ReplaceLineEndings("\n");
        int commands = 0;
        foreach (string line in Block().Match(readme).Groups["content"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = [.. Word().Matches(line.Split(" #")[0].Replace("--scale 100", "--scale 2", StringComparison.Ordinal)).Select(word => word.Value.Trim('"'))];
            if (words[0] == "cd")
            {
                _process.Below = words[1];
                continue;
            }
            Assert.Equal("flowforge", words[0]);
            (int code, _, string error) = _process.Run(words[1..]);
            Assert.True(code == 0, $"{line}\n{error}");
            commands++;
        }
        Assert.True(commands > 3, $"{commands} commands are too few.");
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
