using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Steps that first find numbers or categories in the rows. Numbers become constants of the query; categories, of which there may be many, are joined.</summary>
internal sealed partial class StepSql
{
    public StepOutcome Visit(Impute step)
    {
        Column[] columns = FindAll(step.Columns);
        Computed[] filled = step.With switch
        {
            Imputation.Constant => [.. columns.Select(column => Filled(step, column, column.Type, Expressions.Constant(step.Value!, column.Type)))],
            Imputation.Forward => [.. columns.Select(column => Carried(step, column))],
            Imputation.Median or Imputation.Mean or Imputation.Mode => [],
        };
        Computed[] flags = step.Flag ? [.. columns.Select(column => new Computed($"{column.Name}_was_missing", IsMissing(step, column), DataType.Boolean))] : [];
        return filled.Length == 0 && columns.Length > 0 ? ImputeFitted(step, columns, flags) : Replacing(input, filled, flags);
    }

    private static string IsMissing(Impute step, Column column) =>
        step.Missing == MissingValue.NullOrNan && IsFloating(column) ? $"({Q(column)} IS NULL OR isnan({Q(column)}))" : $"({Q(column)} IS NULL)";

    private static Computed Filled(Impute step, Column column, DataType type, string value) =>
        new(column.Name, $"CASE WHEN {IsMissing(step, column)} THEN {value} ELSE CAST({Q(column)} AS {DuckDbSql.SqlType(type)}) END", type);

    private Computed Carried(Impute step, Column column)
    {
        Column[] by = FindAll(step.By);
        string partition = by.Length > 0 ? $"PARTITION BY {string.Join(", ", by.Select(Plain))} " : "";
        string present = $"CASE WHEN {IsMissing(step, column)} THEN NULL ELSE {Q(column)} END";
        return new Computed(column.Name, $"last_value({present} IGNORE NULLS) OVER ({partition}ORDER BY {OrderWithTies(step.OrderBy, input)} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)", column.Type);
    }

    private StepOutcome ImputeFitted(Impute step, Column[] columns, Computed[] flags)
    {
        Column[] by = FindAll(step.By);
        string name = step.With.ToString().ToLowerInvariant();
        FittedValues fitted = scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.Select(column => FitOf(step, column, by, name))));
        var values = new List<Computed>();
        // One value for all rows is a constant of the query; values of groups are joined.
        string[] places = [.. columns.Select((_, i) => $"__fit{i}")];
        string constants = by.Length > 0 ? "" : string.Concat(columns.Zip(places, (column, place) => $", {(fitted.Text(column.Name, name) is { } value ? DuckDbSql.TextLiteral(value) : "NULL::VARCHAR")} AS {place}"));
        string joins = by.Length == 0 ? "" : string.Concat(columns.Zip(places, (column, place) => $" LEFT JOIN (SELECT key AS {place}_key, value AS {place} FROM ({fitted.Of(column.Name, name)})) ON {place}_key = {KeyTexts(by)}"));
        string sql = $"SELECT *{constants} FROM ({input.Sql}) AS __rows{joins}";
        for (int i = 0; i < columns.Length; i++)
        {
            DataType type = step.With == Imputation.Mode ? columns[i].Type : DataType.Double;
            values.Add(Filled(step, columns[i], type, FromText(places[i], type)));
        }
        return Replacing(new Relation(sql, input.Columns), values, flags);
    }

    /// <summary>A stored text as a value of a type; Spark's texts of the types that keys have are read back by the engine.</summary>
    private string FromText(string column, DataType type) =>
        type == DataType.Varchar ? column : type == DataType.Double || type == DataType.Float ? $"CAST({column} AS {type})" : Expressions.Cast(new Column(column, DataType.Varchar), type);

    private string FitOf(Impute step, Column column, Column[] by, string name)
    {
        string rows = $"(SELECT * FROM {FitRows(step.FitOn)} WHERE NOT {IsMissing(step, column)})";
        string groups = by.Length > 0 ? $" GROUP BY {KeyTexts(by)}" : "";
        if (step.With == Imputation.Mode)
        {
            string counted = $"SELECT {KeyTexts(by)} AS key, {Plain(column)} AS v, {Expressions.Text(column)} AS text, count(*) AS n FROM {rows} GROUP BY ALL";
            return $"SELECT {FittedValues.Row(column.Name, name, "key", "text")} FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY n DESC, v ASC) AS place FROM ({counted})) WHERE place = 1";
        }
        string value = step.With == Imputation.Median ? $"quantile_cont({AsDouble(column)}, 0.5)" : MeanOf(column);
        return $"SELECT {FittedValues.Row(column.Name, name, KeyTexts(by), value)} FROM {rows}{groups}{(by.Length > 0 ? "" : " HAVING count(*) > 0")}";
    }

    // The engine adds in the order in which its threads come by; in the order of the values a sum has the same last digit each time.
    private static string Mean(string value) => $"avg({value} ORDER BY {value})";

    private static string Deviation(string value) => $"stddev_samp({value} ORDER BY {value})";

    private string MeanOf(Column column) => IsFloating(column) ? Mean(AsDouble(column)) : Expressions.Value("", $"cast(avg({SparkName(column)}) as double)", input.Columns).Sql;

    public StepOutcome Visit(CapOutliers step)
    {
        Column[] columns = FindAll(step.Columns);
        FittedValues fitted = scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.Select(column => BoundsOf(step, column))));
        return step.Action == OutlierAction.Flag
            ? Adding([.. columns.Select(column => new Computed($"{column.Name}_is_outlier", Outside(fitted, column, $"false", "true", "true"), DataType.Boolean))])
            : input.With([.. columns.Select(column => Capped(step, fitted, column))]);
    }

    private string BoundsOf(CapOutliers step, Column column)
    {
        string value = AsDouble(column), rows = $"(SELECT * FROM {FitRows(step.FitOn)} WHERE isfinite({value}))";
        string factor = FittedValues.Sql(step.Factor ?? (step.By == OutlierRule.Zscore ? 3 : 1.5));
        return step.By switch
        {
            OutlierRule.Iqr => Numbers(column, $"SELECT quantile_cont({value}, [0.25, 0.75]) AS q FROM {rows}", ("lower", $"q[1] - {factor} * (q[2] - q[1])"), ("upper", $"q[2] + {factor} * (q[2] - q[1])")),
            OutlierRule.Zscore => Numbers(column, $"SELECT {Mean(value)} AS m, {Deviation(value)} AS d FROM {rows}", ("lower", $"m - {factor} * d"), ("upper", $"m + {factor} * d")),
            OutlierRule.Percentile => Numbers(column, $"SELECT quantile_cont({value}, [{FittedValues.Sql(step.Lower)}, {FittedValues.Sql(step.Upper)}]) AS q FROM {rows}", ("lower", "q[1]"), ("upper", "q[2]")),
        };
    }

    private static Computed Capped(CapOutliers step, FittedValues fitted, Column column)
    {
        string value = AsDouble(column);
        bool caps = step.Action == OutlierAction.Cap;
        return new Computed(column.Name, Outside(fitted, column, value, caps ? Bound(fitted, column, "lower") : "NULL", caps ? Bound(fitted, column, "upper") : "NULL"), DataType.Double);
    }

    private static string Bound(FittedValues fitted, Column column, string name) => fitted.Number(column.Name, name) is { } number ? FittedValues.Sql(number) : AsDouble(column);

    // Without bounds, as from no rows, nothing is outside.
    private static string Outside(FittedValues fitted, Column column, string inside, string below, string above)
    {
        if (fitted.Number(column.Name, "lower") is not { } low || fitted.Number(column.Name, "upper") is not { } high) return inside;
        string value = AsDouble(column);
        return $"CASE WHEN {value} < {FittedValues.Sql(low)} THEN {below} WHEN {value} > {FittedValues.Sql(high)} THEN {above}{(inside == "false" ? $" WHEN {value} IS NULL THEN NULL" : "")} ELSE {inside} END";
    }

    public StepOutcome Visit(Scale step)
    {
        Column[] columns = FindAll(step.Columns);
        FittedValues fitted = scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.Select(column => ScaleOf(step, column))));
        return Numbers(columns, step.Suffix, column =>
        {
            string value = AsDouble(column), flat = step.With == Scaling.Minmax ? "'0.5'::DOUBLE" : "'0'::DOUBLE";
            double center = step.Center ? fitted.Number(column.Name, "center") ?? 0 : 0, width = fitted.Number(column.Name, "width") ?? 0;
            string scaled = width == 0 ? flat : $"({value} - {FittedValues.Sql(center)}) / {FittedValues.Sql(width)}";
            return $"CASE WHEN {value} IS NULL OR isnan({value}) THEN {value} ELSE {scaled} END";
        });
    }

    private string ScaleOf(Scale step, Column column)
    {
        string value = AsDouble(column), rows = $"(SELECT * FROM {FitRows(step.FitOn)} WHERE isfinite({value}))";
        return step.With switch
        {
            Scaling.Standard => Numbers(column, $"SELECT {Mean(value)} AS m, {Deviation(value)} AS d FROM {rows}", ("center", "m"), ("width", "d")),
            Scaling.Minmax => Numbers(column, $"SELECT min({value}) AS low, max({value}) AS high FROM {rows}", ("center", "low"), ("width", "high - low")),
            Scaling.Robust => Numbers(column, $"SELECT quantile_cont({value}, [0.25, 0.5, 0.75]) AS q FROM {rows}", ("center", "q[2]"), ("width", "q[3] - q[1]")),
            Scaling.Maxabs => Numbers(column, $"SELECT max(abs({value})) AS most FROM {rows}", ("center", "0"), ("width", "most")),
        };
    }

    /// <summary>Two numbers of a column from one pass over its rows; those that are null, as without rows, are left out.</summary>
    /// <param name="measured">Gives one row, over which the numbers are computed.</param>
    private static string Numbers(Column column, string measured, (string Name, string Sql) first, (string Name, string Sql) second) =>
        $"SELECT {SqlName.Literal(column.Name)} AS \"column\", name, {FittedValues.NoKey} AS key, CAST(number AS VARCHAR) AS value FROM (SELECT unnest(['{first.Name}', '{second.Name}']) AS name, unnest([CAST({first.Sql} AS DOUBLE), CAST({second.Sql} AS DOUBLE)]) AS number FROM ({measured})) WHERE number IS NOT NULL";

    private Relation Numbers(Column[] columns, PlanText? suffix, Func<Column, string> compute) => suffix is null
        ? input.With([.. columns.Select(column => new Computed(column.Name, compute(column), DataType.Double))])
        : Adding([.. columns.Select(column => new Computed(column.Name + suffix, compute(column), DataType.Double))]);

    public StepOutcome Visit(Bin step)
    {
        Column[] columns = FindAll(step.Columns);
        if (step.Width is { } width) return Adding([.. columns.Select(column => new Computed(column.Name + step.Suffix, $"CASE WHEN isfinite({AsDouble(column)}) THEN CAST(floor({AsDouble(column)} / {FittedValues.Sql(width)}) AS BIGINT) END", DataType.BigInt))]);
        if (step.Edges is { } edges) return Adding([.. columns.Select(column => Binned(step, column, [.. edges], isOpen: false))]);
        int count = step.Quantiles!.Value;
        FittedValues fitted = scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.SelectMany(column => Enumerable.Range(1, count - 1).Select(i =>
            $"SELECT {FittedValues.Row(column.Name, $"edge{i}", FittedValues.NoKey, $"quantile_disc({AsDouble(column)}, {FittedValues.Sql((double)i / count)})")} FROM {FitRows(step.FitOn)} WHERE NOT isnan({AsDouble(column)}) HAVING count(*) > 0"))));
        return Adding([.. columns.Select(column => Binned(step, column, [.. Enumerable.Range(1, count - 1).Select(i => fitted.Number(column.Name, $"edge{i}")).OfType<double>().Distinct()], isOpen: true))]);
    }

    /// <param name="isOpen">The edges are those between bins; without it the first and the last are the ends.</param>
    private static Computed Binned(Bin step, Column column, double[] edges, bool isOpen)
    {
        string value = AsDouble(column);
        double[] inner = isOpen ? edges : edges[1..^1];
        string Name(int bin) => step.Labels is { } labels ? SqlName.Literal(labels[bin].Text) : $"{bin}";
        string branches = string.Concat(inner.Select((edge, i) => $" WHEN {value} < {FittedValues.Sql(edge)} THEN {Name(i)}"));
        string outside = isOpen ? "" : $" OR {value} < {FittedValues.Sql(edges[0])} OR {value} > {FittedValues.Sql(edges[^1])}";
        return new Computed(column.Name + step.Suffix, $"CASE WHEN {value} IS NULL OR isnan({value}){outside} THEN NULL{branches} ELSE {Name(inner.Length)} END", step.Labels is null ? DataType.Integer : DataType.Varchar);
    }

    public StepOutcome Visit(Core.Plans.Steps.Index step)
    {
        Column[] columns = FindAll(step.Columns);
        FittedValues fitted = scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.Select(column => Categories(column, step.FitOn, step.Order switch
        {
            IndexOrder.FrequencyDesc => "n DESC, text ASC",
            IndexOrder.FrequencyAsc => "n ASC, text ASC",
            IndexOrder.AlphabetAsc => "text ASC",
            IndexOrder.AlphabetDesc => "text DESC",
        }))));
        var added = new List<Computed>();
        var unseen = new List<string>();
        Relation rows = input;
        foreach (Column column in columns)
        {
            string place = $"__place_{added.Count}";
            rows = Matched(rows, fitted, column, "category", place);
            string last = $"(SELECT count(*) FROM ({fitted.Of(column.Name, "category")}))";
            added.Add(new Computed(column.Name + step.Suffix, step.Unseen == UnseenCategory.Keep ? $"CAST(coalesce(CAST({place} AS BIGINT), {last}) AS DOUBLE)" : $"CAST({place} AS DOUBLE)", DataType.Double));
            unseen.Add($"{place} IS NULL");
        }
        Relation indexed = Adding(rows, added);
        string missing = string.Join(" OR ", added.Select(column => $"{Q(column.Name)} IS NULL"));
        return step.Unseen switch
        {
            UnseenCategory.Keep => new StepOutcome(indexed) { KeepsRows = true },
            UnseenCategory.Skip => indexed.Where($"NOT ({missing})"),
            UnseenCategory.Fail => new StepOutcome(indexed)
            {
                Checks = [.. columns.Select((column, i) => new StepCheck("unseen-category", $"SELECT {SqlName.Literal($"{column.Name} has a value that was not fitted: ")} || coalesce({Expressions.Text(column)}, 'null') FROM ({rows.Sql}) WHERE {unseen[i]} LIMIT 1", "Fit anew with --full-refresh, or let unseen be keep or skip."))],
                KeepsRows = true,
            },
        };
    }

    /// <summary>A column's categories as texts with their places from 0.</summary>
    private string Categories(Column column, PlanText? fitOn, string order, int? top = null)
    {
        string counted = $"SELECT {Expressions.Text(column)} AS text, count(*) AS n FROM {FitRows(fitOn)} WHERE {Q(column)} IS NOT NULL GROUP BY 1";
        string placed = $"SELECT text, row_number() OVER (ORDER BY {order}) - 1 AS place FROM ({counted})";
        return $"SELECT {FittedValues.Row(column.Name, "category", "[text]", "place")} FROM ({placed}){(top is null ? "" : $" WHERE place < {top}")}";
    }

    /// <summary>The rows with the fitted text of the column's value behind them, null where there is none.</summary>
    private Relation Matched(Relation rows, FittedValues fitted, Column column, string name, string into) => new(
        $"SELECT __rows.*, {into} FROM ({rows.Sql}) AS __rows LEFT JOIN (SELECT key[1] AS __key, value AS {into} FROM ({fitted.Of(column.Name, name)})) ON __key IS NOT DISTINCT FROM {Expressions.Text(column)}", rows.Columns);

    public StepOutcome Visit(Frequency step)
    {
        Column[] columns = FindAll(step.Columns);
        string measure = step.As == FrequencyMeasure.Share ? "n / sum(n) OVER ()" : "n";
        FittedValues fitted = scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.Select(column =>
            $"SELECT {FittedValues.Row(column.Name, "frequency", "[text]", measure)} FROM (SELECT {Expressions.Text(column)} AS text, count(*) AS n FROM {FitRows(step.FitOn)} GROUP BY 1)")));
        DataType type = step.As == FrequencyMeasure.Share ? DataType.Double : DataType.BigInt;
        Relation rows = columns.Select((column, i) => (column, i)).Aggregate(input, (joined, next) => Matched(joined, fitted, next.column, "frequency", $"__part_{next.i}"));
        return Adding(rows, [.. columns.Select((column, i) => new Computed(column.Name + step.Suffix, $"coalesce(CAST(__part_{i} AS {type}), 0)", type))]);
    }

    public StepOutcome Visit(OneHot step)
    {
        Column[] columns = FindAll(step.Columns);
        FittedValues? fitted = step.Categories is not null ? null : scope.World.Fitted(step, () => string.Join(" UNION ALL ", columns.Select(column => Categories(column, step.FitOn, "n DESC, text ASC", step.Top))));
        var added = new List<Computed>();
        foreach (Column column in columns)
        {
            IReadOnlyList<(string Name, string Test)> categories = step.Categories is { } given
                ? [.. given.Select(value => (value.Text, $"{Q(column)} = {Expressions.Constant(value, column.Type)}"))]
                : [.. fitted!.Keys(column.Name, "category").Select(text => (text!, $"{Expressions.Text(column)} = {DuckDbSql.TextLiteral(text!)}"))];
            foreach ((int number, (string name, string test)) in (step.DropLast ? categories.SkipLast(1) : categories).Index())
                added.Add(new Computed(OneHotNames.Of(step, column.Name, name, number), $"CASE WHEN {test} THEN 1 ELSE 0 END", DataType.Integer));
        }
        Relation encoded = Adding(added);
        return step.KeepColumn ? encoded : encoded.Select([.. encoded.Columns.Where(column => !columns.Contains(column)).Select(Computed.Of)]);
    }
}
