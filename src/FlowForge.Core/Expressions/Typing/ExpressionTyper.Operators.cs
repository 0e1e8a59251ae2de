using System.Diagnostics;
using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Operators and predicates.</summary>
public sealed partial class ExpressionTyper
{
    private static readonly DataType s_wholeDays = new DataType.DayTimeInterval(IntervalUnit.Day, IntervalUnit.Day);
    private static readonly DataType s_anyTime = new DataType.DayTimeInterval(IntervalUnit.Day, IntervalUnit.Second);

    private TypedExpression? Unary(Expression.Unary unary)
    {
        if (unary.Operator == UnaryOperator.Not) return Condition(unary.Operand) is { } condition ? Applied("not", DataType.Boolean, unary.Span, condition) : null;
        string name = unary.Operator switch { UnaryOperator.Minus => "negative", UnaryOperator.Plus => "positive", _ => "~" };
        return Type(unary.Operand) is { } operand ? Resolve(FunctionTable.Find(name)!, [unary.Operand], [operand], unary.Span) : null;
    }

    private TypedExpression? Binary(Expression.Binary binary)
    {
        if (binary.Operator is BinaryOperator.And or BinaryOperator.Or) return Logical(binary);
        TypedExpression? left = Type(binary.Left), right = Type(binary.Right);
        if (left is null || right is null) return null;
        string symbol = binary.Operator.Symbol().ToLowerInvariant();
        return binary.Operator switch
        {
            BinaryOperator.Equal or BinaryOperator.NullSafeEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Compare(symbol, left, right, binary.Span),
            BinaryOperator.NotEqual => Negate(Compare("=", left, right, binary.Span), true),
            BinaryOperator.Concat => Resolve(FunctionTable.Find("concat")!, [binary.Left, binary.Right], [left, right], binary.Span),
            BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder or BinaryOperator.IntegerDivide => Arithmetic(symbol, left, right, binary.Span),
            _ => Resolve(FunctionTable.Find(symbol)!, [binary.Left, binary.Right], [left, right], binary.Span),
        };
    }

    // A chain of ANDs is as long as people like; reading it must not nest.
    private TypedExpression? Logical(Expression.Binary binary)
    {
        var operands = new Stack<Expression>();
        Expression rest = binary;
        while (rest is Expression.Binary next && next.Operator == binary.Operator)
        {
            operands.Push(next.Right);
            rest = next.Left;
        }
        TypedExpression? result = Condition(rest);
        while (operands.TryPop(out Expression? operand))
        {
            TypedExpression? right = Condition(operand);
            result = result is null || right is null ? null : Applied(binary.Operator.Symbol().ToLowerInvariant(), DataType.Boolean, TextSpan.Between(result.Span, operand.Span), result, right);
        }
        return result;
    }

    private TypedExpression? Compare(string symbol, TypedExpression? left, TypedExpression? right, TextSpan where)
    {
        if (left is null || right is null) return null;
        (left, right) = (InCollationOf(right, left), InCollationOf(left, right));
        if (ComparisonType(left, right) is not { } type)
            return Mismatch(where, $"{TypeNames.Of(left.Type)} and {TypeNames.Of(right.Type)} cannot be compared.", "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES");
        return type is DataType.Map
            ? Mismatch(where, "Maps cannot be compared.", "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE")
            : Applied(symbol, DataType.Boolean, where, Converted(left, type), Converted(right, type));
    }

    // A collation on one side holds for both.
    private static TypedExpression InCollationOf(TypedExpression other, TypedExpression value) =>
        other is TypedExpression.Call { Names: ["UTF8_LCASE"] } && value.Type == DataType.Varchar && value is not TypedExpression.Call { Names: ["UTF8_LCASE"] }
            ? Applied("lower", DataType.Varchar, value.Span, value)
            : value;

    private DataType? ComparisonType(TypedExpression left, TypedExpression right)
    {
        if ((left.Type is DataType.Decimal || right.Type is DataType.Decimal) && Decimals.Of(left) is { } a && Decimals.Of(right) is { } b) return Decimals.Wider(a, b);
        return Coercion.ForComparison(left.Type, right.Type, Ansi);
    }

    private TypedExpression? Arithmetic(string symbol, TypedExpression left, TypedExpression right, TextSpan where)
    {
        string op = symbol.StartsWith("try_", StringComparison.Ordinal) ? symbol switch { "try_add" => "+", "try_subtract" => "-", "try_multiply" => "*", "try_divide" => "/", _ => "%" } : symbol;
        if (Timed(op, symbol, left, right, where, out TypedExpression? timed)) return timed;
        if (Number(left, right) is not { } from || Number(right, left) is not { } to)
            return Mismatch(where, $"{op} does not work on {TypeNames.Of(left.Type)} and {TypeNames.Of(right.Type)}.", "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES");
        (left, right) = (from, to);
        bool exact = left.Type is DataType.Decimal || right.Type is DataType.Decimal;
        return exact && Decimals.Of(left) is { } a && Decimals.Of(right) is { } b
            ? ExactArithmetic(symbol, op, Converted(left, a), Converted(right, b), a, b, where)
            : PlainArithmetic(symbol, op, left, right, where);
    }

    private static TypedExpression.Call ExactArithmetic(string symbol, string op, TypedExpression left, TypedExpression right, DataType.Decimal a, DataType.Decimal b, TextSpan where)
    {
        DataType type = op switch
        {
            "+" or "-" => Decimals.Add(a, b),
            "*" => Decimals.Multiply(a, b),
            "/" => Decimals.Divide(a, b),
            "div" => DataType.BigInt,
            _ => Decimals.Remainder(a, b),
        };
        return Applied(symbol, type, where, left, right);
    }

    private TypedExpression.Call PlainArithmetic(string symbol, string op, TypedExpression left, TypedExpression right, TextSpan where)
    {
        DataType type = op switch
        {
            "/" => DataType.Double,
            "div" => DataType.BigInt,
            _ => Coercion.Common(left.Type, right.Type, Ansi)!,
        };
        if (type is DataType.Void) type = op == "/" ? DataType.Double : DataType.Integer;
        return Applied(symbol, type, where, Converted(left, type), Converted(right, type));
    }

    // Text beside a whole number is read as one, else as a double.
    private TypedExpression? Number(TypedExpression value, TypedExpression other)
    {
        if (Coercion.IsNumeric(value.Type)) return value;
        if (value.Type is DataType.Void) return Converted(value, Coercion.IsNumeric(other.Type) ? other.Type : DataType.Integer);
        if (value.Type != DataType.Varchar) return null;
        return Converted(value, Ansi && Coercion.IsIntegral(other.Type) ? DataType.BigInt : DataType.Double);
    }

    private bool Timed(string op, string symbol, TypedExpression left, TypedExpression right, TextSpan where, out TypedExpression? result)
    {
        (DataType a, DataType b) = (left.Type, right.Type);
        result = null;
        if (!Coercion.IsMoment(a) && !Coercion.IsMoment(b) && !Coercion.IsInterval(a) && !Coercion.IsInterval(b)) return false;
        if (op == "+" && Coercion.IsMoment(b) && !Coercion.IsMoment(a)) (left, right, a, b) = (right, left, b, a);
        result = (op, a, b) switch
        {
            ("+" or "-", _, _) when a == DataType.Date && (Coercion.IsIntegral(b) || b is DataType.Void) => Applied(op == "+" ? "date_add" : "date_sub", DataType.Date, where, left, Converted(right, DataType.Integer)),
            ("-", _, _) when a == DataType.Date && b == DataType.Date => Applied("-", s_wholeDays, where, left, right),
            ("-", _, _) when Coercion.IsMoment(a) && (Coercion.IsMoment(b) || b == DataType.Varchar) => Difference(left, right, where),
            ("-", _, _) when Coercion.IsMoment(b) && a == DataType.Varchar => Difference(left, right, where),
            ("+" or "-", _, DataType.YearMonthInterval) when Coercion.IsMoment(a) => Applied(symbol, a, where, left, right),
            ("+" or "-", _, DataType.DayTimeInterval span) when Coercion.IsMoment(a) => Shifted(symbol, left, right, span, where),
            ("+" or "-", DataType.YearMonthInterval or DataType.DayTimeInterval, _) when Coercion.Common(a, b, Ansi) is { } both => Applied(symbol, both, where, Converted(left, both), Converted(right, both)),
            ("*" or "/", DataType.YearMonthInterval or DataType.DayTimeInterval, _) when Coercion.IsNumeric(b) => Applied(symbol, Whole(a), where, left, Converted(right, DataType.Double)),
            ("div", DataType.YearMonthInterval, DataType.YearMonthInterval) or ("div", DataType.DayTimeInterval, DataType.DayTimeInterval) => Applied("div", DataType.BigInt, where, left, right),
            ("*", _, DataType.YearMonthInterval or DataType.DayTimeInterval) when Coercion.IsNumeric(a) => Applied(symbol, Whole(b), where, right, Converted(left, DataType.Double)),
            _ => Mismatch(where, $"{op} does not work on {TypeNames.Of(a)} and {TypeNames.Of(b)}.", "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES"),
        };
        return true;
    }

    private static DataType Whole(DataType interval) => interval is DataType.YearMonthInterval ? new DataType.YearMonthInterval(IntervalUnit.Year, IntervalUnit.Month) : s_anyTime;

    private TypedExpression.Call Difference(TypedExpression left, TypedExpression right, TextSpan where)
    {
        DataType type = left.Type == DataType.Timestamp && right.Type != DataType.TimestampTz || right.Type == DataType.Timestamp && left.Type != DataType.TimestampTz ? DataType.Timestamp : DataType.TimestampTz;
        return Applied("-", s_anyTime, where, Converted(left, type), Converted(right, type));
    }

    private TypedExpression.Call Shifted(string symbol, TypedExpression moment, TypedExpression interval, DataType.DayTimeInterval span, TextSpan where)
    {
        bool staysDate = moment.Type == DataType.Date && span.Last == IntervalUnit.Day;
        DataType type = moment.Type == DataType.Date && !staysDate ? DataType.TimestampTz : moment.Type;
        return Applied(symbol, type, where, Converted(moment, type), interval);
    }

    private TypedExpression.Call? Between(Expression.Between between)
    {
        TypedExpression? value = Type(between.Value);
        TypedExpression? low = Compare(">=", value, Type(between.Low), between.Span);
        TypedExpression? high = Compare("<=", value, Type(between.High), between.Span);
        return low is null || high is null ? null : Applied("and", DataType.Boolean, between.Span, low, high);
    }

    private TypedExpression? In(Expression.In choice)
    {
        if (!All([Type(choice.Value), .. choice.Choices.Select(Type)], out ValueList<TypedExpression>? values)) return null;
        DataType? type = values[0].Type;
        foreach (TypedExpression value in values.Skip(1)) type = type is null ? null : values.Count == 2 ? ComparisonType(values[0], value) : Coercion.Common(type, value.Type, Ansi);
        return type is null
            ? Mismatch(choice.Span, $"The list has types that cannot be compared with {TypeNames.Of(values[0].Type)}.", "DATATYPE_MISMATCH.DATA_DIFF_TYPES")
            : Applied("in", DataType.Boolean, choice.Span, [.. values.Select(value => Converted(value, type))]);
    }

    private TypedExpression? Like(Expression.Like like)
    {
        if (!All([Type(like.Value), Type(like.Pattern)], out ValueList<TypedExpression>? values) || values.Any(value => !Coercion.CanStandFor(value.Type, DataType.Varchar)))
            return values is null ? null : Mismatch(like.Span, "LIKE compares texts.");
        TypedExpression.Call call = Applied(like.Kind.ToString().ToLowerInvariant(), DataType.Boolean, like.Span, [.. values.Select(value => Converted(value, DataType.Varchar))]);
        return like.Escape is null ? call : call with { Names = [like.Escape] };
    }

    // NOT LIKE ANY holds when one of the patterns does not fit, so NOT belongs to each.
    private TypedExpression? LikeMany(Expression.LikeMany many)
    {
        TypedExpression? result = null;
        foreach (Expression pattern in many.Patterns)
        {
            if (Like(new Expression.Like(many.Kind, many.Value, pattern, null, false) { Span = many.Span }) is not { } one) return null;
            TypedExpression test = Negate(one, many.Negated);
            result = result is null ? test : Applied(many.All ? "and" : "or", DataType.Boolean, many.Span, result, test);
        }
        return result;
    }

    private TypedExpression.Call? Is(Expression.Is test)
    {
        TypedExpression? value = test.Kind == IsKind.Null ? Type(test.Value) : Condition(test.Value);
        if (value is null) return null;
        return test.Kind switch
        {
            IsKind.Null or IsKind.Unknown => Applied("isnull", DataType.Boolean, test.Span, value),
            IsKind.True or IsKind.False => Applied("<=>", DataType.Boolean, test.Span, value, new TypedExpression.Constant(new Literal.Boolean(test.Kind == IsKind.True)) { Type = DataType.Boolean }),
            _ => throw new UnreachableException(),
        };
    }

    private TypedExpression? Subscript(TypedExpression? value, TypedExpression? index, TextSpan where)
    {
        if (value is null || index is null) return null;
        switch (value.Type)
        {
            case DataType.List list when Coercion.IsNumeric(index.Type) || index.Type is DataType.Void:
                return Applied("[]", list.Element, where, value, Converted(index, DataType.Integer));
            case DataType.Map map when Coercion.Common(map.Key, index.Type, Ansi) is not null:
                return Applied("[]", map.Value, where, value, Converted(index, map.Key));
            case DataType.Struct when index is TypedExpression.Constant { Value: Literal.Text name }:
                return Field(value, name.Value, where);
            default:
                return Mismatch(where, $"{TypeNames.Of(value.Type)} has no element at a {TypeNames.Of(index.Type)}.", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE");
        }
    }

    private TypedExpression? Collate(Expression.Collate collate)
    {
        if (Type(collate.Value) is not { } value) return null;
        if (value.Type != DataType.Varchar) return Mismatch(collate.Span, "Only texts have a collation.");
        return collate.Collation switch
        {
            "UTF8_BINARY" => value,
            "UTF8_LCASE" => Applied("lower", DataType.Varchar, collate.Span, value) with { Names = ["UTF8_LCASE"] },
            _ => Wrong("unknown-collation", "COLLATION_INVALID_NAME", collate.Span, $"There is no collation {collate.Collation} here.", "Known are UTF8_BINARY and UTF8_LCASE."),
        };
    }
}
