using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;

namespace FlowForge.Core.Plans.Checking;

/// <summary>What only the engine that computes an expression can tell before there are rows: constants that no row can save, patterns that are none.</summary>
public interface IExpressionCheck
{
    /// <summary>What would fail whatever the rows are; null when nothing does.</summary>
    ExpressionFinding? Check(TypedExpression expression, ExpressionSettings settings);
}
