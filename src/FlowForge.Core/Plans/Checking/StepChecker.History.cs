using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>Steps that look back in time.</summary>
internal sealed partial class StepChecker
{
    private static readonly Dictionary<string, Func<DataType, DataType>> s_eventFunctions = new()
    {
        ["count"] = _ => DataType.BigInt,
        ["count_distinct"] = _ => DataType.BigInt,
        ["sum"] = SumOf,
        ["mean"] = _ => DataType.Double,
        ["min"] = type => type,
        ["max"] = type => type,
        ["std"] = _ => DataType.Double,
        ["first"] = type => type,
        ["last"] = type => type,
    };

    private static readonly Dictionary<string, DataType> s_historyFeatures = new()
    {
        ["recency"] = DataType.Integer,
        ["frequency"] = DataType.BigInt,
        ["tenure"] = DataType.Integer,
        ["gap_mean"] = DataType.Double,
        ["gap_std"] = DataType.Double,
        ["velocity"] = DataType.Double,
        ["regularity"] = DataType.Double,
    };

    public RowSchema Visit(WindowFeatures step)
    {
        RowSchema events = Events(step.Table, step.On, step.Time, step.Cutoff);
        if (step.Filter is not null) Condition(step.Filter, events);
        var added = new List<PlanColumn>();
        foreach (PlanDuration window in step.Windows)
        {
            added.Add(New($"{step.Count}_{window}", DataType.BigInt));
            foreach (Named<ValueList<PlanText>> feature in step.Features)
            {
                PlanColumn? column = Find(feature.Name, events, $" in {step.Table}");
                foreach (PlanText function in feature.Value)
                    if (ResultOf(function, column, step.Table) is { } type) added.Add(new PlanColumn($"{feature.Name}_{function}_{window}", type, column?.From ?? []));
            }
            if (step.Recency) added.Add(New($"recency_{window}", DataType.Integer));
        }
        return With(Same, added);
    }

    public RowSchema Visit(HistoryFeatures step)
    {
        RowSchema events = Events(step.Table, step.On, step.Time, step.Cutoff);
        var added = new List<PlanColumn>();
        foreach (PlanText feature in step.Features)
        {
            if (s_historyFeatures.TryGetValue(feature.Text, out DataType? type)) added.Add(New($"{step.Prefix}{feature}", type));
            else Error("plan-value", feature.Where ?? step.Where, $"'{feature}' is no feature of a history.", Hints.For(feature.Text, s_historyFeatures.Keys));
        }
        foreach (Named<int> lag in step.Lags)
        {
            if (!Takes(lag.Value is >= 1 and <= 1_000, $"lags of '{lag.Name}': 1 to 1,000.") || Find(lag.Name, events, $" in {step.Table}") is not { } column) continue;
            added.AddRange(Enumerable.Range(1, lag.Value).Select(number => column with { Name = $"{step.Prefix}{column.Name}_lag{number}" }));
        }
        return With(Same, added);
    }

    public RowSchema Visit(PointInTimeJoin step)
    {
        RowSchema history = Table(step.Table);
        List<(PlanColumn Left, PlanColumn Right)> keys = Keys(step.On, history, step.Table);
        Moment(step.At, input);
        PlanColumn? time = Moment(step.Time, history, $" in {step.Table}");
        IEnumerable<PlanColumn> taken = step.Columns.Count > 0
            ? FindAll(step.Columns, history, $" in {step.Table}")
            : history.Columns.Where(column => column != time && !keys.Exists(key => key.Right == column));
        return With(Same with { IsOpen = input.IsOpen || (history.IsOpen && step.Columns.Count == 0) }, taken.Select(column => column with { Name = step.Prefix?.Text + column.Name }));
    }

    private RowSchema Events(PlanText reference, ValueList<Named<PlanText>> keys, PlanText time, PlanText cutoff)
    {
        RowSchema events = Table(reference);
        Keys(keys, events, reference);
        Moment(time, events, $" in {reference}");
        Moment(cutoff, input);
        return events;
    }

    private PlanColumn? Moment(PlanText name, RowSchema schema, string where)
    {
        PlanColumn? column = Find(name, schema, where);
        if (column is not null && !Coercion.IsMoment(column.Type)) Error("plan-type", name.Where, $"column '{name}' is {TypeNames.Of(column.Type)}, neither date nor timestamp.", "Cast it first.");
        return column;
    }

    private void Moment(PlanText expression, RowSchema schema)
    {
        if (Scalar(expression, schema) is { } typed && !Coercion.IsMoment(typed.Type)) Error("plan-type", expression.Where, $"'{expression}' is {TypeNames.Of(typed.Type)}, neither date nor timestamp.");
    }

    private DataType? ResultOf(PlanText function, PlanColumn? column, PlanText reference)
    {
        if (!s_eventFunctions.TryGetValue(function.Text, out Func<DataType, DataType>? result))
        {
            Error("plan-value", function.Where, $"'{function}' is no function of events.", Hints.For(function.Text, s_eventFunctions.Keys));
            return null;
        }
        if (column is null) return null;
        if (function.Text is "sum" or "mean" or "std" && !Coercion.IsNumeric(column.Type))
        {
            Error("plan-type", function.Where, $"column '{column.Name}' of {reference} is {TypeNames.Of(column.Type)}; {function} needs a number.");
            return null;
        }
        return result(column.Type);
    }

    // As Spark's sum: whole numbers become BIGINT, decimals get ten digits more.
    private static DataType SumOf(DataType type) => type switch
    {
        DataType.Decimal number => new DataType.Decimal(Math.Min(38, number.Precision + 10), number.Scale),
        _ when Coercion.IsIntegral(type) => DataType.BigInt,
        _ => DataType.Double,
    };
}
