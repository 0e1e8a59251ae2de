using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Aggregates of a rollup or cube.</summary>
internal static class GroupingSets
{
    /// <summary>The expression with all group columns named where <c>grouping_id()</c> names none.</summary>
    internal static TypedExpression Complete(TypedExpression expression, IReadOnlyList<Column> groups) => expression switch
    {
        TypedExpression.Call { Function.Name: "grouping_id", Arguments.Count: 0 } call => call with { Arguments = [.. groups.Select(group => new TypedExpression.Column(group.Name) { Type = group.Type })] },
        TypedExpression.Call call => call with { Arguments = [.. call.Arguments.Select(argument => Complete(argument, groups))] },
        TypedExpression.Cast cast => cast with { Value = Complete(cast.Value, groups) },
        TypedExpression.Case choice => choice with
        {
            Branches = [.. choice.Branches.Select(branch => new TypedWhen(Complete(branch.Condition, groups), Complete(branch.Value, groups)))],
            Otherwise = choice.Otherwise is null ? null : Complete(choice.Otherwise, groups),
        },
        _ => expression,
    };
}
