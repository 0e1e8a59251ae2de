using System.Globalization;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Temporal;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Findings;

/// <summary>Findings of one dataset as a document: stable order, so that two explorations can be laid side by side.</summary>
public static class FindingsDocument
{
    /// <summary>Grows when a key changes its meaning or goes away.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Values with several spellings, of those that are known.</summary>
    private const int MostVariants = 10;

    private const double ToldCorrelation = 0.3;

    public static PlanNode.Map Write(DatasetFindings findings, Overrides overrides, DateTimeOffset at) => new NodeBuilder()
        .Add("findings", findings.Name)
        .Add("schema_version", SchemaVersion)
        .Add("explored_at", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
        .Add("source", OriginDocument.Write(findings.Profile.Source.Origin))
        .Add(Overrides.Section, overrides.ToNode())
        .Add("dataset", Dataset(findings))
        .AddList("checks", findings.Checks.Where(check => check.Failed), Check)
        .Add("temporal", findings.Temporal is { } temporal ? Temporal(temporal) : null)
        .AddList("columns", findings.Dataset.Columns, column => Column(column, findings.Dataset.TypingOf(column)))
        .Build();

    internal static PlanNode.Map Check(CheckResult check) => new NodeBuilder()
        .Add("id", check.Check.Id).Add("column", check.Column).Add("severity", check.Check.Severity.ToString().ToLowerInvariant())
        .Add("measured", check.Measured).Add("threshold", check.Check.Threshold).AddSome("rows", check.Rows).Add("summary", check.Summary).Build();

    private static PlanNode.Map Dataset(DatasetFindings findings)
    {
        DatasetProfile profile = findings.Profile;
        return new NodeBuilder()
            .Add("rows", profile.Rows)
            .Add("sampled_from", profile.SampledFrom is { } all ? new PlanNode.Scalar(all.ToString(CultureInfo.InvariantCulture)) : null)
            .Add("columns", profile.Columns.Count)
            .Add("duplicate_rows", profile.DuplicateRows)
            .Add("empty_rows", profile.EmptyRows)
            .AddSome("unreadable_rows", profile.Source.UnreadableRows)
            .Add("quality", new NodeBuilder().Add("score", findings.Quality.Value).AddAll(findings.Quality.Parts, part => part.Name, part => NodeBuilder.Number(Math.Round(part.Share, 4))).Add("formula", QualityScore.Formula).Build())
            .Add("checks_run", findings.Checks.Count)
            .Add("checks_failed", findings.Checks.Count(check => check.Failed))
            .Add("grain", GrainNode(findings.Grain))
            .AddList("keys", findings.Keys, key => new NodeBuilder().Add("columns", NodeBuilder.Texts(key.Columns)).Add("unique", key.IsUnique).AddSome("surplus_rows", key.Surplus).Add("confidence", key.Confidence).Build())
            .Add("target", findings.Target is { } target ? new NodeBuilder().Add("column", target.Column).Add("positive", target.Positive).Add("confidence", target.Confidence).Add("evidence", NodeBuilder.Texts(target.Evidence)).Build() : null)
            .AddList("correlations", findings.Correlations.Pairs.Where(pair => Math.Abs(pair.Value) >= ToldCorrelation).OrderByDescending(pair => Math.Abs(pair.Value)).ThenBy(pair => pair.Left, StringComparer.Ordinal), pair => new NodeBuilder().Add("left", pair.Left).Add("right", pair.Right).Add("r", Math.Round(pair.Value, 4)).Build())
            .AddSome("correlations_left_out", findings.Correlations.LeftOut)
            .AddList("leakage_suspects", findings.Leakage, suspect => new NodeBuilder().Add("column", suspect.Column).Add("strength", Math.Round(suspect.Strength, 4)).Add("reason", suspect.Reason).Build())
            .Build();
    }

    private static PlanNode.Map GrainNode(Grain grain) => new NodeBuilder()
        .Add("level", grain.Level.ToString().ToLowerInvariant()).Add("entity", grain.Entity).Add("time", grain.Time).Add("confidence", grain.Confidence).Add("evidence", NodeBuilder.Texts(grain.Evidence)).Build();

    private static PlanNode.Map Column(ColumnProfile column, ColumnTyping typing) => new NodeBuilder()
        .Add("name", NodeBuilder.Text(column.Name))
        .Add("stored_as", column.Type.ToString())
        .Add("type", typing.Type.Word)
        .Add("confidence", typing.Best.Confidence)
        .Add("evidence", NodeBuilder.Texts(typing.Best.Evidence))
        .AddList("alternatives", typing.Alternatives, guess => new NodeBuilder().Add("type", guess.Type.Word).Add("confidence", guess.Confidence).Build())
        .Add("nulls", column.Nulls)
        .Add("null_share", Math.Round(column.NullShare, 6))
        .Add("distinct", column.Distinct)
        .Add("distinct_exact", column.DistinctIsExact)
        .Add("min", column.Min)
        .Add("max", column.Max)
        .Add("order", column.Order == ValueOrder.Unordered ? null : Words.Snake(column.Order.ToString()))
        .Add("number", column.Number is { } number ? Number(number) : null)
        .Add("text", column.Text is { } text ? Text(text) : null)
        .Add("time", column.Time is { } time ? Time(time) : null)
        .AddList("top", column.Top, Value)
        .Build();

    private static PlanNode.Map Number(NumberProfile number) => new NodeBuilder()
        .Add("mean", number.Mean).Add("std", number.Std).Add("skewness", number.Skewness).Add("kurtosis", number.Kurtosis)
        .Add("quantiles", new NodeBuilder().AddAll(NumberProfile.QuantilePoints.Zip(number.Quantiles), pair => $"q{100 * pair.First:00}", pair => NodeBuilder.Number(pair.Second)).Build())
        .Add("zeros", number.Zeros).Add("negatives", number.Negatives).AddSome("infinities", number.Infinities).AddSome("nans", number.NaNs)
        .Add("outliers_iqr", OutlierNode(number.Iqr)).Add("outliers_zscore", OutlierNode(number.ZScore))
        .Add("histogram", new NodeBuilder().Add("edges", new PlanNode.List([.. number.Histogram.Edges.Select(edge => (PlanNode)NodeBuilder.Number(edge))])).Add("counts", Counts(number.Histogram.Counts)).Build())
        .Build();

    private static PlanNode.Map OutlierNode(Outliers outliers) => new NodeBuilder().Add("lower", outliers.Lower).Add("upper", outliers.Upper).Add("below", outliers.Below).Add("above", outliers.Above).Build();

    private static PlanNode.Map Text(TextProfile text) => new NodeBuilder()
        .Add("min_length", text.MinLength).Add("max_length", text.MaxLength).Add("mean_length", Math.Round(text.MeanLength, 2))
        .AddList("forms", text.Forms, form => new NodeBuilder().Add("form", Words.Snake(form.Form.ToString())).Add("count", form.Count).Add("example", form.Example).Build())
        .AddList("shapes", text.Shapes, shape => new NodeBuilder().Add("shape", shape.Shape).Add("count", shape.Count).Add("example", shape.Example).Build())
        .AddSome("untrimmed", text.Untrimmed).AddSome("control_characters", text.Controls).AddSome("with_person", text.WithPerson)
        .AddSome("variant_rows", text.VariantRows)
        .AddList("variants", text.Variants.Take(MostVariants), variants => new PlanNode.List([.. variants.Spellings.Select(Value)]))
        .Build();

    private static PlanNode.Map Time(TimeProfile time) => new NodeBuilder()
        .Add("first", Day(time.First)).Add("last", Day(time.Last)).Add("days", time.Days).Add("coverage", Math.Round(time.Coverage, 4))
        .AddSome("with_time_of_day", time.WithTimeOfDay).AddSome("future", time.Future)
        .AddList("placeholders", time.Placeholders, Value)
        .AddList("gaps", time.Gaps, gap => new NodeBuilder().Add("after", Day(gap.After)).Add("days", gap.Days).Build())
        .Add("series", new NodeBuilder().Add("unit", time.Series.Unit.ToString().ToLowerInvariant()).Add("start", Day(time.Series.Start)).Add("counts", Counts(time.Series.Counts)).Build())
        .Add("by_weekday", Counts(time.ByWeekday)).Add("by_month", Counts(time.ByMonth))
        .Build();

    private static PlanNode.Map Temporal(TemporalFindings temporal)
    {
        var node = new NodeBuilder().Add("time", temporal.Time).Add("regularity", temporal.Regularity).Add("weekly_spread", temporal.Weekly).Add("yearly_spread", temporal.Yearly).Add("trend", temporal.Trend);
        if (temporal.Entities is not { } things) return node.Build();
        return node.Add("entity", things.Entity).Add("entities", things.Entities).Add("events_mean", things.EventsMean).Add("events_most", things.EventsMost).Add("single_event_share", things.Single)
            .Add("tenure_days_mean", things.TenureMean).Add("gap_days_median", things.GapMedian).Add("recency_days_median", things.RecencyMedian)
            .AddList("windows", things.Windows, window => new NodeBuilder().Add("days", window.Days).Add("share", window.Share).Add("events_mean", window.EventsMean).Build())
            .Add("useful_windows", NodeBuilder.Texts(things.Useful.Select(window => $"{window.Days}d")))
            .AddList("cohorts", things.Cohorts, cohort => new NodeBuilder().Add("month", cohort.Month).Add("entities", cohort.Entities).Add("returned", cohort.Returned).Build())
            .Build();
    }

    private static PlanNode.Map Value(ValueCount value) => new NodeBuilder().Add("value", NodeBuilder.Text(value.Value)).Add("count", value.Count).Build();

    private static PlanNode.List Counts(IReadOnlyList<long> counts) => new([.. counts.Select(count => (PlanNode)new PlanNode.Scalar(count.ToString(CultureInfo.InvariantCulture)))]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
