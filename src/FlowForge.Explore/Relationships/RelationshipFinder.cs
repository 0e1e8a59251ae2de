using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Relationships;

/// <summary>Finds references between datasets by inclusion: nearly all values of one column are values of another one's key. Names say where to look and how far to believe it.</summary>
internal sealed class RelationshipFinder(DuckDbConnection connection)
{
    private const int MostTested = 300;

    /// <summary>Small whole numbers lie in any key that counts up: without a name that says so they are no reference.</summary>
    private const double NameNeeded = 0.5;

    private const int ManyValues = 20;

    internal IReadOnlyList<Relationship> Find(IReadOnlyList<(TypedDataset Dataset, IReadOnlyList<CandidateKey> Keys)> datasets, CancellationToken cancellationToken)
    {
        var tests = new List<(TypedDataset Child, ColumnProfile Column, TypedDataset Parent, ColumnProfile Key, double Name)>();
        foreach ((TypedDataset parent, IReadOnlyList<CandidateKey> keys) in datasets)
            foreach (ColumnProfile key in keys.Where(key => key.Columns.Count == 1).Select(key => parent.Profile.Find(key.Columns[0])!))
                foreach ((TypedDataset child, _) in datasets)
                    foreach (ColumnProfile column in child.Columns.Where(column => IsPossible(child, column, parent, key)))
                        tests.Add((child, column, parent, key, NameScore(child, column, parent, key)));
        Relationship[] found = [.. tests.Where(test => test.Name >= NameNeeded || !ReferenceEquals(test.Child, test.Parent) && LookAlike(test.Column, test.Key)).OrderByDescending(test => test.Name).Take(MostTested)
            .Select(test => Test(test.Child, test.Column, test.Parent, test.Key, test.Name, cancellationToken)).OfType<Relationship>()];
        // One reference for each column: the one that is believed most.
        return [.. found.GroupBy(one => one.Child).Select(same => same.OrderByDescending(one => one.Confidence).ThenBy(one => one.OrphanRows).ThenBy(one => one.Parent.ToString(), StringComparer.Ordinal).First())
            .Where(one => !found.Any(other => IsReverseAndBetter(other, one)))
            .OrderBy(one => one.Child.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Circles of references, each from its first dataset by name: employees → employees is one too.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Cycles(IReadOnlyList<Relationship> relationships)
    {
        ILookup<string, string> next = relationships.Select(one => (one.Child.Dataset, Parent: one.Parent.Dataset)).Distinct().ToLookup(edge => edge.Dataset, edge => edge.Parent);
        var cycles = new List<IReadOnlyList<string>>();
        foreach (string start in next.Select(group => group.Key).Order(StringComparer.Ordinal)) Walk([start]);
        return cycles;

        void Walk(List<string> path)
        {
            foreach (string parent in next[path[^1]].Order(StringComparer.Ordinal))
            {
                if (parent == path[0]) cycles.Add([.. path, parent]);
                else if (string.CompareOrdinal(parent, path[0]) > 0 && !path.Contains(parent)) Walk([.. path, parent]);
            }
        }
    }

    private static bool IsPossible(TypedDataset child, ColumnProfile column, TypedDataset parent, ColumnProfile key)
    {
        if (ReferenceEquals(child, parent) && column.Name == key.Name || column.Values == 0 || column.Distinct < 2) return false;
        if (column.Kind is not (ColumnKind.Integer or ColumnKind.Text)) return false;
        SemanticType type = child.TypeOf(column);
        return !type.IsMeasure && type is not (SemanticType.Json or SemanticType.Year) && (column.Kind == key.Kind || child.IsIdentifier(column));
    }

    /// <summary>Texts of many values whose lengths and shapes fit: worth a join even though the names say nothing.</summary>
    private static bool LookAlike(ColumnProfile column, ColumnProfile key) =>
        column is { Text: { MeanLength: >= 4 } text, Distinct: >= ManyValues } && key is { Text: { } theirs, Distinct: >= ManyValues }
        && text.MinLength >= theirs.MinLength && text.MaxLength <= theirs.MaxLength && text.Forms[0].Form == theirs.Forms[0].Form
        && (text.Shapes.Count == 0 || theirs.Shapes.Any(shape => shape.Shape == text.Shapes[0].Shape))
        && string.CompareOrdinal(column.Min, key.Max) <= 0 && string.CompareOrdinal(column.Max, key.Min) >= 0;

    private static double NameScore(TypedDataset child, ColumnProfile column, TypedDataset parent, ColumnProfile key)
    {
        string[] own = [.. new Words(column.Name).All.Select(Words.Singular)], theirs = [.. new Words(key.Name).All.Select(Words.Singular)];
        string[] whole = [.. new Words(parent.Name).All.Select(Words.Singular)];
        // A key called id, code or row_id says nothing of what it is the key of.
        bool isPlain = theirs.All(word => NameWords.Identifier.Contains(word) || word is "row" or "line" or "record" or "index");
        if (own is ["parent", ..] && own.Skip(1).SequenceEqual(theirs)) return 0.8;
        if (!isPlain && own.SequenceEqual(theirs)) return ReferenceEquals(child, parent) ? 0 : 0.95;
        if (isPlain && (own.SequenceEqual([.. whole, .. theirs]) || own.SequenceEqual([parent.Singular, .. theirs]) || own.SequenceEqual([parent.Singular]))) return 0.95;
        // policies.customer refers to customers.customer_id.
        if (own.SequenceEqual([parent.Singular]) || own.SequenceEqual(theirs.Where(word => !NameWords.Identifier.Contains(word)))) return ReferenceEquals(child, parent) ? 0 : 0.85;
        if (own.Contains(parent.Singular) && own.Any(NameWords.Identifier.Contains)) return 0.8;
        if (!isPlain && theirs.All(own.Contains)) return 0.75;
        return ReferenceEquals(child, parent) && own.Length > 1 && NameWords.StrictIdentifier.Contains(own[^1]) && own[0] is "parent" or "manager" or "supervisor" or "previous" or "original" or "boss" ? 0.7 : 0.1;
    }

    private Relationship? Test(TypedDataset child, ColumnProfile column, TypedDataset parent, ColumnProfile key, double name, CancellationToken cancellationToken)
    {
        bool differ = column.Kind != key.Kind;
        Counts counts = Count(child, column, parent, key, differ, plain: false, cancellationToken);
        long spelling = 0;
        if (counts.OrphanRows > 0 && column.Kind == ColumnKind.Text) spelling = Math.Max(0, counts.OrphanRows - Count(child, column, parent, key, differ, plain: true, cancellationToken).OrphanRows);
        double inclusion = 1 - (double)(counts.OrphanRows - spelling) / Math.Max(1, counts.ChildRows);
        if (inclusion < (name >= NameNeeded ? 0.7 : 0.98)) return null;
        double confidence = Math.Min(0.99, 0.35 * name + 0.45 * inclusion * inclusion + (name >= NameNeeded ? 0.15 : 0.1) + (counts.ParentCoverage > 0.5 ? 0.05 : 0));
        return new Relationship(new ColumnRef(child.Name, column.Name), new ColumnRef(parent.Name, key.Name), Math.Round(confidence, 2))
        {
            Cardinality = counts.ParentRowsMost > 1 ? Cardinality.ManyToMany : counts.ChildRowsMost > 1 ? Cardinality.ManyToOne : Cardinality.OneToOne,
            OrphanRows = counts.OrphanRows,
            OrphanValues = counts.OrphanValues,
            ChildRows = counts.ChildRows,
            ParentCoverage = Math.Round(counts.ParentCoverage, 4),
            SpellingOrphanRows = spelling,
            TypesDiffer = differ,
            Evidence = [$"{1 - (double)counts.OrphanRows / Math.Max(1, counts.ChildRows):P1} of the rows find their {parent.Singular}", name >= NameNeeded ? "the names go together" : "the names say nothing"],
        };
    }

    private sealed record Counts(long ChildRows, long OrphanRows, long OrphanValues, long ChildRowsMost, long ParentRowsMost, double ParentCoverage);

    private Counts Count(TypedDataset child, ColumnProfile column, TypedDataset parent, ColumnProfile key, bool asText, bool plain, CancellationToken cancellationToken)
    {
        string sql = $"""
            WITH c AS (SELECT {Value(column)} AS k, count(*) AS n FROM ({child.Profile.Source.Relation}) WHERE {TypedDataset.Sql(column)} IS NOT NULL GROUP BY 1),
                 p AS (SELECT {Value(key)} AS k, count(*) AS n FROM ({parent.Profile.Source.Relation}) WHERE {TypedDataset.Sql(key)} IS NOT NULL GROUP BY 1)
            SELECT sum(c.n), sum(c.n) FILTER (WHERE p.k IS NULL), count(*) FILTER (WHERE p.k IS NULL), max(c.n), max(p.n), count(p.k), (SELECT count(*) FROM p) FROM c LEFT JOIN p ON c.k = p.k
            """;
        using DuckDbResult result = connection.Query(sql, cancellationToken);
        long[] row = [.. result.Rows().First().Select(Scalars.Count)];
        return new Counts(row[0], row[1], row[2], row[3], row[4], row[6] == 0 ? 0 : (double)row[5] / row[6]);

        string Value(ColumnProfile one)
        {
            string value = asText ? $"CAST({TypedDataset.Sql(one)} AS VARCHAR)" : TypedDataset.Sql(one);
            return plain ? $"lower(trim(CAST({value} AS VARCHAR)))" : value;
        }
    }

    // Keys of one-to-one datasets include each other: the reference goes from the one whose values are all there.
    private static bool IsReverseAndBetter(Relationship other, Relationship one) =>
        other.Child == one.Parent && other.Parent == one.Child && (other.OrphanRate, other.Child.ToString()).CompareTo((one.OrphanRate, one.Child.ToString())) < 0;
}
