namespace FlowForge.Core.Expressions.Syntax;

/// <summary>How operators are written and how tightly they bind, as Spark's grammar orders them. Higher binds tighter.</summary>
internal static class Operators
{
    public const int OrLevel = 1;
    public const int AndLevel = 2;
    public const int NotLevel = 3;

    /// <summary>IS, BETWEEN, IN, LIKE: once, after comparisons.</summary>
    public const int PredicateLevel = 4;

    public const int ComparisonLevel = 5;
    public const int UnaryLevel = 12;
    public const int PrimaryLevel = 13;

    private static readonly (string Symbol, BinaryOperator Operator, int Level)[] s_table =
    [
        ("OR", BinaryOperator.Or, OrLevel),
        ("AND", BinaryOperator.And, AndLevel),
        ("=", BinaryOperator.Equal, ComparisonLevel),
        ("==", BinaryOperator.Equal, ComparisonLevel),
        ("<=>", BinaryOperator.NullSafeEqual, ComparisonLevel),
        ("<>", BinaryOperator.NotEqual, ComparisonLevel),
        ("!=", BinaryOperator.NotEqual, ComparisonLevel),
        ("<", BinaryOperator.Less, ComparisonLevel),
        ("<=", BinaryOperator.LessOrEqual, ComparisonLevel),
        (">", BinaryOperator.Greater, ComparisonLevel),
        (">=", BinaryOperator.GreaterOrEqual, ComparisonLevel),
        ("|", BinaryOperator.BitOr, 6),
        ("^", BinaryOperator.BitXor, 7),
        ("&", BinaryOperator.BitAnd, 8),
        ("<<", BinaryOperator.ShiftLeft, 9),
        (">>", BinaryOperator.ShiftRight, 9),
        (">>>", BinaryOperator.ShiftRightUnsigned, 9),
        ("+", BinaryOperator.Add, 10),
        ("-", BinaryOperator.Subtract, 10),
        ("||", BinaryOperator.Concat, 10),
        ("*", BinaryOperator.Multiply, 11),
        ("/", BinaryOperator.Divide, 11),
        ("%", BinaryOperator.Remainder, 11),
        ("DIV", BinaryOperator.IntegerDivide, 11),
    ];

    public static bool TryRead(Token token, out BinaryOperator found, out int level)
    {
        foreach ((string symbol, BinaryOperator candidate, int candidateLevel) in s_table)
        {
            if (!token.IsSymbol(symbol) && !token.Is(symbol)) continue;
            (found, level) = (candidate, candidateLevel);
            return true;
        }
        (found, level) = (default, 0);
        return false;
    }

    // Spark 3.5 has these as functions only, so that is how they are written; Spark 4 has both.
    private static readonly (string Function, BinaryOperator Operator)[] s_functions =
        [("shiftleft", BinaryOperator.ShiftLeft), ("shiftright", BinaryOperator.ShiftRight), ("shiftrightunsigned", BinaryOperator.ShiftRightUnsigned)];

    /// <summary>The operator that a call stands for; null when it is none.</summary>
    public static Expression? OfFunction(Expression.Call call) =>
        call.Arguments is [var left, var right] && call is { Filter: null, Over: null, Distinct: false, WithinGroup.Count: 0, IgnoreNulls: null } && Array.Exists(s_functions, row => row.Function == call.Function)
            ? new Expression.Binary(Array.Find(s_functions, row => row.Function == call.Function).Operator, left, right) { Span = call.Span }
            : null;

    /// <summary>The function that an operator is written as; null for a symbol.</summary>
    public static string? Function(this BinaryOperator sought) => Array.Find(s_functions, row => row.Operator == sought).Function;

    public static int Level(this BinaryOperator sought) => Row(sought).Level;

    public static string Symbol(this BinaryOperator sought) => Row(sought).Symbol;

    private static (string Symbol, BinaryOperator Operator, int Level) Row(BinaryOperator sought) => s_table.First(row => row.Operator == sought);
}
