using System.Diagnostics;
using FlowForge.Core.Collections;
using static FlowForge.Core.Expressions.Syntax.Expression;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Builds an expression anew from its parts.</summary>
public static class ExpressionMap
{
    /// <summary>The expression with each part replaced by what <paramref name="change"/> makes of it, inner parts first.</summary>
    public static Expression Map(this Expression expression, Func<Expression, Expression> change)
    {
        Expression Of(Expression part) => part.Map(change);
        Expression? Maybe(Expression? part) => part is null ? null : Of(part);
        ValueList<Expression> All(ValueList<Expression> parts) => [.. parts.Select(Of)];
        return change(expression switch
        {
            Constant or Name or Star => expression,
            Unary unary => unary with { Operand = Of(unary.Operand) },
            Binary binary => binary with { Left = Of(binary.Left), Right = Of(binary.Right) },
            Between between => between with { Value = Of(between.Value), Low = Of(between.Low), High = Of(between.High) },
            In within => within with { Value = Of(within.Value), Choices = All(within.Choices) },
            Like like => like with { Value = Of(like.Value), Pattern = Of(like.Pattern) },
            LikeMany many => many with { Value = Of(many.Value), Patterns = All(many.Patterns) },
            Is test => test with { Value = Of(test.Value) },
            IsDistinct distinct => distinct with { Left = Of(distinct.Left), Right = Of(distinct.Right) },
            Case choice => choice with { Operand = Maybe(choice.Operand), Branches = [.. choice.Branches.Select(branch => new When(Of(branch.Condition), Of(branch.Value)))], Otherwise = Maybe(choice.Otherwise) },
            Cast cast => cast with { Value = Of(cast.Value) },
            Field field => field with { Value = Of(field.Value) },
            Subscript place => place with { Value = Of(place.Value), Index = Of(place.Index) },
            Lambda lambda => lambda with { Body = Of(lambda.Body) },
            Collate collate => collate with { Value = Of(collate.Value) },
            Alias alias => alias with { Value = Of(alias.Value) },
            Named named => named with { Value = Of(named.Value) },
            Call call => Parts(call, Of),
            _ => throw new UnreachableException(),
        });
    }

    private static Call Parts(Call call, Func<Expression, Expression> of)
    {
        ValueList<SortItem> Sorted(ValueList<SortItem> items) => [.. items.Select(item => item with { Value = of(item.Value) })];
        FrameBound Bound(FrameBound bound) => bound.Offset is { } offset ? bound with { Offset = of(offset) } : bound;
        return call with
        {
            Arguments = [.. call.Arguments.Select(of)],
            WithinGroup = Sorted(call.WithinGroup),
            Filter = call.Filter is { } filter ? of(filter) : null,
            Over = call.Over is not { } over ? null : new WindowFrame([.. over.PartitionBy.Select(of)], Sorted(over.OrderBy), over.Range is { } range ? range with { Start = Bound(range.Start), End = Bound(range.End) } : null),
        };
    }
}
