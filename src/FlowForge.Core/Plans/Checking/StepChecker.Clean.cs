using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

internal sealed partial class StepChecker
{
    public RowSchema Visit(Cast step)
    {
        foreach (Named<PlanText> format in step.Formats)
            Takes(step.Columns.Any(column => column.Name == format.Name), $"there is a format for '{format.Name}', which is not cast.");
        var types = new Dictionary<PlanColumn, DataType>();
        foreach (Named<DataType> cast in step.Columns)
        {
            if (Find(cast.Name) is not { } column) continue;
            CastMode mode = step.OnError != CastError.Fail ? CastMode.Try : Ansi ? CastMode.Ansi : CastMode.Legacy;
            if (!Casts.IsAllowed(column.Type, cast.Value, mode))
                Error("plan-type", cast.Name.Where, $"column '{column.Name}' is {TypeNames.Of(column.Type)}, which cannot be cast to {TypeNames.Of(cast.Value)}.");
            else types[column] = cast.Value;
        }
        return Same with { Columns = [.. input.Columns.Select(column => Pass(column) with { Type = types.GetValueOrDefault(column, column.Type) })] };
    }

    public RowSchema Visit(Rename step)
    {
        var names = new Dictionary<PlanColumn, string>();
        foreach (Named<PlanText> rename in step.Columns)
            if (Find(rename.Name) is { } column) names[column] = rename.Value.Text;
        RowSchema renamed = input with { Columns = [] };
        return With(renamed, input.Columns.Select(column => Pass(column) with { Name = names.GetValueOrDefault(column, column.Name) }));
    }

    // Of rows that nobody could look at, columns that were asked for may be there: what follows is not checked against those that are known alone.
    public RowSchema Visit(Select step)
    {
        List<PlanColumn> found = FindAll(step.Columns);
        return new([.. found.Select(Pass)], input.IsOpen && found.Count < Math.Max(1, step.Columns.Count));
    }

    public RowSchema Visit(Drop step)
    {
        List<PlanColumn> dropped = FindAll(step.Columns);
        RowSchema rest = Same with { Columns = [.. input.Columns.Except(dropped).Select(Pass)] };
        Takes(rest.IsOpen || rest.Columns.Count > 0, "no column is left.");
        return rest;
    }

    public RowSchema Visit(Filter step)
    {
        Condition(step.Condition);
        return Same;
    }

    public RowSchema Visit(CleanText step)
    {
        foreach (PlanColumn column in FindAll(step.Columns).Where(column => column.Type != DataType.Varchar))
            Takes(false, $"column '{column.Name}' is {TypeNames.Of(column.Type)}, not text.");
        return Same;
    }

    public RowSchema Visit(Impute step)
    {
        bool isMeasure = step.With is Imputation.Median or Imputation.Mean;
        List<PlanColumn> columns = isMeasure ? FindNumbers(step.Columns, step.With == Imputation.Median ? "median" : "mean") : FindAll(step.Columns);
        FindAll(step.By);
        Order(step.OrderBy, input);
        Fit(step.FitOn);
        Takes(step.With != Imputation.Constant || step.Value is not null, "with constant there must be a value.");
        Takes(step.With == Imputation.Constant || step.Value is null, "a value goes with constant only.");
        Takes(step.With != Imputation.Forward || step.OrderBy.Count > 0, "forward needs order_by.");
        if (step.Value is { } value) foreach (PlanColumn column in columns) Fits(value, column);
        RowSchema filled = isMeasure ? Retyped(columns, DataType.Double) : Same;
        return step.Flag ? With(filled, columns.Select(column => New($"{column.Name}_was_missing", DataType.Boolean, column))) : filled;
    }

    public RowSchema Visit(CapOutliers step)
    {
        List<PlanColumn> columns = FindNumbers(step.Columns, "cap_outliers");
        Fit(step.FitOn);
        Takes(step.Factor is null or > 0, "factor is greater than 0.");
        Takes(step.Lower >= 0 && step.Upper <= 1 && step.Lower < step.Upper, "0 ≤ lower < upper ≤ 1.");
        return step.Action == OutlierAction.Flag ? With(Same, columns.Select(column => New($"{column.Name}_is_outlier", DataType.Boolean, column))) : Retyped(columns, DataType.Double);
    }

    public RowSchema Visit(Deduplicate step)
    {
        IEnumerable<PlanColumn> keys = step.Keys.Count == 0 ? input.Columns : FindAll(step.Keys);
        foreach (PlanColumn column in keys.Where(column => column.Type is DataType.Map))
            Takes(false, $"column '{column.Name}' is {TypeNames.Of(column.Type)}, which cannot be compared.");
        Order(step.OrderBy, input);
        return Same;
    }

    public RowSchema Visit(Mask step)
    {
        List<PlanColumn> columns = FindAll(step.Columns);
        Takes(step.Salt is null || step.With == Masking.Hash, "salt goes with hash.");
        Takes(step.KeepFirst >= 0 && step.KeepLast >= 0, "keep_first and keep_last are 0 or more.");
        return Retyped(columns, DataType.Varchar);
    }

    public RowSchema Visit(Expect step)
    {
        foreach (Named<PlanText> rule in step.Rules) Condition(rule.Value);
        return Same;
    }
}
