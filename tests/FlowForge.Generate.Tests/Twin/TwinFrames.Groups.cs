using System.Text.Json;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using static FlowForge.Generate.Tests.Twin.TwinJson;

namespace FlowForge.Generate.Tests.Twin;

internal sealed partial class TwinFrames
{
    private TwinFrame Aggregate(TwinFrame frame, JsonElement task)
    {
        JsonElement[] keys = [.. task.GetProperty("keys").EnumerateArray()], columns = [.. task.GetProperty("columns").EnumerateArray()];
        string how = Text(task.GetProperty("how"));
        return task.GetProperty("pivot").GetString() is { } pivot ? Pivoted(frame, keys, columns, pivot, Texts(task, "values")) : Aggregated(frame, keys, columns, how);
    }

    /// <summary>The rows with what they are grouped by, in which -0.0 is 0.0, and the group's columns.</summary>
    private (TwinFrame Rows, TwinColumn[] Keys) Keyed(TwinFrame frame, JsonElement[] keys)
    {
        Made[] made = [.. keys.Select(key => Computed(frame, key, out bool isAggregate) is var one && isAggregate ? throw new TwinException("GROUP_BY_AGGREGATE", one.Column.Name) : one)];
        if (made.FirstOrDefault(key => HasMap(key.Column.Type)) is { } map) throw new TwinException("GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE", map.Column.Name);
        List<Made> all = [.. frame.Columns.Select(column => new Made(column, made.Any(key => key.Column.Id == column.Id) ? column.KeySql : column.Sql))];
        all.AddRange(made.Where(key => !frame.Columns.Any(column => column.Id == key.Column.Id)).Select(key => key with { Sql = key.Column.IsFloating ? $"({key.Sql} + CAST(0 AS {key.Column.Type}))" : key.Sql }));
        return (Project(frame, all), [.. made.Select(key => key.Column)]);
    }

    private TwinFrame Aggregated(TwinFrame frame, JsonElement[] keys, JsonElement[] columns, string how)
    {
        (TwinFrame rows, TwinColumn[] by) = Keyed(frame, keys);
        Column[] groups = [.. by.Select(key => new Column(key.Id, key.Type))];
        List<Made> made = [.. by.Select(Kept)];
        foreach (JsonElement column in columns)
        {
            string sql = Text(column.GetProperty("sql"));
            Expression resolved = TwinExpressions.Resolve(sql, frame.Columns);
            TypedExpression typed = expressions.Typed(resolved, rows.Columns, groups);
            foreach (string stray in Bare(resolved).Where(id => !by.Any(key => key.Id == id))) throw new TwinException("MISSING_AGGREGATION", $"{sql}: {frame.Columns.First(one => one.Id == stray).Name} is neither grouped by nor in an aggregate");
            made.Add(new Made(new TwinColumn(NewId(), Texts(column, "as") is [var name] ? name : TwinExpressions.NameOf(sql), typed.Type), expressions.Render(typed)));
        }
        string names = string.Join(", ", by.Select(key => key.Sql).Distinct());
        string group = by.Length == 0 ? "" : how switch { "rollup" => $" GROUP BY ROLLUP ({names})", "cube" => $" GROUP BY CUBE ({names})", _ => $" GROUP BY {names}" };
        TwinFrame result = Project(rows, made);
        return result with { Sql = result.Sql + group };
    }

    /// <summary>Columns that stand outside of every aggregate.</summary>
    private static List<string> Bare(Expression expression)
    {
        if (expression is Expression.Name name) return [name.Parts[0]];
        if (expression is Expression.Call { Over: null } call && FunctionTable.Find(call.Function) is { Kind: FunctionKind.Aggregate }) return [];
        var found = new List<string>();
        ExpressionNames.Map(Shallow(expression), inner => { found.Add(inner.Parts[0]); return inner; });
        return found;
    }

    // What is inside of aggregates is out of sight.
    private static Expression Shallow(Expression expression) => expression switch
    {
        Expression.Call { Over: null } call when FunctionTable.Find(call.Function) is { Kind: FunctionKind.Aggregate } => new Expression.Constant(new Literal.Null()),
        Expression.Call call => call with { Arguments = [.. call.Arguments.Select(Shallow)] },
        Expression.Binary binary => binary with { Left = Shallow(binary.Left), Right = Shallow(binary.Right) },
        Expression.Unary unary => unary with { Operand = Shallow(unary.Operand) },
        Expression.Cast cast => cast with { Value = Shallow(cast.Value) },
        Expression.Is test => test with { Value = Shallow(test.Value) },
        Expression.Between between => between with { Value = Shallow(between.Value), Low = Shallow(between.Low), High = Shallow(between.High) },
        Expression.In choice => choice with { Value = Shallow(choice.Value), Choices = [.. choice.Choices.Select(Shallow)] },
        Expression.Field field => field with { Value = Shallow(field.Value) },
        Expression.Subscript subscript => subscript with { Value = Shallow(subscript.Value), Index = Shallow(subscript.Index) },
        Expression.Case choice => choice with { Operand = choice.Operand is null ? null : Shallow(choice.Operand), Branches = [.. choice.Branches.Select(branch => new When(Shallow(branch.Condition), Shallow(branch.Value)))], Otherwise = choice.Otherwise is null ? null : Shallow(choice.Otherwise) },
        _ => expression,
    };

    /// <summary>Groups by keys and the pivot's value first where all results are numbers; a place without rows is null. Else as Spark does: rows of other values are null to each aggregate.</summary>
    private TwinFrame Pivoted(TwinFrame frame, JsonElement[] keys, JsonElement[] columns, string pivot, string[] values)
    {
        (TwinFrame rows, TwinColumn[] by) = Keyed(frame, keys);
        (string Name, Expression Value, TypedExpression Typed)[] aggregates = [.. columns.Select(column =>
        {
            string sql = Text(column.GetProperty("sql"));
            Expression resolved = TwinExpressions.Resolve(sql, frame.Columns);
            return (Texts(column, "as") is [var name] ? name : sql, resolved, expressions.Typed(resolved, rows.Columns));
        })];
        Expression place = TwinExpressions.Resolve(pivot, frame.Columns);
        DataType type = expressions.Typed(place, rows.Columns).Type;
        Expression[] wanted = [.. values.Select(value => new Expression.Cast(TwinExpressions.Parse(value), type, Try: false))];
        string[] names = [.. values.Select(value => PivotName(value))];
        bool isTwoPhase = aggregates.All(aggregate => aggregate.Typed.Type is DataType.Decimal || aggregate.Typed.Type is DataType.Primitive { Kind: PrimitiveKind.Boolean or PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Float or PrimitiveKind.Double });
        string groups = string.Join(", ", by.Select(key => key.Sql));
        var made = new List<Made>(by.Select(Kept));
        string source = rows.Sql;
        if (isTwoPhase)
            source = $"SELECT {string.Join(", ", [.. by.Select(key => key.Sql), $"{Plain(place, rows.Columns, type)} AS __pivot", .. aggregates.Select((aggregate, i) => $"{expressions.Render(aggregate.Typed)} AS __value_{i}")])} FROM ({rows.Sql}) GROUP BY {(groups.Length > 0 ? groups + ", " : "")}__pivot";
        for (int v = 0; v < wanted.Length; v++)
            for (int a = 0; a < aggregates.Length; a++)
            {
                string name = aggregates.Length == 1 ? names[v] : $"{names[v]}_{aggregates[a].Name}";
                if (isTwoPhase)
                {
                    string test = $"__pivot IS NOT DISTINCT FROM {expressions.Render(expressions.Typed(wanted[v], rows.Columns))}";
                    made.Add(new Made(new TwinColumn(NewId(), name, aggregates[a].Typed.Type), $"first(__value_{a}) FILTER (WHERE {test})"));
                }
                else
                {
                    TypedExpression filtered = expressions.Typed(OnlyOf(aggregates[a].Value, new Expression.Binary(BinaryOperator.NullSafeEqual, place, wanted[v])), rows.Columns);
                    made.Add(new Made(new TwinColumn(NewId(), name, filtered.Type), expressions.Render(filtered)));
                }
            }
        TwinFrame result = Project(new TwinFrame(source, rows.Columns), made);
        return by.Length == 0 ? result : result with { Sql = $"{result.Sql} GROUP BY {groups}" };
    }

    private string Plain(Expression place, IReadOnlyList<TwinColumn> columns, DataType type)
    {
        string sql = expressions.Render(expressions.Typed(place, columns));
        return type == DataType.Double || type == DataType.Float ? $"({sql} + CAST(0 AS {type}))" : sql;
    }

    private static Expression OnlyOf(Expression expression, Expression test)
    {
        if (expression is not Expression.Call call || FunctionTable.Find(call.Function) is not { Kind: FunctionKind.Aggregate } function) return expression switch
        {
            Expression.Call outer => outer with { Arguments = [.. outer.Arguments.Select(argument => OnlyOf(argument, test))] },
            Expression.Cast cast => cast with { Value = OnlyOf(cast.Value, test) },
            Expression.Binary binary => binary with { Left = OnlyOf(binary.Left, test), Right = OnlyOf(binary.Right, test) },
            _ => expression,
        };
        Expression If(Expression value) => new Expression.Case(null, [new When(test, value is Expression.Star ? new Expression.Constant(new Literal.Integer(1, PrimitiveKind.Integer)) : value)], null);
        if (function.Name is "first" or "last") return call with { Arguments = [If(call.Arguments[0]), new Expression.Constant(new Literal.Boolean(true))] };
        return call with { Arguments = [.. call.Arguments.Select(If)] };
    }

    private string PivotName(string value)
    {
        TypedExpression typed = expressions.Typed(TwinExpressions.Parse(value), Array.Empty<Column>());
        return typed is TypedExpression.Constant { Value: Literal.Text text } ? text.Value : value == "NULL" ? "null" : value;
    }

    private TwinFrame Unpivot(TwinFrame frame, JsonElement task)
    {
        Made[] Columns(string name) => [.. task.GetProperty(name).EnumerateArray().SelectMany(column => Stars(frame, column)?.Select(Kept) ?? [Computed(frame, column, out _)])];
        Made[] ids = Columns("ids"), values = Columns("values");
        DataType common = values.Select(value => value.Column.Type).Aggregate((left, right) => left == right ? left : throw new TwinException("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", $"{TypeNames.Of(left)} and {TypeNames.Of(right)}"));
        TwinFrame wide = Project(frame, [.. ids, .. values]);
        string places = string.Join(", ", values.Select((value, i) => $"({i}, {SqlName.Literal(value.Column.Name)})"));
        string value = $"CASE __place {string.Concat(values.Select((one, i) => $"WHEN {i} THEN {one.Column.Sql} "))}END";
        return Project(new TwinFrame($"SELECT * FROM ({wide.Sql}) CROSS JOIN (VALUES {places}) AS p(__place, __name)", wide.Columns),
            [.. ids.Select(id => Kept(id.Column)), new Made(new TwinColumn(NewId(), Text(task.GetProperty("variable")), DataType.Varchar), "__name"), new Made(new TwinColumn(NewId(), Text(task.GetProperty("value")), common), value)]);
    }
}
