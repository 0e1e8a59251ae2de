using System.Globalization;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Recommendations;

/// <summary>Names and constants in Spark SQL.</summary>
internal static class SparkText
{
    internal static string Name(string column) =>
        column.Length > 0 && (char.IsAsciiLetter(column[0]) || column[0] == '_') && column.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !s_keywords.Contains(column.ToLowerInvariant())
            ? column : $"`{column.Replace("`", "``", StringComparison.Ordinal)}`";

    internal static string Literal(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A bound that people can read: 4 digits are enough for what is a guess.</summary>
    internal static string Number(double value)
    {
        double rounded = double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded.ToString(Math.Abs(rounded) is >= 1e15 or (> 0 and < 1e-4) ? "R" : "0.##########", CultureInfo.InvariantCulture);
    }

    /// <summary>A name for a rule or a table, from any text.</summary>
    internal static string Plain(string text)
    {
        string snake = Words.Snake(text);
        return snake.Length == 0 || !char.IsLetter(snake[0]) ? $"t_{snake}" : snake;
    }

    private static readonly HashSet<string> s_keywords =
    [
        "all", "and", "any", "anti", "as", "between", "by", "case", "cast", "cross", "current_date", "date", "desc", "distinct", "div", "else", "end", "except", "exists", "false", "filter", "for", "from", "full",
        "group", "having", "in", "inner", "intersect", "interval", "into", "is", "join", "left", "like", "limit", "natural", "not", "null", "on", "or", "order", "outer", "over", "right", "rlike", "select", "semi",
        "set", "table", "then", "timestamp", "to", "true", "union", "using", "when", "where", "with",
    ];
}
