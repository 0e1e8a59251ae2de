namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Where something stands in an expression's text: UTF-16 characters from 0.</summary>
public readonly record struct TextSpan(int Offset, int Length)
{
    public int End => Offset + Length;

    public static TextSpan Between(TextSpan first, TextSpan last) => new(first.Offset, Math.Max(0, last.End - first.Offset));
}

internal enum TokenKind
{
    End,
    Identifier,
    QuotedIdentifier,
    Number,
    String,
    Symbol,
    Unknown,
}

/// <summary>A word, number, text or symbol. <see cref="Text"/> is what it stands for: escapes resolved, quotes gone, symbols as written.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, TextSpan Span)
{
    /// <summary>Whether the token is this keyword, in any case. Quoted names are never keywords.</summary>
    public bool Is(string keyword) => Kind == TokenKind.Identifier && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>For messages: <c>'abc'</c>, <c>the end</c>.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.String => $"the text '{Text}'",
        TokenKind.Number => $"the number {Text}",
        TokenKind.Identifier or TokenKind.QuotedIdentifier or TokenKind.Symbol or TokenKind.Unknown => $"'{Text}'",
    };
}
