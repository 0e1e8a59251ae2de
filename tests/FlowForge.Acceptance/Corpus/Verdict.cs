namespace FlowForge.Acceptance.Corpus;

/// <summary>How a file fared.</summary>
internal enum Outcome
{
    /// <summary>Every expected fact is there and nothing else.</summary>
    Equal,

    /// <summary>The file cannot be read, no tool can, and the refusal says so.</summary>
    RightlyRefused,

    /// <summary>No tool's answer can be taken for the truth, and ours is calm: rows, or a refusal with a reason.</summary>
    NoTruth,

    Different,
}

/// <param name="Why">For a difference: what it is.</param>
internal readonly record struct Verdict(Outcome Outcome, string Why = "")
{
    internal static Verdict Equal { get; } = new(Outcome.Equal);

    internal static Verdict RightlyRefused { get; } = new(Outcome.RightlyRefused);

    internal static Verdict NoTruth { get; } = new(Outcome.NoTruth);

    internal static Verdict Different(string why) => new(Outcome.Different, why);

    /// <summary>For files that most tools cannot read: a refusal is right, and so are rows.</summary>
    internal static Verdict Unreadable(Converted converted) =>
        converted.Refusal is not null ? RightlyRefused : converted.Tables.Sum(table => table.Rows.Length) > 0 || converted.Warned ? NoTruth : Different("an unreadable file gave nothing and no word");
}
