using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Experiments;

/// <summary>A first model of a table that a plan has split: what it learns from, what it is measured on, and what it may not see.
/// The notebook and <c>flowforge experiment</c> both read it, so that they learn from the same columns.</summary>
public sealed record ExperimentDesign(CheckedPlan Plan, CheckedTable Table, Split Split)
{
    /// <summary>How strongly coefficients are held towards 0: Spark's <c>regParam</c> over standardised columns.</summary>
    public const double Regularisation = 0.01;

    /// <summary>Lift is measured among the rows with the highest scores: one in so many.</summary>
    public const int LiftOneIn = 10;

    private static readonly string[] s_labelNames = ["label", "target"];
    private static readonly string[] s_flagEnds = ["_was_missing", "_is_outlier"];

    /// <summary>The tables of a plan that split parts, in the order in which they are built.</summary>
    public static IReadOnlyList<ExperimentDesign> AllOf(CheckedPlan plan) =>
        [.. plan.Tables.Where(table => table.Table.Steps.Any(step => step is Split)).Select(table => new ExperimentDesign(plan, table, table.Table.Steps.OfType<Split>().Last()))];

    /// <summary>The part that everything is fitted from: the first that the split names.</summary>
    public string Train => Split.Shares[0].Name.Text;

    /// <summary>The part that is measured: the last that the split names.</summary>
    public string Test => Split.Shares[^1].Name.Text;

    /// <summary>How the rows were parted, in words.</summary>
    public string How => Split.Time is { } time ? $"by time: the later rows of {time} are never trained on" : $"by {string.Join(", ", Split.By)}: rows of one entity are on one side";

    /// <summary>What the split names as its label; else a column called label or target; else the only boolean that no step made as a flag. Null when nothing says it.</summary>
    public string? Label
    {
        get
        {
            if (Split.Label is { } said) return said.Text;
            if (Table.Schema.Columns.FirstOrDefault(column => s_labelNames.Contains(column.Name, StringComparer.OrdinalIgnoreCase)) is { } named) return named.Name;
            PlanColumn[] booleans = [.. Table.Schema.Columns.Where(column => column.Type == DataType.Boolean && !s_flagEnds.Any(end => column.Name.EndsWith(end, StringComparison.Ordinal)))];
            return booleans.Length == 1 ? booleans[0].Name : null;
        }
    }

    /// <summary>Columns that are no features whatever they hold, each with the reason: keys tell rows apart and say nothing of new ones. Regardless of case.</summary>
    public IReadOnlyDictionary<string, string> NotFeatures
    {
        get
        {
            var reasons = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [Split.Into.Text] = "the split itself" };
            foreach (string name in Split.By.Select(name => name.Text)) reasons.TryAdd(name, "rows are split by it");
            foreach (string name in Plan.Plan.Tables.SelectMany(table => table.Steps).SelectMany(KeysOf)) reasons.TryAdd(name, "a key of the plan");
            foreach (string name in AuditColumns.Names) reasons.TryAdd(name, "tells of the loading");
            return reasons;
        }
    }

    /// <summary>Why a column of this type is no feature; null when it is one: a number or a boolean.</summary>
    public static string? WhyNot(DataType type) => type switch
    {
        _ when type == DataType.Boolean || Coercion.IsNumeric(type) => null,
        _ when type == DataType.Varchar => "a text: one_hot, ordinal or frequency make numbers of it",
        _ when type == DataType.Date || type == DataType.Timestamp || type == DataType.TimestampTz => "a moment: derive makes numbers of it",
        _ => "not a number",
    };

    /// <summary>Features that are computed, somewhere in the plan, from the very column that the label comes from.</summary>
    public IReadOnlyList<string> MadeOfLabel(string label, IEnumerable<string> features)
    {
        var lineage = ColumnLineage.Of(Plan);
        string name = ColumnLineage.ShortName(Plan.Plan, Table.Table.Address);
        HashSet<LineageColumn> origins = Above(lineage, new LineageColumn(name, label));
        return [.. features.Where(feature => Above(lineage, new LineageColumn(name, feature)).Overlaps(origins))];
    }

    private static HashSet<LineageColumn> Above(ColumnLineage lineage, LineageColumn column)
    {
        HashSet<LineageColumn> found = [];
        var waiting = new Queue<LineageColumn>([column]);
        while (waiting.TryDequeue(out LineageColumn? next))
            foreach (LineageEdge edge in lineage.Into(next))
                if (found.Add(edge.From)) waiting.Enqueue(edge.From);
        return found;
    }

    private static IEnumerable<string> KeysOf(PlanStep step) => step switch
    {
        Merge merge => merge.Keys.Select(key => key.Text),
        Scd2 scd2 => scd2.Keys.Select(key => key.Text),
        FeatureTable features => features.Keys.Select(key => key.Text),
        SurrogateKey surrogate => [surrogate.Name.Text],
        _ => [],
    };
}
