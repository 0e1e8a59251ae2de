using FlowForge.DuckDb;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>An expression failed on a row's values, as it would on Spark: overflow, division by zero, a text that is no number.</summary>
public sealed class SparkException(string condition, string message) : Exception($"[{condition}] {message}")
{
    /// <summary>Spark's error condition, e.g. <c>DIVIDE_BY_ZERO</c>. Source: spark.apache.org/docs/latest/sql-error-conditions.html</summary>
    public string Condition { get; } = condition;

    /// <summary>The message without the condition.</summary>
    public string Reason { get; } = message;

    /// <summary>What an engine's error stands for; null when it is none that an expression's values cause.</summary>
    /// <remarks>Rendered SQL leaves to the engine only whole-number arithmetic and casts between numbers, so its codes tell which it was;
    /// a cast to DECIMAL fails with the same code as one to a whole number and differs in its text alone.</remarks>
    public static SparkException? From(Exception failure) => failure switch
    {
        SparkException spark => spark,
        OverflowException => new SparkException("ARITHMETIC_OVERFLOW", failure.Message),
        DuckDbException { ErrorType: DuckDbErrorType.OutOfRange } engine => new SparkException("ARITHMETIC_OVERFLOW", engine.Message),
        DuckDbException { ErrorType: DuckDbErrorType.Conversion } engine => new SparkException(
            engine.Message.Contains("DECIMAL", StringComparison.Ordinal) ? "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" : "CAST_OVERFLOW", engine.Message),
        _ => null,
    };

    /// <summary>What is computed, or null where it fails as Spark would.</summary>
    internal static T? OrNull<T>(Func<T> compute) where T : class
    {
        try
        {
            return compute();
        }
        catch (SparkException)
        {
            return null;
        }
    }

    internal static SparkException DivideByZero() => new("DIVIDE_BY_ZERO", "Division by zero. try_divide gives null instead.");

    internal static SparkException Overflow(string type) => new("ARITHMETIC_OVERFLOW", $"The result does not fit {type}. try_add, try_subtract and try_multiply give null instead.");

    internal static SparkException CastInvalid(string value, string type) => new("CAST_INVALID_INPUT", $"The value '{value}' is no {type}. try_cast gives null instead.");

    internal static SparkException CastOverflow(string value, string type) => new("CAST_OVERFLOW", $"The value {value} does not fit {type}. try_cast gives null instead.");

    internal static SparkException DecimalRange(string value, int precision, int scale) => new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", $"{value} does not fit decimal({precision},{scale}).");
}
