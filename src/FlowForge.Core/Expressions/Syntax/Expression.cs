using FlowForge.Core.Collections;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>An expression as it was written. A closed set: only the records below derive from it. Equality looks at contents, not at positions.</summary>
public abstract record Expression
{
    private Expression() { }

    /// <summary>Where it stands in its text.</summary>
    public TextSpan Span { get; init; }

    public virtual bool Equals(Expression? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>Reads one expression in Spark SQL's grammar.</summary>
    public static ParseResult Parse(string text) => Parser.Parse(text);

    /// <summary>The expression in Spark SQL: one canonical text, with the fewest parentheses.</summary>
    public sealed override string ToString() => SparkSql.Render(this);

    public sealed record Constant(Literal Value) : Expression;

    /// <summary>A column, or a column and fields inside it; which one it is, the schema tells.</summary>
    public sealed record Name(ValueList<string> Parts) : Expression;

    /// <summary><c>*</c>, as in <c>count(*)</c>.</summary>
    public sealed record Star : Expression;

    public sealed record Unary(UnaryOperator Operator, Expression Operand) : Expression;

    public sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right) : Expression;

    public sealed record Between(Expression Value, Expression Low, Expression High, bool Negated) : Expression;

    public sealed record In(Expression Value, ValueList<Expression> Choices, bool Negated) : Expression;

    /// <summary>LIKE, ILIKE or RLIKE with one pattern.</summary>
    public sealed record Like(LikeKind Kind, Expression Value, Expression Pattern, string? Escape, bool Negated) : Expression;

    /// <summary>LIKE or ILIKE with ANY or ALL of several patterns.</summary>
    public sealed record LikeMany(LikeKind Kind, bool All, Expression Value, ValueList<Expression> Patterns, bool Negated) : Expression;

    public sealed record Is(IsKind Kind, Expression Value, bool Negated) : Expression;

    public sealed record IsDistinct(Expression Left, Expression Right, bool Negated) : Expression;

    /// <summary>CASE: with an operand its conditions are values to compare with.</summary>
    public sealed record Case(Expression? Operand, ValueList<When> Branches, Expression? Otherwise) : Expression;

    public sealed record Cast(Expression Value, DataType Type, bool Try) : Expression;

    public sealed record Field(Expression Value, string FieldName) : Expression;

    public sealed record Subscript(Expression Value, Expression Index) : Expression;

    public sealed record Lambda(ValueList<string> Parameters, Expression Body) : Expression;

    public sealed record Collate(Expression Value, string Collation) : Expression;

    /// <summary>A value with a name, as a field of <c>struct(…)</c>.</summary>
    public sealed record Alias(Expression Value, string AliasName) : Expression;

    /// <summary>An argument by the parameter's name: <c>name =&gt; value</c>.</summary>
    public sealed record Named(string Parameter, Expression Value) : Expression;

    /// <summary>A function. The name is in lower case. Empty lists and nulls where a clause was not written.</summary>
    public sealed record Call(string Function, ValueList<Expression> Arguments) : Expression
    {
        public bool Distinct { get; init; }

        /// <summary>WITHIN GROUP (ORDER BY …).</summary>
        public ValueList<SortItem> WithinGroup { get; init; } = [];

        public Expression? Filter { get; init; }

        /// <summary>True for IGNORE NULLS, false for RESPECT NULLS.</summary>
        public bool? IgnoreNulls { get; init; }

        public WindowFrame? Over { get; init; }
    }
}

/// <summary>One branch of a CASE.</summary>
public sealed record When(Expression Condition, Expression Value);

/// <summary>An item of ORDER BY. Without a word nulls come first ascending and last descending, as in Spark.</summary>
public sealed record SortItem(Expression Value, bool Descending, bool NullsFirst);

/// <summary>OVER (…): partitions, order and frame.</summary>
public sealed record WindowFrame(ValueList<Expression> PartitionBy, ValueList<SortItem> OrderBy, FrameRange? Range);

/// <summary>ROWS or RANGE between two bounds.</summary>
public sealed record FrameRange(bool Rows, FrameBound Start, FrameBound End);

/// <summary>A bound of a frame. Only <see cref="FrameEdge.Preceding"/> and <see cref="FrameEdge.Following"/> have an offset.</summary>
public sealed record FrameBound(FrameEdge Edge, Expression? Offset = null);

public enum FrameEdge
{
    UnboundedPreceding,
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}

public enum UnaryOperator
{
    Not,
    Minus,
    Plus,
    BitNot,
}

public enum BinaryOperator
{
    Or,
    And,
    Equal,
    NullSafeEqual,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    BitOr,
    BitXor,
    BitAnd,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
    Add,
    Subtract,
    Concat,
    Multiply,
    Divide,
    Remainder,
    IntegerDivide,
}

public enum LikeKind
{
    Like,
    ILike,
    RLike,
}

public enum IsKind
{
    Null,
    True,
    False,
    Unknown,
}
