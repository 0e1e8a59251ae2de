using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>How expressions behave where Spark has a setting for it.</summary>
/// <param name="Ansi">Whether overflow, division by zero and bad casts fail (Spark 4's default) or wrap and give null.</param>
/// <param name="TimeZone">The session's zone, an IANA name or an offset.</param>
public sealed record ExpressionSettings(bool Ansi = true, string TimeZone = "UTC")
{
    /// <summary>What <c>current_timestamp()</c> and its like are about; null: the moment the query begins.</summary>
    public DateTimeOffset? Now { get; init; }
}

/// <summary>What a cast does with a value that does not fit.</summary>
public enum CastMode
{
    /// <summary>It fails.</summary>
    Ansi,

    /// <summary>It gives null, by the rules of ANSI.</summary>
    Try,

    /// <summary>It gives null or wraps, as Spark did before ANSI.</summary>
    Legacy,
}

/// <summary>An expression whose names are found and whose types are known; every conversion is written out. A closed set.</summary>
public abstract record TypedExpression
{
    private TypedExpression() { }

    public required DataType Type { get; init; }

    public TextSpan Span { get; init; }

    public sealed record Column(string Name) : TypedExpression;

    public sealed record Constant(Literal Value) : TypedExpression;

    public sealed record Field(TypedExpression Value, string FieldName) : TypedExpression;

    public sealed record Cast(TypedExpression Value, CastMode Mode) : TypedExpression;

    /// <summary>Branches whose conditions are boolean. Without an otherwise it is null.</summary>
    public sealed record Case(ValueList<TypedWhen> Branches, TypedExpression? Otherwise) : TypedExpression;

    /// <summary>A lambda; its type is its body's.</summary>
    public sealed record Lambda(ValueList<Schemas.Column> Parameters, TypedExpression Body) : TypedExpression;

    /// <summary>A lambda's parameter, used in its body.</summary>
    public sealed record Variable(string Name) : TypedExpression;

    /// <summary>A function or an operator.</summary>
    public sealed record Call(FunctionDefinition Function, ValueList<TypedExpression> Arguments) : TypedExpression
    {
        public bool Distinct { get; init; }

        public TypedExpression? Filter { get; init; }

        public ValueList<TypedSort> WithinGroup { get; init; } = [];

        public bool IgnoreNulls { get; init; }

        public TypedWindow? Over { get; init; }

        /// <summary>Names the arguments had: fields of a struct, or the escape character of LIKE.</summary>
        public ValueList<string> Names { get; init; } = [];
    }
}

/// <summary>One branch of a typed CASE.</summary>
public sealed record TypedWhen(TypedExpression Condition, TypedExpression Value);

/// <summary>An item of a typed ORDER BY.</summary>
public sealed record TypedSort(TypedExpression Value, bool Descending, bool NullsFirst);

/// <summary>A typed OVER clause.</summary>
public sealed record TypedWindow(ValueList<TypedExpression> PartitionBy, ValueList<TypedSort> OrderBy, TypedRange? Range);

/// <summary>A typed frame.</summary>
public sealed record TypedRange(bool Rows, FrameEdge Start, TypedExpression? StartOffset, FrameEdge End, TypedExpression? EndOffset);

/// <summary>A checked expression with the settings it was checked for, or the findings that stand against it.</summary>
public sealed record CheckResult(TypedExpression? Expression, ExpressionSettings Settings, IReadOnlyList<ExpressionFinding> Findings)
{
    public bool IsValid => Expression is not null && Findings.Count == 0;
}
