using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

/// <summary>Python and PySpark in small pieces: texts, names, lists. Everything that comes from a plan goes through here.</summary>
internal static class Py
{
    /// <summary>Beyond this a call or a list is written one item a line.</summary>
    internal const int LineLength = 110;

    /// <summary>A text in double quotes.</summary>
    internal static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    /// <summary>The text that tells what a module is.</summary>
    internal static string Docstring(string text) => $"\"\"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "'", StringComparison.Ordinal)}\"\"\"";

    /// <summary>A column's name as a literal that Spark reads as that very name: dots, stars and backquotes would mean something else.</summary>
    internal static string Name(string column) => Text(IsPlain(column) ? column : $"`{column.Replace("`", "``", StringComparison.Ordinal)}`");

    internal static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(Name));

    /// <summary>A column by its name.</summary>
    internal static string Col(string column) => $"F.col({Name(column)})";

    /// <summary>A column under a name, its own or another.</summary>
    internal static string As(string column, string name) => column == name ? Name(column) : $"{Col(column)}.alias({Text(name)})";

    /// <summary>An expression of a plan as a column.</summary>
    internal static string Expr(string sql) => sql.Length <= LineLength - 10 ? $"F.expr({Text(sql)})" : $"F.expr(\n{string.Concat(Phrases(sql).Select(phrase => $"    {Text(phrase)}\n"))})";

    /// <summary>A long expression in texts that Python puts together: each branch of a CASE begins one, and none is longer than a line unless it is one word.</summary>
    private static IEnumerable<string> Phrases(string sql)
    {
        bool isCase = sql.StartsWith("CASE ", StringComparison.Ordinal);
        var phrase = new StringBuilder();
        string[] words = sql.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            string word = i == words.Length - 1 ? words[i] : words[i] + " ";
            if (phrase.Length > 0 && (phrase.Length + word.Length > LineLength - 20 || isCase && words[i] is "WHEN" or "ELSE"))
            {
                yield return phrase.ToString();
                phrase.Clear();
            }
            phrase.Append(word);
        }
        yield return phrase.ToString();
    }

    internal static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    internal static string Texts(IEnumerable<string> texts) => List(texts.Select(Text));

    /// <summary>Data as Python writes it.</summary>
    internal static string Data(JsonNode? node) => node switch
    {
        JsonObject map => $"{{{string.Join(", ", map.Select(one => $"{Text(one.Key)}: {Data(one.Value)}"))}}}",
        JsonArray list => List(list.Select(Data)),
        null => "None",
        _ when node.GetValueKind() == JsonValueKind.String => Text(node.GetValue<string>()),
        _ when node.GetValueKind() is JsonValueKind.True or JsonValueKind.False => Bool(node.GetValue<bool>()),
        _ => node.ToJsonString(),
    };

    internal static string Bool(bool value) => value ? "True" : "False";

    /// <summary>A number as a float literal: always with a point or an exponent.</summary>
    internal static string Number(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.') || text.Contains('E') ? text.Replace("E+", "e", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal) : text + ".0";
    }

    /// <summary>A type as casts take it: as Spark itself writes it, or with its fields' names quoted where they need it.</summary>
    internal static string Type(DataType type) => Text(TypeNames.Parse(TypeNames.Of(type)) == type ? TypeNames.Of(type) : TypeNames.Sql(type));

    /// <summary>A plan's constant in a column's type; a type that is not known is the one it looks like.</summary>
    internal static string Constant(PlanValue value, DataType? type)
    {
        if (value.IsNull) return type is null ? "F.lit(None)" : $"F.lit(None).cast({Type(type)})";
        if (type == DataType.Varchar || type is null && (value.IsQuoted || !double.TryParse(value.Text, CultureInfo.InvariantCulture, out _))) return $"F.lit({Text(value.Text)})";
        if (type is null) return $"F.lit({value.Text})";
        return $"F.lit({Text(value.Text)}).cast({Type(type)})";
    }

    /// <summary>Brackets around items: in one line where they fit, otherwise an item a line.</summary>
    internal static string Block(string open, IReadOnlyCollection<string> items, string close)
    {
        string line = open + string.Join(", ", items) + close;
        if (line.Length <= LineLength && !line.Contains('\n')) return line;
        return $"{open}\n{string.Concat(items.Select(item => $"    {item.Replace("\n", "\n    ", StringComparison.Ordinal)},\n"))}{close}";
    }

    /// <summary>A word for a Python variable or file: letters, digits and _.</summary>
    internal static string Identifier(string text)
    {
        string word = new([.. text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')]);
        return word.Length == 0 || char.IsAsciiDigit(word[0]) ? "_" + word : word;
    }

    private static bool IsPlain(string column) => column.Length > 0 && column.IndexOfAny(['.', '`', '*']) < 0;
}

/// <summary>Spark SQL of a plan's texts.</summary>
internal static class Sql
{
    /// <summary>An expression in its canonical form. The plan was checked, so it can be read.</summary>
    internal static string Of(PlanText text) => Of(Expression.Parse(text.Text).Expression!);

    /// <summary>An expression in its canonical form, with what Spark answers otherwise made to give our answer.</summary>
    internal static string Of(Expression expression) => SafeMoments.In(expression.Map(Safe));

    // Before 4.3 Spark's corr fails in ANSI mode where a column has one value only: 0 / 0. The same formula, with a division that gives null there, as Spark 4.3 does.
    private static Expression Safe(Expression expression) => expression switch
    {
        Expression.Call { Function: "window" } window => SafeWindow(window),
        // Spark knows window's own column alone, not one that was stored or guarded.
        Expression.Call { Function: "window_time", Arguments: [var window] } => new Expression.Binary(BinaryOperator.Subtract, new Expression.Field(window, "end"), new Expression.Constant(new Literal.Duration(1, IntervalUnit.Second, IntervalUnit.Second))),
        _ => SafeCorr(expression),
    };

    // Spark leaves out rows whose time is null: here they stay, and their window is null.
    private static Expression.Case SafeWindow(Expression.Call window)
    {
        Expression time = window.Arguments[0];
        var epoch = new Expression.Constant(new Literal.Moment("1970-01-01", PrimitiveKind.Date));
        Expression.Call total = window with { Arguments = [new Expression.Call("coalesce", [time, epoch]), .. window.Arguments.Skip(1)] };
        return new Expression.Case(null, [new When(new Expression.Is(IsKind.Null, time, true), total)], null);
    }

    private static Expression SafeCorr(Expression expression)
    {
        if (expression is not Expression.Call { Function: "corr", Arguments: [_, _] } corr) return expression;
        Expression Sum(string function) => corr with { Function = function };
        var spread = new Expression.Call("sqrt", [new Expression.Binary(BinaryOperator.Multiply, Sum("regr_sxx"), Sum("regr_syy"))]);
        return new Expression.Call("try_divide", [Sum("regr_sxy"), spread]);
    }

    internal static string Name(string column) => SparkSql.Name(column);

    internal static string Literal(string text) => SparkSql.Quote(text);

    /// <summary>Items of ORDER BY as columns.</summary>
    internal static IEnumerable<string> Order(IEnumerable<PlanText> items) => items.Select(text =>
    {
        SortItem item = OrderResult.Parse(text.Text).Item!;
        string value = item.Value is Expression.Name { Parts: [var column] } ? Py.Col(column) : Py.Expr(Of(item.Value));
        string direction = item.Descending ? "desc" : "asc", nulls = item.NullsFirst ? "first" : "last";
        // Spark's own default, nulls first ascending and last descending, needs no words.
        return item.NullsFirst == !item.Descending ? $"{value}.{direction}()" : $"{value}.{direction}_nulls_{nulls}()";
    });
}
