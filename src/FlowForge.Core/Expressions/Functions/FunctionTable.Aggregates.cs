using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Functions;

/// <summary>Functions of a group of rows, and of a window over rows.</summary>
public static partial class FunctionTable
{
    private static IEnumerable<FunctionDefinition> Aggregates()
    {
        static FunctionDefinition F(string names, string signatures, string summary, ResultRule? rule = null, string? since = null) => Define(FunctionKind.Aggregate, "Aggregates", names, signatures, summary, rule, since);
        return
        [
            F("count", "any* -> bigint", "Rows, or rows where all values are not null."),
            F("count_if", "boolean -> bigint", "Rows where it holds."),
            F("sum", "numeric -> *; interval -> *", "The sum; null for no values.", Sum),
            F("try_sum", "numeric -> *; interval -> *", "The sum, or null where it overflows.", Sum),
            F("avg mean", "numeric -> *; interval -> *", "The mean.", Average),
            F("try_avg", "numeric -> *; interval -> *", "The mean, or null where it overflows.", Average),
            F("min", "T -> T", "The least value."),
            F("max", "T -> T", "The greatest value."),
            F("min_by", "T, any -> T", "The value where the second is least."),
            F("max_by", "T, any -> T", "The value where the second is greatest."),
            F("first first_value", "T, boolean? -> T", "The first value; not null where asked for."),
            F("last last_value", "T, boolean? -> T", "The last value; not null where asked for."),
            F("any_value", "T, boolean? -> T", "Some value."),
            F("stddev std stddev_samp", "double -> double", "The standard deviation of a sample; null for one value."),
            F("stddev_pop", "double -> double", "The standard deviation of all values."),
            F("variance var_samp", "double -> double", "The variance of a sample; null for one value."),
            F("var_pop", "double -> double", "The variance of all values."),
            F("skewness", "double -> double", "The skewness of all values."),
            F("kurtosis", "double -> double", "The excess kurtosis of all values."),
            F("median", "double -> double", "The middle value, or the mean of both middle ones."),
            F("percentile", "double, double -> double; double, array<double> -> array<double>", "The value at a fraction of the order, between neighbours in proportion."),
            F("percentile_cont", "double, double -> double", "The value at a fraction of the order, between neighbours in proportion.", since: "4.0"),
            F("percentile_disc", "double, double -> double", "The first value at or after a fraction of the order.", since: "4.0"),
            F("percentile_approx approx_percentile", "T, double, int? -> T; T, array<double>, int? -> array<T>", "The least value with at least such a fraction at or below it; exact here."),
            F("mode", "T, boolean? -> T", "The most frequent value; of several the least where the second is true (since Spark 4.0), else the one Spark's hash table has first. Also mode() WITHIN GROUP (ORDER BY x)."),
            F("approx_count_distinct", "any, double? -> bigint", "How many distinct values; exact here."),
            F("bool_and every", "boolean -> boolean", "Whether it holds for all."),
            F("bool_or some any", "boolean -> boolean", "Whether it holds for one."),
            F("bit_and", "integral -> 1", "The bits that all have."),
            F("bit_or", "integral -> 1", "The bits that one has."),
            F("bit_xor", "integral -> 1", "The bits that an odd number have."),
            F("collect_list array_agg", "T -> array<T>", "The values that are not null, as an array."),
            F("collect_set", "T -> array<T>", "The distinct values that are not null, as an array in no order."),
            F("listagg string_agg", "string, string? -> string", "The texts joined with a separator.", since: "4.0"),
            F("grouping", "any -> tinyint", "1 in a row of a rollup or cube that sums over the column, else 0."),
            F("grouping_id", "any* -> bigint", "The grouping of all group columns, or of those named, as one number's bits."),
            F("corr", "double, double -> double", "Pearson's correlation."),
            F("covar_pop", "double, double -> double", "The covariance of all pairs."),
            F("covar_samp", "double, double -> double", "The covariance of a sample."),
            F("regr_slope", "double, double -> double", "The slope of the line of least squares, the first depending on the second."),
            F("regr_intercept", "double, double -> double", "Where the line of least squares crosses zero."),
            F("regr_r2", "double, double -> double", "The square of the correlation."),
            F("regr_count", "double, double -> bigint", "Pairs without nulls."),
            F("regr_avgx", "double, double -> double", "The mean of the second, of pairs without nulls."),
            F("regr_avgy", "double, double -> double", "The mean of the first, of pairs without nulls."),
            F("regr_sxx", "double, double -> double", "The sum of squared differences of the second from its mean."),
            F("regr_syy", "double, double -> double", "The sum of squared differences of the first from its mean."),
            F("regr_sxy", "double, double -> double", "The sum of products of the differences from both means."),
        ];
    }

    private static IEnumerable<FunctionDefinition> Windows()
    {
        static FunctionDefinition F(string names, string signatures, string summary) => Define(FunctionKind.Window, "Windows", names, signatures, summary);
        return
        [
            F("row_number", " -> int", "The row's number in its partition, from 1."),
            F("rank", " -> int", "The rank, with gaps after equals."),
            F("dense_rank", " -> int", "The rank, without gaps."),
            F("percent_rank", " -> double", "The rank as a fraction of the other rows."),
            F("cume_dist", " -> double", "The fraction of rows up to this one and its equals."),
            F("ntile", "int -> int", "The number of the row's equal part."),
            F("lag", "T, int?, T? -> T", "The value so many rows before, or a default."),
            F("lead", "T, int?, T? -> T", "The value so many rows after, or a default."),
            F("nth_value", "T, int, boolean? -> T", "The value of the nth row of the frame."),
        ];
    }

    private static DataType? Sum(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings) => arguments[0].Type switch
    {
        DataType.Decimal number => Decimals.Bounded(number.Precision + 10, number.Scale),
        { } whole when Coercion.IsIntegral(whole) => DataType.BigInt,
        { } floating when Coercion.IsFloating(floating) => DataType.Double,
        { } interval => interval,
    };

    private static DataType? Average(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings) => arguments[0].Type switch
    {
        DataType.Decimal number => Decimals.Bounded(number.Precision + 4, number.Scale + 4),
        { } interval when Coercion.IsInterval(interval) => interval,
        _ => DataType.Double,
    };
}
