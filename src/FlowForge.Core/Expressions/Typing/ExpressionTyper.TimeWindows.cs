using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Windows of time that rows fall into: <c>window(t, '5 minutes')</c>.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/api/sql/#window, and Spark's TimeWindow and ResolveTimeWindows.</remarks>
public sealed partial class ExpressionTyper
{
    /// <summary>A struct of start and end. The call that is left has the time, the length and the first start, both in microseconds.</summary>
    private TypedExpression? TimeWindow(Expression.Call call)
    {
        if (Exactly(call, 2, 4) is not null || Type(call.Arguments[0]) is not { } time) return null;
        if (!Coercion.IsMoment(time.Type) && time.Type != DataType.Varchar) return Mismatch(call.Arguments[0].Span, $"window takes a timestamp, found {TypeNames.Of(time.Type)}.");
        if (time.Type != DataType.Timestamp) time = Converted(time, DataType.TimestampTz);
        var spans = new List<long>();
        foreach (Expression argument in call.Arguments.Skip(1))
        {
            if (Span(argument) is not { } span) return null;
            spans.Add(span);
        }
        (long length, long slide, long start) = (spans[0], spans.Count > 1 ? spans[1] : spans[0], spans.Count > 2 ? spans[2] : 0);
        if (length <= 0) return Mismatch(call.Arguments[1].Span, "A window's length must be above 0.", "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE");
        if (slide != length) return Wrong("window-slide", "UNSUPPORTED_FEATURE", call.Arguments[2].Span, "Windows that overlap would turn a row into several, which an expression does not.", "Derive the starts as an array with sequence, then take the step explode.");
        if (Math.Abs(start) >= slide) return Mismatch(call.Arguments[3].Span, "A window's first start must be nearer to 0 than its length.", "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION");
        var type = new DataType.Struct([new Column("start", time.Type), new Column("end", time.Type)]);
        return Applied("window", type, call.Span, time, Microseconds(length), Microseconds(start));
    }

    /// <summary>The last instant inside of a window: its end less a microsecond.</summary>
    private TypedExpression? WindowTime(Expression.Call call)
    {
        if (Exactly(call, 1) is not null || Type(call.Arguments[0]) is not { } window) return null;
        if (window.Type is not DataType.Struct { Fields: [{ Name: "start" } start, { Name: "end" } end] } || start.Type != end.Type || !Coercion.IsMoment(end.Type))
            return Mismatch(call.Arguments[0].Span, $"window_time takes what window gives, found {TypeNames.Of(window.Type)}.");
        var microsecond = new TypedExpression.Constant(new Literal.Duration(1, IntervalUnit.Second, IntervalUnit.Second)) { Type = new DataType.DayTimeInterval(IntervalUnit.Second, IntervalUnit.Second) };
        return Applied("-", end.Type, call.Span, new TypedExpression.Field(window, "end") { Type = end.Type }, microsecond);
    }

    /// <summary>A constant length of time in microseconds; null after telling that it is none.</summary>
    private long? Span(Expression argument)
    {
        Literal? literal = argument switch
        {
            Expression.Constant { Value: Literal.Text text } => IntervalText.Parse(text.Value),
            Expression.Constant { Value: Literal.Integer number } => new Literal.Duration(number.Value, IntervalUnit.Second, IntervalUnit.Second),
            Expression.Constant constant => constant.Value,
            Expression.Unary { Operator: UnaryOperator.Minus, Operand: Expression.Constant { Value: Literal.Duration time } } => time with { Microseconds = -time.Microseconds },
            _ => null,
        };
        if (literal is Literal.Duration found) return found.Microseconds;
        if (literal is Literal.Months) Mismatch(argument.Span, "A window's length counts in weeks, days, hours, minutes or seconds; months differ in length.", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE");
        else Mismatch(argument.Span, "A length of time is a constant such as '10 minutes'.", "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT");
        return null;
    }

    private static TypedExpression.Constant Microseconds(long count) => new(new Literal.Integer(count, PrimitiveKind.BigInt)) { Type = DataType.BigInt };
}
