using System.Globalization;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Calls: one rule per function says what it is in DuckDB.</summary>
public sealed partial class DuckDbSql
{
    /// <summary>A call's SQL, given that of its arguments.</summary>
    private delegate string Rule(DuckDbSql sql, TypedExpression.Call call, string[] arguments);

    private static readonly Dictionary<string, Rule> s_rules;

    // Not beside the field: the rules read tables of other parts of the class, which are filled before this runs.
    static DuckDbSql() => s_rules = Rules();

    /// <summary>Whether a function is computed here.</summary>
    public static bool Knows(FunctionDefinition function) => s_rules.ContainsKey(function.Name);

    private static Dictionary<string, Rule> Rules()
    {
        var rules = new Dictionary<string, Rule>(StringComparer.Ordinal);
        AddOperators(rules);
        AddNumbers(rules);
        AddTexts(rules);
        AddBytes(rules);
        AddDates(rules);
        AddNested(rules);
        AddDocuments(rules);
        AddAggregates(rules);
        return rules;
    }

    private string Call(TypedExpression.Call call) => call.Function.Name is "and" or "or" ? Logical(call) : s_rules.TryGetValue(call.Function.Name, out Rule? rule)
        ? rule(this, call, [.. call.Arguments.Select(argument => argument is TypedExpression.Lambda ? "" : Sql(argument))])
        : throw new NotSupportedException($"The function {call.Function.Name} is not computed here.");

    /// <summary>SQL with the arguments in place of {0}, {1} …</summary>
    private static Rule Template(string sql) => (_, _, arguments) => string.Format(CultureInfo.InvariantCulture, sql, [.. arguments]);

    /// <summary>The template, cast to the result's type: the engine counts in BIGINT where Spark counts in int.</summary>
    private static Rule Typed(string sql) => (_, call, arguments) => $"CAST({string.Format(CultureInfo.InvariantCulture, sql, [.. arguments])} AS {SqlType(call.Type)})";

    private static Rule Function<A, R>(string name, Func<A, R> compute) => (sql, call, arguments) =>
        sql.Native(name, Types(call), call.Type, (types, result) => Natives.Native.Of(types, result, compute), arguments);

    private static Rule Function<A, B, R>(string name, Func<A, B, R> compute) => (sql, call, arguments) =>
        sql.Native(name, Types(call), call.Type, (types, result) => Natives.Native.Of(types, result, compute), arguments);

    private static Rule Function<A, B, C, R>(string name, Func<A, B, C, R> compute) => (sql, call, arguments) =>
        sql.Native(name, Types(call), call.Type, (types, result) => Natives.Native.Of(types, result, compute), arguments);

    /// <summary>A function of all arguments as objects; null for a null one unless it takes nulls.</summary>
    private static Rule Objects(string name, Func<object?[], object?> compute, bool takesNulls = false, bool isVolatile = false) => (sql, call, arguments) =>
        sql.Native(name, Types(call), call.Type, (types, result) => Natives.Native.OfAll(types, result, values => !takesNulls && values.Contains(null) ? null : compute(values)), arguments, takesNulls: true, isVolatile: isVolatile);

    private static DataType[] Types(TypedExpression.Call call) => [.. call.Arguments.Select(argument => argument.Type)];

    private static void AddOperators(Dictionary<string, Rule> rules)
    {
        rules["and"] = rules["or"] = (sql, call, _) => sql.Logical(call);
        rules["not"] = Template("(NOT {0})");
        rules["="] = Template("({0} = {1})");
        rules["<=>"] = Template("({0} IS NOT DISTINCT FROM {1})");
        foreach (string comparison in (string[])["<", "<=", ">", ">="])
            rules[comparison] = (sql, call, arguments) => IsNested(call.Arguments[0].Type) ? Ordered(sql, call, arguments, comparison) : $"({arguments[0]} {comparison} {arguments[1]})";
        rules["in"] = (_, _, arguments) => $"({arguments[0]} IN ({string.Join(", ", arguments[1..])}))";
        rules["isnull"] = Template("({0} IS NULL)");
        rules["nullif"] = Template("CASE WHEN {1} THEN NULL ELSE {0} END");
        rules["coalesce"] = (_, _, arguments) => $"COALESCE({string.Join(", ", arguments)})";
        rules["greatest"] = (_, _, arguments) => $"greatest({string.Join(", ", arguments)})";
        rules["least"] = (_, _, arguments) => $"least({string.Join(", ", arguments)})";
        rules["like"] = (sql, call, arguments) => Like(sql, call, arguments, ignoresCase: false);
        rules["ilike"] = (sql, call, arguments) => Like(sql, call, arguments, ignoresCase: true);
        rules["assert_true"] = Objects("assert_true", values => values[0] is true ? null : throw new SparkException("USER_RAISED_EXCEPTION", values.Length > 1 ? $"{values[1]}" : "The condition does not hold."), takesNulls: true);
        rules["raise_error"] = Objects("raise_error", values => throw new SparkException("USER_RAISED_EXCEPTION", $"{values[0]}"), takesNulls: true);
        rules["&"] = Template("({0} & {1})");
        rules["|"] = Template("({0} | {1})");
        rules["^"] = Template("xor({0}, {1})");
        rules["~"] = Template("(~{0})");
        rules["[]"] = Element;
        rules["array_field"] = (_, call, arguments) => $"list_transform({arguments[0]}, lambda f: f.{SqlName.Quote(Constants.Text(call.Arguments[1])!)})";
    }

    private static bool IsNested(DataType type) => type is DataType.List or DataType.Struct;

    // Inside arrays and structs null is the least value for Spark and the greatest for the engine.
    private static string Ordered(DuckDbSql sql, TypedExpression.Call call, string[] arguments, string comparison) =>
        sql.Native("compare", Types(call), DataType.Boolean, (types, result) => Natives.Native.Of<object, object, bool>(types, result, (left, right) =>
        {
            int order = ValueOrder.Compare(left, right);
            return comparison switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
        }), arguments, comparison);

    private static string Like(DuckDbSql sql, TypedExpression.Call call, string[] arguments, bool ignoresCase)
    {
        char escape = call.Names is [[var character]] ? character : '\\';
        var options = ignoresCase ? System.Text.RegularExpressions.RegexOptions.IgnoreCase : System.Text.RegularExpressions.RegexOptions.None;
        if (Constants.Text(call.Arguments[1]) is not { } pattern)
            return sql.Native("like", Types(call), DataType.Boolean, (types, result) => Natives.Native.Of<string, string, bool>(types, result, (text, like) => System.Text.RegularExpressions.Regex.IsMatch(text, Texts.LikePattern(like, escape), options)), arguments, $"{escape}{ignoresCase}");
        if (IsPlainLike(pattern, escape)) return $"({arguments[0]} {(ignoresCase ? "ILIKE" : "LIKE")} {TextLiteral(pattern)} ESCAPE '{escape}')";
        return sql.Native("like", [DataType.Varchar], DataType.Boolean, (types, result) =>
        {
            System.Text.RegularExpressions.Regex? regex = null;
            return Natives.Native.Of<string, bool>(types, result, text => (regex ??= new System.Text.RegularExpressions.Regex(Texts.LikePattern(pattern, escape), options)).IsMatch(text));
        }, [arguments[0]], $"{escape}{ignoresCase}{pattern}");
    }

    // The engine reads the rest as Spark does; an escape before another character is an error there and none here.
    private static bool IsPlainLike(string pattern, char escape) => !pattern.Contains(escape) && escape != '\'' && !pattern.Contains('\0');

    private static string Element(DuckDbSql sql, TypedExpression.Call call, string[] arguments)
    {
        if (call.Arguments[0].Type is DataType.Map) return $"map_extract_value({arguments[0]}, {arguments[1]})";
        return sql.ElementOf(arguments[0], arguments[1], fromZero: true, sql.Ansi ? "INVALID_ARRAY_INDEX" : null);
    }

    /// <summary>An array's element; outside of it null, or the error where one is named.</summary>
    private string ElementOf(string array, string index, bool fromZero, string? error) => Let(array, list =>
    {
        string position = Native("position", [DataType.BigInt, DataType.Integer], DataType.BigInt, (types, result) => Natives.Native.Of<long, int, long>(types, result, (length, at) =>
        {
            if (!fromZero && at == 0) throw new SparkException("INVALID_INDEX_OF_ZERO", "element_at counts from 1; 0 is no position.");
            long position = fromZero ? at + 1L : at > 0 ? at : length + at + 1L;
            bool inside = position >= 1 && position <= length;
            return inside ? position : error is null ? length + 1 : throw new SparkException(error, $"The array has {length} elements, so there is none at {at}.");
        }), [$"len({list})", index], $"{fromZero}{error}");
        return $"{list}[{position}]";
    });
}
