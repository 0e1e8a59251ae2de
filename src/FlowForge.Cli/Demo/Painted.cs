using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary>The demo's lines: indented below a stage, in colours where a terminal shows them and nobody has asked for none.</summary>
/// <remarks>NO_COLOR: no-color.org, set to anything but nothing.</remarks>
internal sealed class Painted(Shell shell)
{
    /// <summary>What fits beside the indentation in 80 columns.</summary>
    internal const int Width = 76;

    private const string Indent = "    ";
    private const string Clear = "\r\e[K";
    private readonly bool _isColoured = shell.HasLiveError && string.IsNullOrEmpty(shell.Environment("NO_COLOR"));

    internal void Title(string text) => Write(text, "1;36");

    internal void Command(string line) => Write($"{Indent}$ {line}", "32");

    internal void Line(string text) => shell.Error.WriteLine(text.Length == 0 ? "" : Indent + text);

    internal void Faint(string text) => Write(Indent + text, "2");

    internal void Blank() => shell.Error.WriteLine();

    /// <summary>What is being done, until the next line; nothing where nobody watches.</summary>
    internal void Now(string text)
    {
        if (shell.HasLiveError) shell.Error.Write($"{Clear}{Indent}{(text.Length > Width ? text[..Width] : text)}");
    }

    internal void EndNow()
    {
        if (shell.HasLiveError) shell.Error.Write(Clear);
    }

    private void Write(string text, string colour) => shell.Error.WriteLine(_isColoured ? $"\e[{colour}m{text}\e[0m" : text);
}
