using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>AND and OR. Spark stops at the operand that decides, so that <c>b &lt;&gt; 0 AND a / b &gt; 1</c> never divides by zero; the engine computes all operands.</summary>
public sealed partial class DuckDbSql
{
    // What gives a value for every value. Anything else may fail on a row, and must not be asked about rows already decided.
    private static readonly HashSet<string> s_neverFails = new(StringComparer.Ordinal)
    {
        "and", "or", "not", "=", "<=>", "<", "<=", ">", ">=", "in", "isnull", "coalesce", "nullif", "greatest", "least", "isnan", "nanvl", "&", "|", "^", "~",
        "length", "octet_length", "upper", "lower", "trim", "btrim", "ltrim", "rtrim", "substring", "left", "right", "concat", "instr", "contains", "startswith", "endswith", "replace",
        "year", "quarter", "month", "day", "dayofweek", "weekday", "dayofyear", "weekofyear", "hour", "minute", "second", "datediff", "last_day", "try_element_at", "get", "size", "array_contains", "map_contains_key", "map_keys", "map_values",
    };

    private string Logical(TypedExpression.Call call)
    {
        string operation = call.Function.Name;
        List<TypedExpression> operands = Operands(call, operation);
        string[] rendered = [.. operands.Select(Sql)];
        if (!operands.Skip(1).Any(MayFail)) return $"({string.Join(operation == "and" ? " AND " : " OR ", rendered)})";
        string undecided = operation == "and" ? "true" : "false", rest = rendered[^1];
        bool mayFail = false;
        for (int i = rendered.Length - 2; i >= 0; i--)
        {
            mayFail |= MayFail(operands[i + 1]);
            string both = $"({rendered[i]} {operation} {rest})";
            // COALESCE is what the engine does stop in.
            rest = mayFail ? $"COALESCE(nullif({rendered[i]}, {undecided}), {both})" : both;
        }
        return rest;
    }

    private static List<TypedExpression> Operands(TypedExpression.Call call, string operation)
    {
        var operands = new List<TypedExpression>();
        TypedExpression rest = call;
        while (rest is TypedExpression.Call next && next.Function.Name == operation)
        {
            operands.Add(next.Arguments[1]);
            rest = next.Arguments[0];
        }
        operands.Add(rest);
        operands.Reverse();
        return operands;
    }

    private static bool MayFail(TypedExpression expression) => expression switch
    {
        TypedExpression.Column or TypedExpression.Constant or TypedExpression.Variable => false,
        TypedExpression.Field field => MayFail(field.Value),
        TypedExpression.Cast cast => MayFail(cast.Value) || cast.Mode == CastMode.Ansi && !NeverFails(cast.Value.Type, cast.Type),
        TypedExpression.Case choice => choice.Branches.Any(branch => MayFail(branch.Condition) || MayFail(branch.Value)) || choice.Otherwise is not null && MayFail(choice.Otherwise),
        TypedExpression.Call call when call.Function.Name is "like" or "ilike" => call.Arguments.Any(MayFail) || FlowForge.Core.Expressions.Functions.Constants.Text(call.Arguments[1]) is not { } pattern || pattern.Contains('\\') || call.Names.Count > 0,
        TypedExpression.Call call => !s_neverFails.Contains(call.Function.Name) || call.Arguments.Any(MayFail),
        _ => true,
    };

    private static bool NeverFails(DataType from, DataType to) =>
        to == DataType.Varchar || from is DataType.Void || to == DataType.Double || to == DataType.Float ? from != DataType.Varchar
        : IsMoment(from) && IsMoment(to) || IsWhole(from) && IsWhole(to) && Bits(from) <= Bits(to);
}
