using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>What a table demands of its rows, checked by the engine as it writes them: NOT NULL, CHECK, invariants, generated columns, lengths of text.</summary>
internal sealed partial class RowChecks(string root, TableSchema schema, IReadOnlyDictionary<string, string> properties, TableExpressions expressions)
{
    internal const string Mark = "delta-constraint: ";
    internal const string ConstraintPrefix = "delta.constraints.";
    private const string InvariantKey = "delta.invariants";

    /// <summary>The rows of <paramref name="sql"/>, all of the table's columns, as they are; the first that is not allowed ends the query.</summary>
    /// <exception cref="InputException">The table has an expression that is not known here.</exception>
    internal string Wrap(string sql)
    {
        string[] conditions = [.. schema.Fields.SelectMany(field => NullChecks(SqlName.Quote(field.Name), field.Name, field)), .. schema.Fields.SelectMany(LengthChecks), .. Invariants(), .. GeneratedColumns(), .. Constraints()];
        return conditions.Length == 0 ? sql : $"SELECT * FROM ({sql}) WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>The user's error behind the engine's; null when it is another one.</summary>
    internal InputException? Explain(DuckDbException failure)
    {
        int at = failure.Message.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? null : new InputException("delta-constraint", new Location(root), failure.Message[(at + Mark.Length)..].Split('\n')[0], "Nothing was written.", failure);
    }

    private static IEnumerable<string> NullChecks(string value, string name, DeltaField field)
    {
        if (!field.IsNullable) yield return Demand($"{value} IS NOT NULL", $"column {name} is NOT NULL, and a row has no value in it.");
        if (field.Type is DeltaType.Struct structure)
            foreach (DeltaField part in structure.Fields)
                foreach (string check in NullChecks($"{value}.{SqlName.Quote(part.Name)}", $"{name}.{part.Name}", part))
                    yield return $"({value} IS NULL OR {check})";
        if (field.Type is DeltaType.Array { ContainsNull: false })
            yield return Demand($"{value} IS NULL OR len(list_filter({value}, lambda e: e IS NULL)) = 0", $"the elements of {name} are NOT NULL, and a list has one without a value.");
    }

    private static IEnumerable<string> LengthChecks(DeltaField field)
    {
        if (field.Metadata.Text("__CHAR_VARCHAR_TYPE_STRING") is not { } type || TextLength().Match(type) is not { Success: true } match) yield break;
        int length = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        yield return Demand($"coalesce(length({SqlName.Quote(field.Name)}), 0) <= {length}", $"column {field.Name} is {type}, and a row has a longer text.");
    }

    private IEnumerable<string> Constraints()
    {
        foreach ((string property, string expression) in properties.Where(property => property.Key.StartsWith(ConstraintPrefix, StringComparison.Ordinal)))
        {
            string name = property[ConstraintPrefix.Length..];
            yield return Demand(expressions.Condition($"the CHECK constraint {name}", expression, schema), $"CHECK constraint {name} ({expression}) does not hold for a row.");
        }
    }

    private IEnumerable<string> Invariants()
    {
        foreach (DeltaField field in schema.Fields.Where(field => field.Metadata.Text(InvariantKey) is not null))
        {
            string expression = InvariantOf(field) ?? throw DeltaErrors.Unsupported(root, $"column {field.Name} has an invariant that is not known here: {field.Metadata.Text(InvariantKey)}");
            yield return Demand(expressions.Condition($"an invariant of column {field.Name}", expression, schema), $"the invariant of column {field.Name} ({expression}) does not hold for a row.");
        }
    }

    // {"expression":{"expression":"id > 0"}}, in a text. Source: PROTOCOL.md#column-invariants
    private static string? InvariantOf(DeltaField field)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(field.Metadata.Text(InvariantKey)!);
            return document.RootElement.GetProperty("expression").GetProperty("expression").GetString();
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private IEnumerable<string> GeneratedColumns() => schema.Fields.Where(TableExpressions.IsGenerated).Select(field =>
        Demand($"{SqlName.Quote(field.Name)} IS NOT DISTINCT FROM {expressions.Generated(field, schema)}", $"column {field.Name} is generated always as ({TableExpressions.GenerationOf(field)}), and a row has another value in it."));

    // A condition that is null does not hold.
    private static string Demand(string condition, string message) => $"CASE WHEN {condition} THEN true ELSE error({SqlName.Literal(Mark + message)}) END";

    [GeneratedRegex(@"^(?:var)?char\((\d{1,9})\)$")]
    private static partial Regex TextLength();
}
