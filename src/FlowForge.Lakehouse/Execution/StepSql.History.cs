using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Steps that look back in time from a moment of each row.</summary>
internal sealed partial class StepSql
{
    private const string Cutoff = "__cutoff", Time = "__time", Row = "__row";

    public StepOutcome Visit(WindowFeatures step)
    {
        (Relation joined, string left, Relation events) = Events(step.Table, step.On, step.Time, step.Cutoff, step.Filter, step.Windows);
        var features = new List<Computed>();
        for (int i = 0; i < step.Windows.Count; i++)
        {
            string window = $" FILTER (WHERE `__in_{i}`)", name = step.Windows[i].ToString();
            features.Add(Feature($"{step.Count}_{name}", $"count(*){window}", joined));
            foreach (Named<ValueList<PlanText>> feature in step.Features)
                features.AddRange(feature.Value.Select(function => EventFeature($"{feature.Name}_{function}_{name}", function, Find(feature.Name, events), joined, i)));
            if (step.Recency) features.Add(Feature($"recency_{name}", $"datediff(max(`{Cutoff}`), max(`{Time}`){window})", joined));
        }
        return Back(left, $"SELECT {Row} AS __of, {Listed(features)} FROM ({joined.Sql}) GROUP BY {Row}", features, counts: [.. step.Windows.Select(window => $"{step.Count}_{window}")]);
    }

    private Computed Feature(string name, string text, Relation rows) => Expressions.Value(name, text, rows.Columns);

    private Computed EventFeature(string name, PlanText function, Column column, Relation rows, int window)
    {
        string value = SparkName(column), filter = $" FILTER (WHERE `__in_{window}`)";
        string Ordered(string pick, string direction) => $"{pick}({Q(column)} ORDER BY {Time} {direction}, {TieBreak(rows.Columns.Where(one => !one.Name.StartsWith("__", StringComparison.Ordinal))).Replace(" ASC NULLS FIRST", $" {direction} NULLS {(direction == "ASC" ? "FIRST" : "LAST")}", StringComparison.Ordinal)}) FILTER (WHERE \"__in_{window}\")";
        return function.Text switch
        {
            "count" => Feature(name, $"count({value}){filter}", rows),
            "count_distinct" => Feature(name, $"count(distinct {value}){filter}", rows),
            "sum" => Feature(name, $"sum({value}){filter}", rows),
            "mean" => Feature(name, $"cast(avg({value}){filter} as double)", rows),
            "min" => Feature(name, $"min({value}){filter}", rows),
            "max" => Feature(name, $"max({value}){filter}", rows),
            "std" => Feature(name, $"stddev({value}){filter}", rows),
            "first" => new Computed(name, Ordered("first", "ASC"), column.Type),
            "last" => new Computed(name, Ordered("first", "DESC"), column.Type),
            _ => throw Wrong("plan-value", function, $"'{function}' is no function of events."),
        };
    }

    /// <summary>These rows beside the events that lie before their cutoffs.</summary>
    /// <param name="windows">Lengths; an event older than the longest is left out, and <c>__in_0</c> … tell which others hold it. Null: all events before the cutoff.</param>
    private (Relation Joined, string Left, Relation Events) Events(PlanText table, ValueList<Named<PlanText>> on, PlanText time, PlanText cutoff, PlanText? filter, IReadOnlyList<PlanDuration>? windows)
    {
        Relation events = scope.World.Table(table);
        if (filter is not null) events = events.Where(Expressions.Condition(filter, events.Columns));
        KeyPair[] pairs = Pairs(on, events);
        Column when = Find(time, events);
        Computed moment = Value(Cutoff, cutoff);
        DataType type = Moments(moment.Type, when.Type, cutoff);
        string[] starts = windows is null ? [] : [.. windows.Select(window => CastOf(Expressions.Value("", $"({cutoff}) - {window.ToSparkSql()}", input.Columns), type))];
        string left = LeftKeys(pairs, $", row_number() OVER () AS {Row}, {CastOf(moment, type)} AS {Cutoff}{string.Concat(starts.Select((start, i) => $", {start} AS __start_{i}"))}");
        string keys = string.Concat(pairs.Select(pair => $", {pair.LeftName}"));
        string own = $"SELECT {Row}, {Cutoff}{keys}{string.Concat(starts.Select((_, i) => $", __start_{i}"))} FROM ({left})";
        string inside = starts.Length == 0 ? "" : $" AND {Time} >= least({string.Join(", ", starts.Select((_, i) => $"__start_{i}"))})";
        string marks = string.Concat(starts.Select((_, i) => $", {Time} >= __start_{i} AS \"__in_{i}\""));
        string sql = $"SELECT __own.*, __events.*{marks} FROM ({own}) AS __own JOIN ({RightKeys(pairs, events, $", {Expressions.Cast(when, type)} AS {Time}")}) AS __events ON {Equal(pairs)} AND {Time} < {Cutoff}{inside}";
        Column[] columns = [.. events.Columns, new Column(Row, DataType.BigInt), new Column(Cutoff, type), new Column(Time, type), .. starts.Select((_, i) => new Column($"__in_{i}", DataType.Boolean))];
        return (new Relation(sql, columns), left, events);
    }

    private DataType Moments(DataType left, DataType right, PlanText text) =>
        Coercion.ForComparison(left, right, Expressions.Settings.Ansi) ?? throw Wrong("plan-type", text, $"{left} and {right} cannot be compared.", "Cast one of them first.");

    private static string Listed(IEnumerable<Computed> columns) => string.Join(", ", columns.Select(column => $"{column.Sql} AS {Q(column.Name)}"));

    /// <summary>The features beside the rows they belong to.</summary>
    /// <param name="counts">Features that are 0 and not null for a row without events.</param>
    private StepOutcome Back(string left, string found, IReadOnlyList<Computed> features, IReadOnlyCollection<string> counts)
    {
        Computed[] added = [.. features.Select(feature => feature with { Sql = counts.Contains(feature.Name) ? $"coalesce(__found.{Q(feature.Name)}, 0)" : $"__found.{Q(feature.Name)}" })];
        var rows = new Relation($"SELECT __left.*, __found FROM ({left}) AS __left LEFT JOIN ({found}) AS __found ON __found.__of = __left.{Row}", input.Columns);
        return new StepOutcome(Adding(rows, added)) { KeepsRows = true };
    }

    public StepOutcome Visit(HistoryFeatures step)
    {
        (Relation joined, string left, Relation events) = Events(step.Table, step.On, step.Time, step.Cutoff, null, null);
        string ties = TieBreak(events.Columns), latest = ties.Replace(" ASC NULLS FIRST", " DESC NULLS LAST", StringComparison.Ordinal);
        string gap = Feature("", $"datediff(`{Time}`, lag(`{Time}`) over (partition by `{Row}` order by `{Time}`))", joined).Sql;
        var rows = new Relation($"SELECT *, {gap} AS __gap, row_number() OVER (PARTITION BY {Row} ORDER BY {Time} DESC{(latest.Length > 0 ? ", " + latest : "")}) AS __back FROM ({joined.Sql})", [.. joined.Columns, new Column("__gap", DataType.Integer), new Column("__back", DataType.BigInt)]);
        var features = step.Features.Select(feature => Feature(step.Prefix + feature.Text, HistoryText(feature), rows)).ToList();
        foreach (Named<int> lag in step.Lags)
        {
            Column column = Find(lag.Name, events);
            features.AddRange(Enumerable.Range(1, lag.Value).Select(number => new Computed($"{step.Prefix}{column.Name}_lag{number}", $"first({Q(column)}) FILTER (WHERE __back = {number})", column.Type)));
        }
        return Back(left, $"SELECT {Row} AS __of, {Listed(features)} FROM ({rows.Sql}) GROUP BY {Row}", features, [$"{step.Prefix}frequency"]);
    }

    private string HistoryText(PlanText feature)
    {
        const string Tenure = $"datediff(max(`{Time}`), min(`{Time}`))", GapMean = "avg(`__gap`)", GapStd = "stddev(`__gap`)";
        return feature.Text switch
        {
            "recency" => $"datediff(max(`{Cutoff}`), max(`{Time}`))",
            "frequency" => "count(*)",
            "tenure" => Tenure,
            "gap_mean" => GapMean,
            "gap_std" => GapStd,
            "velocity" => $"count(*) * 30 / cast(nullif({Tenure}, 0) as double)",
            "regularity" => $"case when {GapMean} > 0 and {GapStd} is not null then greatest(0D, 1 - {GapStd} / {GapMean}) end",
            _ => throw Wrong("plan-value", feature, $"'{feature}' is no feature of a history."),
        };
    }

    public StepOutcome Visit(PointInTimeJoin step)
    {
        Relation history = scope.World.Table(step.Table);
        Column time = Find(step.Time, history);
        KeyPair[] pairs = Pairs(step.On, history);
        IEnumerable<Column> taken = step.Columns.Count > 0 ? step.Columns.Select(name => Find(name, history)) : history.Columns.Where(column => column != time && !pairs.Any(pair => pair.Right == column));
        return new StepOutcome(AsOf(input, history, pairs, time, step.At, step.Within, step.AllowEqual, [.. taken.Select(column => (column, step.Prefix?.Text + column.Name))])) { KeepsRows = true };
    }

    /// <summary>The rows with the columns of the latest row of the history before their moment.</summary>
    private Relation AsOf(Relation rows, Relation history, KeyPair[] pairs, Column time, PlanText at, PlanDuration? within, bool allowEqual, IReadOnlyList<(Column Column, string Name)> taken)
    {
        Computed moment = Expressions.Value("__at", at, rows.Columns);
        DataType type = Moments(moment.Type, time.Type, at);
        string low = within is null ? "" : $", {CastOf(Expressions.Value("", $"({at}) - {within.ToSparkSql()}", rows.Columns), type)} AS __low";
        string left = $"SELECT *{string.Concat(pairs.Select(pair => $", {Expressions.Cast(pair.Left, pair.Type)} AS {pair.LeftName}"))}, {CastOf(moment, type)} AS __at{low} FROM ({rows.Sql})";
        string others = TieBreak(history.Columns).Replace(" ASC NULLS FIRST", " DESC NULLS LAST", StringComparison.Ordinal);
        string keys = string.Join(", ", pairs.Select(pair => pair.RightName).Append(Time));
        string right = $"SELECT * FROM ({RightKeys(pairs, history, $", {Expressions.Cast(time, type)} AS {Time}")}) WHERE {Time} IS NOT NULL QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {others}) = 1";
        string values = string.Concat(taken.Select((one, i) => $", {Q(one.Column)} AS __taken_{i}"));
        string sql = $"SELECT * FROM ({left}) ASOF LEFT JOIN (SELECT {keys}{values} FROM ({right})) ON {Equal(pairs)} AND __at {(allowEqual ? ">=" : ">")} {Time}";
        // Where the moment is null the engine's ASOF join may give a row all the same.
        string Known(int i) => within is null ? $"CASE WHEN __at IS NOT NULL THEN __taken_{i} END" : $"CASE WHEN {Time} >= __low THEN __taken_{i} END";
        return Adding(new Relation(sql, rows.Columns), [.. taken.Select((one, i) => new Computed(one.Name, Known(i), one.Column.Type))]);
    }

    public StepOutcome Visit(TrainingSet step)
    {
        Relation rows = input;
        foreach (PlanText reference in step.Tables)
        {
            Relation features = scope.World.Table(reference);
            if (scope.World.Planned(reference)?.Steps is not [.., FeatureTable made]) throw Wrong("plan-feature-table", reference, $"{reference} is not a table that feature_table writes.");
            KeyPair[] pairs = Pairs([.. made.Keys.Select(key => new Named<PlanText>(key, key))], features);
            Column? time = made.Timestamp is null ? null : Find(made.Timestamp, features);
            string table = reference.Text.Split('.')[^1];
            (Column, string)[] taken = [.. features.Columns.Where(column => column != time && !pairs.Any(pair => pair.Right == column)).Select(column => (column, rows.Find(column.Name) is null ? column.Name : $"{table}_{column.Name}"))];
            rows = time is null ? ByKey(rows, features, pairs, taken) : AsOf(rows, features, pairs, time, step.At, step.Within, allowEqual: false, taken);
        }
        return new StepOutcome(rows) { KeepsRows = true };
    }

    private Relation ByKey(Relation rows, Relation features, KeyPair[] pairs, IReadOnlyList<(Column Column, string Name)> taken)
    {
        string left = $"SELECT *{string.Concat(pairs.Select(pair => $", {Expressions.Cast(pair.Left, pair.Type)} AS {pair.LeftName}"))} FROM ({rows.Sql})";
        string right = $"SELECT {string.Join(", ", [.. pairs.Select(pair => pair.RightName), .. taken.Select((one, i) => $"{Q(one.Column)} AS __taken_{i}")])} FROM ({RightKeys(pairs, features)})";
        return Adding(new Relation($"SELECT * FROM ({left}) LEFT JOIN ({right}) ON {Equal(pairs)}", rows.Columns), [.. taken.Select((one, i) => new Computed(one.Name, $"__taken_{i}", one.Column.Type))]);
    }
}
