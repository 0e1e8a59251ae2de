using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>Compares a dataset with its findings of an earlier exploration.</summary>
internal sealed class DriftChecks(PlanNode earlier, TypedDataset dataset)
{
    /// <summary>Keeps the index finite where a part of the values is new or gone.</summary>
    private const double LeastShare = 0.0001;

    private const int MostNamed = 5;

    private readonly List<CheckResult> _results = [];

    internal IReadOnlyList<CheckResult> Run()
    {
        Dictionary<string, PlanNode> before = earlier.At("columns").Items.Where(column => column.At("name").Text is not null).ToDictionary(column => column.At("name").Text!, StringComparer.OrdinalIgnoreCase);
        CheckSchema(before);
        if (earlier.At("dataset", "rows").Number is { } rows and > 0) Add(CheckDefinition.RowDrift, null, Math.Abs(dataset.Profile.Rows - rows) / rows, dataset.Profile.Rows, $"{rows:N0} rows before, {dataset.Profile.Rows:N0} now");
        foreach (ColumnProfile column in dataset.Columns)
            if (before.TryGetValue(column.Name, out PlanNode? old) && old.At("stored_as").Text == column.Type.ToString()) CheckColumn(column, old);
        return _results;
    }

    private void CheckSchema(Dictionary<string, PlanNode> before)
    {
        string[] gone = [.. before.Keys.Where(name => dataset.Profile.Find(name) is null)], come = [.. dataset.Columns.Where(column => !before.ContainsKey(column.Name)).Select(column => column.Name)];
        string[] changed = [.. dataset.Columns.Where(column => before.TryGetValue(column.Name, out PlanNode? old) && old.At("stored_as").Text != column.Type.ToString()).Select(column => $"{column.Name} was {before[column.Name].At("stored_as").Text}, is {column.Type}")];
        string[] parts = [.. come.Select(name => $"{name} is new"), .. gone.Select(name => $"{name} is gone"), .. changed];
        Add(CheckDefinition.SchemaDrift, null, parts.Length, 0, string.Join("; ", parts));
    }

    private void CheckColumn(ColumnProfile column, PlanNode old)
    {
        if (old.At("null_share").Number is { } nulls) Add(CheckDefinition.NullDrift, column.Name, Math.Abs(column.NullShare - nulls), column.Nulls, $"{nulls:P1} without a value before, {column.NullShare:P1} now");
        SemanticType type = dataset.TypeOf(column);
        if (type.IsCategory) CheckCategories(column, old);
        else if (type.IsMeasure && column.Number is { } number) CheckDistribution(column, number, old);
    }

    private void CheckCategories(ColumnProfile column, PlanNode old)
    {
        Dictionary<string, double> before = old.At("top").Items.ToDictionary(value => value.At("value").Text ?? "", value => value.At("count").Number ?? 0);
        if (before.Count == 0 || column.Top.Count == 0) return;
        bool wasWhole = old.At("distinct").Number == before.Count;
        string[] come = wasWhole ? [.. column.Top.Where(value => !before.ContainsKey(value.Value)).Select(value => value.Value)] : [];
        Add(CheckDefinition.CategoryDrift, column.Name, come.Length, column.Top.Where(value => come.Contains(value.Value)).Sum(value => value.Count), $"new: {string.Join(", ", come.Take(MostNamed))}");
        string[] all = [.. before.Keys.Union(column.Top.Select(value => value.Value))];
        Dictionary<string, double> now = column.Top.ToDictionary(value => value.Value, value => (double)value.Count);
        AddIndex(column, [.. all.Select(value => before.GetValueOrDefault(value))], [.. all.Select(value => now.GetValueOrDefault(value))]);
    }

    private void CheckDistribution(ColumnProfile column, NumberProfile number, PlanNode old)
    {
        double[] edges = [.. old.At("number", "histogram", "edges").Items.Select(edge => edge.Number ?? 0)], counts = [.. old.At("number", "histogram", "counts").Items.Select(count => count.Number ?? 0)];
        if (counts.Length == 0 || edges.Length != counts.Length + 1) return;
        // Both on the earlier bins; what lies outside of them goes to the first and the last.
        double[] now = new double[counts.Length];
        for (int i = 0; i < number.Histogram.Counts.Count; i++) Spread(number.Histogram.Edges[i], number.Histogram.Edges[i + 1], number.Histogram.Counts[i], edges, now);
        AddIndex(column, Merged(counts), Merged(now));
    }

    // Values of a bin lie evenly in it, as far as a histogram knows.
    private static void Spread(double from, double to, double count, double[] edges, double[] bins)
    {
        for (int i = 0; i < bins.Length && count > 0; i++)
        {
            double low = i == 0 ? double.NegativeInfinity : edges[i], high = i == bins.Length - 1 ? double.PositiveInfinity : edges[i + 1];
            double overlap = Math.Min(to, high) - Math.Max(from, low);
            if (to <= from) bins[i] += from > low && from <= high ? count : 0;
            else if (overlap > 0) bins[i] += count * overlap / (to - from);
        }
    }

    // Two dozen bins of a small dataset differ by accident; eight do not.
    private static double[] Merged(double[] counts) => [.. counts.Chunk(Math.Max(1, (counts.Length + 7) / 8)).Select(some => some.Sum())];

    private void AddIndex(ColumnProfile column, double[] before, double[] now)
    {
        double allBefore = before.Sum(), allNow = now.Sum();
        if (allBefore == 0 || allNow == 0) return;
        double index = before.Zip(now, (b, n) => (B: Math.Max(LeastShare, b / allBefore), N: Math.Max(LeastShare, n / allNow))).Sum(share => (share.N - share.B) * Math.Log(share.N / share.B));
        Add(CheckDefinition.DistributionDrift, column.Name, Math.Round(index, 4), 0, $"values are spread otherwise than before: population stability index {index:N2}");
    }

    private void Add(CheckDefinition check, string? column, double measured, long rows, string summary) => _results.Add(new CheckResult(check, dataset.Name, column, measured, rows, summary));
}
