using FlowForge.DuckDb;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Datasets;

/// <summary>Columns that tell the rows of a dataset apart, or nearly do.</summary>
/// <param name="Distinct">Different values, or combinations of values, without nulls.</param>
/// <param name="Rows">Rows of the dataset.</param>
/// <param name="Confidence">That this is what people call the key, 0 to 1.</param>
public sealed record CandidateKey(IReadOnlyList<string> Columns, long Distinct, long Rows, double Confidence)
{
    /// <summary>Whether no two rows agree in it.</summary>
    public bool IsUnique => Distinct == Rows;

    public long Surplus => Rows - Distinct;

    public override string ToString() => string.Join(" + ", Columns);
}

/// <summary>Finds keys: single columns from the profile, combinations by counting them.</summary>
internal sealed class KeyFinder(DuckDbConnection connection, TypedDataset dataset)
{
    /// <summary>An identifier of fewer different values is a reference, not a key with some rows twice.</summary>
    private const double NearlyUnique = 0.95;

    private const int MostParts = 8;

    private static readonly System.Collections.Frozen.FrozenSet<string> s_places = System.Collections.Frozen.FrozenSet.Create("row", "rows", "line", "index", "position", "rownum", "unnamed");
    private const int MostTested = 40;

    /// <summary>Combinations that are counted over all rows at once: each takes memory for every row.</summary>
    private const int MostCounted = 4;

    /// <summary>A combination that repeats among the first rows is no key; only what survives is counted over all.</summary>
    private const int FirstRows = 50_000;

    internal IReadOnlyList<CandidateKey> Find(CancellationToken cancellationToken)
    {
        if (dataset.Profile.Rows == 0) return [];
        CandidateKey[] singles = [.. dataset.Columns.Where(column => column.IsUnique && CanBeKey(column)).Select(column => Single(column, Confidence(column)))];
        CandidateKey[] near = singles.Any(key => key.Confidence >= 0.85) ? [] : [.. dataset.Columns.Where(IsNearKey).Select(column => Single(column, 0.85 * Confidence(column)))];
        IEnumerable<CandidateKey> composite = singles.Length == 0 && near.Length == 0 ? Composite(cancellationToken) : [];
        return [.. singles.Concat(near).Concat(composite).OrderByDescending(key => key.Confidence).ThenByDescending(key => key.IsUnique).ThenBy(key => key.Columns.Count)];
    }

    /// <summary>A key that a person named, counted.</summary>
    internal CandidateKey Count(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ColumnProfile[] columns = [.. names.Select(name => dataset.Profile.Find(name)!)];
        var query = new AggregateQuery($"SELECT * FROM ({dataset.Profile.Source.Relation}) WHERE {string.Join(" AND ", columns.Select(column => $"{TypedDataset.Sql(column)} IS NOT NULL"))}");
        int distinct = query.Add($"count(DISTINCT hash({string.Join(", ", columns.Select(TypedDataset.Sql))}))");
        return new CandidateKey([.. columns.Select(column => column.Name)], query.Run(connection, cancellationToken).Count(distinct), dataset.Profile.Rows, 1);
    }

    private CandidateKey Single(ColumnProfile column, double confidence) => new([column.Name], column.Distinct, dataset.Profile.Rows, Math.Round(confidence, 2));

    private bool CanBeKey(ColumnProfile column) => column.Kind is ColumnKind.Integer or ColumnKind.Text && !dataset.TypeOf(column).IsMeasure || dataset.IsIdentifier(column);

    // The dataset's own identifier, spoiled by rows that are there twice or have none.
    private bool IsNearKey(ColumnProfile column) =>
        dataset.IsIdentifier(column) && column.DistinctIsExact && !column.IsUnique && column.Distinct >= NearlyUnique * (dataset.Profile.Rows - dataset.Profile.DuplicateRows) && Confidence(column) >= 0.8;

    private double Confidence(ColumnProfile column)
    {
        if (IsPosition(column)) return 0.5;
        var words = new Words(column.Name);
        bool isOwn = words.All.Select(Words.Singular).Contains(dataset.Singular) || words.All.Count == 1;
        double basis = dataset.TypeOf(column) switch
        {
            // What only counts the rows up may be anything that does.
            SemanticType.Identifier when dataset.TypingOf(column).Best.Confidence < 0.75 => 0.55,
            SemanticType.Identifier or SemanticType.Uuid => isOwn ? 0.98 : 0.85,
            SemanticType.Code => 0.6,
            SemanticType.Email => 0.5,
            SemanticType.Text or SemanticType.PersonName or SemanticType.Address => 0.25,
            _ => 0.35,
        };
        return ReferenceEquals(column, dataset.Columns[0]) ? Math.Min(0.99, basis + 0.05) : basis;
    }

    /// <summary>Rows counted by their place in the file: the next delivery counts others.</summary>
    private static bool IsPosition(ColumnProfile column) =>
        column is { Kind: ColumnKind.Integer, Order: ValueOrder.StrictlyAscending, Number: { Min: 0 or 1 } number } && number.Max - number.Min == column.Rows - 1
        && new Words(column.Name).All is { } words && words.Any(s_places.Contains) && words.All(word => s_places.Contains(word) || NameWords.Identifier.Contains(word));

    private IEnumerable<CandidateKey> Composite(CancellationToken cancellationToken)
    {
        ColumnProfile[] parts = [.. dataset.Columns.Where(column => column.Nulls == 0 && column.Distinct > 1 && Order(column) < 9).OrderBy(Order).ThenByDescending(column => column.Distinct).Take(MostParts)];
        for (int size = 2; size <= 3; size++)
        {
            ColumnProfile[][] combinations = [.. Combinations(parts, size).Where(CanTellAllApart).OrderBy(some => some.Sum(Order)).Take(MostTested)];
            combinations = Unique(combinations, $"SELECT * FROM ({dataset.Profile.Source.Relation}) LIMIT {FirstRows}", cancellationToken);
            if (dataset.Profile.Rows > FirstRows) combinations = Unique(combinations[..Math.Min(MostCounted, combinations.Length)], dataset.Profile.Source.Relation, cancellationToken);
            if (combinations.Length == 0) continue;
            return [.. combinations.Take(5).Select((some, index) => new CandidateKey([.. some.Select(column => column.Name)], dataset.Profile.Rows, dataset.Profile.Rows, Math.Round(Math.Max(0.3, (some.Sum(Order) <= size + 1 ? 0.8 : 0.55) - 0.05 * index), 2)))];
        }
        return [];
    }

    private bool CanTellAllApart(ColumnProfile[] columns) => columns.Aggregate(1.0, (product, column) => product * column.Distinct) >= 0.98 * dataset.Profile.Rows;

    private ColumnProfile[][] Unique(ColumnProfile[][] combinations, string relation, CancellationToken cancellationToken)
    {
        if (combinations.Length == 0) return [];
        var query = new AggregateQuery(relation);
        int rows = query.Add("count(*)");
        int[] counts = [.. combinations.Select(columns => query.Add($"count(DISTINCT hash({string.Join(", ", columns.Select(TypedDataset.Sql))}))"))];
        AggregateRow answers = query.Run(connection, cancellationToken);
        return [.. combinations.Where((_, index) => answers.Count(counts[index]) == answers.Count(rows))];
    }

    /// <summary>Which columns people make keys of, from 0 on; 9 for never.</summary>
    private int Order(ColumnProfile column) => dataset.TypeOf(column) switch
    {
        SemanticType.Identifier or SemanticType.Uuid => 0,
        SemanticType.Datetime or SemanticType.Year or SemanticType.Code => 1,
        SemanticType.CategoricalNominal or SemanticType.CategoricalOrdinal or SemanticType.CategoricalCyclical or SemanticType.CountryCode or SemanticType.CurrencyCode or SemanticType.Email or SemanticType.Zip => 2,
        SemanticType.NumericDiscrete => 3,
        _ => 9,
    };

    private static IEnumerable<ColumnProfile[]> Combinations(ColumnProfile[] columns, int size)
    {
        if (size == 0) return [[]];
        return columns.SelectMany((column, index) => Combinations(columns[(index + 1)..], size - 1).Select(rest => (ColumnProfile[])[column, .. rest]));
    }
}
