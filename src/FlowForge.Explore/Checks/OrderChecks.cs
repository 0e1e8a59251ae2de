using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>Checks of dates against each other: within a row, and from one period of a thing to its next.</summary>
internal sealed class OrderChecks(DuckDbConnection connection, TypedDataset dataset, ExploreOptions options, CheckList list)
{
    private const int MostTimes = 6;
    private const int LeastPairs = 50;

    /// <summary>Where more rows are the other way round, the dates have no order.</summary>
    private const double FewOutOfOrder = 0.03;

    private const int MostThings = 4;
    private const int LeastFollowers = 20;

    /// <summary>Where more periods overlap, a thing may have several at once.</summary>
    private const double FewOverlaps = 0.2;

    /// <param name="references">Columns that refer to other datasets.</param>
    internal void Run(IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        CheckWithinRows(cancellationToken);
        CheckPeriods(references, cancellationToken);
    }

    /// <summary>Nearly all rows have one date before the other: the few that do not are wrong, whatever the columns are called.</summary>
    private void CheckWithinRows(CancellationToken cancellationToken)
    {
        ColumnProfile[] times = [.. dataset.Columns.Where(column => column.Time is not null && column.Distinct > 1).Take(MostTimes)];
        (ColumnProfile Left, ColumnProfile Right)[] pairs = [.. times.SelectMany((left, index) => times[(index + 1)..].Select(right => (left, right)))];
        if (pairs.Length == 0) return;
        var query = new AggregateQuery(dataset.Profile.Source.Relation);
        int[] before = [.. pairs.Select(pair => query.Add($"count(*) FILTER (WHERE {Known(pair.Left)} < {Known(pair.Right)})"))];
        int[] after = [.. pairs.Select(pair => query.Add($"count(*) FILTER (WHERE {Known(pair.Left)} > {Known(pair.Right)})"))];
        AggregateRow row = query.Run(connection, cancellationToken);
        var found = new List<(string First, string Second, long Wrong, long All)>();
        for (int i = 0; i < pairs.Length; i++)
        {
            (long less, long more) = (row.Count(before[i]), row.Count(after[i]));
            long wrong = Math.Min(less, more), all = less + more;
            (string first, string second) = less >= more ? (pairs[i].Left.Name, pairs[i].Right.Name) : (pairs[i].Right.Name, pairs[i].Left.Name);
            if (all >= LeastPairs && wrong <= FewOutOfOrder * all) found.Add((first, second, wrong, all));
        }
        foreach ((string first, string second, long wrong, long all) in found)
        {
            // A before B before C says all there is to say of A and C.
            if (found.Any(one => one.First == first && one.Second != second && found.Any(next => next.First == one.Second && next.Second == second))) continue;
            list.AddShare(CheckDefinition.DateOrder, second, wrong, all, $"rows have {second} before {first}");
            list.Results[^1] = list.Results[^1] with { Other = first };
        }
    }

    /// <summary>Contracts, prices, stays: a thing has one at a time. A few that begin too early are wrong.</summary>
    private void CheckPeriods(IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        if (Period() is not { } period) return;
        foreach (ColumnProfile thing in dataset.Columns.Where(column => (dataset.IsIdentifier(column) || references.Contains(column.Name)) && column.Distinct > 1 && column.Distinct < column.Values).Take(MostThings))
        {
            string sql = $"""
                SELECT count(*), count(*) FILTER (WHERE first < before)
                FROM (SELECT first, max(last) OVER (PARTITION BY thing ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                      FROM (SELECT DISTINCT {TypedDataset.Sql(thing)} AS thing, {Day(period.Start)} AS first, {Day(period.End)} AS last FROM ({dataset.Profile.Source.Relation}))
                      WHERE thing IS NOT NULL AND first <= last)
                WHERE before IS NOT NULL
                """;
            using DuckDbResult result = connection.Query(sql, cancellationToken);
            long[] counts = [.. result.Rows().First().Select(Scalars.Count)];
            if (counts[0] < LeastFollowers || counts[1] > FewOverlaps * counts[0]) continue;
            list.AddShare(CheckDefinition.Overlap, period.Start.Name, counts[1], counts[0], $"periods that follow another one of the same {thing.Name} begin before that one has ended");
        }
    }

    /// <summary>The first two columns whose names differ by the words for beginning and end alone.</summary>
    private (ColumnProfile Start, ColumnProfile End)? Period()
    {
        ColumnProfile[] times = [.. dataset.Columns.Where(column => column.Time is not null)];
        foreach (ColumnProfile start in times.Where(column => new Words(column.Name).HasAny(NameWords.PeriodStart)))
            if (times.FirstOrDefault(column => new Words(column.Name).HasAny(NameWords.PeriodEnd) && Rest(column, NameWords.PeriodEnd).SequenceEqual(Rest(start, NameWords.PeriodStart))) is { } end) return (start, end);
        return null;

        static IEnumerable<string> Rest(ColumnProfile column, IReadOnlySet<string> words) => new Words(column.Name).All.Where(word => !words.Contains(word));
    }

    /// <summary>The day, null where another check says already that it is wrong: placeholders, and the future where nobody plans.</summary>
    private string Known(ColumnProfile column)
    {
        string day = Day(column);
        string[] wrong = [.. column.Time!.Placeholders.Select(placeholder => $"{day} = DATE '{placeholder.Value}'")];
        if (list.Results.Any(result => result.Check == CheckDefinition.FutureDates && result.Failed && result.Column == column.Name)) wrong = [.. wrong, $"{day} > DATE '{options.Now.UtcDateTime:yyyy-MM-dd}'"];
        return wrong.Length == 0 ? day : $"(CASE WHEN {string.Join(" OR ", wrong)} THEN NULL ELSE {day} END)";
    }

    private static string Day(ColumnProfile column) => $"CAST({TypedDataset.Sql(column)} AS DATE)";
}
