using FlowForge.Core.Collections;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Names, constants, brackets, CASE and CAST, and what follows them: fields, subscripts, casts.</summary>
internal sealed partial class Parser
{
    // Functions that Spark also takes without brackets.
    private static readonly HashSet<string> s_bare = new(StringComparer.OrdinalIgnoreCase)
        { "current_date", "current_timestamp", "current_time", "current_user", "session_user", "user", "localtimestamp" };

    private Expression Primary() => Nested(() => Postfix(Atom()));

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            TextSpan start = value.Span;
            if (TrySymbol("[")) value = SubscriptTail(value);
            else if (Current.IsSymbol(".") && value is not Expression.Constant) value = FieldTail(value);
            else if (TrySymbol("::")) value = new Expression.Cast(value, Type(), Try: false);
            else if (Current.Is("COLLATE") && Peek().Kind is TokenKind.Identifier or TokenKind.QuotedIdentifier) value = CollateTail(value);
            else return value;
            value = value with { Span = From(start) };
        }
    }

    private Expression.Subscript SubscriptTail(Expression value)
    {
        Expression index = ReadExpression();
        ExpectSymbol("]");
        return new Expression.Subscript(value, index);
    }

    private Expression FieldTail(Expression value)
    {
        Take();
        string field = Identifier("a field's name");
        return value is Expression.Name name ? new Expression.Name([.. name.Parts, field]) : new Expression.Field(value, field);
    }

    private Expression.Collate CollateTail(Expression value)
    {
        Take();
        return new Expression.Collate(value, Identifier("a collation").ToUpperInvariant());
    }

    private Expression Atom()
    {
        Token token = Current;
        Expression atom = token.Kind switch
        {
            TokenKind.Number => NumberLiteral("", token.Span),
            TokenKind.String => new Expression.Constant(new Literal.Text(TextLiteral())),
            TokenKind.QuotedIdentifier => NameOrCall(),
            TokenKind.Identifier => Word(token.Text.ToUpperInvariant()),
            _ when token.IsSymbol("(") => Bracketed(),
            _ when token.IsSymbol("*") => StarAtom(),
            _ => throw Unexpected("an expression"),
        };
        return atom with { Span = From(token.Span) };
    }

    private Expression.Star StarAtom()
    {
        Take();
        return new Expression.Star();
    }

    private Expression Word(string word)
    {
        if (Peek().IsSymbol("(") && word != "CASE") return word is "CAST" or "TRY_CAST" ? CastCall(word == "TRY_CAST") : NameOrCall();
        if (Peek().Kind == TokenKind.String && TypedText(word) is { } typed) return typed;
        switch (word)
        {
            case "NULL": return Literal(new Literal.Null());
            case "TRUE": return Literal(new Literal.Boolean(true));
            case "FALSE": return Literal(new Literal.Boolean(false));
            case "CASE": return CaseTail();
            case "INTERVAL" when IsIntervalStart(Peek()): return Interval();
            case "AND" or "OR" or "IN" or "LIKE" or "IS" or "BETWEEN" or "THEN" or "WHEN" or "ELSE" or "END" or "FROM" or "SELECT" or "AS" or "DIV": throw Unexpected("an expression");
        }
        return s_bare.Contains(word) ? new Expression.Call(Take().Text.ToLowerInvariant(), []) : NameOrCall();
    }

    private Expression.Constant Literal(Literal value)
    {
        Take();
        return new Expression.Constant(value);
    }

    private Expression NameOrCall()
    {
        if (Peek().IsSymbol("->")) return LambdaTail([Take().Text]);
        if (Peek().IsSymbol("(")) return Call();
        return new Expression.Name([Identifier("a name")]);
    }

    private Expression.Lambda LambdaTail(ValueList<string> parameters)
    {
        ExpectSymbol("->");
        return new Expression.Lambda(parameters, ReadExpression());
    }

    private Expression Bracketed()
    {
        if (TryLambdaParameters() is { } parameters) return LambdaTail(parameters);
        ExpectSymbol("(");
        RefuseQuery();
        ValueList<Expression> items = CommaList(Aliased);
        ExpectSymbol(")");
        return items.Count > 1 || items[0] is Expression.Alias ? new Expression.Call("struct", items) : items[0];
    }

    private ValueList<string>? TryLambdaParameters()
    {
        int ahead = 1;
        var names = new List<string>();
        do
        {
            if (Peek(ahead).Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier)) return null;
            names.Add(Peek(ahead++).Text);
        }
        while (Peek(ahead++).IsSymbol(","));
        if (!Peek(ahead - 1).IsSymbol(")") || !Peek(ahead).IsSymbol("->")) return null;
        _at += ahead;
        return [.. names];
    }

    private Expression Aliased()
    {
        TextSpan start = Current.Span;
        Expression value = ReadExpression();
        return TryWord("AS") ? new Expression.Alias(value, Identifier("a name")) { Span = From(start) } : value;
    }

    private Expression.Case CaseTail()
    {
        Take();
        Expression? operand = Current.Is("WHEN") ? null : ReadExpression();
        var branches = new List<When>();
        while (TryWord("WHEN"))
        {
            Expression condition = ReadExpression();
            ExpectWord("THEN");
            branches.Add(new When(condition, ReadExpression()));
        }
        if (branches.Count == 0) throw Unexpected("WHEN");
        Expression? otherwise = TryWord("ELSE") ? ReadExpression() : null;
        if (!TryWord("END")) throw Unexpected(otherwise is null ? "WHEN, ELSE or END" : "END");
        return new Expression.Case(operand, [.. branches], otherwise);
    }

    private Expression.Cast CastCall(bool tries)
    {
        Take();
        ExpectSymbol("(");
        Expression value = ReadExpression();
        ExpectWord("AS");
        DataType type = Type();
        ExpectSymbol(")");
        return new Expression.Cast(value, type, tries);
    }
}
