using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Core.Plans.Steps;

/// <summary>The window of a <see cref="Window"/> step, put over the functions of its expressions.</summary>
public static class StepWindow
{
    /// <summary>The expression with the step's window over each aggregate or window function that has none of its own.</summary>
    public static Expression Over(Window step, Expression expression)
    {
        var frame = new WindowFrame(
            [.. step.PartitionBy.Select(column => (Expression)new Expression.Name([column.Text]))],
            [.. step.OrderBy.Select(item => OrderResult.Parse(item.Text).Item!)],
            step.Frame is { } text ? FrameResult.Parse(text.Text).Range : null);
        return Put(expression, frame);
    }

    private static Expression Put(Expression expression, WindowFrame frame) => expression switch
    {
        Expression.Call { Over: not null } => expression,
        Expression.Call call when FunctionTable.Find(call.Function)?.Kind is FunctionKind.Aggregate or FunctionKind.Window => call with { Over = frame },
        Expression.Call call => call with { Arguments = [.. call.Arguments.Select(argument => Put(argument, frame))] },
        Expression.Unary unary => unary with { Operand = Put(unary.Operand, frame) },
        Expression.Binary binary => binary with { Left = Put(binary.Left, frame), Right = Put(binary.Right, frame) },
        Expression.Cast cast => cast with { Value = Put(cast.Value, frame) },
        Expression.Between between => between with { Value = Put(between.Value, frame), Low = Put(between.Low, frame), High = Put(between.High, frame) },
        Expression.In choice => choice with { Value = Put(choice.Value, frame), Choices = [.. choice.Choices.Select(one => Put(one, frame))] },
        Expression.Is test => test with { Value = Put(test.Value, frame) },
        Expression.IsDistinct distinct => distinct with { Left = Put(distinct.Left, frame), Right = Put(distinct.Right, frame) },
        Expression.Case choice => choice with
        {
            Operand = choice.Operand is { } operand ? Put(operand, frame) : null,
            Branches = [.. choice.Branches.Select(branch => new When(Put(branch.Condition, frame), Put(branch.Value, frame)))],
            Otherwise = choice.Otherwise is { } otherwise ? Put(otherwise, frame) : null,
        },
        _ => expression,
    };
}
