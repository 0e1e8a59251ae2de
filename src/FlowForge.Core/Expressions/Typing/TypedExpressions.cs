using System.Diagnostics;
using FlowForge.Core.Expressions.Functions;
using static FlowForge.Core.Expressions.Typing.TypedExpression;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>What stands inside of a typed expression.</summary>
public static class TypedExpressions
{
    /// <summary>The expressions directly inside, in the order of the text.</summary>
    public static IEnumerable<TypedExpression> Parts(this TypedExpression expression) => expression switch
    {
        Column or Constant or Variable => [],
        Field field => [field.Value],
        Cast cast => [cast.Value],
        Case choice => PartsOf(choice),
        Lambda lambda => [lambda.Body],
        Call call => PartsOf(call),
        _ => throw new UnreachableException(),
    };

    /// <summary>Names of the columns that it reads, each once.</summary>
    public static IEnumerable<string> Columns(this TypedExpression expression) => Walk(expression).OfType<Column>().Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The functions and operators in it.</summary>
    public static IEnumerable<Call> Calls(this TypedExpression expression) => Walk(expression).OfType<Call>();

    /// <summary>A function in it that gives another answer each time it is asked, whatever its arguments; null when there is none.</summary>
    public static Call? Random(this TypedExpression expression) => Walk(expression).OfType<Call>().FirstOrDefault(call => call.Function.Name is "rand" or "randn" or "randstr" or "uuid" or "shuffle" || call.HasRandomVector());

    // Each mode but ECB begins with random bytes, unless they are given.
    private static bool HasRandomVector(this Call call) => call.Function.Name == "aes_encrypt" && call.Arguments.Count < 5 && (call.Arguments.Count < 3 || !"ECB".Equals(Constants.Text(call.Arguments[2]), StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it has an aggregate that is not over a window.</summary>
    public static bool IsAggregate(this TypedExpression expression) => expression is Call { Function.Kind: FunctionKind.Aggregate, Over: null } || expression.Parts().Any(IsAggregate);

    /// <summary>Columns that stand outside of every aggregate.</summary>
    public static IEnumerable<string> LooseColumns(this TypedExpression expression) => expression switch
    {
        Column column => [column.Name],
        Call { Function.Kind: FunctionKind.Aggregate, Over: null } => [],
        _ => expression.Parts().SelectMany(LooseColumns).Distinct(StringComparer.OrdinalIgnoreCase),
    };

    private static IEnumerable<TypedExpression> Walk(TypedExpression expression) => expression.Parts().SelectMany(Walk).Prepend(expression);

    private static IEnumerable<TypedExpression> PartsOf(Case choice)
    {
        foreach (TypedWhen branch in choice.Branches)
        {
            yield return branch.Condition;
            yield return branch.Value;
        }
        if (choice.Otherwise is not null) yield return choice.Otherwise;
    }

    private static IEnumerable<TypedExpression> PartsOf(Call call)
    {
        foreach (TypedExpression argument in call.Arguments) yield return argument;
        if (call.Filter is not null) yield return call.Filter;
        foreach (TypedSort item in call.WithinGroup) yield return item.Value;
        if (call.Over is not { } over) yield break;
        foreach (TypedExpression partition in over.PartitionBy) yield return partition;
        foreach (TypedSort item in over.OrderBy) yield return item.Value;
    }
}
