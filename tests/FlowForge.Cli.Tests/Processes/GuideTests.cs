using System.Text.RegularExpressions;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>A guide is run from its first line to its last: files it shows are made, commands are run, and what it prints of their answers must be there in that order.</summary>
public sealed partial class GuideTests : IDisposable
{
    private readonly FlowForgeProcess _process = new() { Environment = { ["FLOWFORGE_LAKEHOUSE"] = "lakehouse" } };

    public void Dispose() => _process.Dispose();

    [Theory]
    [InlineData("plan-and-run.md", 7)]
    [InlineData("generate.md", 3)]
    [InlineData("explore-to-gold.md", 7)]
    [InlineData("tables.md", 7)]
    public void Guide_EveryCommand_AnswersAsShown(string guide, int least)
    {
        string text = File.ReadAllText(Path.Combine(ExpectedText.Root, "docs", "guide", guide)).ReplaceLineEndings("\n");
        int commands = 0;
        foreach (Match block in Block().Matches(text))
        {
            string content = block.Groups["content"].Value;
            if (block.Groups["language"].Value == "yaml" && content.StartsWith("# ", StringComparison.Ordinal)) Make(content[2..content.IndexOf('\n', StringComparison.Ordinal)], content);
            else if (block.Groups["language"].Value == "console") foreach (string part in content.Split("$ ", StringSplitOptions.RemoveEmptyEntries)) commands += Do(part);
        }
        Assert.True(commands >= least, $"{commands} commands are too few.");
    }

    private int Do(string part)
    {
        string[] lines = part.TrimEnd('\n').Split('\n');
        // A text in quotes may go over several lines.
        for (; lines[0].Count(letter => letter == '"') % 2 == 1; lines = lines[1..]) lines[1] = $"{lines[0]}\n{lines[1]}";
        string[] words = [.. Word().Matches(lines[0]).Select(word => word.Value.Trim('"'))];
        if (words[0] == "cat")
        {
            Make(words[1], string.Join('\n', lines[1..]) + "\n");
            return 0;
        }
        Assert.Equal("flowforge", words[0]);
        (int code, string output, string error) = _process.Run(words[1..]);
        bool isRefused = lines.Length > 1 && lines[1..].All(line => line.Contains(": error: ", StringComparison.Ordinal));
        Assert.True(code == (isRefused ? 1 : 0), $"{lines[0]}\n{error}");
        // People see both together; which line comes first between the two is not of the guide.
        (string[] Lines, int At)[] answers = [([.. output.Split('\n').Select(Plain)], 0), ([.. error.Split('\n').Select(Plain)], 0)];
        foreach (string shown in lines[1..].Where(line => line != "…").Select(Plain))
        {
            int of = Array.FindIndex(answers, answer => Array.IndexOf(answer.Lines, shown, answer.At) >= 0);
            Assert.True(of >= 0, $"{lines[0]} does not answer '{shown}' there:\n{error}{output}");
            answers[of].At = Array.IndexOf(answers[of].Lines, shown, answers[of].At) + 1;
        }
        return 1;
    }

    private void Make(string name, string content)
    {
        string path = Path.Combine(_process.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    /// <summary>Without what differs from run to run and from machine to machine: names of runs, times, seconds, sizes of files, and where the lakehouse is.</summary>
    private static string Plain(string line) => Place().Replace(Bytes().Replace(Moment().Replace(Seconds().Replace(RunName().Replace(line, "RUN"), "S"), "T"), "=N"), "-> …/lakehouse/").TrimEnd();

    [GeneratedRegex("^```(?<language>console|yaml)\n(?<content>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d{8}T\d{9}-[0-9a-f]{8}")]
    private static partial Regex RunName();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")]
    private static partial Regex Moment();

    [GeneratedRegex(@"(?<=Bytes)=\d+")]
    private static partial Regex Bytes();

    [GeneratedRegex("-> .*lakehouse/")]
    private static partial Regex Place();

    [GeneratedRegex(@"\s*(?<=[, ])\d+\.\d+( s)?$")]
    private static partial Regex Seconds();
}
