using System.Diagnostics.CodeAnalysis;
using FlowForge.Core.Collections;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Reads Spark SQL's expression grammar by recursive descent. One instance per text.</summary>
internal sealed partial class Parser
{
    /// <summary>How deep expressions may nest: far beyond what people write, far below what a thread's stack holds.</summary>
    internal const int MaxDepth = 200;

    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(string text) => _tokens = Lexer.All(text);

    public static ParseResult Parse(string text)
    {
        var parser = new Parser(text);
        try
        {
            Expression expression = parser.ReadExpression();
            parser.ExpectEnd();
            return new ParseResult(text, expression, []);
        }
        catch (SyntaxException wrong)
        {
            return new ParseResult(text, null, [wrong.Finding]);
        }
    }

    private Token Current => _tokens[_at];

    private Token Peek(int ahead = 1) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private Token Take() => Current.Kind == TokenKind.End ? Current : _tokens[_at++];

    private bool TryWord(string keyword)
    {
        if (!Current.Is(keyword)) return false;
        _at++;
        return true;
    }

    private bool TrySymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    private void ExpectWord(string keyword)
    {
        if (!TryWord(keyword)) throw Unexpected(keyword.ToUpperInvariant());
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TrySymbol(symbol)) throw Unexpected($"'{symbol}'");
    }

    private void ExpectEnd()
    {
        if (Current.Kind != TokenKind.End) throw Unexpected("an operator or the end");
    }

    private string ExpectText(string what) => Current.Kind == TokenKind.String ? TextLiteral() : throw Unexpected(what);

    // Texts side by side are one text.
    private string TextLiteral()
    {
        string text = Take().Text;
        while (Current.Kind == TokenKind.String) text += Take().Text;
        return text;
    }

    private string Identifier(string what)
    {
        if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier)) throw Unexpected(what);
        return Take().Text;
    }

    private bool TryIdentifier([NotNullWhen(true)] out string? name)
    {
        name = Current.Kind is TokenKind.Identifier or TokenKind.QuotedIdentifier ? Take().Text : null;
        return name is not null;
    }

    private ValueList<T> CommaList<T>(Func<T> item)
    {
        var items = new List<T> { item() };
        while (TrySymbol(",")) items.Add(item());
        return [.. items];
    }

    private TextSpan From(TextSpan start) => TextSpan.Between(start, _tokens[Math.Max(0, _at - 1)].Span);

    private T Nested<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
            throw Wrong("expression-too-deep", "FAILED_TO_PARSE_TOO_COMPLEX", Current.Span, $"The expression nests deeper than {MaxDepth} levels.", "Split it into several columns.");
        T result = parse();
        _depth--;
        return result;
    }

    private SyntaxException Unexpected(string expected) =>
        Wrong("expression-syntax", "PARSE_SYNTAX_ERROR", Current.Span, Current.Kind == TokenKind.Unknown && Current.Text is ['\'' or '"' or '`', ..]
            ? $"The text that begins with {Current.Text[0]} has no end."
            : $"Found {Current.Describe()}, expected {expected}.");

    private static SyntaxException Wrong(string id, string condition, TextSpan where, string summary, string? hint = null) =>
        new(new ExpressionFinding(id, condition, where, summary, hint));

    /// <summary>Leaves the parser at the first syntax error; never leaves this class.</summary>
    private sealed class SyntaxException(ExpressionFinding finding) : Exception(finding.Summary)
    {
        public ExpressionFinding Finding { get; } = finding;
    }
}
