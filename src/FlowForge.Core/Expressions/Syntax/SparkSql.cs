using System.Diagnostics;
using System.Globalization;
using System.Text;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Expressions as Spark SQL: canonical, with the fewest parentheses. What it writes reads back as an equal expression.</summary>
public static class SparkSql
{
    // Words that would not be read as a name.
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "like", "ilike", "rlike", "regexp", "is", "between", "null", "true", "false", "case", "when", "then", "else", "end", "div",
        "interval", "date", "timestamp", "timestamp_ntz", "timestamp_ltz", "from", "select", "with", "as", "distinct", "all", "any", "some", "exists", "cast", "try_cast", "collate",
        "current_date", "current_timestamp", "current_time", "current_user", "session_user", "user", "localtimestamp",
        "ignore", "respect", "over", "filter", "within", "order", "sort", "partition", "rows", "range", "both", "leading", "trailing", "placing", "for", "escape",
        "year", "quarter", "month", "week", "day", "dayofyear", "hour", "minute", "second", "millisecond", "microsecond", "unbounded", "current", "desc", "asc", "nulls", "preceding", "following", "to",
    };

    public static string Render(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression, 0);
        return text.ToString();
    }

    /// <summary>The text as a literal in single quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text)
            quoted.Append(c switch { '\'' => "\\'", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\0' => "\\u0000", _ => c.ToString() });
        return quoted.Append('\'').ToString();
    }

    /// <summary>The name, in backquotes where it could be read as something else.</summary>
    public static string Name(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !s_reserved.Contains(name)
            ? name
            : $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    private static void Write(StringBuilder text, Expression expression, int level)
    {
        bool bracketed = LevelOf(expression) < level;
        if (bracketed) text.Append('(');
        WriteBare(text, expression);
        if (bracketed) text.Append(')');
    }

    private static int LevelOf(Expression expression) => expression switch
    {
        Expression.Unary { Operator: UnaryOperator.Not } => Operators.NotLevel,
        Expression.Unary => Operators.UnaryLevel,
        Expression.Binary binary => binary.Operator.Function() is null ? binary.Operator.Level() : Operators.PrimaryLevel,
        Expression.Between or Expression.In or Expression.Like or Expression.LikeMany or Expression.Is or Expression.IsDistinct => Operators.PredicateLevel,
        Expression.Lambda or Expression.Alias or Expression.Named => 0,
        Expression.Constant { Value: Literal.Integer { Value: < 0 } or Literal.Floating { Value: < 0 } } => Operators.UnaryLevel,
        Expression.Constant { Value: Literal.Exact exact } when exact.Unscaled < 0 => Operators.UnaryLevel,
        _ => Operators.PrimaryLevel,
    };

    private static void WriteBare(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case Expression.Constant constant: text.Append(Render(constant.Value)); break;
            case Expression.Name name: text.AppendJoin('.', name.Parts.Select(Name)); break;
            case Expression.Star: text.Append('*'); break;
            case Expression.Unary unary: WriteUnary(text, unary); break;
            case Expression.Binary binary: WriteBinary(text, binary); break;
            case Expression.Case choice: WriteCase(text, choice); break;
            case Expression.Call call: WriteCall(text, call); break;
            case Expression.Cast cast:
                Write(text.Append(cast.Try ? "TRY_CAST(" : "CAST("), cast.Value, 0);
                text.Append(CultureInfo.InvariantCulture, $" AS {TypeNames.Sql(cast.Type)})");
                break;
            case Expression.Field field:
                Write(text, field.Value, Operators.PrimaryLevel);
                text.Append('.').Append(Name(field.FieldName));
                break;
            case Expression.Subscript subscript:
                Write(text, subscript.Value, Operators.PrimaryLevel);
                Write(text.Append('['), subscript.Index, 0);
                text.Append(']');
                break;
            case Expression.Lambda lambda:
                string names = string.Join(", ", lambda.Parameters.Select(Name));
                text.Append(lambda.Parameters.Count == 1 ? names : $"({names})").Append(" -> ");
                Write(text, lambda.Body, 1);
                break;
            case Expression.Collate collate:
                Write(text, collate.Value, Operators.PrimaryLevel);
                text.Append(" COLLATE ").Append(Name(collate.Collation));
                break;
            case Expression.Alias alias:
                Write(text, alias.Value, 1);
                text.Append(" AS ").Append(Name(alias.AliasName));
                break;
            case Expression.Named named: Write(text.Append(named.Parameter).Append(" => "), named.Value, 1); break;
            default: WritePredicate(text, expression); break;
        }
    }

    private static void WriteUnary(StringBuilder text, Expression.Unary unary)
    {
        if (unary.Operator == UnaryOperator.Not)
        {
            Write(text.Append("NOT "), unary.Operand, Operators.NotLevel);
            return;
        }
        text.Append(unary.Operator switch { UnaryOperator.Minus => '-', UnaryOperator.Plus => '+', _ => '~' });
        var operand = new StringBuilder();
        Write(operand, unary.Operand, Operators.UnaryLevel);
        // -(1) is not the number -1, and -- begins a comment.
        bool bracketed = unary.Operator == UnaryOperator.Minus && (operand[0] == '-' || char.IsAsciiDigit(operand[0]));
        if (bracketed) text.Append('(').Append(operand).Append(')');
        else text.Append(operand);
    }

    private static void WriteBinary(StringBuilder text, Expression.Binary binary)
    {
        if (binary.Operator.Function() is { } function)
        {
            WriteList(text.Append(function).Append('('), [binary.Left, binary.Right]);
            text.Append(')');
            return;
        }
        int level = binary.Operator.Level();
        Write(text, binary.Left, level);
        text.Append(' ').Append(binary.Operator.Symbol()).Append(' ');
        Write(text, binary.Right, level + 1);
    }

    private static void WritePredicate(StringBuilder text, Expression predicate)
    {
        (Expression value, bool negated) = predicate switch
        {
            Expression.Between between => (between.Value, between.Negated),
            Expression.In choice => (choice.Value, choice.Negated),
            Expression.Like like => (like.Value, like.Negated),
            Expression.LikeMany many => (many.Value, many.Negated),
            Expression.Is test => (test.Value, test.Negated),
            Expression.IsDistinct distinct => (distinct.Left, distinct.Negated),
            _ => throw new UnreachableException(),
        };
        Write(text, value, Operators.ComparisonLevel);
        bool afterIs = predicate is Expression.Is or Expression.IsDistinct;
        text.Append(afterIs ? " IS " : " ").Append(negated ? "NOT " : "");
        switch (predicate)
        {
            case Expression.Between between:
                Write(text.Append("BETWEEN "), between.Low, Operators.ComparisonLevel);
                Write(text.Append(" AND "), between.High, Operators.ComparisonLevel);
                break;
            case Expression.In choice:
                WriteList(text.Append("IN ("), choice.Choices);
                text.Append(')');
                break;
            case Expression.Like like:
                Write(text.Append(like.Kind.ToString().ToUpperInvariant()).Append(' '), like.Pattern, Operators.ComparisonLevel);
                if (like.Escape is not null) text.Append(" ESCAPE ").Append(Quote(like.Escape));
                break;
            case Expression.LikeMany many:
                WriteList(text.Append(many.Kind.ToString().ToUpperInvariant()).Append(many.All ? " ALL (" : " ANY ("), many.Patterns);
                text.Append(')');
                break;
            case Expression.Is test: text.Append(test.Kind.ToString().ToUpperInvariant()); break;
            case Expression.IsDistinct distinct: Write(text.Append("DISTINCT FROM "), distinct.Right, Operators.ComparisonLevel); break;
        }
    }

    private static void WriteCase(StringBuilder text, Expression.Case choice)
    {
        text.Append("CASE");
        if (choice.Operand is not null) Write(text.Append(' '), choice.Operand, 1);
        foreach (When branch in choice.Branches)
        {
            Write(text.Append(" WHEN "), branch.Condition, 1);
            Write(text.Append(" THEN "), branch.Value, 1);
        }
        if (choice.Otherwise is not null) Write(text.Append(" ELSE "), choice.Otherwise, 1);
        text.Append(" END");
    }

    private static void WriteCall(StringBuilder text, Expression.Call call)
    {
        text.Append(Name(call.Function)).Append('(');
        if (call.Function == "extract" && call.Arguments is [Expression.Constant { Value: Literal.Text field }, var source])
            Write(text.Append(Name(field.Value) == field.Value || field.Value.All(char.IsAsciiLetter) ? field.Value : Quote(field.Value)).Append(" FROM "), source, 1);
        else if (call.Function is "timestampadd" or "timestampdiff" && call.Arguments is [Expression.Constant { Value: Literal.Text unit }, ..])
            WriteList(text.Append(unit.Value).Append(", "), call.Arguments.Skip(1));
        else WriteList(text.Append(call.Distinct ? "DISTINCT " : ""), call.Arguments);
        text.Append(')');
        if (call.WithinGroup.Count > 0) WriteOrder(text.Append(" WITHIN GROUP ("), call.WithinGroup).Append(')');
        if (call.Filter is not null)
        {
            Write(text.Append(" FILTER (WHERE "), call.Filter, 1);
            text.Append(')');
        }
        if (call.IgnoreNulls is { } ignore) text.Append(ignore ? " IGNORE NULLS" : " RESPECT NULLS");
        if (call.Over is not null) WriteWindow(text, call.Over);
    }

    private static void WriteList(StringBuilder text, IEnumerable<Expression> items)
    {
        string between = "";
        foreach (Expression item in items)
        {
            Write(text.Append(between), item, 0);
            between = ", ";
        }
    }

    private static StringBuilder WriteOrder(StringBuilder text, IEnumerable<SortItem> items)
    {
        string between = "ORDER BY ";
        foreach (SortItem item in items)
        {
            Write(text.Append(between), item.Value, 1);
            if (item.Descending) text.Append(" DESC");
            if (item.NullsFirst == item.Descending) text.Append(item.NullsFirst ? " NULLS FIRST" : " NULLS LAST");
            between = ", ";
        }
        return text;
    }

    private static void WriteWindow(StringBuilder text, WindowFrame window)
    {
        text.Append(" OVER (");
        if (window.PartitionBy.Count > 0) WriteList(text.Append("PARTITION BY "), window.PartitionBy);
        if (window.OrderBy.Count > 0) WriteOrder(text.Append(window.PartitionBy.Count > 0 ? " " : ""), window.OrderBy);
        if (window.Range is { } range)
        {
            text.Append(window.PartitionBy.Count + window.OrderBy.Count > 0 ? " " : "").Append(range.Rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
            WriteBound(text, range.Start);
            WriteBound(text.Append(" AND "), range.End);
        }
        text.Append(')');
    }

    private static void WriteBound(StringBuilder text, FrameBound bound)
    {
        if (bound.Offset is not null) Write(text, bound.Offset, Operators.ComparisonLevel);
        text.Append(bound.Edge switch
        {
            FrameEdge.UnboundedPreceding => "UNBOUNDED PRECEDING",
            FrameEdge.Preceding => " PRECEDING",
            FrameEdge.CurrentRow => "CURRENT ROW",
            FrameEdge.Following => " FOLLOWING",
            FrameEdge.UnboundedFollowing => "UNBOUNDED FOLLOWING",
        });
    }

    private static string Render(Literal literal) => literal switch
    {
        Literal.Null => "NULL",
        Literal.Boolean boolean => boolean.Value ? "TRUE" : "FALSE",
        Literal.Integer number => number.Value.ToString(CultureInfo.InvariantCulture) + number.Kind switch
        {
            PrimitiveKind.TinyInt => "Y",
            PrimitiveKind.SmallInt => "S",
            PrimitiveKind.BigInt => "L",
            _ => "",
        },
        Literal.Exact exact => exact.Digits + "BD",
        Literal.Floating { Single: true } number => ((float)number.Value).ToString("R", CultureInfo.InvariantCulture) + "F",
        Literal.Floating number => number.Value.ToString("R", CultureInfo.InvariantCulture) + "D",
        Literal.Text text => Quote(text.Value),
        Literal.Binary binary => $"X'{binary.Hex}'",
        Literal.Moment moment => TypeNames.Of(moment.Type).ToUpperInvariant() + " " + Quote(moment.Value),
        Literal.Months months => IntervalText.Months(months.Count, months.First, months.Last),
        Literal.Duration time => IntervalText.Duration(time.Microseconds, time.First, time.Last),
        _ => throw new UnreachableException(),
    };
}
