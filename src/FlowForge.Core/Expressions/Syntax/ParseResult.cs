namespace FlowForge.Core.Expressions.Syntax;

/// <summary>What was read: the expression, or why there is none.</summary>
public sealed record ParseResult(string Text, Expression? Expression, IReadOnlyList<ExpressionFinding> Findings)
{
    public bool IsValid => Expression is not null && Findings.Count == 0;
}

/// <summary>Something wrong in an expression: where, what was found, what was expected or what to do.</summary>
/// <param name="Id">Stable, in kebab case: <c>unknown-column</c>.</param>
/// <param name="Condition">Spark's name for it: <c>UNRESOLVED_COLUMN</c>.</param>
public sealed record ExpressionFinding(string Id, string Condition, TextSpan Where, string Summary, string? Hint = null)
{
    public override string ToString() => Hint is null ? Summary : $"{Summary} {Hint}";
}
