namespace FlowForge.Explore.Relationships;

/// <summary>A column that refers to rows of another dataset.</summary>
/// <param name="Confidence">0 to 1: how well names, types and values speak for it.</param>
public sealed record Relationship(ColumnRef Child, ColumnRef Parent, double Confidence)
{
    public required Cardinality Cardinality { get; init; }

    /// <summary>Rows of the child whose value no parent has. Nulls do not count.</summary>
    public required long OrphanRows { get; init; }

    /// <summary>Different such values.</summary>
    public required long OrphanValues { get; init; }

    /// <summary>Rows of the child that have a value.</summary>
    public required long ChildRows { get; init; }

    /// <summary>Parents that some child refers to, of all parents.</summary>
    public required double ParentCoverage { get; init; }

    /// <summary>Orphans that would find their parent if case and white space did not count.</summary>
    public long SpellingOrphanRows { get; init; }

    /// <summary>Whether both sides must be made one type before they are joined.</summary>
    public bool TypesDiffer { get; init; }

    public required IReadOnlyList<string> Evidence { get; init; }

    public double OrphanRate => ChildRows == 0 ? 0 : (double)OrphanRows / ChildRows;
}

public sealed record ColumnRef(string Dataset, string Column)
{
    public override string ToString() => $"{Dataset}.{Column}";
}

/// <summary>How many children a parent has, and how many parents a child's value finds.</summary>
public enum Cardinality
{
    OneToOne,
    ManyToOne,

    /// <summary>The parent's key is there several times: a join would multiply rows.</summary>
    ManyToMany,
}
