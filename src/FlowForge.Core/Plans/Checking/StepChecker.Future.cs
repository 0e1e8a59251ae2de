using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Core.Plans.Checking;

/// <summary>Windows that look at rows behind their own: what a feature learns from them, nobody knew at its time.</summary>
internal sealed partial class StepChecker
{
    private void Future(TypedExpression expression, PlanText text)
    {
        PlanText? timestamp = (table.Steps[^1] as FeatureTable)?.Timestamp;
        FutureRows stated = (step as Window)?.Future ?? FutureRows.Auto;
        if (stated == FutureRows.Allow || stated == FutureRows.Auto && timestamp is null) return;
        foreach (TypedExpression.Call call in expression.Calls().Where(call => call.Over is not null && LooksAhead(call)))
            Error("plan-future-window", text.At(call.Span.Offset), $"{call.Function.Name} looks at rows behind the row's own, which nobody knew at {(timestamp is null ? "its time" : $"its '{timestamp}'")}.",
                "Take lag, or a frame that ends at the current row. Where later rows are meant, as in a label, say so: a window step with future: allow.");
    }

    /// <summary>Whether the order's later rows count. Downwards, those behind a row are the earlier ones.</summary>
    private static bool LooksAhead(TypedExpression.Call call)
    {
        TypedWindow over = call.Over!;
        bool isDown = over.OrderBy is [{ Descending: true }, ..];
        switch (call.Function.Name)
        {
            case "lead" or "lag":
                long by = call.Arguments.Count > 1 ? Constants.Whole(call.Arguments[1]) ?? 1 : 1;
                return by != 0 && (call.Function.Name == "lead" == by > 0) != isDown;
            case "row_number" or "rank" or "dense_rank": return isDown;
            // These divide by all rows of the partition.
            case "ntile" or "percent_rank" or "cume_dist": return true;
        }
        if (over.OrderBy.Count == 0) return true;
        if (over.Range is not { } range) return isDown;
        return isDown ? range.Start is FrameEdge.Preceding or FrameEdge.UnboundedPreceding : range.End is FrameEdge.Following or FrameEdge.UnboundedFollowing;
    }
}
