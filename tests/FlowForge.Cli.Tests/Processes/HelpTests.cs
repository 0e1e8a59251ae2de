namespace FlowForge.Cli.Tests.Processes;

/// <summary>What people read first is kept in files, so that every change of it is seen.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("flowforge")]
    [InlineData("flowforge convert")]
    [InlineData("flowforge batch")]
    [InlineData("flowforge inspect")]
    [InlineData("flowforge validate")]
    [InlineData("flowforge formats")]
    [InlineData("flowforge sql")]
    [InlineData("flowforge table")]
    [InlineData("flowforge table vacuum")]
    [InlineData("flowforge plan")]
    [InlineData("flowforge run")]
    [InlineData("flowforge demo")]
    [InlineData("flowforge generate")]
    [InlineData("flowforge experiment")]
    [InlineData("flowforge lineage")]
    [InlineData("flowforge config show")]
    [InlineData("flowforge completions")]
    public void Help_Command_IsTheTextInTheFile(string command)
    {
        using var process = new FlowForgeProcess();
        (int code, string output, string error) = process.Run([.. command.Split(' ')[1..], "--help"]);
        Assert.Equal(0, code);
        Assert.Empty(error);
        ExpectedText.Equals(output, ExpectedText.InTests("Processes", "Help", $"{command.Replace(' ', '-')}.txt"));
    }
}
