namespace FlowForge.Convert.FixedWidth;

/// <summary>A column: from a position to another, counted from 0, the end not included.</summary>
/// <param name="End">Where the next column begins; <see cref="int.MaxValue"/> for one that takes the rest of the line.</param>
/// <param name="BlankFrom">From here to the end no line has anything; equal to the end when that is not known.</param>
internal readonly record struct FixedColumn(string Name, int Start, int End, int BlankFrom);

/// <summary>How lines are cut into columns.</summary>
/// <param name="Columns">By position, not overlapping.</param>
/// <param name="Evidence">For people: <c>blank columns</c>, <c>--widths</c>.</param>
internal sealed record FixedLayout(IReadOnlyList<FixedColumn> Columns, TextUnit Unit, string Evidence)
{
    /// <summary>Lines up to and with the header: not rows. Titles above it among them.</summary>
    internal int HeadLines { get; init; }

    /// <summary>Lines above the header that are no rows of the table.</summary>
    internal int TitleLines { get; init; }

    /// <summary>The lines at the header, which printed reports repeat on every page; empty for none.</summary>
    internal IReadOnlyList<byte[]> Repeated { get; init; } = [];

    /// <summary>No columns were found: each line is a value.</summary>
    internal bool IsWholeLine => Columns.Count == 1 && Columns[0] is { Start: 0, End: int.MaxValue };

    internal static FixedLayout WholeLine { get; } = new([new FixedColumn("line", 0, int.MaxValue, int.MaxValue)], TextUnit.Character, "no blank columns");
}
