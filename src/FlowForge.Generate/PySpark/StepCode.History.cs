using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Generate.PySpark;

/// <summary>Steps that look back in time: what is asked for is asked once per key and moment, then joined back to the rows.</summary>
internal sealed partial class StepCode
{
    private const string Cutoff = "__cutoff";

    public string Visit(WindowFeatures step)
    {
        RowSchema events = scope.SchemaOf(step.Table);
        string time = Own(step.Time, events);
        var features = new List<(string Name, string Value)>();
        foreach (PlanDuration window in step.Windows)
        {
            string inside = $"FILTER (WHERE {Sql.Name(time)} >= {Cutoff} - {window.ToSparkSql()})";
            features.Add(($"{step.Count}_{window}", Py.Expr($"count(*) {inside}")));
            foreach (Named<ValueList<PlanText>> feature in step.Features)
                features.AddRange(feature.Value.Select(function => ($"{feature.Name}_{function}_{window}", EventFeature(function.Text, Own(feature.Name, events), time, window, inside))));
            if (step.Recency) features.Add(($"recency_{window}", Py.Expr($"datediff(max({Cutoff}), max({Sql.Name(time)}) {inside})")));
        }
        bool needsOrder = step.Features.Any(feature => feature.Value.Any(function => function.Text is "first" or "last"));
        return Lines(
            $"events = {scope.Setting.Table(scope, step.Table)}",
            step.Filter is null ? "" : $"events = events.where({Py.Text(Sql.Of(step.Filter))})",
            Probed(step.On, events, step.Cutoff, out List<(string Name, string Value)> probes),
            needsOrder ? $"in_order = F.struct({Py.Name(time)}, *[column(field.name) for field in events.schema if field.name != {Py.Text(time)} and \"map<\" not in field.dataType.simpleString()])" : "",
            Chain("found = (",
                $"events.join(probes, F.expr({Py.Text(Before(step.On, events, time, Earliest(step.Windows)))}))",
                $".groupBy({string.Join(", ", probes.Select(probe => Py.Text(probe.Name)))})",
                Py.Block(".agg(", [.. features.Select(feature => $"{feature.Value}.alias({Py.Text(feature.Name)})")], ")")),
            Back(probes, [.. step.Windows.Select(window => $"{step.Count}_{window}")]));
    }

    private static string EventFeature(string function, string column, string time, PlanDuration window, string inside)
    {
        string name = Sql.Name(column), isInside = $"F.expr({Py.Text($"{Sql.Name(time)} >= {Cutoff} - {window.ToSparkSql()}")})";
        return function switch
        {
            "count_distinct" => Py.Expr($"count(DISTINCT {name}) {inside}"),
            "mean" => Py.Expr($"CAST(avg({name}) {inside} AS DOUBLE)"),
            "std" => Py.Expr($"stddev({name}) {inside}"),
            "first" => $"F.min_by({Py.Col(column)}, F.when({isInside}, in_order))",
            "last" => $"F.max_by({Py.Col(column)}, F.when({isInside}, in_order))",
            _ => Py.Expr($"{function}({name}) {inside}"),
        };
    }

    /// <summary>The distinct keys and moments of the rows.</summary>
    private string Probed(ValueList<Named<PlanText>> on, RowSchema right, PlanText moment, out List<(string Name, string Value)> probes, string name = Cutoff)
    {
        probes = [.. Pairs(on, right).Select((key, i) => ($"__key_{i}", Py.Col(key.Left))), (name, Py.Expr(Sql.Of(moment)))];
        return Py.Block("probes = rows.select(", [.. probes.Select(probe => $"{probe.Value}.alias({Py.Text(probe.Name)})")], ").distinct()");
    }

    private string Before(ValueList<Named<PlanText>> on, RowSchema right, string time, string? earliest, string moment = Cutoff, string comparison = "<")
    {
        IEnumerable<string> keys = Pairs(on, right).Select((key, i) => $"{Sql.Name(key.Right)} = __key_{i}");
        string[] bounds = [$"{Sql.Name(time)} {comparison} {moment}", .. earliest is null ? [] : (string[])[$"{Sql.Name(time)} >= {earliest}"]];
        return string.Join(" AND ", keys.Concat(bounds));
    }

    /// <summary>The begin of the longest window.</summary>
    private static string Earliest(IReadOnlyList<PlanDuration> windows) => windows.Select(window => window.Unit).Distinct().Count() == 1
        ? $"{Cutoff} - {windows.MaxBy(window => window.Amount)!.ToSparkSql()}"
        : $"least({string.Join(", ", windows.Select(window => $"{Cutoff} - {window.ToSparkSql()}"))})";

    /// <summary>What was found beside the rows; a count of nothing is 0.</summary>
    private static string Back(List<(string Name, string Value)> probes, IReadOnlyList<string> counts) =>
        BackBeside(probes, counts.Select(name => (name, $"F.coalesce({Py.Col(name)}, F.lit(0))")), []);

    public string Visit(HistoryFeatures step)
    {
        RowSchema events = scope.SchemaOf(step.Table);
        string time = Own(step.Time, events), sql = Sql.Name(time);
        string[] features = [.. step.Features.Select(feature => $"{Py.Expr(HistoryText(feature.Text, sql))}.alias({Py.Text(step.Prefix + feature.Text)})")];
        string[] lags = [.. step.Lags.SelectMany(lag => Enumerable.Range(1, lag.Value).Select(number =>
            $"{Py.Expr($"first({Sql.Name(Own(lag.Name, events))}) FILTER (WHERE __back = {number})")}.alias({Py.Text($"{step.Prefix}{Own(lag.Name, events)}_lag{number}")})"))];
        string probed = Probed(step.On, events, step.Cutoff, out List<(string Name, string Value)> probes);
        string names = string.Join(", ", probes.Select(probe => Py.Text(probe.Name)));
        bool frequency = step.Features.Any(feature => feature.Text == "frequency");
        return Lines(
            $"events = {scope.Setting.Table(scope, step.Table)}",
            probed,
            $"in_time = Window.partitionBy({names}).orderBy({Py.Name(time)})",
            $"latest = Window.partitionBy({names}).orderBy({Py.Col(time)}.desc(), *all_descending(events))",
            Chain("found = (",
                $"events.join(probes, F.expr({Py.Text(Before(step.On, events, time, null))}))",
                $".withColumn(\"__gap\", F.datediff({Py.Name(time)}, F.lag({Py.Name(time)}).over(in_time)))",
                ".withColumn(\"__back\", F.row_number().over(latest))",
                $".groupBy({names})",
                Py.Block(".agg(", [.. features, .. lags], ")")),
            Back(probes, frequency ? [$"{step.Prefix}frequency"] : []));
    }

    private static string HistoryText(string feature, string time)
    {
        string tenure = $"datediff(max({time}), min({time}))";
        return feature switch
        {
            "recency" => $"datediff(max({Cutoff}), max({time}))",
            "frequency" => "count(*)",
            "tenure" => tenure,
            "gap_mean" => "avg(__gap)",
            "gap_std" => "stddev(__gap)",
            "velocity" => $"count(*) * 30 / CAST(nullif({tenure}, 0) AS DOUBLE)",
            "regularity" => "CASE WHEN avg(__gap) > 0 AND stddev(__gap) IS NOT NULL THEN greatest(0D, 1 - stddev(__gap) / avg(__gap)) END",
            _ => throw new ArgumentException($"'{feature}' is no feature of a history.", nameof(feature)),
        };
    }

    public string Visit(PointInTimeJoin step)
    {
        RowSchema history = scope.SchemaOf(step.Table);
        string time = Own(step.Time, history);
        string[]? taken = Taken(step.Columns, history, [.. step.On.Select(key => key.Value), step.Time]);
        string prefix = step.Prefix?.Text ?? "";
        return Lines(
            $"other = {scope.Setting.Table(scope, step.Table)}",
            AsOf(step.On, history, time, step.At, step.Within, step.AllowEqual, taken is not null
                ? [.. taken.Select(name => Py.As(name, prefix + name))]
                : [$"*[column(name).alias({(prefix.Length > 0 ? Py.Text(prefix) + " + name" : "name")}) for name in other.columns if name not in {Py.Texts([.. step.On.Select(key => Own(key.Value, history)), time])}]"]));
    }

    /// <summary>The columns that are taken; null where they are not known before the run.</summary>
    private static string[]? Taken(ValueList<PlanText> asked, RowSchema right, IReadOnlyList<PlanText> left) => asked.Count > 0
        ? [.. asked.Select(name => Own(name, right))]
        : right.IsOpen ? null : [.. right.Columns.Select(column => column.Name).Where(name => !left.Any(one => one.Text.Equals(name, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>The latest row of <c>other</c> before each moment, beside the rows.</summary>
    private string AsOf(ValueList<Named<PlanText>> on, RowSchema history, string time, PlanText at, PlanDuration? within, bool allowEqual, IReadOnlyList<string> selected)
    {
        string probed = Probed(on, history, at, out List<(string Name, string Value)> probes, "__at");
        string names = string.Join(", ", probes.Select(probe => Py.Text(probe.Name)));
        string? earliest = within is null ? null : $"__at - {within.ToSparkSql()}";
        return Lines(
            probed,
            $"latest = Window.partitionBy({names}).orderBy({Py.Col(time)}.desc(), *all_descending(other))",
            Chain("found = (",
                $"other.join(probes, F.expr({Py.Text(Before(on, history, time, earliest, "__at", allowEqual ? "<=" : "<"))}))",
                ".withColumn(\"__place\", F.row_number().over(latest))",
                ".where(\"__place = 1\")",
                Py.Block(".select(", [names, .. selected], ")")),
            Back(probes, []));
    }

    public string Visit(TrainingSet step)
    {
        var lines = new List<string>();
        RowSchema known = _input;
        foreach (PlanText reference in step.Tables)
        {
            RowSchema features = scope.SchemaOf(reference);
            var made = (FeatureTable)Planned(reference)!.Steps[^1];
            PlanText[] left = [.. made.Keys, .. made.Timestamp is { } moment ? [moment] : (PlanText[])[]];
            ValueList<Named<PlanText>> on = [.. made.Keys.Select(key => new Named<PlanText>(key, key))];
            string[]? taken = known.IsOpen ? null : Taken([], features, left);
            string prefix = reference.Text.Split('.')[^1] + "_";
            string[] selected = taken is not null
                ? [.. taken.Select(name => Py.As(name, known.Find(name) is null ? name : prefix + name))]
                : [$"*[column(name).alias({Py.Text(prefix)} + name if name in rows.columns else name) for name in other.columns if name not in {Py.Texts(left.Select(name => Own(name, features)))}]"];
            lines.Add($"other = {scope.Setting.Table(scope, reference)}");
            lines.Add(made.Timestamp is { } time ? AsOf(on, features, Own(time, features), step.At, step.Within, allowEqual: false, selected) : ByKey(on, features, selected));
            if (taken is not null) known = known with { Columns = [.. known.Columns, .. taken.Select(name => features.Find(name)! with { Name = known.Find(name) is null ? name : prefix + name })] };
        }
        return Lines(lines);
    }

    private string ByKey(ValueList<Named<PlanText>> on, RowSchema features, IReadOnlyList<string> selected)
    {
        (string Left, string Right)[] keys = Pairs(on, features);
        (string Name, string Value)[] probes = [.. keys.Select((key, i) => ($"__key_{i}", Py.Col(key.Left)))];
        return Lines(
            Py.Block("found = other.select(", [.. keys.Select((key, i) => $"{Py.Col(key.Right)}.alias(\"__key_{i}\")"), .. selected], ")"),
            Back([.. probes], []));
    }
}
