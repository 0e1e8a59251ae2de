namespace FlowForge.Lakehouse.Queries;

/// <summary>By what a table is joined to those before it, as far as conditions on it go.</summary>
internal enum JoinKind
{
    /// <summary>FROM, comma, CROSS and INNER: rows that a condition does not hold for are gone.</summary>
    Inner,

    /// <summary>The table's rows may be missing beside those before it.</summary>
    Left,

    /// <summary>RIGHT and FULL: a condition behind ON leaves rows in.</summary>
    Outer,

    /// <summary>SEMI and ANTI: the table's columns are only seen behind ON.</summary>
    Filter,

    /// <summary>ASOF and POSITIONAL, where a row that is left out makes another one match; names that are not the table's own.</summary>
    Other,
}

internal static class JoinKinds
{
    /// <summary>Null for a word that is no kind of join.</summary>
    internal static JoinKind? Of(SqlToken token) => token switch
    {
        _ when token.IsOneOf("INNER", "CROSS") => JoinKind.Inner,
        _ when token.Is("LEFT") => JoinKind.Left,
        _ when token.IsOneOf("RIGHT", "FULL") => JoinKind.Outer,
        _ when token.IsOneOf("SEMI", "ANTI") => JoinKind.Filter,
        _ when token.IsOneOf("ASOF", "POSITIONAL") => JoinKind.Other,
        _ => null,
    };

    /// <summary>Whether a kind of join may stand before this word; before a bracket LEFT is a function.</summary>
    internal static bool Follows(SqlToken token) => token.IsOneOf("JOIN", "OUTER", "LEFT", "RIGHT", "FULL", "INNER", "SEMI", "ANTI");
}

/// <summary>One SELECT: the tables that it reads, and what its conditions surely demand of their rows.</summary>
internal sealed class SelectBlock
{
    private readonly List<(TableReference Reference, string Name, JoinKind Join)> _tables = [];
    private readonly List<(IReadOnlyList<SqlToken> Tokens, JoinKind? On, TableReference? Joined)> _conditions = [];

    /// <summary>Tables, subqueries and functions of the FROM.</summary>
    internal int Items { get; set; }

    /// <summary>Whether the FROM's rows are others than those of its tables.</summary>
    internal bool IsOpaque { get; set; }

    /// <param name="name">By which its columns may be qualified.</param>
    internal void Add(TableReference reference, string name, JoinKind join) => _tables.Add((reference, name, join));

    /// <param name="on">By what the item before ON is joined; null: it stands behind WHERE.</param>
    /// <param name="joined">That item, when it is a table.</param>
    internal void AddCondition(IReadOnlyList<SqlToken> tokens, JoinKind? on, TableReference? joined)
    {
        if (tokens.Count > 0) _conditions.Add((tokens, on, joined));
    }

    /// <summary>Gives each table the conditions that leave rows of it out.</summary>
    internal void Settle()
    {
        // Where a table is joined so that its missing rows change what others match, files of none may be left out.
        if (IsOpaque || _tables.Exists(table => table.Join == JoinKind.Other)) return;
        foreach ((TableReference reference, string name, JoinKind join) in _tables)
            foreach ((IReadOnlyList<SqlToken> tokens, JoinKind? on, TableReference? joined) in _conditions)
                if (reference == joined ? on is JoinKind.Inner or JoinKind.Left or JoinKind.Filter or null : join != JoinKind.Filter && on is JoinKind.Inner or null)
                    reference.Conditions.Add(new Condition(tokens, name, IsAlone: Items == 1));
        _conditions.Clear();
    }
}
