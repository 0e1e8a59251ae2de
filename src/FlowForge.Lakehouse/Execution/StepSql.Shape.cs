using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

internal sealed partial class StepSql
{
    public StepOutcome Visit(Derive step) => input.With([.. step.Columns.Select(column => Value(column.Name.Text, column.Value))]);

    public StepOutcome Visit(Window step)
    {
        var columns = new List<Computed>();
        foreach (Named<PlanText> column in step.Columns)
        {
            if (Expression.Parse(column.Value.Text).Expression is not { } expression) throw Wrong("plan-expression", column.Value, $"'{column.Value}' is no expression.");
            columns.Add(Expressions.Value(column.Name.Text, StepWindow.Over(step, expression), column.Value, input.Columns));
        }
        return Adding(columns);
    }

    public StepOutcome Visit(Aggregate step)
    {
        Column[] keys = FindAll(step.By);
        Relation rows = WithPlainKeys(keys);
        Computed[] computed = [.. keys.Select(Computed.Of), .. step.Columns.Select(column => Expressions.Value(column.Name.Text, column.Value, input.Columns, step.By))];
        string names = Relation.Names(keys);
        string groups = keys.Length == 0 ? "" : step.Grouping switch
        {
            Grouping.Plain => $" GROUP BY {names}",
            Grouping.Rollup => $" GROUP BY ROLLUP ({names})",
            Grouping.Cube => $" GROUP BY CUBE ({names})",
        };
        Relation selected = rows.Select(computed);
        var result = new Relation(selected.Sql + groups, selected.Columns);
        return step.Having is null ? result : result.Where(Expressions.Condition(step.Having, result.Columns));
    }

    /// <summary>The rows with -0.0 in a key as 0.0, which is what Spark gives for their group.</summary>
    private Relation WithPlainKeys(IEnumerable<Column> keys) => WithPlainKeys(input, keys);

    private static Relation WithPlainKeys(Relation rows, IEnumerable<Column> keys)
    {
        Column[] floating = [.. keys.Where(IsFloating)];
        return floating.Length == 0 ? rows : rows.With([.. floating.Select(column => new Computed(column.Name, Plain(column), column.Type))]);
    }

    // As in Spark, -0.0 becomes 0.0: which of the two stays would be chance otherwise.
    private static Relation Distinct(Relation rows) => new($"SELECT DISTINCT * FROM ({WithPlainKeys(rows, rows.Columns).Sql})", rows.Columns);

    public StepOutcome Visit(Pivot step)
    {
        Column pivot = Find(step.Column);
        Column[] keys = FindAll(step.By);
        IReadOnlyList<(string Name, string Test)> values = step.Values is { } given
            ? [.. given.Select(value => (value.IsNull ? "null" : value.Text, $"__pivot IS NOT DISTINCT FROM {Expressions.Constant(value, pivot.Type)}"))]
            : [.. scope.World.Fitted(step, () => PivotValues(pivot)).Keys(pivot.Name, "value").Select(text => (text ?? "null", $"__pivot_text IS NOT DISTINCT FROM {(text is null ? "NULL" : DuckDbSql.TextLiteral(text))}"))];

        // Groups first, so that a group without rows for a value is null and not, say, a count of 0.
        Computed[] aggregates = [.. step.Columns.Select(column => Expressions.Value(column.Name.Text, column.Value, input.Columns))];
        IEnumerable<string> inner = [.. keys.Select(Q), $"{Plain(pivot)} AS __pivot", $"{Expressions.Text(pivot)} AS __pivot_text", .. aggregates.Select((aggregate, i) => $"{aggregate.Sql} AS __value_{i}")];
        string grouped = $"SELECT {string.Join(", ", inner)} FROM ({WithPlainKeys(keys).Sql}) GROUP BY {string.Join(", ", [.. keys.Select(Q), "__pivot", "__pivot_text"])}";
        var columns = new List<Computed>();
        foreach ((string name, string test) in values)
            columns.AddRange(aggregates.Select((aggregate, i) => new Computed(aggregates.Length == 1 ? name : $"{name}_{aggregate.Name}", $"first(__value_{i}) FILTER (WHERE {test})", aggregate.Type)));
        Relation result = Replacing(new Relation(grouped, keys), [], columns);
        return new Relation(result.Sql + (keys.Length > 0 ? $" GROUP BY {Relation.Names(keys)}" : ""), result.Columns);
    }

    private string PivotValues(Column pivot) =>
        $"SELECT {FittedValues.Row(pivot.Name, "value", "[text]", "place")} FROM (SELECT text, row_number() OVER (ORDER BY v ASC NULLS FIRST) - 1 AS place FROM (SELECT DISTINCT {Plain(pivot)} AS v, {Expressions.Text(pivot)} AS text FROM ({input.Sql})))";

    public StepOutcome Visit(Unpivot step)
    {
        Column[] turned = FindAll(step.Columns);
        Column[] kept = step.Keep.Count > 0 ? FindAll(step.Keep) : [.. input.Columns.Except(turned)];
        DataType common = turned.Select(column => column.Type).Aggregate((left, right) => Coercion.Common(left, right, Expressions.Settings.Ansi) ?? left);
        string names = string.Join(", ", turned.Select(column => SqlName.Literal(column.Name)));
        string values = string.Join(", ", turned.Select(column => Expressions.Cast(column, common)));
        string keep = kept.Length > 0 ? Relation.Names(kept) + ", " : "";
        string sql = $"SELECT {keep}unnest([{names}]) AS {Q(step.NameTo.Text)}, unnest([{values}]) AS {Q(step.ValueTo.Text)} FROM ({input.Sql})";
        var rows = new Relation(sql, [.. kept, new Column(step.NameTo.Text, DataType.Varchar), new Column(step.ValueTo.Text, common)]);
        return step.DropNulls ? rows.Where($"{Q(step.ValueTo.Text)} IS NOT NULL") : rows;
    }

    public StepOutcome Visit(Explode step)
    {
        Column column = Find(step.Column);
        bool isMap = column.Type is DataType.Map;
        string length = isMap ? $"cardinality({Q(column)})" : $"len({Q(column)})";
        string places = step.Outer ? $"CASE WHEN {length} > 0 THEN range(0, {length}::BIGINT) ELSE [NULL::BIGINT] END" : $"range(0, {length}::BIGINT)";
        var rows = new Relation($"SELECT *, unnest({places}) AS __place FROM ({input.Sql})", input.Columns);
        Computed[] elements = column.Type switch
        {
            DataType.List list => [new Computed(step.Into?.Text ?? column.Name, $"{Q(column)}[__place + 1]", list.Element)],
            DataType.Map map => [new Computed("key", $"map_keys({Q(column)})[__place + 1]", map.Key), new Computed("value", $"map_values({Q(column)})[__place + 1]", map.Value)],
            _ => throw Wrong("plan-type", step.Column, $"column '{column.Name}' is {column.Type}, neither list nor map."),
        };
        IEnumerable<Computed> position = step.Position is { } name ? [new Computed(name.Text, "CAST(__place AS INTEGER)", DataType.Integer)] : [];
        return rows.Select([.. input.Columns.SelectMany(one => one == column ? [.. position, .. elements] : (IEnumerable<Computed>)[Computed.Of(one)])]);
    }

    public StepOutcome Visit(Flatten step)
    {
        Column[] columns = FindAll(step.Columns);
        return input.Select([.. input.Columns.SelectMany(column => columns.Contains(column) && column.Type is DataType.Struct structure ? Fields(step, column.Name, Q(column), structure) : [Computed.Of(column)])]);
    }

    private static IEnumerable<Computed> Fields(Flatten step, string prefix, string sql, DataType.Struct structure) => structure.Fields.SelectMany(field =>
    {
        string name = $"{prefix}{step.Separator}{field.Name}", value = $"({sql}).{Q(field)}";
        return step.Deep && field.Type is DataType.Struct inner ? Fields(step, name, value, inner) : [new Computed(name, value, field.Type)];
    });

    public StepOutcome Visit(Sort step)
    {
        string sorted = $"SELECT * FROM ({input.Sql}) ORDER BY {Expressions.Order(step.OrderBy, input.Columns)}";
        return new Relation(step.Limit is { } limit ? $"{sorted}, {TieBreak(input.Columns)} LIMIT {limit}" : sorted, input.Columns);
    }

    public StepOutcome Visit(Union step)
    {
        Relation rows = input;
        foreach (PlanText reference in step.Tables) rows = Together("UNION ALL", rows, reference, step.By, step.AllowMissing);
        return step.Distinct ? Distinct(rows) : rows;
    }

    public StepOutcome Visit(Intersect step) => Together(step.All ? "INTERSECT ALL" : "INTERSECT", WithPlainKeys(input, input.Columns), step.Table, step.By);

    public StepOutcome Visit(Except step) => Together(step.All ? "EXCEPT ALL" : "EXCEPT", WithPlainKeys(input, input.Columns), step.Table, step.By);

    /// <summary>The rows and those of another table in one query, columns beside each other by name or by position.</summary>
    private Relation Together(string operation, Relation rows, PlanText reference, UnionBy by, bool allowMissing = false)
    {
        Relation other = scope.World.Table(reference);
        if (by == UnionBy.Position && other.Columns.Count != rows.Columns.Count)
            throw Wrong("plan-union", reference, $"these rows have {rows.Columns.Count} columns, {reference} has {other.Columns.Count}.");
        return by == UnionBy.Position ? ByPosition(operation, rows, other, reference) : ByName(operation, rows, other, reference, allowMissing);
    }

    private Relation ByPosition(string operation, Relation rows, Relation other, PlanText reference) =>
        Together(operation, rows, other, [.. rows.Columns.Zip(other.Columns, (left, right) => (left.Name, (Column?)left, (Column?)right))], reference);

    private Relation ByName(string operation, Relation rows, Relation other, PlanText reference, bool allowMissing)
    {
        var pairs = rows.Columns.Select(left => (left.Name, (Column?)left, other.Find(left.Name))).ToList();
        pairs.AddRange(other.Columns.Where(right => rows.Find(right.Name) is null).Select(right => (right.Name, (Column?)null, (Column?)right)));
        if (!allowMissing && pairs.FirstOrDefault(pair => pair.Item2 is null || pair.Item3 is null) is { Name: not null } lone)
            throw Wrong("plan-union", reference, $"column '{lone.Name}' is {(lone.Item2 is null ? $"only in {reference}" : $"not in {reference}")}.", "allow_missing makes it null there.");
        return Together(operation, rows, other, pairs, reference);
    }

    private Relation Together(string operation, Relation rows, Relation other, IReadOnlyList<(string Name, Column? Left, Column? Right)> pairs, PlanText reference)
    {
        var (left, right) = (new List<Computed>(), new List<Computed>());
        foreach ((string name, Column? mine, Column? theirs) in pairs)
        {
            DataType type = mine is null ? theirs!.Type : theirs is null ? mine.Type : Coercion.Common(mine.Type, theirs.Type, Expressions.Settings.Ansi)
                ?? throw Wrong("plan-type", reference, $"column '{name}' is {mine.Type} here and {theirs.Type} in {reference}: they have no common type.", "Cast one of them first.");
            string missing = $"CAST(NULL AS {DuckDbSql.SqlType(type)})";
            left.Add(new Computed(name, mine is null ? missing : Expressions.Cast(mine, type), type));
            right.Add(new Computed(name, theirs is null ? missing : Expressions.Cast(theirs, type), type));
        }
        Relation first = rows.Select(left);
        // Where rows are compared -0.0 is 0.0, as in Spark; the engine tells them apart.
        Relation second = operation == "UNION ALL" ? other : WithPlainKeys(other, other.Columns);
        return new Relation($"{first.Sql} {operation} {second.Select(right).Sql}", first.Columns);
    }

    public StepOutcome Visit(SurrogateKey step)
    {
        Column[] of = FindAll(step.Of);
        string names = string.Join(", ", of.Select(SparkName));
        if (step.With == KeyKind.Sequence)
        {
            Relation keys = scope.World.Keys(step, input);
            string on = string.Join(" AND ", of.Select(column => $"__keys.{Q(column)} IS NOT DISTINCT FROM __rows.{Q(column)}"));
            return new Relation($"SELECT __keys.__number AS {Q(step.Name.Text)}, __rows.* FROM ({input.Sql}) AS __rows LEFT JOIN ({keys.Sql}) AS __keys ON {on}", [new Column(step.Name.Text, DataType.BigInt), .. input.Columns]);
        }
        string text = step.With == KeyKind.Sha256 ? $"sha2(to_json(struct({names})), 256)" : $"xxhash64({names})";
        return input.Select([Expressions.Value(step.Name.Text, text, input.Columns), .. input.Columns.Select(Computed.Of)]);
    }
}
