namespace FlowForge.Bench.Comparisons;

/// <summary>A program that does the work of a comparison, or less.</summary>
/// <param name="Name">As the table calls it; for flowforge <see cref="FlowForge"/>.</param>
/// <param name="Work">What it does with the file, in a few words.</param>
/// <param name="Command">Program and arguments; <see cref="Input"/> and <see cref="Output"/> stand for the files.</param>
/// <param name="OutputName">The file it writes.</param>
internal sealed record Contender(string Name, string Work, IReadOnlyList<string> Command, string OutputName)
{
    internal const string FlowForge = "flowforge";
    internal const string Input = "{in}";
    internal const string Output = "{out}";

    /// <summary>The folder that the output goes to.</summary>
    internal const string OutputFolder = "{folder}";

    /// <summary>Where its number of rows is told.</summary>
    internal RowsFrom RowsFrom { get; init; }
}

internal enum RowsFrom
{
    /// <summary>The last line it prints.</summary>
    LastLine,

    /// <summary>The Parquet file it writes.</summary>
    Parquet,

    /// <summary>The CSV it writes, less the header.</summary>
    Csv,

    /// <summary>The findings it writes.</summary>
    Findings,
}

/// <summary>What flowforge has to reach against a contender.</summary>
/// <param name="AtLeast">The contender's time divided by flowforge's.</param>
internal sealed record Target(string Against, double AtLeast, string Text);

/// <summary>One file, flowforge first, and who else reads it.</summary>
/// <param name="MaxMemoryMb">The most resident memory flowforge may take; null when nothing is said of it.</param>
internal sealed record Comparison(string Name, string Title, string File, IReadOnlyList<Contender> Contenders, IReadOnlyList<Target> Targets, double? MaxMemoryMb)
{
    /// <summary>Whether its file is one of those made for the Delta comparisons.</summary>
    internal bool NeedsLakehouse { get; init; }

    /// <summary>Whether a peer is a script.</summary>
    internal bool NeedsPython => Contenders.Any(contender => contender.Command.Any(word => word.EndsWith(".py", StringComparison.Ordinal)));
}
