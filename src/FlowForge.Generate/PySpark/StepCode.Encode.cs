using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

internal sealed partial class StepCode
{
    public string Visit(Core.Plans.Steps.Index step)
    {
        string[] columns = Own(step.Columns);
        string order = step.Order switch
        {
            IndexOrder.FrequencyDesc => "F.col(\"n\").desc(), F.col(\"text\").asc()",
            IndexOrder.FrequencyAsc => "F.col(\"n\").asc(), F.col(\"text\").asc()",
            IndexOrder.AlphabetAsc => "F.col(\"text\").asc()",
            IndexOrder.AlphabetDesc => "F.col(\"text\").desc()",
        };
        return Lines([
            Fit(Unioned(columns.Select(name => $"categories_of({FitRows(step.FitOn)}, {Py.Text(name)}, {TextOf(name)}, [{order}])"))),
            .. columns.Select(name => Indexed(step, name)),
        ]);
    }

    private static string Unioned(IEnumerable<string> frames) => string.Concat(frames.Select((frame, i) => i == 0 ? frame : $".unionByName({frame})"));

    private string Indexed(Core.Plans.Steps.Index step, string name)
    {
        string made = name + step.Suffix, place = "F.col(\"__value\").cast(\"double\")";
        string index = step.Unseen == UnseenCategory.Keep ? $"F.coalesce({place}, F.lit(float(categories.count())))" : place;
        string text = TextOf(name);
        return Lines(
            $"categories = fitted_of(fit, {Py.Text(name)})",
            Chain("rows = (",
                $"rows.join(categories, {text} == F.col(\"__text\"), \"left\")",
                $".withColumn({Py.Text(made)}, {index})",
                ".drop(\"__text\", \"__value\")"),
            step.Unseen switch
            {
                UnseenCategory.Keep => "",
                UnseenCategory.Skip => $"rows = rows.where({Py.Col(made)}.isNotNull())",
                UnseenCategory.Fail => Refused($"{Py.Col(made)}.isNull()", name, "has a value that was not fitted"),
            });
    }

    /// <summary>Stops the run at the first row that the condition finds.</summary>
    private string Refused(string condition, string name, string said) => scope.Setting.Refuse(condition, name, said);

    public string Visit(OneHot step)
    {
        string[] columns = Own(step.Columns);
        if (step.Categories is { } given) return Lines(
            WithColumns((step.DropLast ? given.SkipLast(1) : given).Select((value, i) => (OneHotNames.Of(step, columns[0], value.Text, i), $"F.when({Py.Col(columns[0])} == {Py.Constant(value, TypeOf(columns[0]))}, 1).otherwise(0)"))),
            step.KeepColumn ? "" : $"rows = rows.drop({Py.Text(columns[0])})");
        string last = step.DropLast ? "[:-1]" : "";
        return Lines([
            Fit(Unioned(columns.Select(name => $"categories_of({FitRows(step.FitOn)}, {Py.Text(name)}, {TextOf(name)}, [F.col(\"n\").desc(), F.col(\"text\").asc()], top={step.Top})"))),
            .. columns.Select(name => Lines(
                $"categories = fitted_keys(fit, {Py.Text(name)}){last}",
                step.Names == OneHotNaming.Number
                    ? $"names = [{Py.Text(name + "_")} + str(number) for number in range(len(categories))]"
                    : $"names = [{Py.Text(name + "_")} + in_name(category) for category in categories]",
                "must_be_new(rows, names)",
                $"rows = rows.withColumns({{name: F.when({TextOf(name)} == category, 1).otherwise(0) for name, category in zip(names, categories)}})")),
            step.KeepColumn ? "" : $"rows = rows.drop({string.Join(", ", columns.Select(Py.Text))})",
        ]);
    }

    public string Visit(Ordinal step)
    {
        string name = Own(step.Column), made = name + step.Suffix;
        string place = step.Order.Count == 0 ? "F.lit(None).cast(\"int\")" : "F" + string.Concat(step.Order.Select((value, i) => $".when({Py.Col(name)} == {Py.Constant(value, TypeOf(name))}, {i + 1})"));
        return Lines(
            WithColumns([(made, place)]),
            step.Unseen == UnseenOrdinal.Fail ? Refused($"{Py.Col(name)}.isNotNull() & {Py.Col(made)}.isNull()", name, "has a value that is not in the order") : "");
    }

    public string Visit(Frequency step)
    {
        string[] columns = Own(step.Columns);
        bool share = step.As == FrequencyMeasure.Share;
        return Lines([
            Fit(Unioned(columns.Select(name => $"frequencies_of({FitRows(step.FitOn)}, {Py.Text(name)}, {TextOf(name)}, share={Py.Bool(share)})"))),
            .. columns.Select(name => Chain("rows = (",
                $"rows.join(fitted_of(fit, {Py.Text(name)}), ({TextOf(name)}).eqNullSafe(F.col(\"__text\")), \"left\")",
                $".withColumn({Py.Text(name + step.Suffix)}, F.coalesce(F.col(\"__value\").cast(\"{(share ? "double" : "bigint")}\"), F.lit({(share ? "0.0" : "0")})))",
                ".drop(\"__text\", \"__value\")")),
        ]);
    }

    public string Visit(Cyclical step) => WithColumns(step.Periods.SelectMany(period =>
    {
        string name = CyclicalNames.Of(period.Name.Text), angle = $"2 * math.pi * {Py.Expr(Sql.Of(period.Name))}.cast(\"double\") / {Py.Number(period.Value)}";
        return ((string, string)[])[($"{name}_sin", $"F.sin({angle})"), ($"{name}_cos", $"F.cos({angle})")];
    }));

    public string Visit(Log step)
    {
        string function = step.With switch { Logarithm.Log1p => "F.log1p", Logarithm.Ln => "F.ln", Logarithm.Log10 => "F.log10" };
        return WithColumns(Own(step.Columns).Select(name => (name + step.Suffix, $"{function}({Py.Name(name)})")));
    }

    private const int SplitParts = 10_000;

    public string Visit(Split step)
    {
        double share = 0;
        var branches = new List<string>();
        foreach (Named<double> one in step.Shares.SkipLast(1))
        {
            share += one.Value;
            branches.Add($".when(place < {(step.Time is null ? $"{(long)Math.Round(share * SplitParts)}" : Py.Number(share))}, {Py.Text(one.Name.Text)})");
        }
        string last = Py.Text(step.Shares[^1].Name.Text);
        return Lines(
            step.Time is { } time ? Rank(Own(time)) : $"place = F.pmod(F.xxhash64({Py.Names(Own(step.By))}, F.lit({step.Seed})), F.lit({SplitParts}))",
            WithColumns([(step.Into.Text, branches.Count == 0 ? $"F.lit({last})" : $"F{string.Concat(branches)}.otherwise({last})")]));
    }

    // Rows of one time have one rank, so they stay together. A row without a time has no place and goes to the last name.
    private static string Rank(string time) => Lines(
        $"earlier = F.rank().over(Window.orderBy({Py.Col(time)}.asc_nulls_last())) - 1",
        $"place = F.when({Py.Col(time)}.isNotNull(), earlier / F.count({Py.Name(time)}).over(Window.partitionBy()))");
}
