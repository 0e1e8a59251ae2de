using FlowForge.Core.Expressions.Syntax;

namespace FlowForge.Core.Expressions.Functions;

/// <summary>Which version of Spark an expression needs. What is generated for a cluster asks before it writes.</summary>
public static class SparkVersions
{
    /// <summary>The functions of an expression that Spark 3.5 lacks, each with the version that first has it.</summary>
    public static IEnumerable<(string Function, string Since)> Later(Expression expression) => expression.Walk()
        .OfType<Expression.Call>()
        .Select(call => (call.Function, Since: Since(call)))
        .Where(found => found.Since is not null)
        .Select(found => (found.Function, found.Since!))
        .Distinct();

    // mode took its second argument and its order with Spark 4.
    private static string? Since(Expression.Call call) =>
        call.Function == "mode" && (call.Arguments.Count > 1 || call.WithinGroup.Count > 0) ? "4.0" : FunctionTable.Find(call.Function)?.Since;
}
