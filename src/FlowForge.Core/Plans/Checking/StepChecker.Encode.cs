using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

internal sealed partial class StepChecker
{
    public RowSchema Visit(Steps.Index step)
    {
        Fit(step.FitOn);
        return With(Same, FindAll(step.Columns).Select(column => New($"{column.Name}{step.Suffix}", DataType.Double, column)));
    }

    public RowSchema Visit(OneHot step)
    {
        Fit(step.FitOn);
        Takes(step.Top is >= 1 and <= 1_000, "top is 1 to 1,000.");
        List<PlanColumn> columns = FindAll(step.Columns);
        RowSchema kept = step.KeepColumn ? Same : Same with { Columns = [.. input.Columns.Except(columns).Select(Pass)] };
        // Without categories the data decide which columns there are.
        if (step.Categories is null) return kept with { IsOpen = true };
        if (!Takes(columns.Count <= 1, "categories go with one column.") || columns.Count == 0) return kept;
        foreach (PlanValue category in step.Categories) Fits(category, columns[0]);
        IEnumerable<PlanValue> encoded = step.DropLast ? step.Categories.SkipLast(1) : step.Categories;
        return With(kept, encoded.Select((category, i) => New(OneHotNames.Of(step, columns[0].Name, category.Text, i), DataType.Integer, columns[0])));
    }

    public RowSchema Visit(Ordinal step)
    {
        PlanColumn? column = Find(step.Column);
        foreach (PlanValue value in step.Order)
            if (column is not null) Fits(value, column);
        Takes(step.Order.Distinct().Count() == step.Order.Count, "a value stands twice in the order.");
        return With(Same, column is null ? [] : [New($"{column.Name}{step.Suffix}", DataType.Integer, column)]);
    }

    public RowSchema Visit(Frequency step)
    {
        Fit(step.FitOn);
        return With(Same, FindAll(step.Columns).Select(column => New($"{column.Name}{step.Suffix}", step.As == FrequencyMeasure.Share ? DataType.Double : DataType.BigInt, column)));
    }

    public RowSchema Visit(Cyclical step)
    {
        var added = new List<PlanColumn>();
        foreach (Named<double> period in step.Periods)
        {
            Takes(period.Value > 0, $"the period of {period.Name} is greater than 0.");
            if (Scalar(period.Name, input) is not { } typed) continue;
            if (!Coercion.IsNumeric(typed.Type)) Error("plan-type", period.Name.Where, $"'{period.Name}' is {typed.Type}; cyclical needs a number.", "For instance month(joined): 12.");
            string name = CyclicalNames.Of(period.Name.Text);
            added.Add(Computed($"{name}_sin", typed) with { Type = DataType.Double });
            added.Add(Computed($"{name}_cos", typed) with { Type = DataType.Double });
        }
        return With(Same, added);
    }

    public RowSchema Visit(Scale step)
    {
        Fit(step.FitOn);
        Takes(step.Center || step.With is Scaling.Standard or Scaling.Robust, "center: false goes with standard or robust.");
        return Numbers(FindNumbers(step.Columns, "scale"), step.Suffix);
    }

    public RowSchema Visit(Log step) => Numbers(FindNumbers(step.Columns, "log"), step.Suffix);

    public RowSchema Visit(Bin step)
    {
        Fit(step.FitOn);
        List<PlanColumn> columns = FindNumbers(step.Columns, "bin");
        Takes((step.Edges is null ? 0 : 1) + (step.Quantiles is null ? 0 : 1) + (step.Width is null ? 0 : 1) == 1, "give one of edges, quantiles and width.");
        if (step.Edges is { } edges)
        {
            Takes(edges.Count >= 2 && edges.Zip(edges.Skip(1)).All(pair => pair.First < pair.Second), "edges grow, and there are two at least.");
            Takes(step.Labels is null || step.Labels.Count == edges.Count - 1, $"{edges.Count} edges make {edges.Count - 1} bins, and there are {step.Labels?.Count} labels.");
        }
        Takes(step.Quantiles is null or >= 2, "quantiles are 2 or more.");
        Takes(step.Quantiles is null || step.Labels is null || step.Labels.Count == step.Quantiles, "there are not as many labels as bins.");
        Takes(step.Width is null or > 0, "width is greater than 0.");
        Takes(step.Width is null || step.Labels is null, "bins by width have no end, so they take no labels.");
        DataType type = step.Labels is not null ? DataType.Varchar : step.Width is not null ? DataType.BigInt : DataType.Integer;
        return With(Same, columns.Select(column => New($"{column.Name}{step.Suffix}", type, column)));
    }

    private RowSchema Numbers(List<PlanColumn> columns, PlanText? suffix) =>
        suffix is null ? Retyped(columns, DataType.Double) : With(Same, columns.Select(column => New($"{column.Name}{suffix}", DataType.Double, column)));
}
