using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Aggregates and window functions. What is made of several of the engine's aggregates gives each of them its FILTER and OVER.</summary>
public sealed partial class DuckDbSql
{
    private static void AddAggregates(Dictionary<string, Rule> rules)
    {
        rules["count"] = Count;
        rules["count_if"] = (sql, call, a) => sql.Part(call, "count", "*", a[0]);
        rules["sum"] = Sum;
        rules["try_sum"] = (sql, call, a) => $"TRY({Sum(sql, call, a)})";
        rules["avg"] = Average;
        rules["try_avg"] = Average;
        foreach (string name in (string[])["min", "max", "bool_and", "bool_or", "bit_and", "bit_or", "bit_xor", "regr_count"]) rules[name] = Plain(name);
        rules["min_by"] = Plain("arg_min_null");
        rules["max_by"] = Plain("arg_max_null");
        rules["first"] = (sql, call, a) => sql.FirstOf(call, a, "first");
        rules["last"] = (sql, call, a) => sql.FirstOf(call, a, "last");
        rules["any_value"] = (sql, call, a) => sql.FirstOf(call, a, "first");
        rules["stddev"] = (sql, call, a) => sql.Spread(call, a, "stddev_samp");
        rules["stddev_pop"] = (sql, call, a) => sql.Spread(call, a, "stddev_pop");
        rules["variance"] = (sql, call, a) => sql.Spread(call, a, "var_samp");
        rules["var_pop"] = (sql, call, a) => sql.Spread(call, a, "var_pop");
        rules["skewness"] = Skewness;
        rules["kurtosis"] = Kurtosis;
        rules["median"] = (sql, call, a) => sql.Percentile(call, a[0], "0.5");
        rules["percentile"] = (sql, call, a) => sql.Percentile(call, a[0], a[1]);
        rules["percentile_cont"] = (sql, call, a) => sql.Percentile(call, a[0], a[1]);
        rules["percentile_disc"] = (sql, call, a) => sql.Discrete(call, a[0], a[1]);
        rules["percentile_approx"] = (sql, call, a) => sql.Discrete(call, a[0], a[1]);
        rules["mode"] = Mode;
        rules["grouping"] = Typed("GROUPING({0})");
        rules["grouping_id"] = (_, _, a) => $"CAST(GROUPING({string.Join(", ", a)}) AS BIGINT)";
        rules["approx_count_distinct"] = (sql, call, a) => sql.Part(call, "count", $"DISTINCT {a[0]}");
        rules["collect_list"] = (sql, call, a) => $"COALESCE({sql.Part(call, "list", (call.Distinct ? "DISTINCT " : "") + a[0], $"{a[0]} IS NOT NULL")}, [])";
        rules["collect_set"] = (sql, call, a) => $"COALESCE({sql.Part(call, "list", $"DISTINCT {a[0]}", $"{a[0]} IS NOT NULL")}, [])";
        rules["listagg"] = ListAgg;
        foreach (string name in (string[])["corr", "covar_pop", "covar_samp", "regr_slope", "regr_intercept", "regr_r2", "regr_avgx", "regr_avgy", "regr_sxx", "regr_syy", "regr_sxy"]) rules[name] = (sql, call, a) => sql.Paired(call, a, name);
        AddWindows(rules);
    }

    private static Rule Plain(string function) => (sql, call, a) => sql.Part(call, function, (call.Distinct ? "DISTINCT " : "") + string.Join(", ", a));

    /// <summary>One of the engine's aggregates with the call's FILTER and OVER, and a condition of ours.</summary>
    private string Part(TypedExpression.Call call, string function, string arguments, string? condition = null, string order = "")
    {
        string? filter = call.Filter is null ? condition : condition is null ? Sql(call.Filter) : $"{Sql(call.Filter)} AND {condition}";
        string ordered = order.Length > 0 ? $" {order}" : "";
        return $"{function}({arguments}{ordered}){(filter is null ? "" : $" FILTER (WHERE {filter})")}{(call.Over is null ? "" : $" OVER ({Window(call.Over)})")}";
    }

    private static string Count(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (a.Length == 0) return sql.Part(call, "count", "*");
        if (a.Length == 1) return sql.Part(call, "count", (call.Distinct ? "DISTINCT " : "") + a[0]);
        string present = string.Join(" AND ", a.Select(one => $"{one} IS NOT NULL"));
        return sql.Part(call, "count", call.Distinct ? $"DISTINCT ({string.Join(", ", a)})" : "*", present);
    }

    private static string Sum(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string distinct = call.Distinct ? "DISTINCT " : "";
        string sum = sql.Part(call, "sum", distinct + a[0]);
        if (call.Type == DataType.BigInt && !sql.Ansi && call.Function.Name == "sum") return sql.WrapHuge(sum);
        return call.Type == DataType.BigInt ? sql.Overflowing(sum) : $"CAST({sum} AS {SqlType(call.Type)})";
    }

    // The engine sums whole numbers in 128 bits.
    private string WrapHuge(string sum) => Native("wrap_sum", [new DataType.Primitive(PrimitiveKind.HugeInt)], DataType.BigInt, (t, r) => Natives.Native.Of<object, object?>(t, r, value => unchecked((long)(Int128)value)), [$"CAST({sum} AS HUGEINT)"]);

    private string Overflowing(string sum) => Native("sum", [new DataType.Primitive(PrimitiveKind.HugeInt)], DataType.BigInt, (t, r) => Natives.Native.Of<object, object?>(t, r, value => (Int128)value is var whole && whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : throw SparkException.Overflow("bigint")), [$"CAST({sum} AS HUGEINT)"]);

    private static string Average(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string distinct = call.Distinct ? "DISTINCT " : "";
        if (call.Type is not DataType.Decimal type) return call.Type == DataType.Double ? $"({sql.Part(call, "sum", $"{distinct}{a[0]}::DOUBLE")} / nullif({sql.Part(call, "count", distinct + a[0])}, 0))" : $"CAST({sql.Part(call, "avg", distinct + a[0])} AS {SqlType(call.Type)})";
        var sum = new DataType.Decimal(38, ((DataType.Decimal)call.Arguments[0].Type).Scale);
        return sql.Native("exact_avg", [sum, DataType.BigInt], type, (t, r) => Natives.Native.Of<FlowForge.DuckDb.Values.Decimal38, long, object?>(t, r, (total, count) => count == 0 ? null : Natives.Arithmetic.Exact("/", total, new FlowForge.DuckDb.Values.Decimal38(count, 0), type)), [$"CAST({sql.Part(call, "sum", distinct + a[0])} AS {sum})", sql.Part(call, "count", distinct + a[0])]);
    }

    private string FirstOf(TypedExpression.Call call, string[] a, string function)
    {
        bool ignores = IgnoresNulls(call, 1);
        if (call.Over is null) return Part(call, function, a[0], ignores ? $"{a[0]} IS NOT NULL" : null);
        return $"{function}_value({a[0]}{(ignores ? " IGNORE NULLS" : "")}) OVER ({Window(call.Over)})";
    }

    private static bool IgnoresNulls(TypedExpression.Call call, int argument) =>
        call.IgnoreNulls || call.Arguments.Count > argument && call.Arguments[argument] is TypedExpression.Constant { Value: Literal.Boolean { Value: true } };

    // The engine refuses to take the spread of values that are not finite; Spark has NaN for it.
    private string Spread(TypedExpression.Call call, string[] a, string function)
    {
        string distinct = call.Distinct ? "DISTINCT " : "";
        return $"CASE WHEN {Part(call, "bool_or", $"NOT isfinite({a[0]})")} THEN {OneIsNull(call, a[0], function)}'NaN'::DOUBLE{(function.EndsWith("samp", StringComparison.Ordinal) ? " END" : "")} ELSE {Part(call, function, distinct + a[0], $"isfinite({a[0]})")} END";
    }

    private string OneIsNull(TypedExpression.Call call, string value, string function) =>
        function.EndsWith("samp", StringComparison.Ordinal) ? $"CASE WHEN {Part(call, "count", value)} > 1 THEN " : "";

    private static string Skewness(DuckDbSql sql, TypedExpression.Call call, string[] a) => Moment(sql, call, a, 3);

    private static string Kurtosis(DuckDbSql sql, TypedExpression.Call call, string[] a) => Moment(sql, call, a, 4);

    // Central moments from sums about a value of the group, which keeps the digits that sums about zero would lose.
    private static string Moment(DuckDbSql sql, TypedExpression.Call call, string[] a, int order)
    {
        DataType list = new DataType.List(DataType.Double);
        return sql.Native($"moment{order}", [list], DataType.Double, (t, r) => Natives.Native.Of<FlowForge.DuckDb.Values.ListValue, double?>(t, r, values => Moment(values, order)), [sql.Part(call, "list", (call.Distinct ? "DISTINCT " : "") + a[0], $"{a[0]} IS NOT NULL")]);
    }

    private static double? Moment(FlowForge.DuckDb.Values.ListValue values, int order)
    {
        double count = values.Count, mean = values.Sum(value => (double)value! / count), second = 0, higher = 0;
        foreach (object? value in values)
        {
            double off = (double)value! - mean;
            second += off * off;
            higher += order == 3 ? off * off * off : off * off * off * off;
        }
        if (second == 0) return null;
        return order == 3 ? Math.Sqrt(count) * higher / Math.Sqrt(second * second * second) : count * higher / (second * second) - 3;
    }

    private string Percentile(TypedExpression.Call call, string value, string fraction)
    {
        DataType list = new DataType.List(DataType.Double);
        bool many = call.Type is DataType.List;
        bool falls = call.WithinGroup is [{ Descending: true }];
        string values = Part(call, "list", value, $"{value} IS NOT NULL");
        return Native("percentile", [list, many ? list : DataType.Double], call.Type, (t, r) => many
            ? Natives.Native.Of<FlowForge.DuckDb.Values.ListValue, FlowForge.DuckDb.Values.ListValue, FlowForge.DuckDb.Values.ListValue>(t, r, (all, at) => new FlowForge.DuckDb.Values.ListValue([.. at.Select(one => (object?)Between(SortedValues(all, falls), (double)one!))]))
            : Natives.Native.Of<FlowForge.DuckDb.Values.ListValue, double, double?>(t, r, (all, at) => Between(SortedValues(all, falls), at)), [values, many ? fraction : $"{fraction}::DOUBLE"], $"{falls}");
    }

    private static double[] SortedValues(FlowForge.DuckDb.Values.ListValue values, bool falls)
    {
        double[] sorted = [.. values.Select(value => (double)value!).OrderBy(value => double.IsNaN(value) ? 1 : 0).ThenBy(value => value)];
        if (falls) Array.Reverse(sorted);
        return sorted;
    }

    private static double? Between(double[] sorted, double fraction)
    {
        if (sorted.Length == 0) return null;
        double at = (sorted.Length - 1) * fraction;
        int low = (int)Math.Floor(at), high = (int)Math.Ceiling(at);
        return low == high || sorted[low].Equals(sorted[high]) ? sorted[low] : (high - at) * sorted[low] + (at - low) * sorted[high];
    }

    private string Discrete(TypedExpression.Call call, string value, string fraction)
    {
        bool falls = call.WithinGroup is [{ Descending: true }];
        return Part(call, "quantile_disc", $"{value}, {(falls ? $"1 - {fraction}" : fraction)}", $"{value} IS NOT NULL");
    }

    // By a count per value, so that memory is that of the distinct values and ties do not hang on the order of the rows.
    private static string Mode(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        var counts = new DataType.Map(call.Type, DataType.BigInt);
        string counted = $"CAST({sql.Part(call, "histogram", a[0])} AS {SqlType(counts)})";
        bool greatest = call.WithinGroup is [{ Descending: true }], least = call.WithinGroup is [{ Descending: false }] || call.Arguments is [_, TypedExpression.Constant { Value: Literal.Boolean { Value: true } }];
        if (!greatest && !least) return sql.Native("mode", [counts], call.Type, (t, r) => Natives.Native.Of<FlowForge.DuckDb.Values.MapValue, object?>(t, r, Natives.MostFrequent.Of), [counted]);
        string ranked = $"list_transform(map_entries({counted}), lambda e: {{'n': {(greatest ? "" : "-")}e.value, 'v': e.key}})";
        return $"(list_sort({ranked}, '{(greatest ? "DESC" : "ASC")}')[1]).v";
    }

    private static string ListAgg(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string order = call.WithinGroup.Count > 0 ? sql.Order(call.WithinGroup) : "";
        return sql.Part(call, "string_agg", $"{(call.Distinct ? "DISTINCT " : "")}{a[0]}, {(a.Length > 1 ? a[1] : "''")}", null, order);
    }

    private string Paired(TypedExpression.Call call, string[] a, string function)
    {
        string both = $"{a[0]} IS NOT NULL AND {a[1]} IS NOT NULL", finite = $"isfinite({a[0]}) AND isfinite({a[1]})";
        return $"CASE WHEN {Part(call, "bool_or", $"NOT ({finite})", both)} THEN 'NaN'::DOUBLE ELSE nullif({Part(call, function, $"{a[0]}, {a[1]}", finite)}, 'NaN'::DOUBLE) END";
    }

    private static void AddWindows(Dictionary<string, Rule> rules)
    {
        foreach (string name in (string[])["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"])
            rules[name] = (sql, call, a) => $"CAST({name}({string.Join(", ", a)}) OVER ({sql.Window(call.Over!)}) AS {SqlType(call.Type)})";
        foreach (string name in (string[])["lag", "lead", "nth_value"])
            rules[name] = (sql, call, a) => $"{name}({string.Join(", ", name == "nth_value" ? a.Take(2) : a)}{(IgnoresNulls(call, name == "nth_value" ? 2 : int.MaxValue) ? " IGNORE NULLS" : "")}) OVER ({sql.Window(call.Over!)})";
    }

    private string Order(IEnumerable<TypedSort> items) => $"ORDER BY {string.Join(", ", items.Select(OrderItem))}";

    /// <summary>An item of ORDER BY as the engine sorts it.</summary>
    private string OrderItem(TypedSort item) => $"{Sql(item.Value)} {(item.Descending ? "DESC" : "ASC")} NULLS {(item.NullsFirst ? "FIRST" : "LAST")}";

    private string Window(TypedWindow window)
    {
        var parts = new List<string>();
        if (window.PartitionBy.Count > 0) parts.Add($"PARTITION BY {string.Join(", ", window.PartitionBy.Select(Sql))}");
        if (window.OrderBy.Count > 0) parts.Add(Order(window.OrderBy));
        if (window.Range is { } range) parts.Add($"{(range.Rows ? "ROWS" : "RANGE")} BETWEEN {Edge(range.Start, range.StartOffset)} AND {Edge(range.End, range.EndOffset)}");
        return string.Join(' ', parts);
    }

    private string Edge(FrameEdge edge, TypedExpression? offset) => edge switch
    {
        FrameEdge.UnboundedPreceding => "UNBOUNDED PRECEDING",
        FrameEdge.Preceding => $"{EdgeOffset(offset!)} PRECEDING",
        FrameEdge.CurrentRow => "CURRENT ROW",
        FrameEdge.Following => $"{EdgeOffset(offset!)} FOLLOWING",
        FrameEdge.UnboundedFollowing => "UNBOUNDED FOLLOWING",
    };

    private string EdgeOffset(TypedExpression offset) => offset.Type switch
    {
        DataType.DayTimeInterval => $"to_microseconds({Sql(offset)})",
        DataType.YearMonthInterval => $"to_months({Sql(offset)})",
        _ => Sql(offset),
    };
}
