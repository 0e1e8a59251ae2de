using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;
using Cardinality = FlowForge.Explore.Relationships.Cardinality;

namespace FlowForge.Explore.Recommendations;

/// <summary>Gold: datasets put together. Joins go from many to one, so they never multiply rows; features never see what comes after their cutoff.</summary>
internal sealed class GoldRules(ExplorationFindings all, RecommendationList list)
{
    private const double Believed = 0.7;
    private const int MostMeasures = 5;

    internal void Recommend()
    {
        foreach (DatasetFindings dataset in all.Datasets)
        {
            Relationship[] references = [.. all.Relationships.Where(one => one.Child.Dataset == dataset.Name && one.Parent.Dataset != dataset.Name && one.Confidence >= Believed && Joins(one))];
            if (references.Length > 0) Enrich(dataset, references);
            if (dataset.Grain.Level == GrainLevel.Event) Monthly(dataset);
            foreach (Relationship reference in references) Summarise(dataset, all.Find(reference.Parent.Dataset)!, reference);
        }
    }

    // Where the key repeats, silver must make it unique first.
    private bool Joins(Relationship one) => !one.TypesDiffer && (one.Cardinality != Cardinality.ManyToMany || Deduplicated(one.Parent) is not null);

    private Recommendation? Deduplicated(ColumnRef parent) => list.Find(Layer.Silver, parent.Dataset, one => one.Step is Deduplicate { Keys: [var key] } && key.Text == parent.Column);

    private void Enrich(DatasetFindings child, Relationship[] references)
    {
        string table = $"{child.Name}_enriched";
        Recommendation from = Add(child.Name, table, new From { Table = $"silver.{child.Name}" }, StepOrder.Read, 0.8, $"one row for each row of {child.Name}, with what it refers to", "relationships");
        foreach (Relationship reference in references)
        {
            string prefix = references.Count(other => other.Parent.Dataset == reference.Parent.Dataset) > 1 ? $"{SparkText.Plain(reference.Child.Column)}_" : $"{all.Find(reference.Parent.Dataset)!.Dataset.Singular}_";
            DatasetFindings parent = all.Find(reference.Parent.Dataset)!;
            ColumnProfile[] taken = [.. parent.Profile.Columns.Where(column => column.Name != reference.Parent.Column && IsTaken(parent, column))];
            if (taken.Length == 0) continue;
            var join = new Join { Table = $"silver.{reference.Parent.Dataset}", Columns = [.. taken.Select(column => (PlanText)column.Name)], On = [new Named<PlanText>(reference.Child.Column, reference.Parent.Column)], Type = JoinType.Left, Prefix = prefix, Expect = Core.Plans.Steps.Cardinality.ManyToOne };
            Recommendation one = Add(child.Name, table, join, StepOrder.Join, reference.Confidence, $"{reference.Child} refers to {reference.Parent}: {1 - reference.OrphanRate:P1} of its rows find one, and none finds two", $"relationships: {reference.Child} → {reference.Parent}", reference.Child.ToString(), reference.Parent.ToString());
            list.Need(one, from, Source(reference.Parent.Dataset), Deduplicated(reference.Parent));
            if (taken.FirstOrDefault(column => column.Nulls == 0 && parent.Checks.All(check => !check.Failed || check.Column != column.Name)) is { } sure && reference.OrphanRows > 0) Known(child, table, reference, $"{prefix}{sure.Name}", one);
        }
        Recommendation write = Write(child, table, child.Keys is [var key, ..] && SilverIsUnique(child) ? key.Columns : []);
        list.Need(write, from);
        list.Need(from, Source(child.Name));
    }

    /// <summary>What the parent's silver table surely has under that name, and people ask for: neither nested nor dropped nor counting rows.</summary>
    private static bool IsTaken(DatasetFindings parent, ColumnProfile column) =>
        column.Kind != ColumnKind.Other && !column.Name.Equals("_row_id", StringComparison.OrdinalIgnoreCase) && parent.Dataset.TypeOf(column) is not (SemanticType.Empty or SemanticType.Constant);

    /// <summary>Rows that refer to nothing stay, with nulls; each run tells how many there are.</summary>
    private void Known(DatasetFindings child, string table, Relationship reference, string column, Recommendation join)
    {
        string rule = $"{SparkText.Plain(reference.Child.Column)}_known";
        var expect = new Expect { Rules = [new Named<PlanText>(rule, $"{SparkText.Name(reference.Child.Column)} IS NULL OR {SparkText.Name(column)} IS NOT NULL")], OnViolation = Violation.Warn };
        list.Need(Add(child.Name, table, expect, StepOrder.Join + 1, 0.7, $"{reference.OrphanRows:N0} rows refer to no {reference.Parent}; they stay, and each run tells how many there are", CheckDefinition.Orphans.Id, rule), join);
    }

    private void Monthly(DatasetFindings dataset)
    {
        if (dataset.Grain.Time is not { } time || dataset.Profile.Find(time)?.Time is not { Span: >= 60 }) return;
        string table = $"{dataset.Name}_monthly", month = FreeName(dataset, "month");
        Recommendation from = Add(dataset.Name, table, new From { Table = $"silver.{dataset.Name}" }, StepOrder.Read, 0.7, $"{dataset.Name} by month", $"grain: events by {time}");
        Recommendation derive = Add(dataset.Name, table, new Derive { Columns = [new Named<PlanText>(month, $"CAST(date_trunc('MONTH', {SparkText.Name(time)}) AS DATE)")] }, StepOrder.Features, 0.7, "the month is the first day of it", $"grain: {time}");
        Recommendation aggregate = Add(dataset.Name, table, new Aggregate { Columns = Totals(dataset), By = [month] }, StepOrder.Features + 1, 0.7, "how many, and the sums of what can be added", "types");
        Recommendation write = Add(dataset.Name, table, new Overwrite(), StepOrder.Write, 0.7, "a late row changes its month, so the table is made anew from silver", "grain");
        list.Need(from, Source(dataset.Name));
        list.Need(derive, from);
        list.Need(aggregate, derive);
        list.Need(write, aggregate);
    }

    private void Summarise(DatasetFindings events, DatasetFindings entity, Relationship reference)
    {
        if (events.Temporal is not { Entities: { } history } temporal || events.Profile.Find(temporal.Time) is not { Time: { } time } || history.Entity != reference.Child.Column || history.Useful.Count == 0) return;
        if (entity.Keys is not [{ Columns: [var key] }, ..] || key != reference.Parent.Column) return;
        string table = $"{entity.Name}_{events.Name}_features", cutoff = FreeName(entity, "cutoff");
        Recommendation from = Add(entity.Name, table, new From { Table = $"silver.{entity.Name}" }, StepOrder.Read, 0.7, $"each {entity.Dataset.Singular} with its history of {events.Name}", "relationships");
        var at = new Derive { Columns = [new Named<PlanText>(cutoff, $"CAST('{time.Last.AddDays(1):yyyy-MM-dd} 00:00:00' AS TIMESTAMP)")] };
        Recommendation derive = Add(entity.Name, table, at, StepOrder.Features, 0.6, $"features are as of the day after the newest of {events.Name}; for training set a cutoff before what is to be predicted", $"temporal: last {time.Last:yyyy-MM-dd}");
        var features = new WindowFeatures
        {
            Table = $"silver.{events.Name}",
            On = [new Named<PlanText>(key, reference.Child.Column)],
            Time = temporal.Time,
            Cutoff = cutoff,
            Windows = [.. history.Useful.Select(window => new PlanDuration(window.Days, Core.Plans.Parameters.TimeUnit.Day))],
            Features = [.. Measures(events).Take(3).Select(column => new Named<ValueList<PlanText>>(column.Name, ["sum", "mean", "max"]))],
            Count = $"{SparkText.Plain(events.Name)}_n",
            Recency = true,
        };
        Recommendation window = Add(entity.Name, table, features, StepOrder.Features + 1, Math.Min(0.8, reference.Confidence), $"windows of {string.Join(", ", history.Useful.Select(one => $"{one.Days} days ({one.Share:P0} have one)"))} tell things apart", "temporal: windows", events.Name, reference.Child.Column);
        Recommendation write = Write(entity, table, SilverIsUnique(entity) ? [key] : []);
        list.Need(from, Source(entity.Name), Source(events.Name));
        list.Need(derive, from);
        list.Need(window, derive);
        list.Need(write, window);
    }

    private Recommendation Write(DatasetFindings dataset, string table, IReadOnlyList<string> key) => key.Count > 0
        ? Add(dataset.Name, table, new Merge { Keys = [.. key.Select(column => (PlanText)column)], Schema = SchemaChange.Additive }, StepOrder.Write, 0.75, $"one row for each {string.Join(" + ", key)}", "keys")
        : Add(dataset.Name, table, new Overwrite(), StepOrder.Write, 0.7, "rows have no key, so the table is made anew from silver", "keys");

    private bool SilverIsUnique(DatasetFindings dataset) => list.Find(Layer.Silver, dataset.Name, one => one.Step is Merge) is not null;

    private Recommendation? Source(string dataset) => list.Find(Layer.Silver, dataset, one => one.IsRead);

    private static ValueList<Named<PlanText>> Totals(DatasetFindings dataset) =>
    [
        new Named<PlanText>($"{SparkText.Plain(dataset.Name)}_n", "count(*)"),
        .. dataset.Grain.Entity is { } entity ? [new Named<PlanText>($"{SparkText.Plain(entity)}_n", $"count(DISTINCT {SparkText.Name(entity)})")] : Array.Empty<Named<PlanText>>(),
        .. Measures(dataset).Where(column => dataset.Dataset.TypeOf(column) is SemanticType.Currency || new Words(column.Name).HasAny(NameWords.Count)).Select(column => new Named<PlanText>($"{SparkText.Plain(column.Name)}_sum", $"sum({SparkText.Name(column.Name)})")),
        .. Measures(dataset).Select(column => new Named<PlanText>($"{SparkText.Plain(column.Name)}_mean", $"avg({SparkText.Name(column.Name)})")),
    ];

    private static IEnumerable<ColumnProfile> Measures(DatasetFindings dataset) =>
        dataset.Profile.Columns.Where(column => column.Number is not null && dataset.Dataset.TypeOf(column) is SemanticType.Currency or SemanticType.NumericContinuous or SemanticType.NumericDiscrete).OrderBy(column => dataset.Dataset.TypeOf(column) == SemanticType.Currency ? 0 : 1).Take(MostMeasures);

    private static string FreeName(DatasetFindings dataset, string wanted) => dataset.Profile.Find(wanted) is null ? wanted : $"{wanted}_of_{SparkText.Plain(dataset.Name)}";

    private Recommendation Add(string dataset, string table, PlanStep step, int order, double confidence, string reason, string evidence, params IEnumerable<string> about) =>
        list.Add(dataset, Layer.Gold, table, step, order, confidence, reason, evidence, about);
}
