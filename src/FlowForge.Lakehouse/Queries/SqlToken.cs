namespace FlowForge.Lakehouse.Queries;

internal enum SqlTokenKind
{
    /// <summary>A keyword or a bare name.</summary>
    Word,

    /// <summary>A name in double quotes or backticks.</summary>
    QuotedName,

    /// <summary>A string literal of any form.</summary>
    Text,

    Number,

    /// <summary>One character that is none of the others.</summary>
    Symbol,
}

/// <summary>A piece of SQL that means something; comments and blanks between are none.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="Value">Names and texts without quotes, all else as written.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length, string Value)
{
    internal int End => Start + Length;

    internal bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    internal bool IsSymbol(char symbol) => Kind == SqlTokenKind.Symbol && Value[0] == symbol;

    /// <param name="word">In upper case.</param>
    internal bool Is(string word) => Kind == SqlTokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal bool IsOneOf(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
            if (Is(word)) return true;
        return false;
    }
}
