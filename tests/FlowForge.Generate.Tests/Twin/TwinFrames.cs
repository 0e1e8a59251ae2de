using System.Text.Json;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using static FlowForge.Generate.Tests.Twin.TwinJson;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Transformations of data frames: from frames to a frame, with what Spark's analysis would refuse refused.</summary>
internal sealed partial class TwinFrames(TwinExpressions expressions)
{
    private int _ids;

    internal string NewId() => $"#{++_ids}";

    internal TwinFrame Do(string op, TwinFrame frame, TwinFrame? other, JsonElement task) => op switch
    {
        "select" => Select(frame, [.. task.GetProperty("columns").EnumerateArray()]),
        "with" => With(frame, [.. task.GetProperty("columns").EnumerateArray().Select(pair => (Text(pair[0]), Text(pair[1])))]),
        "rename" => Rename(frame, [.. task.GetProperty("names").EnumerateArray().Select(pair => (Text(pair[0]), Text(pair[1])))]),
        "named" => Named(frame, Texts(task, "names")),
        "drop" => Drop(frame, Texts(task, "names")),
        "where" => frame with { Sql = $"SELECT * FROM ({frame.Sql}) WHERE {expressions.Condition(Text(task.GetProperty("sql")), frame.Columns)}" },
        "distinct" => Distinct(frame),
        "limit" => frame with { Sql = $"SELECT * FROM ({frame.Sql}) LIMIT {task.GetProperty("number").GetInt64()}" },
        "order" => Order(frame, Texts(task, "sql")),
        "alias" => frame with { Columns = [.. frame.Columns.Select(column => column with { Qualifier = Text(task.GetProperty("name")) })] },
        "join" => Join(frame, other!, task),
        "union" => Union(frame, other!, task.GetProperty("by_name").GetBoolean(), task.GetProperty("missing").GetBoolean()),
        "unpivot" => Unpivot(frame, task),
        "aggregate" => Aggregate(frame, task),
        _ => throw new ArgumentException($"'{op}' is not played here."),
    };

    /// <summary>A column and what it is computed from.</summary>
    private sealed record Made(TwinColumn Column, string Sql);

    private static TwinFrame Project(TwinFrame frame, IReadOnlyList<Made> columns) =>
        new($"SELECT {string.Join(", ", columns.DistinctBy(column => column.Column.Id).Select(column => $"{column.Sql} AS {column.Column.Sql}"))} FROM ({frame.Sql})", [.. columns.Select(column => column.Column)]);

    private static Made Kept(TwinColumn column) => new(column, column.Sql);

    private TwinFrame Select(TwinFrame frame, JsonElement[] columns)
    {
        if (columns.FirstOrDefault(IsGenerator) is { ValueKind: JsonValueKind.Object } generator) return Explode(frame, columns, generator);
        var made = new List<Made>();
        bool anyAggregate = false;
        foreach (JsonElement column in columns)
        {
            if (Fields(frame, column) is { } fields)
            {
                made.AddRange(fields);
                continue;
            }
            if (Stars(frame, column) is { } stars)
            {
                made.AddRange(stars.Select(Kept));
                continue;
            }
            made.Add(Computed(frame, column, out bool isAggregate));
            anyAggregate |= isAggregate;
        }
        if (anyAggregate) return Aggregated(frame, [], columns, "plain");
        return Project(frame, made);
    }

    /// <summary>The fields of a struct, where a star stands behind its name.</summary>
    private Made[]? Fields(TwinFrame frame, JsonElement column) =>
        column.TryGetProperty("star", out JsonElement star) && star.GetString() is { Length: > 0 } of && frame.Columns.SingleOrDefault(one => one.Name.Equals(of, StringComparison.OrdinalIgnoreCase)) is { Type: DataType.Struct structure } whole
            ? [.. structure.Fields.Select(field => new Made(new TwinColumn(NewId(), field.Name, field.Type), $"struct_extract({whole.Sql}, {SqlName.Literal(field.Name)})"))] : null;

    private static TwinColumn[]? Stars(TwinFrame frame, JsonElement column)
    {
        if (!column.TryGetProperty("star", out JsonElement star)) return null;
        string of = star.GetString()!;
        TwinColumn[] found = [.. frame.Columns.Where(one => of.Length == 0 || of.Equals(one.Qualifier, StringComparison.OrdinalIgnoreCase))];
        return found.Length > 0 ? found : throw new TwinException("CANNOT_RESOLVE_STAR_EXPAND", $"{of}.*");
    }

    private Made Computed(TwinFrame frame, JsonElement column, out bool isAggregate)
    {
        string sql = Text(column.GetProperty("sql"));
        string[] aliases = Texts(column, "as");
        if (aliases.Length > 1) throw new TwinException("MULTI_ALIAS_WITHOUT_GENERATOR", string.Join(", ", aliases));
        Expression resolved = TwinExpressions.Resolve(sql, frame.Columns);
        string name = aliases.Length == 1 ? aliases[0] : TwinExpressions.NameOf(sql);
        isAggregate = false;
        // A column under its own name stays that column.
        if (resolved is Expression.Name { Parts: [var id] }) return frame.Columns.First(one => one.Id == id) is var same && aliases.Length == 0 ? Kept(same) : new Made(new TwinColumn(NewId(), name, same.Type), same.Sql);
        TypedExpression typed = expressions.Typed(resolved, frame.Columns);
        isAggregate = TwinExpressions.IsAggregate(typed);
        return new Made(new TwinColumn(NewId(), name, typed.Type), expressions.Render(typed));
    }

    private TwinFrame With(TwinFrame frame, (string Name, string Sql)[] columns)
    {
        if (columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twins) throw new TwinException("COLUMN_ALREADY_EXISTS", twins.Key);
        List<Made> made = [.. frame.Columns.Select(Kept)];
        foreach ((string name, string sql) in columns)
        {
            TypedExpression typed = expressions.Typed(TwinExpressions.Resolve(sql, frame.Columns), frame.Columns);
            if (TwinExpressions.IsAggregate(typed)) throw new TwinException("MISSING_GROUP_BY", $"{name}: {sql}");
            string value = sql == "monotonically_increasing_id()" ? "row_number() OVER ()" : expressions.Render(typed);
            var one = new Made(new TwinColumn(NewId(), name, typed.Type), value);
            int[] there = [.. Enumerable.Range(0, made.Count).Where(i => made[i].Column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
            foreach (int i in there) made[i] = one;
            if (there.Length == 0) made.Add(one);
        }
        return Project(frame, made);
    }

    private TwinFrame Rename(TwinFrame frame, (string Old, string New)[] names)
    {
        foreach ((string old, string name) in names)
        {
            if (!frame.Columns.Any(column => column.Name.Equals(old, StringComparison.OrdinalIgnoreCase))) throw new TwinException("RENAME_OF_NOTHING", $"Spark would pass over it in silence: {old}");
            frame = Project(frame, [.. frame.Columns.Select(column => column.Name.Equals(old, StringComparison.OrdinalIgnoreCase) ? new Made(new TwinColumn(NewId(), name, column.Type), column.Sql) : Kept(column))]);
        }
        return frame;
    }

    private TwinFrame Named(TwinFrame frame, string[] names) => names.Length == frame.Columns.Count
        ? Project(frame, [.. frame.Columns.Select((column, i) => new Made(new TwinColumn(NewId(), names[i], column.Type), column.Sql))])
        : throw new TwinException("ASSIGNMENT_ARITY_MISMATCH", $"toDF: {names.Length} names for {frame.Columns.Count} columns");

    private static TwinFrame Drop(TwinFrame frame, string[] names)
    {
        if (names.FirstOrDefault(name => !frame.Columns.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } missing) throw new TwinException("DROP_OF_NOTHING", $"Spark would pass over it in silence: {missing}");
        return Project(frame, [.. frame.Columns.Where(column => !names.Contains(column.Name, StringComparer.OrdinalIgnoreCase)).Select(Kept)]);
    }

    private static TwinFrame Distinct(TwinFrame frame)
    {
        if (frame.Columns.FirstOrDefault(column => HasMap(column.Type)) is { } map) throw new TwinException("UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE", map.Name);
        return frame with { Sql = $"SELECT DISTINCT {string.Join(", ", frame.Columns.DistinctBy(column => column.Id).Select(column => $"{column.KeySql} AS {column.Sql}"))} FROM ({frame.Sql})" };
    }

    private static bool HasMap(DataType type) => type switch
    {
        DataType.Map => true,
        DataType.List list => HasMap(list.Element),
        DataType.Struct structure => structure.Fields.Any(field => HasMap(field.Type)),
        _ => false,
    };

    private TwinFrame Order(TwinFrame frame, string[] items) => frame with { Sql = $"SELECT * FROM ({frame.Sql}) ORDER BY {string.Join(", ", items.Select(item => OrderSql(item, frame)))}" };

    private string OrderSql(string text, TwinFrame frame)
    {
        SortItem item = OrderResult.Parse(text).Item ?? throw new TwinException("PARSE_SYNTAX_ERROR", text);
        TypedExpression typed = expressions.Typed(TwinExpressions.Resolve(item.Value, frame.Columns), frame.Columns);
        return $"{expressions.Render(typed)} {(item.Descending ? "DESC" : "ASC")} NULLS {(item.NullsFirst ? "FIRST" : "LAST")}";
    }

    private TwinFrame Union(TwinFrame left, TwinFrame right, bool byName, bool missing)
    {
        List<(TwinColumn? Left, TwinColumn? Right)> pairs;
        if (byName)
        {
            Unique(left);
            Unique(right);
            pairs = [.. left.Columns.Select(column => ((TwinColumn?)column, right.Columns.FirstOrDefault(one => one.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))))];
            pairs.AddRange(right.Columns.Where(column => !left.Columns.Any(one => one.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))).Select(column => ((TwinColumn?)null, (TwinColumn?)column)));
            if (!missing && pairs.Find(pair => pair.Left is null || pair.Right is null) is (not null, _) or (_, not null)) throw new TwinException("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", $"unionByName: {string.Join(", ", pairs.Where(pair => pair.Left is null || pair.Right is null).Select(pair => (pair.Left ?? pair.Right)!.Name))} on one side only");
        }
        else
        {
            if (left.Columns.Count != right.Columns.Count) throw new TwinException("NUM_COLUMNS_MISMATCH", "union");
            pairs = [.. left.Columns.Zip(right.Columns, (a, b) => ((TwinColumn?)a, (TwinColumn?)b))];
        }
        TwinColumn[] made = [.. pairs.Select(pair => new TwinColumn(NewId(), (pair.Left ?? pair.Right)!.Name, Common(pair.Left?.Type, pair.Right?.Type, (pair.Left ?? pair.Right)!.Name)))];
        string Side(TwinFrame frame, Func<(TwinColumn? Left, TwinColumn? Right), TwinColumn?> of) =>
            $"SELECT {string.Join(", ", pairs.Select((pair, i) => $"{(of(pair) is { } column ? expressions.Cast(column, made[i].Type) : $"CAST(NULL AS {FlowForge.Lakehouse.Expressions.DuckDbSql.Stored(made[i].Type)})")} AS {made[i].Sql}"))} FROM ({frame.Sql})";
        return new TwinFrame($"({Side(left, pair => pair.Left)}) UNION ALL ({Side(right, pair => pair.Right)})", made);
    }

    private DataType Common(DataType? left, DataType? right, string name) => left is null ? right! : right is null ? left
        : Coercion.Common(left, right, expressions.Settings.Ansi) ?? throw new TwinException("INCOMPATIBLE_COLUMN_TYPE", $"{name}: {TypeNames.Of(left)} and {TypeNames.Of(right)}");

    internal static void Unique(TwinFrame frame)
    {
        if (frame.Columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twins) throw new TwinException("COLUMN_ALREADY_EXISTS", twins.Key);
    }
}
