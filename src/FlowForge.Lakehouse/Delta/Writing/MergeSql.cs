using System.Globalization;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>The queries of one merge. A clause is known by its place among those of its kind; of a row that no clause wants, the number is null.</summary>
/// <param name="source">The name of a table with the source's rows, each with a number <c>__source_row</c>.</param>
/// <param name="pairs">The name of a table with the matches: <c>file_index</c>, <c>file_row_number</c>, <c>__source_row</c>, <c>clause</c>.</param>
internal sealed class MergeSql(Merge merge, TableSchema schema, string source, string pairs)
{
    /// <summary>Every match, with the clause that decides about it.</summary>
    internal string Pairs(string target) =>
        $"SELECT target.file_index, target.file_row_number, source.__source_row, {Choice([.. merge.Matched.Select(change => change.Condition)])} AS clause FROM ({target}) AS target JOIN {source} AS source ON {merge.On}";

    /// <summary>Rows of the table without a match that a clause changes: their places.</summary>
    internal string Alone(string target) =>
        $"SELECT target.file_index, target.file_row_number, {Choice([.. merge.NotMatchedBySource.Select(change => change.Condition)])} AS clause FROM ({target}) AS target ANTI JOIN {pairs} AS pair ON pair.file_index = target.file_index AND pair.file_row_number = target.file_row_number";

    /// <summary>Rows of the source that become new rows: the table's columns.</summary>
    internal string Inserted()
    {
        string chosen = $"SELECT *, {Choice([.. merge.NotMatched.Select(insert => insert.Condition)])} AS __clause FROM {source} AS source WHERE __source_row NOT IN (SELECT __source_row FROM {pairs})";
        IEnumerable<string> columns = schema.Fields.Select(field => $"CAST({Cases(merge.NotMatched.Select(insert => Value(insert.Values, field) ?? "NULL"), "NULL", "source.__clause")} AS {field.Type.ToDataType()}) AS {SqlName.Quote(field.Name)}");
        return $"SELECT {string.Join(", ", columns)} FROM ({chosen}) AS source WHERE source.__clause IS NOT NULL";
    }

    /// <summary>Rows of the files that are written anew: the table's columns as they become, as they were behind <c>__old_</c>, and <c>__change</c>: null, 'update' or 'delete'.</summary>
    /// <param name="target">With positions.</param>
    /// <param name="alone">The name of a table with the places and clauses of <see cref="Alone"/>.</param>
    internal string Rewritten(string target, string alone)
    {
        return $"""
            SELECT {string.Join(", ", schema.Fields.Select(field => $"CAST({New(field)} AS {field.Type.ToDataType()}) AS {SqlName.Quote(field.Name)}"))},
                {string.Join(", ", schema.Fields.Select((field, i) => $"target.{SqlName.Quote(field.Name)} AS {Old(i)}"))},
                CASE WHEN pair.clause IS NOT NULL THEN {Cases(merge.Matched.Select(Kind), "NULL", "pair.clause")} WHEN alone.clause IS NOT NULL THEN {Cases(merge.NotMatchedBySource.Select(Kind), "NULL", "alone.clause")} END AS __change
            FROM ({target}) AS target
            LEFT JOIN (SELECT DISTINCT ON (file_index, file_row_number) * FROM {pairs} WHERE clause IS NOT NULL) AS pair ON pair.file_index = target.file_index AND pair.file_row_number = target.file_row_number
            LEFT JOIN {source} AS source ON source.__source_row = pair.__source_row
            LEFT JOIN {alone} AS alone ON alone.file_index = target.file_index AND alone.file_row_number = target.file_row_number
            """;
    }

    /// <summary>The rows that stay, out of <see cref="Rewritten"/>.</summary>
    internal string Staying(string rewritten) => $"SELECT {Names} FROM {rewritten} WHERE __change IS DISTINCT FROM 'delete'";

    /// <summary>Changes of rows out of <see cref="Rewritten"/>, with their kinds.</summary>
    internal string Changes(string rewritten)
    {
        string old = string.Join(", ", schema.Fields.Select((field, i) => $"{Old(i)} AS {SqlName.Quote(field.Name)}"));
        return $"""
            SELECT {old}, CASE __change WHEN 'delete' THEN 'delete' ELSE 'update_preimage' END AS {ChangeFeed.TypeColumn} FROM {rewritten} WHERE __change IS NOT NULL
            UNION ALL SELECT {Names}, 'update_postimage' FROM {rewritten} WHERE __change = 'update'
            """;
    }

    private string Names => string.Join(", ", schema.Fields.Select(known => SqlName.Quote(known.Name)));

    private static string Old(int column) => $"__old_{column.ToString(CultureInfo.InvariantCulture)}";

    private string New(DeltaField field)
    {
        string same = $"target.{SqlName.Quote(field.Name)}";
        string matched = Cases(merge.Matched.Select(change => ValueOf(change, field) ?? same), same, "pair.clause");
        string alone = Cases(merge.NotMatchedBySource.Select(change => ValueOf(change, field) ?? same), same, "alone.clause");
        return $"CASE WHEN pair.clause IS NOT NULL THEN {matched} WHEN alone.clause IS NOT NULL THEN {alone} ELSE {same} END";
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
