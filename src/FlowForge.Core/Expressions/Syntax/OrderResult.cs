namespace FlowForge.Core.Expressions.Syntax;

/// <summary>An item of an order as it was read, <c>amount desc nulls last</c>, or why there is none.</summary>
public sealed record OrderResult(string Text, SortItem? Item, IReadOnlyList<ExpressionFinding> Findings)
{
    public static OrderResult Parse(string text) => Parser.ParseOrder(text);
}

/// <summary>A window's frame as it was read, <c>rows between 2 preceding and current row</c>, or why there is none.</summary>
public sealed record FrameResult(string Text, FrameRange? Range, IReadOnlyList<ExpressionFinding> Findings)
{
    public static FrameResult Parse(string text) => Parser.ParseFrame(text);
}
