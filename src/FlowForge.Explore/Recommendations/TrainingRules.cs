using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Recommendations;

/// <summary>A table to train on, for a dataset with a target. Everything that is fitted is fitted on the training rows alone.</summary>
internal sealed class TrainingRules(DatasetFindings findings, RecommendationList list)
{
    private const string TrainingRows = "split = 'train'";
    private const int MostOneHot = 12;
    private const double Skewed = 2;

    private readonly string _table = $"{findings.Name}_training";

    internal void Recommend()
    {
        if (findings.Target is not { Confidence: >= 0.6 } target || findings.Profile.Find("split") is not null) return;
        Recommendation from = Add(new From { Table = $"silver.{findings.Name}" }, StepOrder.Read, 0.7, $"rows to learn {target.Column} from", $"target: {target.Column}");
        list.Need(from, list.Find(Layer.Silver, findings.Name, one => one.IsRead));
        if (findings.Profile.Find(target.Column)!.Nulls is > 0 and var open) Add(new Filter { Condition = $"{SparkText.Name(target.Column)} IS NOT NULL" }, StepOrder.Drop - 1, 0.75, $"{open:N0} rows have no {target.Column} yet: there is nothing to learn from them", "completeness");
        Recommendation? split = Split(target.Column);
        string[] leaking = [.. findings.Leakage.Select(suspect => suspect.Column)];
        if (leaking.Length > 0) Add(new Drop { Columns = Texts(leaking) }, StepOrder.Drop, 0.7, $"{SilverTable.Listed(leaking)} tell{(leaking.Length == 1 ? "s" : "")} {target.Column} nearly alone, which may be known only afterwards", "leakage-suspect", "leakage");
        string[] idle = [.. findings.Profile.Columns.Where(column => column.Name != target.Column && !leaking.Contains(column.Name) && IsIdle(column)).Select(column => column.Name)];
        if (idle.Length > 0) Add(new Drop { Columns = Texts(idle) }, StepOrder.Drop + 1, 0.6, $"{SilverTable.Listed(idle)}: words, lists and persons, which no step turns into numbers", "types", "idle");
        ColumnProfile[] features = [.. findings.Profile.Columns.Where(column => column.Name != target.Column && !leaking.Contains(column.Name) && !idle.Contains(column.Name) && !IsKey(column) && column.Name != findings.Grain.Time)];
        if (split is not null) Fit(features);
        Add(new Overwrite(), StepOrder.Write, 0.7, "made anew from silver, so that splits and fits are of the rows that are there", "target");
        foreach (Recommendation one in list.All.Where(one => one.Layer == Layer.Ml && one.Table == _table && one.Id != from.Id).ToArray()) list.Need(one, from);
        foreach (Recommendation one in list.All.Where(one => one.Layer == Layer.Ml && one.Table == _table && one.Order is >= StepOrder.Impute and <= StepOrder.Scale).ToArray()) list.Need(one, split);
    }

    private Recommendation? Split(string target)
    {
        // What an experiment can predict; another target is for people to make one of.
        PlanText? label = findings.Profile.Find(target) is { Kind: ColumnKind.Boolean } or { Kind: ColumnKind.Integer, Distinct: 2, Number: { Min: 0, Max: 1 } } ? (PlanText)target : null;
        ValueList<Named<double>> shares = [new Named<double>("train", 0.8), new Named<double>("test", 0.2)];
        if (findings.Grain is { Level: Datasets.GrainLevel.Event, Time: { } time } && findings.Profile.Find(time) is { NullShare: < 0.05 })
            return Add(new Split { Shares = shares, Time = time, Label = label }, StepOrder.Split, 0.75, $"the model is to tell what comes later, so it is tested on the latest rows by {time}", "grain: event");
        string[] by = [.. findings.Grain.Entity is { } entity ? [entity] : findings.Keys is [var key, ..] ? key.Columns : Array.Empty<string>()];
        return by.Length == 0 ? null : Add(new Split { Shares = shares, By = Texts(by), Label = label }, StepOrder.Split, 0.75, $"all rows of one {string.Join(" + ", by)} are on one side, so nothing learned is met again", "grain");
    }

    private void Fit(ColumnProfile[] features)
    {
        ColumnProfile[] numbers = [.. features.Where(column => column.Number is { Std: > 0 } && findings.Dataset.TypeOf(column) is SemanticType.NumericContinuous or SemanticType.NumericDiscrete or SemanticType.Currency or SemanticType.Percentage)];
        string[] missing = Names(numbers.Where(column => column.NullShare is > 0 and < 0.4));
        if (missing.Length > 0) Add(new Impute { Columns = Texts(missing), With = Imputation.Median, Flag = true, FitOn = TrainingRows }, StepOrder.Impute, 0.65, $"{SilverTable.Listed(missing)}: the median of the training rows, and a flag that it was missing", "completeness-nulls", "median");
        string[] skewed = Names(numbers.Where(column => column.Number!.Skewness > Skewed && column.Number.Min >= 0));
        if (skewed.Length > 0) Add(new Log { Columns = Texts(skewed), With = Logarithm.Log1p }, StepOrder.Encode, 0.6, $"{SilverTable.Listed(skewed)}: few great values and many small ones", "skewness above 2", "skewed");
        string[] heavy = Names(numbers.Where(column => !skewed.Contains(column.Name) && column.Number!.Iqr.Count > 0.01 * column.Values));
        if (heavy.Length > 0) Add(new Scale { Columns = Texts(heavy), With = Scaling.Robust, FitOn = TrainingRows }, StepOrder.Scale, 0.55, $"{SilverTable.Listed(heavy)}: outliers would stretch a mean and a deviation", "outliers-iqr", "robust");
        string[] plain = Names(numbers.Where(column => !heavy.Contains(column.Name)));
        if (plain.Length > 0) Add(new Scale { Columns = Texts(plain), With = Scaling.Standard, FitOn = TrainingRows }, StepOrder.Scale + 1, 0.55, $"{SilverTable.Listed(plain)}: one scale for all", "no outliers to speak of", "standard");
        foreach (ColumnProfile column in features.Where(column => findings.Dataset.TypeOf(column) == SemanticType.CategoricalCyclical && column.Number is not null))
            Add(new Cyclical { Periods = [new Named<double>(column.Name, PeriodOf(column))] }, StepOrder.Encode + 4, 0.6, $"{column.Name} begins again after {PeriodOf(column):0}: its last value is next to its first", "types", column.Name);
        foreach (ColumnProfile column in features.Where(column => findings.Dataset.TypeOf(column) == SemanticType.CategoricalOrdinal && column.Kind == ColumnKind.Text))
            if (KnownScale.Find(column.Top) is { } scale) Add(new Ordinal { Column = column.Name, Order = [.. scale.Ordered(Cleaned(column)).Select(value => new PlanValue(value, IsQuoted: true))] }, StepOrder.Encode + 1, 0.6, $"{column.Name} has an order everybody knows", $"scale: {scale.Name}", column.Name);
        string[] nominal = Names(features.Where(column => column.Kind == ColumnKind.Text && column.Distinct <= MostOneHot && findings.Dataset.TypeOf(column) is SemanticType.CategoricalNominal or SemanticType.Binary or SemanticType.CountryCode or SemanticType.CurrencyCode));
        if (nominal.Length > 0) Add(new OneHot { Columns = Texts(nominal), FitOn = TrainingRows }, StepOrder.Encode + 2, 0.6, $"{SilverTable.Listed(nominal)}: few categories without an order", "types", "one_hot");
        string[] many = Names(features.Where(column => column.Kind == ColumnKind.Text && column.Distinct > MostOneHot && findings.Dataset.TypeOf(column) is SemanticType.CategoricalNominal));
        if (many.Length > 0) Add(new Frequency { Columns = Texts(many), FitOn = TrainingRows }, StepOrder.Encode + 3, 0.5, $"{SilverTable.Listed(many)}: too many categories for a column each", "types", "frequency");
    }

    /// <summary>The values as silver has them: trimmed, and in one spelling where they are spelled in several.</summary>
    private static IEnumerable<string> Cleaned(ColumnProfile column)
    {
        OneSpelling? one = column.Text is { VariantRows: > 0 } ? OneSpelling.Of(column) : null;
        return column.Top.Select(value => value.Value.Trim()).Where(value => value.Length > 0).Select(value => one?.Of(value) ?? value).Distinct();
    }

    private static double PeriodOf(ColumnProfile column) => column.Number!.Max switch { <= 7 => 7, <= 12 => 12, <= 24 => 24, _ => 31 };

    // Structs are flattened in silver, under other names.
    private bool IsIdle(ColumnProfile column) => !IsKey(column) && column.Type is not DataType.Struct
        && (column.Kind == ColumnKind.Other || findings.Dataset.TypeOf(column) is SemanticType.Text or SemanticType.Json or SemanticType.Url || findings.Dataset.TypeOf(column).IsPersonal);

    private bool IsKey(ColumnProfile column) => findings.Dataset.IsIdentifier(column) || findings.Keys.Take(1).Any(key => key.Columns.Contains(column.Name));

    private static string[] Names(IEnumerable<ColumnProfile> columns) => [.. columns.Select(column => column.Name)];

    private static ValueList<PlanText> Texts(IEnumerable<string> names) => [.. names.Select(name => (PlanText)name)];

    private Recommendation Add(PlanStep step, int order, double confidence, string reason, string evidence, params IEnumerable<string> about) =>
        list.Add(findings.Name, Layer.Ml, _table, step, order, confidence, reason, evidence, about);
}
