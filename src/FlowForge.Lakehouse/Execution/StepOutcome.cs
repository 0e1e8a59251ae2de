namespace FlowForge.Lakehouse.Execution;

/// <summary>What a step makes of its rows.</summary>
internal sealed record StepOutcome(Relation Rows)
{
    /// <summary>The input's columns and a column <see cref="ReasonColumn"/>; null when the step sets nothing aside.</summary>
    internal Relation? Rejected { get; init; }

    /// <summary>All rows of the input with <see cref="ReasonColumn"/>, null where the row stays; both parts can be counted at once. Null where nothing is set aside.</summary>
    internal string? Judged { get; init; }

    /// <summary>Whether rejected rows are kept in the quarantine table; otherwise they are counted only.</summary>
    internal bool IsQuarantined { get; init; }

    /// <summary>Whether each row that comes in goes out or is rejected, which is checked.</summary>
    internal bool IsPartition { get; init; }

    /// <summary>What must hold before the rows are made.</summary>
    internal IReadOnlyList<StepCheck> Checks { get; init; } = [];

    /// <summary>The column whose greatest value is the watermark of the next run; null for none.</summary>
    internal string? Watermark { get; init; }

    /// <summary>Whether there is one row out for each row in, so that nothing need be counted.</summary>
    internal bool KeepsRows { get; init; }

    /// <summary>Whether each row is made from one row of the input, so that making it again costs little and gives the same.</summary>
    internal bool IsRowByRow { get; init; }

    internal const string ReasonColumn = "_reason";

    public static implicit operator StepOutcome(Relation rows) => new(rows);
}

/// <summary>A query that answers nothing while all is well, and otherwise a text per row that says what is wrong.</summary>
/// <param name="Id">Stable, in kebab case.</param>
/// <param name="Stops">Whether the run stops; otherwise it is told.</param>
internal sealed record StepCheck(string Id, string Sql, string? Hint = null, bool Stops = true);
