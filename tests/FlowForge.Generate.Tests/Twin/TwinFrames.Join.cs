using System.Text.Json;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using static FlowForge.Generate.Tests.Twin.TwinJson;

namespace FlowForge.Generate.Tests.Twin;

internal sealed partial class TwinFrames
{
    private TwinFrame Join(TwinFrame left, TwinFrame right, JsonElement task)
    {
        string how = Text(task.GetProperty("how"));
        // Columns that are on both sides are columns of their own on the right one.
        if (right.Columns.Any(column => left.Columns.Any(one => one.Id == column.Id)))
        {
            TwinColumn[] fresh = [.. right.Columns.Select(column => column with { Id = NewId() })];
            right = new TwinFrame($"SELECT {string.Join(", ", right.Columns.Zip(fresh, (old, one) => $"{old.Sql} AS {one.Sql}"))} FROM ({right.Sql})", fresh);
        }
        if (task.TryGetProperty("using", out _)) return Using(left, right, how, Texts(task, "using"));
        TwinColumn[] both = [.. left.Columns, .. right.Columns];
        if (how == "cross") return new TwinFrame($"SELECT {Ids(both)} FROM ({left.Sql}) AS l CROSS JOIN ({right.Sql}) AS r", both);
        string on = expressions.Condition(Text(task.GetProperty("on")), both);
        return how switch
        {
            "left_semi" or "left_anti" => left with { Sql = $"SELECT * FROM ({left.Sql}) AS l WHERE {(how == "left_anti" ? "NOT " : "")}EXISTS (SELECT 1 FROM ({right.Sql}) AS r WHERE {on})" },
            _ => new TwinFrame($"SELECT {Ids(both)} FROM ({left.Sql}) AS l {Word(how)} JOIN ({right.Sql}) AS r ON {on}", both),
        };
    }

    private TwinFrame Using(TwinFrame left, TwinFrame right, string how, string[] names)
    {
        (TwinColumn Left, TwinColumn Right)[] keys = [.. names.Select(name => (One(left, name), One(right, name)))];
        TwinColumn[] both = [.. left.Columns, .. right.Columns];
        string on = string.Join(" AND ", keys.Select(key =>
            expressions.Render(expressions.Typed(new Expression.Binary(BinaryOperator.Equal, new Expression.Name([key.Left.Id]), new Expression.Name([key.Right.Id])), both))));
        bool isRight = how == "right", isFull = how is "full" or "outer";
        var made = keys.Select(key => isFull ? new Made(new TwinColumn(NewId(), key.Left.Name, key.Left.Type), $"coalesce({key.Left.Sql}, {key.Right.Sql})") : Kept(isRight ? key.Right : key.Left)).ToList();
        made.AddRange(left.Columns.Where(column => !keys.Any(key => key.Left == column)).Select(Kept));
        if (how is not ("left_semi" or "left_anti")) made.AddRange(right.Columns.Where(column => !keys.Any(key => key.Right == column)).Select(Kept));
        return Project(new TwinFrame($"SELECT {Ids(both)} FROM ({left.Sql}) AS l {Word(how)} JOIN ({right.Sql}) AS r ON {on}", both), made);
    }

    private static string Ids(IEnumerable<TwinColumn> columns) => string.Join(", ", columns.Select(column => column.Sql).Distinct());

    private static string Word(string how) => how switch
    {
        "inner" => "INNER",
        "left" or "left_outer" => "LEFT",
        "right" or "right_outer" => "RIGHT",
        "full" or "outer" or "full_outer" => "FULL",
        _ => throw new ArgumentException($"a {how} join is not played here."),
    };

    private static TwinColumn One(TwinFrame frame, string name) => frame.Columns.Where(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray() switch
    {
        [var one] => one,
        [] => throw new TwinException("UNRESOLVED_USING_COLUMN_FOR_JOIN", name),
        _ => throw new TwinException("AMBIGUOUS_REFERENCE", name),
    };

    private static bool IsGenerator(JsonElement column) => column.TryGetProperty("sql", out JsonElement sql) && Generator().IsMatch(sql.GetString()!);

    [System.Text.RegularExpressions.GeneratedRegex("^(pos)?explode(_outer)?\\(")]
    private static partial System.Text.RegularExpressions.Regex Generator();

    /// <summary>A row for each element: the generator stands among columns that are repeated.</summary>
    private TwinFrame Explode(TwinFrame frame, JsonElement[] columns, JsonElement generator)
    {
        if (columns.Count(IsGenerator) > 1) throw new TwinException("UNSUPPORTED_GENERATOR.MULTI_GENERATOR", "several generators in one select");
        var call = (Expression.Call)TwinExpressions.Parse(Text(generator.GetProperty("sql")));
        TypedExpression list = expressions.Typed(TwinExpressions.Resolve(call.Arguments[0], frame.Columns), frame.Columns);
        bool hasPlace = call.Function.StartsWith("pos", StringComparison.Ordinal), isOuter = call.Function.EndsWith("outer", StringComparison.Ordinal);
        (string[] parts, DataType[] types) = list.Type switch
        {
            DataType.List of => (new[] { "__list" }, new[] { of.Element }),
            DataType.Map of => (["map_keys(__list)", "map_values(__list)"], [of.Key, of.Value]),
            _ => throw new TwinException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", $"{call} of {TypeNames.Of(list.Type)}"),
        };
        string[] names = Texts(generator, "as");
        DataType[] given = [.. hasPlace ? [DataType.Integer] : (DataType[])[], .. types];
        if (names.Length == 0) names = [.. hasPlace ? ["pos"] : (string[])[], .. types.Length == 2 ? ["key", "value"] : (string[])["col"]];
        if (names.Length != given.Length) throw new TwinException("UDTF_ALIAS_NUMBER_MISMATCH", $"{call}: {given.Length} columns, {names.Length} names");
        string size = list.Type is DataType.Map ? "cardinality(__list)" : "len(__list)";
        string Outer(string part) => isOuter ? $"CASE WHEN coalesce({size}, 0) = 0 THEN [NULL] ELSE {part} END" : part;
        string[] values = [.. hasPlace ? [$"unnest({Outer($"range(0, CAST({size} AS BIGINT))")})"] : (string[])[], .. parts.Select(part => $"unnest({Outer(part)})")];
        TwinColumn[] made = [.. names.Zip(given, (name, type) => new TwinColumn(NewId(), name, type))];
        var all = new List<Made>();
        foreach (JsonElement column in columns)
        {
            if (IsGenerator(column)) all.AddRange(made.Select((one, i) => new Made(one, i == 0 && hasPlace ? $"CAST({values[i]} AS INTEGER)" : values[i])));
            else if (Stars(frame, column) is { } stars) all.AddRange(stars.Select(Kept));
            else all.Add(Computed(frame, column, out _));
        }
        return Project(frame with { Sql = $"SELECT *, {expressions.Render(list)} AS __list FROM ({frame.Sql})" }, all);
    }
}
