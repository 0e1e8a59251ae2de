using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Checking;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Computes what an expression computes for every row alike, and tells what fails: a text that is no date, a division by zero, a pattern that is none.</summary>
/// <remarks>What a row may never come to is left alone: branches of CASE, the right side of AND and OR, lambdas. Not thread-safe.</remarks>
public sealed class ConstantCheck : IExpressionCheck, IDisposable
{
    private static readonly HashSet<string> s_unlike = ["rand", "randn", "randstr", "uuid", "shuffle", "aes_encrypt", "monotonically_increasing_id", "raise_error", "assert_true", "current_date", "current_timestamp", "localtimestamp"];
    private static readonly HashSet<string> s_formats = ["date_format", "to_date", "to_timestamp", "try_to_timestamp", "to_timestamp_ntz", "from_unixtime", "unix_timestamp"];
    private static readonly HashSet<string> s_patterns = ["rlike", "regexp_extract", "regexp_extract_all", "regexp_replace", "regexp_count", "regexp_substr", "regexp_instr", "split"];

    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
    private readonly DuckDbConnection _connection;

    public ConstantCheck()
    {
        _connection = _engine.Connect();
        DuckDbSql.Install(_connection);
    }

    public ExpressionFinding? Check(TypedExpression expression, ExpressionSettings settings) =>
        DuckDbSql.Fault(expression, settings) is { } fault ? Finding(fault.Where, fault.Failure) : Certain(expression).Select(one => Fault(one, settings)).FirstOrDefault(found => found is not null);

    /// <summary>Inner ones first, so that the finding points at what fails and not at all that is around it.</summary>
    private static IEnumerable<TypedExpression> Certain(TypedExpression expression) => expression switch
    {
        TypedExpression.Lambda => [],
        TypedExpression.Case choice => Certain(choice.Branches[0].Condition),
        TypedExpression.Call { Function.Name: "and" or "or" or "coalesce" } call => Certain(call.Arguments[0]),
        _ => expression.Parts().SelectMany(Certain).Append(expression),
    };

    private ExpressionFinding? Fault(TypedExpression expression, ExpressionSettings settings)
    {
        try
        {
            TryPattern(expression);
            if (expression is TypedExpression.Call or TypedExpression.Cast && IsConstant(expression)) Compute(expression, settings);
            return null;
        }
        catch (Exception failure) when (SparkException.From(failure) is not null)
        {
            return Finding(expression.Span, SparkException.From(failure)!);
        }
    }

    private void Compute(TypedExpression expression, ExpressionSettings settings)
    {
        DuckDbExpression rendered = DuckDbSql.Render(expression, settings);
        rendered.Install(_connection);
        using DuckDbResult result = _connection.Query($"SELECT {rendered.Sql}");
        _ = result.Rows().Count();
    }

    // A pattern beside a column is read with the first row.
    private static void TryPattern(TypedExpression expression)
    {
        if (expression is not TypedExpression.Call call || call.Arguments.Count < 2 || Constants.Text(call.Arguments[1]) is not { } pattern) return;
        if (s_formats.Contains(call.Function.Name)) _ = DatePattern.Of(pattern);
        if (s_patterns.Contains(call.Function.Name)) _ = JavaRegex.Of(pattern, call.Function.Name);
    }

    private static bool IsConstant(TypedExpression expression) => expression switch
    {
        TypedExpression.Constant => true,
        TypedExpression.Cast or TypedExpression.Field or TypedExpression.Case => expression.Parts().All(IsConstant),
        TypedExpression.Call call => call.Function.Kind is FunctionKind.Scalar or FunctionKind.Operator && !s_unlike.Contains(call.Function.Name) && call.Arguments.All(IsConstant),
        _ => false,
    };

    private static ExpressionFinding Finding(TextSpan where, Exception failure) => failure is SparkException spark
        ? new ExpressionFinding("expression-constant", spark.Condition, where, $"It fails for every row: {spark.Reason}")
        : new ExpressionFinding("expression-function", "UNSUPPORTED_FEATURE", where, failure.Message, "Compute it another way.");

    public void Dispose()
    {
        _connection.Dispose();
        _engine.Dispose();
    }
}
