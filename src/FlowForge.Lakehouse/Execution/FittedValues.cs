using System.Globalization;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What a step has fitted: rows of <c>column</c>, <c>name</c> (what the value is: median, lower, category), <c>key</c> (the group or the category, as texts) and <c>value</c> (as text).</summary>
/// <param name="Table">A query of these rows.</param>
internal sealed record FittedValues(string Table, DuckDbConnection Connection)
{
    /// <summary>One row of a fit, from values that are SQL.</summary>
    internal static string Row(string column, string name, string key, string value) =>
        $"{SqlName.Literal(column)} AS \"column\", {SqlName.Literal(name)} AS name, {key} AS key, CAST({value} AS VARCHAR) AS value";

    internal const string NoKey = "CAST([] AS VARCHAR[])";

    /// <summary>A number of a column; null when there were no values to fit it from.</summary>
    internal double? Number(string column, string name) => Text(column, name) is { } text ? Parsed(text) : null;

    // The engine's words for what no digits say.
    private static double Parsed(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>The value of a column as it is stored; null when there were no values to fit it from.</summary>
    internal string? Text(string column, string name)
    {
        using DuckDbResult rows = Connection.Query($"SELECT value FROM ({Table}) WHERE \"column\" = {SqlName.Literal(column)} AND name = {SqlName.Literal(name)}");
        return rows.Rows().FirstOrDefault() is [string text] ? text : null;
    }

    /// <summary>The first part of each key in the order of the values, which are whole numbers.</summary>
    internal IReadOnlyList<string?> Keys(string column, string name)
    {
        using DuckDbResult rows = Connection.Query($"SELECT key[1] FROM ({Table}) WHERE \"column\" = {SqlName.Literal(column)} AND name = {SqlName.Literal(name)} ORDER BY CAST(value AS BIGINT)");
        return [.. rows.Rows().Select(row => (string?)row[0])];
    }

    /// <summary>Query of <c>key</c> and <c>value</c> for a column.</summary>
    internal string Of(string column, string name) => $"SELECT key, value FROM ({Table}) WHERE \"column\" = {SqlName.Literal(column)} AND name = {SqlName.Literal(name)}";

    /// <summary>A number as SQL; the engine's literals have no NaN and would be decimals.</summary>
    internal static string Sql(double number) => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE";
}
