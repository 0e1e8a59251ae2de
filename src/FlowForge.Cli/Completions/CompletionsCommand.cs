using System.CommandLine;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Completions;

/// <summary><c>flowforge completions SHELL</c>: the script that makes a shell complete commands and options on Tab.</summary>
/// <remarks>The scripts ask the binary itself, through the <c>[suggest:POSITION]</c> directive, so they never grow stale.</remarks>
internal sealed class CompletionsCommand : Command
{
    private const string Bash = """
        _flowforge() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(flowforge "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _flowforge flowforge
        """;

    private const string Zsh = """
        _flowforge() {
          local -a suggestions
          suggestions=("${(@f)$(flowforge "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a suggestions
          _files
        }
        compdef _flowforge flowforge
        """;

    private const string Fish = """
        complete -c flowforge -a '(flowforge "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName flowforge -ScriptBlock {
          param($word, $line, $position)
          flowforge "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private static readonly Dictionary<string, string> s_scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish, ["pwsh"] = Pwsh };

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };

    public CompletionsCommand(Shell shell)
        : base("completions", "Prints the script for completion on Tab. bash: add 'source <(flowforge completions bash)' to ~/.bashrc.")
    {
        _shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        Add(_shell);
        SetAction(parsed => shell.Out.WriteLine(s_scripts[parsed.GetRequiredValue(_shell)]));
    }
}
