using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

/// <summary>
/// Skewness and kurtosis that are null where all values are equal. In ANSI mode Spark's own divide by zero there and stop the run
/// (recorded on Spark 4: aggregate-moments-ansi-true), whatever stands around them. So the collected values are gone through instead.
/// </summary>
internal static class SafeMoments
{
    /// <summary>The expression in its canonical form, with such calls replaced.</summary>
    internal static string In(Expression expression)
    {
        string text = expression.ToString();
        // What is inside goes first, so that what is around it keeps its place.
        while (Find(text) is { } call) text = text[..call.Span.Offset] + Written(call) + text[call.Span.End..];
        return text;
    }

    private static Expression.Call? Find(string text) =>
        Expression.Parse(text).Expression!.Walk().OfType<Expression.Call>().LastOrDefault(call => call.Function is "skewness" or "kurtosis" && call.Arguments.Count == 1);

    private static string Written(Expression.Call call)
    {
        string values = (call with { Function = "collect_list", Arguments = [new Expression.Cast(call.Arguments[0], DataType.Double, Try: false)] }).ToString();
        const string D = "(v - s.m)", N = "(s.n + 1)";
        string second = $"s.m2 + {D} * {D} * s.n / {N}";
        string third = $"s.m3 + {D} * {D} * {D} * s.n * (s.n - 1) / ({N} * {N}) - 3 * {D} * s.m2 / {N}";
        string fourth = $"s.m4 + {D} * {D} * {D} * {D} * s.n * ({N} * {N} - 3 * {N} + 3) / ({N} * {N} * {N}) + 6 * {D} * {D} * s.m2 / ({N} * {N}) - 4 * {D} * s.m3 / {N}";
        string step = $"named_struct('n', s.n + 1, 'm', s.m + {D} / {N}, 'm2', {second}, 'm3', {third}, 'm4', {fourth})";
        string result = call.Function == "skewness" ? "sqrt(s.n) * s.m3 / sqrt(s.m2 * s.m2 * s.m2)" : "s.n * s.m4 / (s.m2 * s.m2) - 3";
        return $"aggregate({values}, named_struct('n', 0D, 'm', 0D, 'm2', 0D, 'm3', 0D, 'm4', 0D), (s, v) -> {step}, s -> CASE WHEN s.m2 <> 0 THEN {result} END)";
    }
}
