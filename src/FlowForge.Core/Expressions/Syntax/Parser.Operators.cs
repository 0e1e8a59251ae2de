using FlowForge.Core.Collections;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Operators and predicates, by climbing precedence.</summary>
internal sealed partial class Parser
{
    private Expression ReadExpression() => Nested(() => Logical(Operators.OrLevel));

    private Expression Logical(int level)
    {
        if (level == Operators.NotLevel) return Negation();
        Expression left = Logical(level + 1);
        while (Operators.TryRead(Current, out BinaryOperator found, out int foundLevel) && foundLevel == level)
        {
            Take();
            Expression right = Logical(level + 1);
            left = new Expression.Binary(found, left, right) { Span = TextSpan.Between(left.Span, right.Span) };
        }
        return left;
    }

    private Expression Negation()
    {
        TextSpan start = Current.Span;
        if (!TrySymbol("!") && !TryWord("NOT")) return Predicate();
        return Nested(() => new Expression.Unary(UnaryOperator.Not, Negation()) { Span = From(start) });
    }

    private Expression Predicate()
    {
        Expression value = Value(Operators.ComparisonLevel);
        TextSpan start = value.Span;
        if (TryWord("IS")) return IsTest(value) with { Span = From(start) };
        bool negated = Current.Is("NOT") && IsPredicateWord(Peek());
        if (negated) Take();
        if (!IsPredicateWord(Current)) return value;
        string word = Take().Text.ToUpperInvariant();
        Expression predicate = word switch
        {
            "BETWEEN" => BetweenTail(value, negated),
            "IN" => InTail(value, negated),
            "LIKE" => LikeTail(LikeKind.Like, value, negated),
            "ILIKE" => LikeTail(LikeKind.ILike, value, negated),
            _ => new Expression.Like(LikeKind.RLike, value, Value(Operators.ComparisonLevel), null, negated),
        };
        return predicate with { Span = From(start) };
    }

    private static bool IsPredicateWord(Token token) =>
        token.Is("BETWEEN") || token.Is("IN") || token.Is("LIKE") || token.Is("ILIKE") || token.Is("RLIKE") || token.Is("REGEXP");

    private Expression IsTest(Expression value)
    {
        bool negated = TryWord("NOT");
        if (TryWord("NULL")) return new Expression.Is(IsKind.Null, value, negated);
        if (TryWord("TRUE")) return new Expression.Is(IsKind.True, value, negated);
        if (TryWord("FALSE")) return new Expression.Is(IsKind.False, value, negated);
        if (TryWord("UNKNOWN")) return new Expression.Is(IsKind.Unknown, value, negated);
        if (!TryWord("DISTINCT")) throw Unexpected("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
        ExpectWord("FROM");
        return new Expression.IsDistinct(value, Value(Operators.ComparisonLevel), negated);
    }

    private Expression.Between BetweenTail(Expression value, bool negated)
    {
        Expression low = Value(Operators.ComparisonLevel);
        ExpectWord("AND");
        return new Expression.Between(value, low, Value(Operators.ComparisonLevel), negated);
    }

    private Expression.In InTail(Expression value, bool negated)
    {
        ExpectSymbol("(");
        RefuseQuery();
        ValueList<Expression> choices = CommaList(ReadExpression);
        ExpectSymbol(")");
        return new Expression.In(value, choices, negated);
    }

    private Expression LikeTail(LikeKind kind, Expression value, bool negated)
    {
        bool all = Current.Is("ALL");
        if ((all || Current.Is("ANY") || Current.Is("SOME")) && Peek().IsSymbol("("))
        {
            Take();
            Take();
            ValueList<Expression> patterns = CommaList(ReadExpression);
            ExpectSymbol(")");
            return new Expression.LikeMany(kind, all, value, patterns, negated);
        }
        Expression pattern = Value(Operators.ComparisonLevel);
        string? escape = TryWord("ESCAPE") ? ExpectText("a text of one character") : null;
        if (escape is not (null or [_]))
            throw Wrong("expression-escape", "INVALID_ESCAPE_CHAR", _tokens[_at - 1].Span, $"ESCAPE '{escape}' has {escape.Length} characters, expected one.");
        return new Expression.Like(kind, value, pattern, escape, negated);
    }

    /// <summary>An expression of operators that bind at least as tightly as the level.</summary>
    private Expression Value(int level)
    {
        Expression left = Prefix();
        while (Operators.TryRead(Current, out BinaryOperator found, out int foundLevel) && foundLevel >= level)
        {
            Take();
            Expression right = Nested(() => Value(foundLevel + 1));
            left = new Expression.Binary(found, left, right) { Span = TextSpan.Between(left.Span, right.Span) };
        }
        return left;
    }

    private Expression Prefix()
    {
        TextSpan start = Current.Span;
        if (Current.IsSymbol("-") && Peek().Kind == TokenKind.Number && Peek().Span.Offset == start.End)
        {
            Take();
            return Postfix(NumberLiteral("-", start));
        }
        UnaryOperator? sign = Current.Kind != TokenKind.Symbol ? null : Current.Text switch
        {
            "-" => UnaryOperator.Minus,
            "+" => UnaryOperator.Plus,
            "~" => UnaryOperator.BitNot,
            _ => null,
        };
        if (sign is not { } found) return Primary();
        Take();
        return Nested(() => new Expression.Unary(found, Prefix()) { Span = From(start) });
    }

    private void RefuseQuery()
    {
        if (Current.Is("SELECT") || Current.Is("WITH") && Peek().Kind == TokenKind.Identifier)
            throw Wrong("expression-subquery", "UNSUPPORTED_SUBQUERY", Current.Span, "An expression cannot contain a query.", "Join the other table in a step before this one.");
    }
}
