using System.Diagnostics;
using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using static FlowForge.Core.Expressions.Syntax.Expression;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Puts something else in the place of each column's name. Parameters of lambdas are no columns.</summary>
internal static class ExpressionNames
{
    internal static Expression Map(Expression expression, Func<Name, Expression> map) => Map(expression, map, []);

    private static Expression Map(Expression expression, Func<Name, Expression> map, IReadOnlyList<string> bound)
    {
        Expression Go(Expression inner) => Map(inner, map, bound);
        ValueList<Expression> All(ValueList<Expression> inner) => [.. inner.Select(Go)];
        return expression switch
        {
            Name name => bound.Contains(name.Parts[0], StringComparer.OrdinalIgnoreCase) ? name : map(name),
            Constant or Star => expression,
            Unary unary => unary with { Operand = Go(unary.Operand) },
            Binary binary => binary with { Left = Go(binary.Left), Right = Go(binary.Right) },
            Between between => between with { Value = Go(between.Value), Low = Go(between.Low), High = Go(between.High) },
            In choice => choice with { Value = Go(choice.Value), Choices = All(choice.Choices) },
            Like like => like with { Value = Go(like.Value), Pattern = Go(like.Pattern) },
            LikeMany many => many with { Value = Go(many.Value), Patterns = All(many.Patterns) },
            Is test => test with { Value = Go(test.Value) },
            IsDistinct distinct => distinct with { Left = Go(distinct.Left), Right = Go(distinct.Right) },
            Case choice => choice with { Operand = choice.Operand is null ? null : Go(choice.Operand), Branches = [.. choice.Branches.Select(branch => new When(Go(branch.Condition), Go(branch.Value)))], Otherwise = choice.Otherwise is null ? null : Go(choice.Otherwise) },
            Cast cast => cast with { Value = Go(cast.Value) },
            Field field => field with { Value = Go(field.Value) },
            Subscript subscript => subscript with { Value = Go(subscript.Value), Index = Go(subscript.Index) },
            Lambda lambda => lambda with { Body = Map(lambda.Body, map, [.. bound, .. lambda.Parameters]) },
            Collate collate => collate with { Value = Go(collate.Value) },
            Alias alias => alias with { Value = Go(alias.Value) },
            Named named => named with { Value = Go(named.Value) },
            Call call => call with
            {
                // A field of a struct is called like the column, which has another name from here on.
                Arguments = call.Function == "struct" ? [.. call.Arguments.Select(argument => argument is Name name ? new Alias(Go(name), name.Parts[^1]) : Go(argument))] : All(call.Arguments),
                WithinGroup = [.. call.WithinGroup.Select(Sorted)],
                Filter = call.Filter is null ? null : Go(call.Filter),
                Over = call.Over is null ? null : call.Over with { PartitionBy = All(call.Over.PartitionBy), OrderBy = [.. call.Over.OrderBy.Select(Sorted)] },
            },
            _ => throw new UnreachableException(),
        };

        SortItem Sorted(SortItem item) => item with { Value = Go(item.Value) };
    }
}
