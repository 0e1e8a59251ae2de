using System.Globalization;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Reading;
using static FlowForge.Core.Expressions.Typing.TypedExpression;

namespace FlowForge.Lakehouse.Execution;

/// <summary>The part of a condition that a file's statistics can answer: comparisons of a column with a constant, joined by AND.</summary>
internal static class FilePruning
{
    private static readonly Dictionary<string, (Comparison Straight, Comparison Turned)> s_comparisons = new(StringComparer.Ordinal)
    {
        ["="] = (Comparison.Equal, Comparison.Equal),
        ["<"] = (Comparison.Less, Comparison.Greater),
        ["<="] = (Comparison.LessOrEqual, Comparison.GreaterOrEqual),
        [">"] = (Comparison.Greater, Comparison.Less),
        [">="] = (Comparison.GreaterOrEqual, Comparison.LessOrEqual),
    };

    /// <summary>A predicate that holds wherever the condition does; null when nothing of it can be answered so.</summary>
    internal static DeltaPredicate? Of(TypedExpression condition)
    {
        if (condition is not Call call) return null;
        if (call.Function.Name == "and")
        {
            DeltaPredicate[] parts = [.. call.Arguments.Select(Of).OfType<DeltaPredicate>()];
            return parts.Length == 0 ? null : new DeltaPredicate.And(parts);
        }
        if (!s_comparisons.TryGetValue(call.Function.Name, out (Comparison Straight, Comparison Turned) comparison) || call.Arguments.Count != 2) return null;
        return Compare(call.Arguments[0], comparison.Straight, call.Arguments[1]) ?? Compare(call.Arguments[1], comparison.Turned, call.Arguments[0]);
    }

    // Doubles are left alone: their statistics say nothing of NaN.
    private static DeltaPredicate.Compare? Compare(TypedExpression left, Comparison comparison, TypedExpression right) =>
        left is TypedExpression.Column column && !Coercion.IsFloating(column.Type) && Text(right, column.Type) is { } value ? new DeltaPredicate.Compare(column.Name, comparison, value) : null;

    private static string? Text(TypedExpression value, DataType type) => value switch
    {
        Constant { Value: Literal.Text text } when type == DataType.Varchar => text.Value,
        Constant { Value: Literal.Moment { Kind: PrimitiveKind.Date } date } when type == DataType.Date && DateOnly.TryParseExact(date.Value, "yyyy-MM-dd", out _) => date.Value,
        Constant { Value: Literal.Integer whole } when Coercion.IsIntegral(type) => whole.Value.ToString(CultureInfo.InvariantCulture),
        Cast { Value: Constant { Value: Literal.Integer whole } } when Coercion.IsIntegral(type) => whole.Value.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
