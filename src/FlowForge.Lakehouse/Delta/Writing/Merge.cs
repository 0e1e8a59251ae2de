namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>A merge of a source's rows into a table.</summary>
/// <remarks>In every expression, in the engine's SQL, the row of the table is <c>target</c> and the row of the source is <c>source</c>.
/// Of the clauses of one kind, the first whose condition holds decides; where none does, a row of the table stays and a row of the source is left out.</remarks>
/// <param name="Source">A query. It is read once.</param>
/// <param name="On">When two rows match.</param>
/// <param name="Matched">For rows of the table with a match.</param>
/// <param name="NotMatched">For rows of the source without one.</param>
/// <param name="NotMatchedBySource">For rows of the table without one; their expressions know <c>target</c> alone.</param>
public sealed record Merge(
    string Source,
    string On,
    IReadOnlyList<MergeChange> Matched,
    IReadOnlyList<MergeInsert> NotMatched,
    IReadOnlyList<MergeChange> NotMatchedBySource)
{
    /// <summary>Columns of the source that equal one of the table wherever <see cref="On"/> holds, by the table's: files that have none of their values are passed over. None: all files are looked at.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();
}

/// <summary>What becomes of a row of the table. A closed set.</summary>
/// <param name="Condition">Null: always.</param>
public abstract record MergeChange(string? Condition)
{
    /// <param name="Values">By column.</param>
    public sealed record Update(IReadOnlyDictionary<string, string> Values, string? Condition = null) : MergeChange(Condition);

    public sealed record Delete(string? Condition = null) : MergeChange(Condition);
}

/// <summary>What a row of the source becomes in the table.</summary>
/// <param name="Values">By column; a column without a value is null.</param>
/// <param name="Condition">Null: always.</param>
public sealed record MergeInsert(IReadOnlyDictionary<string, string> Values, string? Condition = null);
