using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.Explore.Profiling.Texts;

namespace FlowForge.Explore.Profiling;

/// <summary>Counts the values of one column at a time: exactly where they are few enough, and what texts look like in any case.</summary>
internal sealed class ValuePass(DuckDbConnection connection, string relation, ExploreOptions options)
{
    private const string Counted = "_flowforge_values";
    private const int MostVariants = 50;
    private const int MostShapes = 10;
    private const int LongestShown = 200;

    /// <summary>The estimate is a few percent off: what is about the limit is counted too.</summary>
    private const double EstimateSlack = 1.1;

    /// <summary>Texts longer than this on average are no keys.</summary>
    private const int LongestKey = 64;

    /// <summary>As far as the estimate may be off for a column whose values all differ.</summary>
    private const double NearlyUnique = 0.75;

    internal void Run(ColumnDraft column, CancellationToken cancellationToken)
    {
        if (column.Kind == ColumnKind.Other || column.Values == 0) return;
        bool isCounted = column.Distinct <= options.ExactDistinctLimit * EstimateSlack;
        if (isCounted) Count(column, cancellationToken);
        else if (column.Distinct >= NearlyUnique * column.Values) CountDistinct(column, cancellationToken);
        if (column.Text is not null) column.Text = Measure(column, column.Text, isCounted, cancellationToken);
        if (isCounted) connection.Execute($"DROP TABLE {Counted}", cancellationToken);
    }

    private void Count(ColumnDraft column, CancellationToken cancellationToken)
    {
        string value = column.Kind == ColumnKind.Text ? column.TextSql : column.Sql;
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {Counted} AS SELECT {value} AS value, count(*) AS n FROM ({relation}) WHERE {column.Sql} IS NOT NULL GROUP BY 1", cancellationToken);
        column.Distinct = connection.Scalar<long>($"SELECT count(*) FROM {Counted}", cancellationToken);
        column.DistinctIsExact = true;
        using DuckDbResult top = connection.Query($"SELECT left(CAST(value AS VARCHAR), {LongestShown}), n FROM {Counted} ORDER BY n DESC, value LIMIT {options.TopValues}", cancellationToken);
        column.Top = [.. top.Rows().Select(row => new ValueCount((string)row[0]!, Scalars.Count(row[1])))];
    }

    /// <summary>Whether a column is a key must be known, not estimated. Texts are compared by a 64-bit hash.</summary>
    private void CountDistinct(ColumnDraft column, CancellationToken cancellationToken)
    {
        if (column.Kind is not (ColumnKind.Integer or ColumnKind.Text) || column.Text?.MeanLength > LongestKey) return;
        string value = column.Kind == ColumnKind.Text ? $"hash({column.Sql})" : column.Sql;
        column.Distinct = connection.Scalar<long>($"SELECT count(DISTINCT {value}) FROM ({relation}) WHERE {column.Sql} IS NOT NULL", cancellationToken);
        column.DistinctIsExact = true;
    }

    private TextProfile Measure(ColumnDraft column, TextProfile text, bool isCounted, CancellationToken cancellationToken)
    {
        var forms = new Dictionary<ValueForm, FormCount>();
        var shapes = new Dictionary<string, ShapeCount>(StringComparer.Ordinal);
        var marked = new Dictionary<TextMarks, long>();
        string values = isCounted ? $"SELECT value, n FROM {Counted}" : $"SELECT {column.TextSql} AS value, 1 AS n FROM ({relation}) WHERE {column.Sql} IS NOT NULL";
        using DuckDbResult result = connection.Stream($"SELECT {TextFunctions.Name}(value), CAST({(isCounted ? "sum(n)" : "count(*)")} AS BIGINT), left(min(value), {LongestShown}) FROM ({values}) GROUP BY 1", cancellationToken);
        foreach (object?[] row in result.Rows())
        {
            (ValueForm form, TextMarks marks, string shape) = TextFunctions.Read((string)row[0]!);
            (long count, string example) = (Scalars.Count(row[1]), (string)row[2]!);
            forms[form] = forms.TryGetValue(form, out FormCount? known) ? known with { Count = known.Count + count, Example = Smaller(known.Example, example) } : new FormCount(form, count, example);
            if (shape.Length > 0) shapes[shape] = shapes.TryGetValue(shape, out ShapeCount? same) ? same with { Count = same.Count + count, Example = Smaller(same.Example, example) } : new ShapeCount(shape, count, example);
            marked[marks] = marked.GetValueOrDefault(marks) + count;
        }
        long Count(Func<TextMarks, bool> has) => marked.Where(some => has(some.Key)).Sum(some => some.Value);
        text = text with
        {
            Forms = [.. forms.Values.OrderByDescending(form => form.Count).ThenBy(form => form.Form)],
            Shapes = [.. shapes.Values.OrderByDescending(shape => shape.Count).ThenBy(shape => shape.Shape, StringComparer.Ordinal).Take(MostShapes)],
            Untrimmed = Count(marks => marks.HasFlag(TextMarks.Untrimmed)),
            Controls = Count(marks => marks.HasFlag(TextMarks.Controls)),
            LowerCase = Count(marks => (marks & (TextMarks.Lower | TextMarks.Upper)) == TextMarks.Lower),
            UpperCase = Count(marks => (marks & (TextMarks.Lower | TextMarks.Upper)) == TextMarks.Upper),
            MixedCase = Count(marks => marks.HasFlag(TextMarks.Lower | TextMarks.Upper)),
            WithPerson = Count(marks => marks.HasFlag(TextMarks.Personal)),
        };
        if (forms.ContainsKey(ValueForm.Placeholder)) text = text with { Placeholders = Placeholders(values, cancellationToken) };
        return isCounted ? WithVariants(text, cancellationToken) : text;
    }

    private List<ValueCount> Placeholders(string values, CancellationToken cancellationToken)
    {
        using DuckDbResult result = connection.Query($"SELECT value, CAST(sum(n) AS BIGINT) FROM ({values}) WHERE starts_with({TextFunctions.Name}(value), '{TextFunctions.LetterOf(ValueForm.Placeholder)}') GROUP BY 1 ORDER BY 2 DESC, 1", cancellationToken);
        return [.. result.Rows().Select(row => new ValueCount((string)row[0]!, Scalars.Count(row[1])))];
    }

    private TextProfile WithVariants(TextProfile text, CancellationToken cancellationToken)
    {
        const string Spellings = $"""
            SELECT list(left(value, 200) ORDER BY n DESC, value) AS spellings, list(n ORDER BY n DESC, value) AS counts, CAST(sum(n) - max(n) AS BIGINT) AS others
            FROM (SELECT *, lower(regexp_replace(trim(value), '\s+', ' ', 'g')) AS plain FROM {Counted}) WHERE plain <> '' GROUP BY plain HAVING count(*) > 1
            """;
        using DuckDbResult result = connection.Query($"SELECT *, CAST(sum(others) OVER () AS BIGINT) FROM ({Spellings}) ORDER BY others DESC, spellings LIMIT {MostVariants}", cancellationToken);
        object?[][] rows = [.. result.Rows()];
        return rows.Length == 0 ? text : text with
        {
            Variants = [.. rows.Select(row => new SpellingVariants([.. ((ListValue)row[0]!).Zip((ListValue)row[1]!, (value, count) => new ValueCount((string)value!, Scalars.Count(count)))]))],
            VariantRows = Scalars.Count(rows[0][3]),
        };
    }

    private static string Smaller(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? one : other;
}
