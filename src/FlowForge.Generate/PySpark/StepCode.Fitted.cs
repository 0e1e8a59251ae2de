using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

/// <summary>Steps that first find numbers in the rows. They are stored, and used again by later runs.</summary>
internal sealed partial class StepCode
{
    public string Visit(Impute step)
    {
        string[] columns = Own(step.Columns);
        (string, string)[] flags = step.Flag ? [.. columns.Select(name => ($"{name}_was_missing", IsMissing(step, name)))] : [];
        return step.With switch
        {
            Imputation.Constant => WithColumns([.. columns.Select(name => (name, Filled(step, name, Py.Constant(step.Value!, TypeOf(name))))), .. flags]),
            Imputation.Forward => Lines(
                $"sequence = {PartitionBy(Own(step.By))}.orderBy({OrderWithTies(step.OrderBy)}).rowsBetween(Window.unboundedPreceding, Window.currentRow)",
                WithColumns([.. columns.Select(name => (name, $"F.last({Present(step, name)}, ignorenulls=True).over(sequence)")), .. flags])),
            Imputation.Mode => ImputeJoined(step, columns, flags),
            Imputation.Median or Imputation.Mean => step.By.Count > 0 ? ImputeJoined(step, columns, flags) : ImputeNumbers(step, columns, flags),
        };
    }

    private bool NanIsMissing(Impute step, string name) => step.Missing == MissingValue.NullOrNan && (TypeOf(name) is null || IsFloating(TypeOf(name)));

    private string IsMissing(Impute step, string name) => NanIsMissing(step, name) ? $"({Py.Col(name)}.isNull() | F.isnan({Py.Col(name)}))" : $"{Py.Col(name)}.isNull()";

    private string Present(Impute step, string name) => NanIsMissing(step, name) ? $"F.when(~F.isnan({Py.Col(name)}), {Py.Col(name)})" : Py.Col(name);

    private string Filled(Impute step, string name, string value, DataType? type = null)
    {
        string own = type is null || TypeOf(name) == type ? Py.Col(name) : Double(name);
        return NanIsMissing(step, name) ? $"F.when({IsMissing(step, name)}, {value}).otherwise({own})" : $"F.coalesce({own}, {value})";
    }

    private string ImputeNumbers(Impute step, string[] columns, (string, string)[] flags)
    {
        string kind = step.With == Imputation.Median ? "median" : "mean";
        string[] numbers = [.. columns.Select(name => $"{Py.Expr(NumberOf(step, name))}.alias({Py.Text($"{name}:{kind}")})")];
        return Lines(
            FitNumbers(Py.Block($"{FitRows(step.FitOn)}.agg(", numbers, ")")),
            WithColumns([.. columns.Select(name => (name, Filled(step, name, scope.Setting.Fitted($"{name}:{kind}"), DataType.Double))), .. flags]),
            scope.Setting.DropNumbers(columns.Select(name => $"{name}:{kind}")));
    }

    private string NumberOf(Impute step, string name)
    {
        string filter = NanIsMissing(step, name) ? $" FILTER (WHERE NOT isnan({Sql.Name(name)}))" : "";
        return step.With == Imputation.Median ? $"percentile({SqlDouble(name)}, 0.5){filter}" : $"CAST(avg({Sql.Name(name)}){filter} AS DOUBLE)";
    }

    /// <summary>A value per group, or one that need not be a number: joined from the stored fit.</summary>
    private string ImputeJoined(Impute step, string[] columns, (string, string)[] flags)
    {
        string key = step.By.Count == 0 ? "F.array().cast(\"array<string>\")" : Py.Block("F.array(", [.. Own(step.By).Select(TextOf)], ")");
        string word = step.With.ToString().ToLowerInvariant();
        string[] parts = [.. columns.Select(name => FitOfGroup(step, name, word))];
        var lines = new List<string>
        {
            $"group = {key}",
            $"present = {FitRows(step.FitOn)}.withColumn(\"__key\", group)",
            Fit(Unioned(parts)),
            "rows = rows.withColumn(\"__key\", group)",
        };
        for (int i = 0; i < columns.Length; i++)
            lines.Add($"rows = rows.join(fit.where(F.col(\"column\") == {Py.Text(columns[i])}).select(F.col(\"key\").alias(\"__key\"), F.col(\"value\").alias(\"__fit_{i}\")), \"__key\", \"left\")");
        lines.Add(WithColumns([.. columns.Select((name, i) => (name, Filled(step, name, FromText(step, name, i), step.With == Imputation.Mode ? null : DataType.Double))), .. flags]));
        lines.Add($"rows = rows.drop({string.Join(", ", columns.Select((_, i) => $"\"__fit_{i}\"").Prepend("\"__key\""))})");
        return Lines(lines);
    }

    private string FromText(Impute step, string name, int number)
    {
        string text = $"F.col(\"__fit_{number}\")";
        if (step.With != Imputation.Mode) return $"{text}.cast(\"double\")";
        return TypeOf(name) is not { } type ? $"{text}.cast(rows.schema[{Py.Text(name)}].dataType)" : type == DataType.Varchar ? text : $"{text}.cast({Py.Type(type)})";
    }

    private string FitOfGroup(Impute step, string name, string word)
    {
        string value = step.With == Imputation.Mode ? TextOf("F.col(\"v\")", TypeOf(name)) : "F.col(\"v\").cast(\"string\")";
        string[] chain =
        [
            $"present.where(~{IsMissing(step, name)})",
            .. step.With == Imputation.Mode
                ?
                [
                    $".groupBy(\"__key\", {Py.Col(name)}.alias(\"v\")).agg(F.count(\"*\").alias(\"n\"))",
                    ".withColumn(\"place\", F.row_number().over(Window.partitionBy(\"__key\").orderBy(F.col(\"n\").desc(), F.col(\"v\").asc())))",
                    ".where(\"place = 1\")",
                ]
                : (string[])[$".groupBy(\"__key\").agg({Py.Expr(step.With == Imputation.Median ? $"percentile({SqlDouble(name)}, 0.5)" : $"CAST(avg({Sql.Name(name)}) AS DOUBLE)")}.alias(\"v\"))"],
            $".select(F.lit({Py.Text(name)}).alias(\"column\"), F.lit({Py.Text(word)}).alias(\"name\"), F.col(\"__key\").alias(\"key\"), {value}.alias(\"value\"))",
        ];
        return $"(\n    {string.Join("\n    ", chain)}\n)";
    }

    private (string, string, string) FitKey => (Id, Py.Text(checkedStep.Step.Definition.Name), Fingerprint);

    private string Fit(string frame) => scope.Setting.Fit(FitKey, frame);

    private string FitNumbers(string frame) => scope.Setting.FitNumbers(FitKey, frame);

    private static string Finite(string name) => $"FILTER (WHERE abs({SqlDouble(name)}) < double('infinity'))";

    private string Numbers(PlanText? fitOn, IEnumerable<(string Name, string Sql)> numbers) =>
        FitNumbers(Py.Block($"{FitRows(fitOn)}.agg(", [.. numbers.Select(number => $"{Py.Expr(number.Sql)}.alias({Py.Text(number.Name)})")], ")"));

    public string Visit(CapOutliers step)
    {
        string[] columns = Own(step.Columns);
        string fit = Numbers(step.FitOn, columns.SelectMany(name => Bounds(step, name)));
        return Lines(
            fit,
            WithColumns(columns.Select(name => step.Action == OutlierAction.Flag ? ($"{name}_is_outlier", Flagged(name)) : (name, Capped(step, name)))),
            scope.Setting.DropNumbers(columns.SelectMany(name => (string[])[$"{name}:lower", $"{name}:upper"])));
    }

    private static IEnumerable<(string, string)> Bounds(CapOutliers step, string name)
    {
        string value = SqlDouble(name), finite = Finite(name), factor = Py.Number(step.Factor ?? (step.By == OutlierRule.Zscore ? 3 : 1.5)) + "D";
        string Percentile(double share) => $"percentile({value}, {Py.Number(share)}) {finite}";
        string spread = step.By == OutlierRule.Zscore ? $"{factor} * stddev({value}) {finite}" : $"{factor} * ({Percentile(0.75)} - {Percentile(0.25)})";
        (string low, string high) = step.By switch
        {
            OutlierRule.Iqr => ($"{Percentile(0.25)} - {spread}", $"{Percentile(0.75)} + {spread}"),
            OutlierRule.Zscore => ($"avg({value}) {finite} - {spread}", $"avg({value}) {finite} + {spread}"),
            OutlierRule.Percentile => (Percentile(step.Lower), Percentile(step.Upper)),
        };
        yield return ($"{name}:lower", low);
        yield return ($"{name}:upper", high);
    }

    private string Capped(CapOutliers step, string name)
    {
        string? bound = step.Action == OutlierAction.Cap ? null : "F.lit(None)";
        return scope.Setting.Outside(Double(name), $"{name}:lower", $"{name}:upper", bound, bound, Double(name));
    }

    private string Flagged(string name) => scope.Setting.Outside(Double(name), $"{name}:lower", $"{name}:upper", "F.lit(True)", "F.lit(True)", FlagInside(name));

    // Of a missing value nobody knows whether it lies outside; where nothing was fitted, nothing does.
    private string FlagInside(string name) => $"F.when({Py.Col(name)}.isNotNull() | {scope.Setting.IsUnfitted($"{name}:lower")}, False)";

    public string Visit(Scale step)
    {
        string[] columns = Own(step.Columns);
        string flat = step.With == Scaling.Minmax ? "0.5" : "0.0";
        return Lines(
            Numbers(step.FitOn, columns.SelectMany(name => CenterAndWidth(step, name))),
            WithColumns(columns.Select(name => (name + step.Suffix, $"scaled({Double(name)}, {(step.Center ? $"fit.get({Py.Text($"{name}:center")})" : "0.0")}, fit.get({Py.Text($"{name}:width")}), {flat})"))));
    }

    private static IEnumerable<(string, string)> CenterAndWidth(Scale step, string name)
    {
        string value = SqlDouble(name), finite = Finite(name);
        (string center, string width) = step.With switch
        {
            Scaling.Standard => ($"avg({value}) {finite}", $"stddev({value}) {finite}"),
            Scaling.Minmax => ($"min({value}) {finite}", $"max({value}) {finite} - min({value}) {finite}"),
            Scaling.Robust => ($"percentile({value}, 0.5) {finite}", $"percentile({value}, 0.75) {finite} - percentile({value}, 0.25) {finite}"),
            Scaling.Maxabs => ("0D", $"max(abs({value})) {finite}"),
        };
        yield return ($"{name}:center", center);
        yield return ($"{name}:width", width);
    }

    public string Visit(Bin step)
    {
        string[] columns = Own(step.Columns);
        if (step.Width is { } width)
            return WithColumns(columns.Select(name => (name + step.Suffix, Py.Expr($"CASE WHEN abs({SqlDouble(name)}) < double('infinity') THEN CAST(floor({SqlDouble(name)} / {Py.Number(width)}D) AS BIGINT) END"))));
        int bins = step.Quantiles ?? step.Edges!.Count - 1;
        string names = step.Labels is { } labels ? Py.Texts(labels.Select(label => label.Text)) : $"list(range({bins}))";
        if (step.Edges is { } edges) return BinByEdges(step, columns, [.. edges], names);
        return Lines(
            Numbers(step.FitOn, columns.SelectMany(name => Enumerable.Range(1, bins - 1).Select(i => ($"{name}:edge{i}", Quantile(name, (double)i / bins))))),
            $"names = {names}",
            Lines(columns.Select((name, i) => Lines(
                $"edges = list(dict.fromkeys(fit[key] for key in [f\"{name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}:edge{{number}}\" for number in range(1, {bins})] if key in fit))",
                WithColumns([(name + step.Suffix, $"binned({Double(name)}, edges, names)")])))));
    }

    private static string BinByEdges(Bin step, string[] columns, double[] edges, string names) => Lines(
        $"edges = {Py.List(edges[1..^1].Select(Py.Number))}",
        $"names = {names}",
        WithColumns(columns.Select(name => (name + step.Suffix,
            $"F.when({Double(name)}.between({Py.Number(edges[0])}, {Py.Number(edges[^1])}), binned({Double(name)}, edges, names))"))));

    private static string Quantile(string name, double share) =>
        $"percentile_disc({Py.Number(share)}D) WITHIN GROUP (ORDER BY {SqlDouble(name)}) FILTER (WHERE NOT isnan({SqlDouble(name)}))";
}
