using FlowForge.Core.Collections;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Function calls: arguments, their special spellings, aggregate clauses and windows.</summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> s_withUnit = new(StringComparer.Ordinal)
        { "timestampadd", "dateadd", "date_add", "timestampdiff", "datediff", "date_diff", "timediff" };

    private static readonly HashSet<string> s_units = new(StringComparer.OrdinalIgnoreCase)
        { "year", "quarter", "month", "week", "day", "dayofyear", "hour", "minute", "second", "millisecond", "microsecond" };

    private Expression Call()
    {
        TextSpan start = Current.Span;
        string name = Identifier("a function's name").ToLowerInvariant();
        ExpectSymbol("(");
        RefuseQuery();
        Expression.Call call = Arguments(name) with { Span = From(start) };
        call = Clauses(call) with { Span = From(start) };
        return Operators.OfFunction(call) ?? call;
    }

    private Expression.Call Arguments(string name)
    {
        if (TrySymbol(")")) return new Expression.Call(name, []);
        if (name == "extract") return Extract();
        if (name == "trim" && IsTrimForm()) return Trim();
        if (name == "overlay") return Overlay();
        if (name == "position") return Position();
        if (s_withUnit.Contains(name) && s_units.Contains(Current.Text) && Peek().IsSymbol(",")) return WithUnit(name);
        bool distinct = TryWord("DISTINCT");
        if (!distinct) _ = Current.Is("ALL") && TryWord("ALL");
        var arguments = new List<Expression> { Argument() };
        if (name is "substring" or "substr" && TryWord("FROM"))
        {
            arguments.Add(ReadExpression());
            if (TryWord("FOR")) arguments.Add(ReadExpression());
        }
        while (TrySymbol(",")) arguments.Add(Argument());
        bool? ignoreNulls = NullsClause();
        ExpectSymbol(")");
        return new Expression.Call(name, [.. arguments]) { Distinct = distinct, IgnoreNulls = ignoreNulls };
    }

    private Expression Argument()
    {
        TextSpan start = Current.Span;
        if (Current.Kind != TokenKind.Identifier || !Peek().IsSymbol("=>")) return Aliased();
        string parameter = Take().Text;
        Take();
        return new Expression.Named(parameter, ReadExpression()) { Span = From(start) };
    }

    private Expression.Call Extract()
    {
        TextSpan where = Current.Span;
        string field = Current.Kind == TokenKind.String ? TextLiteral() : Identifier("a field, such as YEAR");
        ExpectWord("FROM");
        return Closed("extract", [Text(field.ToUpperInvariant(), where), ReadExpression()]);
    }

    private bool IsTrimForm()
    {
        if (Current.Is("BOTH") || Current.Is("LEADING") || Current.Is("TRAILING")) return !Peek().IsSymbol(")") && !Peek().IsSymbol(",");
        int depth = 0;
        for (int ahead = 0; Peek(ahead).Kind != TokenKind.End && depth >= 0; ahead++)
        {
            if (depth == 0 && Peek(ahead).Is("FROM")) return true;
            depth += Peek(ahead).IsSymbol("(") ? 1 : Peek(ahead).IsSymbol(")") ? -1 : 0;
        }
        return false;
    }

    private Expression.Call Trim()
    {
        string name = TryWord("LEADING") ? "ltrim" : TryWord("TRAILING") ? "rtrim" : "btrim";
        if (name == "btrim") TryWord("BOTH");
        Expression? characters = Current.Is("FROM") ? null : ReadExpression();
        ExpectWord("FROM");
        Expression source = ReadExpression();
        if (characters is null) return Closed(name, [source]);
        return Closed(name, name == "btrim" ? [source, characters] : [characters, source]);
    }

    private Expression.Call Overlay()
    {
        var arguments = new List<Expression> { ReadExpression() };
        if (TryWord("PLACING"))
        {
            arguments.Add(ReadExpression());
            ExpectWord("FROM");
            arguments.Add(ReadExpression());
            if (TryWord("FOR")) arguments.Add(ReadExpression());
        }
        while (TrySymbol(",")) arguments.Add(ReadExpression());
        return Closed("overlay", [.. arguments]);
    }

    private Expression.Call Position()
    {
        // The text sought stops before IN, which would else begin a list.
        Expression sought = Value(Operators.ComparisonLevel);
        if (TryWord("IN")) return Closed("position", [sought, ReadExpression()]);
        var arguments = new List<Expression> { sought };
        while (TrySymbol(",")) arguments.Add(ReadExpression());
        return Closed("position", [.. arguments]);
    }

    private Expression.Call WithUnit(string name)
    {
        TextSpan where = Current.Span;
        string unit = Take().Text.ToUpperInvariant();
        ExpectSymbol(",");
        ValueList<Expression> rest = CommaList(ReadExpression);
        string function = name is "timestampdiff" or "datediff" or "date_diff" or "timediff" ? "timestampdiff" : "timestampadd";
        return Closed(function, [Text(unit, where), .. rest]);
    }

    private static Expression.Constant Text(string value, TextSpan where) => new(new Literal.Text(value)) { Span = where };

    private Expression.Call Closed(string name, ValueList<Expression> arguments)
    {
        ExpectSymbol(")");
        return new Expression.Call(name, arguments);
    }

    private bool? NullsClause()
    {
        if (!(Current.Is("IGNORE") || Current.Is("RESPECT")) || !Peek().Is("NULLS")) return null;
        bool ignore = Take().Is("IGNORE");
        Take();
        return ignore;
    }

    private Expression.Call Clauses(Expression.Call call)
    {
        if (Current.Is("WITHIN") && Peek().Is("GROUP"))
        {
            _at += 2;
            ExpectSymbol("(");
            call = call with { WithinGroup = OrderBy() };
            ExpectSymbol(")");
        }
        if (Current.Is("FILTER") && Peek().IsSymbol("("))
        {
            _at += 2;
            ExpectWord("WHERE");
            call = call with { Filter = ReadExpression() };
            ExpectSymbol(")");
        }
        if (NullsClause() is { } ignore) call = call with { IgnoreNulls = ignore };
        return Current.Is("OVER") && Peek().IsSymbol("(") ? call with { Over = Window() } : call;
    }

    private WindowFrame Window()
    {
        _at += 2;
        ValueList<Expression> partitions = [];
        if (TryWord("PARTITION") || TryWord("DISTRIBUTE"))
        {
            ExpectWord("BY");
            partitions = CommaList(ReadExpression);
        }
        ValueList<SortItem> order = Current.Is("ORDER") || Current.Is("SORT") ? OrderBy() : [];
        FrameRange? range = Current.Is("ROWS") || Current.Is("RANGE") ? Frame() : null;
        ExpectSymbol(")");
        return new WindowFrame(partitions, order, range);
    }

    private ValueList<SortItem> OrderBy()
    {
        if (!TryWord("ORDER") && !TryWord("SORT")) throw Unexpected("ORDER BY");
        ExpectWord("BY");
        return CommaList(SortItem);
    }

    private SortItem SortItem()
    {
        Expression value = ReadExpression();
        bool descending = TryWord("DESC");
        if (!descending) TryWord("ASC");
        if (!TryWord("NULLS")) return new SortItem(value, descending, NullsFirst: !descending);
        if (!Current.Is("FIRST") && !Current.Is("LAST")) throw Unexpected("FIRST or LAST");
        return new SortItem(value, descending, Take().Is("FIRST"));
    }

    private FrameRange Frame()
    {
        bool rows = Take().Is("ROWS");
        if (!TryWord("BETWEEN")) return new FrameRange(rows, Bound(), new FrameBound(FrameEdge.CurrentRow));
        FrameBound start = Bound();
        ExpectWord("AND");
        return new FrameRange(rows, start, Bound());
    }

    private FrameBound Bound()
    {
        if (TryWord("CURRENT"))
        {
            ExpectWord("ROW");
            return new FrameBound(FrameEdge.CurrentRow);
        }
        bool unbounded = TryWord("UNBOUNDED");
        Expression? offset = unbounded ? null : Value(Operators.ComparisonLevel);
        if (TryWord("PRECEDING")) return new FrameBound(unbounded ? FrameEdge.UnboundedPreceding : FrameEdge.Preceding, offset);
        if (TryWord("FOLLOWING")) return new FrameBound(unbounded ? FrameEdge.UnboundedFollowing : FrameEdge.Following, offset);
        throw Unexpected("PRECEDING or FOLLOWING");
    }
}
