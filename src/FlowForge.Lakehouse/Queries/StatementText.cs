using FlowForge.Core.Diagnostics;

namespace FlowForge.Lakehouse.Queries;

/// <summary>A statement as it was written: that it is one, that it looks like a read, and which tables it names.</summary>
/// <param name="Sql">Without semicolons at its end.</param>
/// <param name="InnerStart">Behind EXPLAIN and its options; 0 without.</param>
internal sealed record StatementText(string Sql, IReadOnlyList<SqlToken> Tokens, IReadOnlyList<TableReference> References, int InnerStart)
{
    private static readonly string[] s_reads = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "DESC", "SUMMARIZE", "PIVOT", "UNPIVOT"];

    internal bool IsExplain => InnerStart > 0;

    /// <exception cref="InputException">Empty, several statements, or one that does not read.</exception>
    internal static StatementText Read(string sql)
    {
        List<SqlToken> tokens = [.. SqlScanner.Scan(sql)];
        while (tokens.Count > 0 && tokens[^1].IsSymbol(';')) tokens.RemoveAt(tokens.Count - 1);
        if (tokens.Count == 0) throw SqlPlace.Error("sql-empty", sql, 0, "there is no statement.", "For instance: flowforge sql \"SELECT * FROM silver.customers\"");
        if (tokens.Find(token => token.IsSymbol(';')) is { Length: > 0 } second) throw SqlPlace.Error("sql-one-statement", sql, second.Start, "one statement at a time; another one begins behind this ';'.");
        int inner = tokens[0].Is("EXPLAIN") ? AfterExplain(tokens) : 0;
        if (inner >= tokens.Count || !(tokens[inner].IsOneOf(s_reads) || tokens[inner].IsSymbol('('))) throw NotARead(sql, tokens[Math.Min(inner, tokens.Count - 1)].Start);
        string text = sql[..tokens[^1].End];
        return new StatementText(text, tokens, TableReferenceFinder.Find(text, tokens), inner == 0 ? 0 : tokens[inner].Start);
    }

    internal static InputException NotARead(string sql, int offset) =>
        SqlPlace.Error("sql-reads-only", sql, offset, "this statement does not read tables: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE and EXPLAIN of them do.", "Tables are written by plans and by flowforge convert --to delta; flowforge table has their upkeep.");

    private static int AfterExplain(List<SqlToken> tokens)
    {
        int at = 1;
        if (at < tokens.Count && tokens[at].Is("ANALYZE")) at++;
        // (FORMAT json); a query in brackets begins with a word of its own.
        if (at + 1 < tokens.Count && tokens[at].IsSymbol('(') && !tokens[at + 1].IsOneOf(s_reads) && !tokens[at + 1].IsSymbol('('))
        {
            while (at < tokens.Count && !tokens[at].IsSymbol(')')) at++;
            at++;
        }
        return at;
    }
}
