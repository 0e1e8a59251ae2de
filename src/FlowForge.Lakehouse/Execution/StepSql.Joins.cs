using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

internal sealed partial class StepSql
{
    /// <summary>A pair of key columns and the names under which both sides have them, in one type, beside their columns.</summary>
    private readonly record struct KeyPair(Column Left, Column Right, int Number, DataType Type)
    {
        internal string LeftName => $"__left_key_{Number}";

        internal string RightName => $"__right_key_{Number}";
    }

    private KeyPair[] Pairs(ValueList<Named<PlanText>> keys, Relation right) => [.. keys.Select((key, i) =>
    {
        (Column mine, Column theirs) = (Find(key.Name), Find(key.Value, right));
        DataType type = Coercion.ForComparison(mine.Type, theirs.Type, Expressions.Settings.Ansi) ?? throw Wrong("plan-key-type", key.Name, $"keys cannot be compared: {mine.Name} is {mine.Type}, {theirs.Name} is {theirs.Type}.", "Cast one of them first.");
        return new KeyPair(mine, theirs, i, type);
    })];

    private string LeftKeys(IEnumerable<KeyPair> pairs, string more = "") =>
        $"SELECT *{string.Concat(pairs.Select(pair => $", {Expressions.Cast(pair.Left, pair.Type)} AS {pair.LeftName}"))}{more} FROM ({input.Sql})";

    private string RightKeys(IEnumerable<KeyPair> pairs, Relation right, string more = "") =>
        $"SELECT *{string.Concat(pairs.Select(pair => $", {Expressions.Cast(pair.Right, pair.Type)} AS {pair.RightName}"))}{more} FROM ({right.Sql})";

    private static string Equal(IReadOnlyCollection<KeyPair> pairs, bool nullSafe = false) =>
        pairs.Count == 0 ? "true" : string.Join(" AND ", pairs.Select(pair => $"{pair.LeftName} {(nullSafe ? "IS NOT DISTINCT FROM" : "=")} {pair.RightName}"));

    private static string AllPresent(IEnumerable<string> names) => string.Join(" AND ", names.Select(name => $"{name} IS NOT NULL").DefaultIfEmpty("true"));

    public StepOutcome Visit(Join step)
    {
        Relation right = scope.World.Table(step.Table);
        KeyPair[] pairs = Pairs(step.On, right);
        string on = step.Condition is null ? Equal(pairs, step.NullSafe) : Expressions.Condition(step.Condition, Sides(right));
        bool isCondition = step.Condition is not null;
        string left = LeftKeys(pairs, isCondition ? ", row_number() OVER () AS __left_row" : ""), other = RightKeys(pairs, right, isCondition ? ", row_number() OVER () AS __right_row" : "");
        string tables = $"({left}) AS \"left\" {JoinWord(step.Type)} ({other}) AS \"right\"{(step.Type == JoinType.Cross ? "" : $" ON {on}")}";
        if (step.Type is JoinType.LeftSemi or JoinType.LeftAnti) return new Relation($"SELECT {Relation.Names(input.Columns, "\"left\"")} FROM {tables}", input.Columns);

        IEnumerable<Column> taken = step.Columns.Count > 0 ? step.Columns.Select(name => Find(name, right)) : right.Columns.Where(column => !pairs.Any(pair => pair.Right == column));
        Computed[] own = [.. input.Columns.Select(column => OfLeft(step, column, pairs))];
        Computed[] theirs = [.. taken.Select(column => new Computed(step.Prefix?.Text + column.Name, $"\"right\".{Q(column)}", column.Type))];
        _ = Adding(theirs);
        Computed[] all = [.. own, .. theirs];
        var rows = new Relation($"SELECT {string.Join(", ", all.Select(column => $"{column.Sql} AS {Q(column.Name)}"))} FROM {tables}", [.. all.Select(column => new Column(column.Name, column.Type))]);
        return new StepOutcome(rows) { Checks = [.. Cardinality(step, tables, pairs, left, other)] };
    }

    private static string JoinWord(JoinType type) => type switch
    {
        JoinType.Inner => "JOIN",
        JoinType.Left => "LEFT JOIN",
        JoinType.Right => "RIGHT JOIN",
        JoinType.Full => "FULL JOIN",
        JoinType.LeftSemi => "SEMI JOIN",
        JoinType.LeftAnti => "ANTI JOIN",
        JoinType.Cross => "CROSS JOIN",
    };

    // In right and full joins the key may be there on the other side only.
    private static Computed OfLeft(Join step, Column column, KeyPair[] pairs)
    {
        int pair = Array.FindIndex(pairs, one => one.Left == column);
        if (pair < 0 || step.Type is not (JoinType.Right or JoinType.Full)) return new Computed(column.Name, $"\"left\".{Q(column)}", column.Type);
        string key = $"coalesce({pairs[pair].LeftName}, {pairs[pair].RightName})";
        return new Computed(column.Name, pairs[pair].Type == column.Type ? key : $"CAST({key} AS {column.Type})", column.Type);
    }

    private static IReadOnlyList<Column> SidesOf(Relation left, Relation right) => [new Column("left", new DataType.Struct(left.Columns)), new Column("right", new DataType.Struct(right.Columns))];

    private IReadOnlyList<Column> Sides(Relation right) => SidesOf(input, right);

    private static IEnumerable<StepCheck> Cardinality(Join step, string tables, KeyPair[] pairs, string left, string right)
    {
        const string Hint = "Make the keys unique, or say with expect that rows may multiply.";
        if (step.Type == JoinType.Cross) yield break;
        bool isCondition = step.Condition is not null;
        if (step.Expect is Core.Plans.Steps.Cardinality.ManyToOne or Core.Plans.Steps.Cardinality.OneToOne)
            yield return new StepCheck("join-multiplies", isCondition ? Matches(tables, "__left_row", "a row has {0} rows on the right") : Twins(right, [.. pairs.Select(pair => pair.RightName)], step.NullSafe, $"of {step.Table}"), Hint);
        if (step.Expect is Core.Plans.Steps.Cardinality.OneToMany or Core.Plans.Steps.Cardinality.OneToOne)
            yield return new StepCheck("join-multiplies", isCondition ? Matches(tables, "__right_row", "a row on the right has {0} rows here") : Twins(left, [.. pairs.Select(pair => pair.LeftName)], step.NullSafe, "of these rows"), Hint);
    }

    private static string Twins(string rows, string[] keys, bool nullSafe, string whose) =>
        $"SELECT 'the key (' || concat_ws(', ', {string.Join(", ", keys.Select(key => $"coalesce(CAST({key} AS VARCHAR), 'null')"))}) || ') {whose.Replace("'", "''", StringComparison.Ordinal)} is there ' || count(*) || ' times.' FROM ({rows}){(nullSafe ? "" : $" WHERE {AllPresent(keys)}")} GROUP BY {string.Join(", ", keys)} HAVING count(*) > 1 LIMIT 1";

    private static string Matches(string tables, string row, string said) =>
        $"SELECT replace({SqlName.Literal(said)}, '{{0}}', CAST(count(*) AS VARCHAR)) FROM {tables} WHERE __left_row IS NOT NULL AND __right_row IS NOT NULL GROUP BY {row} HAVING count(*) > 1 LIMIT 1";

    public StepOutcome Visit(Lookup step)
    {
        Relation right = scope.World.Table(step.Table);
        KeyPair[] pairs = Pairs(step.On, right);
        Column[] taken = [.. step.Columns.Select(name => Find(name, right))];
        (string bounds, string more, string value) = Bounds(step, right);
        string order = string.Join(", ", ((string[])[Expressions.Order(step.OrderBy, right.Columns), step.Low is null || step.OrderBy.Count > 0 ? "" : $"{Q(Find(step.Low, right))} ASC NULLS FIRST", TieBreak(right.Columns)]).Where(part => part.Length > 0));
        string ranked = $"SELECT *, row_number() OVER (ORDER BY {order}) AS __rank FROM ({RightKeys(pairs, right, more)})";
        string taking = string.Join(", ", taken.Select((column, i) => $"arg_min([{Q(column)}], __rank)[1] AS __taken_{i}"));
        string left = LeftKeys(pairs, $", row_number() OVER () AS __row{value}");
        string found = $"SELECT __row AS __found, {taking} FROM (SELECT __row, __value{string.Concat(pairs.Select(pair => $", {pair.LeftName}"))} FROM (SELECT *{(value.Length == 0 ? ", NULL AS __value" : "")} FROM ({left}))) JOIN ({ranked}) ON {Equal(pairs)}{bounds} GROUP BY __row";
        Computed[] added = [.. taken.Select((column, i) => new Computed(column.Name, step.Default is { } none ? $"CASE WHEN __found IS NULL THEN {Expressions.Constant(none, column.Type)} ELSE __taken_{i} END" : $"__taken_{i}", column.Type))];
        return new StepOutcome(Adding(new Relation($"SELECT * FROM ({left}) LEFT JOIN ({found}) ON __found = __row", input.Columns), added)) { KeepsRows = true };
    }

    private (string Bounds, string RightColumns, string LeftColumn) Bounds(Lookup step, Relation right)
    {
        if (step.Value is null) return ("", "", "");
        Computed value = Value("__value", step.Value);
        Column? low = step.Low is null ? null : Find(step.Low, right), high = step.High is null ? null : Find(step.High, right);
        DataType type = new[] { low, high }.OfType<Column>().Aggregate(value.Type, (common, column) => Coercion.ForComparison(common, column.Type, Expressions.Settings.Ansi) ?? throw Wrong("plan-type", step.Value, $"{step.Value} is {common}, {column.Name} is {column.Type}: they cannot be compared."));
        string bounds = " AND __value IS NOT NULL";
        string more = "";
        if (low is not null)
        {
            more += $", {Expressions.Cast(low, type)} AS __low";
            bounds += " AND (__value >= __low OR __low IS NULL)";
        }
        if (high is not null)
        {
            more += $", {Expressions.Cast(high, type)} AS __high";
            bounds += " AND (__value < __high OR __high IS NULL)";
        }
        return (bounds, more, $", {CastOf(value, type)} AS __value");
    }

    /// <summary>A computed value in another type that compares alike; the engine's casts between numbers and moments are those of Spark.</summary>
    private static string CastOf(Computed value, DataType type) => value.Type == type ? value.Sql : $"CAST({value.Sql} AS {type})";
}
