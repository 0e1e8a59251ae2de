namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Clauses that stand alone in a plan: an item of an order, the frame of a window.</summary>
internal sealed partial class Parser
{
    public static OrderResult ParseOrder(string text)
    {
        (SortItem? item, IReadOnlyList<ExpressionFinding> findings) = Clause(text, parser => parser.SortItem());
        return new OrderResult(text, item, findings);
    }

    public static FrameResult ParseFrame(string text)
    {
        (FrameRange? range, IReadOnlyList<ExpressionFinding> findings) = Clause(text, parser => parser.Current.Is("ROWS") || parser.Current.Is("RANGE") ? parser.Frame() : throw parser.Unexpected("ROWS or RANGE"));
        return new FrameResult(text, range, findings);
    }

    private static (T? Value, IReadOnlyList<ExpressionFinding> Findings) Clause<T>(string text, Func<Parser, T> read) where T : class
    {
        var parser = new Parser(text);
        try
        {
            T value = read(parser);
            parser.ExpectEnd();
            return (value, []);
        }
        catch (SyntaxException wrong)
        {
            return (null, [wrong.Finding]);
        }
    }
}
