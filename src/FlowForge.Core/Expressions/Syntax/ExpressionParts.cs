using System.Diagnostics;
using static FlowForge.Core.Expressions.Syntax.Expression;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>What stands inside of an expression as it was written.</summary>
public static class ExpressionParts
{
    /// <summary>The expression and all that is inside, outer ones first.</summary>
    public static IEnumerable<Expression> Walk(this Expression expression) => Parts(expression).SelectMany(Walk).Prepend(expression);

    private static IEnumerable<Expression> Parts(Expression expression) => expression switch
    {
        Constant or Name or Star => [],
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        Between between => [between.Value, between.Low, between.High],
        In choice => choice.Choices.Prepend(choice.Value),
        Like like => [like.Value, like.Pattern],
        LikeMany many => many.Patterns.Prepend(many.Value),
        Is test => [test.Value],
        IsDistinct distinct => [distinct.Left, distinct.Right],
        Case choice => Present(choice.Branches.SelectMany(branch => new[] { branch.Condition, branch.Value }).Prepend(choice.Operand).Append(choice.Otherwise)),
        Cast cast => [cast.Value],
        Field field => [field.Value],
        Subscript subscript => [subscript.Value, subscript.Index],
        Lambda lambda => [lambda.Body],
        Collate collate => [collate.Value],
        Alias alias => [alias.Value],
        Named named => [named.Value],
        Call call => Present(call.Arguments.Concat(call.WithinGroup.Select(item => item.Value)).Append(call.Filter).Concat(Parts(call.Over))),
        _ => throw new UnreachableException(),
    };

    private static IEnumerable<Expression?> Parts(WindowFrame? over) => over is null ? [] :
        over.PartitionBy.Concat(over.OrderBy.Select(item => item.Value)).Append(over.Range?.Start.Offset!).Append(over.Range?.End.Offset!);

    private static IEnumerable<Expression> Present(IEnumerable<Expression?> expressions) => expressions.OfType<Expression>();
}
