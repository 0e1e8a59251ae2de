using System.Diagnostics;
using System.Runtime.CompilerServices;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Progress;

/// <summary>Chooses the display that fits the terminal and the wish.</summary>
internal static class ProgressDisplay
{
    /// <param name="wish">A value of <see cref="SettingsTable.Progress"/>.</param>
    public static IProgressDisplay Start(Shell shell, string wish, bool isQuiet) => (isQuiet ? "none" : wish) switch
    {
        "none" => new NoDisplay(shell.Error, shell.Time),
        "lines" => new LineDisplay(shell.Error, shell.Time),
        "bar" => StartBar(shell),
        "auto" => shell.HasLiveError ? StartBar(shell) : new LineDisplay(shell.Error, shell.Time),
        _ => throw new UnreachableException(wish),
    };

    // Apart, so that a run without a bar never loads the terminal library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BarDisplay StartBar(Shell shell) => new(shell.Error, shell.Time);
}
