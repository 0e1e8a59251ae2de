using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Functions;

/// <summary>What a function looks at: the row, a group of rows, or a window over them.</summary>
public enum FunctionKind
{
    /// <summary>One value from one row.</summary>
    Scalar,

    /// <summary>One value from a group of rows, or from a window over them.</summary>
    Aggregate,

    /// <summary>One value from a row's window; needs OVER.</summary>
    Window,

    /// <summary>An operator, written with its symbol.</summary>
    Operator,
}

/// <summary>A function of the language: how it is called, what it gives, what it means.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Group">The heading it stands under in the reference.</param>
/// <param name="Signatures">Ways to call it, the first that fits counts.</param>
/// <param name="Summary">What it gives, in one line.</param>
public sealed record FunctionDefinition(string Name, FunctionKind Kind, string Group, IReadOnlyList<Signature> Signatures, string Summary)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The Spark version that first has it, when later than 3.5.</summary>
    public string? Since { get; init; }

    /// <summary>The type of the result, where the signature alone does not tell.</summary>
    internal ResultRule? Rule { get; init; }
}

/// <summary>The result's type from the arguments as they came; null when they do not fit.</summary>
internal delegate DataType? ResultRule(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings);
