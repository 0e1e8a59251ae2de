using System.Globalization;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>The queries of one merge. A clause is known by its place among those of its kind; of a row that no clause wants, the number is null.</summary>
/// <param name="source">The name of a table with the source's rows, each with a number <c>__source_row</c>.</param>
/// <param name="id">What no other merge's tables are called.</param>
internal sealed class MergeSql(Merge merge, TableSchema schema, string source, string id, TableExpressions expressions)
{
    /// <summary>A table of matches: <c>file_index</c>, <c>file_row_number</c>, <c>__source_row</c>, <c>clause</c>.</summary>
    internal string Pairs { get; } = $"merge_pairs_{id}";

    /// <summary>A table of the table's rows without a match that a clause changes: <c>file_index</c>, <c>file_row_number</c>, <c>clause</c>.</summary>
    internal string Alone { get; } = $"merge_alone_{id}";

    internal IReadOnlyList<string> Scratch => [Pairs, Alone];

    internal string TouchedFiles => $"SELECT DISTINCT file_index FROM (SELECT file_index FROM {Pairs} WHERE clause IS NOT NULL UNION ALL SELECT file_index FROM {Alone}) ORDER BY 1";

    /// <param name="target">The table's rows with their positions.</param>
    internal string MakePairs(string target) =>
        $"CREATE OR REPLACE TEMP TABLE {Pairs} AS SELECT target.file_index, target.file_row_number, source.__source_row, {Choice([.. merge.Matched.Select(change => change.Condition)])} AS clause FROM ({target}) AS target JOIN {source} AS source ON {merge.On}";

    /// <param name="target">The table's rows with their positions.</param>
    internal string MakeAlone(string target)
    {
        string places = merge.NotMatchedBySource.Count == 0
            ? "SELECT 0::UBIGINT AS file_index, 0::BIGINT AS file_row_number, 0 AS clause WHERE false"
            : $"SELECT target.file_index, target.file_row_number, {Choice([.. merge.NotMatchedBySource.Select(change => change.Condition)])} AS clause FROM ({target}) AS target ANTI JOIN {Pairs} AS pair ON {SamePlace("pair")}";
        return $"CREATE OR REPLACE TEMP TABLE {Alone} AS SELECT * FROM ({places}) WHERE clause IS NOT NULL";
    }

    /// <summary>Rows of the source that become new rows: the table's columns.</summary>
    internal string Inserted()
    {
        string chosen = $"SELECT *, {Choice([.. merge.NotMatched.Select(insert => insert.Condition)])} AS __clause FROM {source} AS source WHERE __source_row NOT IN (SELECT __source_row FROM {Pairs})";
        IEnumerable<string> columns = schema.Fields.Select(field => $"CAST({Cases(merge.NotMatched.Select(insert => Value(insert.Values, field) ?? expressions.Default(field) ?? "NULL"), "NULL", "source.__clause")} AS {field.Type.ToDataType()}) AS {SqlName.Quote(field.Name)}");
        return expressions.Generate($"SELECT {string.Join(", ", columns)} FROM ({chosen}) AS source WHERE source.__clause IS NOT NULL", schema, IsSet);
    }

    /// <summary>How many rows of the table change: updated and deleted.</summary>
    internal string Counted
    {
        get
        {
            string kinds = $"SELECT {Cases(merge.Matched.Select(Kind), "NULL", "clause")} AS kind FROM ({Changing}) UNION ALL SELECT {Cases(merge.NotMatchedBySource.Select(Kind), "NULL", "clause")} FROM {Alone}";
            return $"SELECT count(*) FILTER (kind = 'update'), count(*) FILTER (kind = 'delete') FROM ({kinds})";
        }
    }

    /// <summary>The rows that stay in the files that are written anew.</summary>
    /// <param name="target">The rows of these files, with their positions.</param>
    internal string Staying(string target) => $"SELECT {Names} FROM ({Become(target)}) WHERE __change IS DISTINCT FROM 'delete'";

    /// <summary>All changes with their kinds, for the change feed.</summary>
    /// <param name="target">The rows of the files that are written anew, with their positions; null when there are none.</param>
    internal string Changes(string? target)
    {
        string inserted = $"SELECT *, 'insert' AS {ChangeFeed.TypeColumn} FROM ({Inserted()})";
        if (target is null) return inserted;
        string old = string.Join(", ", schema.Fields.Select((field, i) => $"{Old(i)} AS {SqlName.Quote(field.Name)}"));
        return $"""
            {inserted}
            UNION ALL SELECT * FROM (
                WITH changed AS MATERIALIZED (SELECT * FROM ({Become(target)}) WHERE __change IS NOT NULL)
                SELECT {old}, CASE __change WHEN 'delete' THEN 'delete' ELSE 'update_preimage' END FROM changed
                UNION ALL SELECT {Names}, 'update_postimage' FROM changed WHERE __change = 'update')
            """;
    }

    private string Changing => $"SELECT DISTINCT ON (file_index, file_row_number) * FROM {Pairs} WHERE clause IS NOT NULL";

    /// <summary>The rows of files as they become, as they were behind <c>__old_</c>, and <c>__change</c>: null, 'update' or 'delete'. Computed while it is read.</summary>
    private string Become(string target)
    {
        bool hasAlone = merge.NotMatchedBySource.Count > 0;
        string change = $"CASE WHEN pair.clause IS NOT NULL THEN {Cases(merge.Matched.Select(Kind), "NULL", "pair.clause")}{(hasAlone ? $" WHEN alone.clause IS NOT NULL THEN {Cases(merge.NotMatchedBySource.Select(Kind), "NULL", "alone.clause")}" : "")} END";
        string rows = $"""
            SELECT {string.Join(", ", schema.Fields.Select(field => $"CAST({New(field, hasAlone)} AS {field.Type.ToDataType()}) AS {SqlName.Quote(field.Name)}"))},
                {string.Join(", ", schema.Fields.Select((field, i) => $"target.{SqlName.Quote(field.Name)} AS {Old(i)}"))}, {change} AS __change
            FROM ({target}) AS target
            LEFT JOIN ({Changing}) AS pair ON {SamePlace("pair")}
            LEFT JOIN {source} AS source ON source.__source_row = pair.__source_row
            {(hasAlone ? $"LEFT JOIN {Alone} AS alone ON {SamePlace("alone")}" : "")}
            """;
        return expressions.Generate(rows, schema, IsSet);
    }

    /// <summary>Whether a clause says what a column becomes.</summary>
    private bool IsSet(string column) =>
        merge.Matched.Concat(merge.NotMatchedBySource).OfType<MergeChange.Update>().Select(update => update.Values).Concat(merge.NotMatched.Select(insert => insert.Values)).Any(values => values.Keys.Contains(column, StringComparer.OrdinalIgnoreCase));

    private static string SamePlace(string other) => $"{other}.file_index = target.file_index AND {other}.file_row_number = target.file_row_number";

    private string Names => string.Join(", ", schema.Fields.Select(known => SqlName.Quote(known.Name)));

    private static string Old(int column) => $"__old_{column.ToString(CultureInfo.InvariantCulture)}";

    private string New(DeltaField field, bool hasAlone)
    {
        string same = $"target.{SqlName.Quote(field.Name)}";
        string matched = Cases(merge.Matched.Select(change => ValueOf(change, field) ?? same), same, "pair.clause");
        string alone = Cases(merge.NotMatchedBySource.Select(change => ValueOf(change, field) ?? same), same, "alone.clause");
        return $"CASE WHEN pair.clause IS NOT NULL THEN {matched}{(hasAlone ? $" WHEN alone.clause IS NOT NULL THEN {alone}" : "")} ELSE {same} END";
    }

    private static string Choice(IReadOnlyList<string?> conditions) => conditions.Count == 0
        ? "CAST(NULL AS INTEGER)"
        : $"CASE {string.Join(' ', conditions.Select((condition, i) => $"WHEN {(condition is null ? "true" : $"({condition})")} THEN {i.ToString(CultureInfo.InvariantCulture)}"))} END";

    private static string Cases(IEnumerable<string> values, string orElse, string clause)
    {
        string[] all = [.. values];
        return all.Length == 0 ? orElse : $"CASE {clause} {string.Join(' ', all.Select((value, i) => $"WHEN {i.ToString(CultureInfo.InvariantCulture)} THEN {value}"))} ELSE {orElse} END";
    }

    private static string Kind(MergeChange change) => change is MergeChange.Update ? "'update'" : "'delete'";

    private static string? ValueOf(MergeChange change, DeltaField field) => change is MergeChange.Update update ? Value(update.Values, field) : null;

    private static string? Value(IReadOnlyDictionary<string, string> values, DeltaField field) =>
        values.FirstOrDefault(entry => entry.Key.Equals(field.Name, StringComparison.OrdinalIgnoreCase)).Value is { } value ? $"({value})" : null;
}
