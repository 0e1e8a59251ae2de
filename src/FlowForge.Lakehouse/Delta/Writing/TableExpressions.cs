using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>The expressions that a table's metadata has in Spark's SQL, in the engine's: conditions on rows, columns that are computed, values of columns that rows lack.</summary>
/// <remarks>They are the table's own, so they mean the same whoever writes: ANSI, in UTC.</remarks>
internal sealed class TableExpressions(string root, DuckDbConnection connection)
{
    private const string GenerationKey = "delta.generationExpression";
    private const string DefaultKey = "CURRENT_DEFAULT";

    private static readonly ExpressionSettings s_settings = new();

    internal static bool IsGenerated(DeltaField field) => GenerationOf(field) is not null;

    /// <summary>Spark's SQL of a generated column; null for others.</summary>
    internal static string? GenerationOf(DeltaField field) => field.Metadata.Text(GenerationKey);

    /// <param name="what">What the condition is, for messages: <c>the CHECK constraint positive</c>.</param>
    /// <exception cref="InputException">The expression is none that is known here: the table cannot be written.</exception>
    internal string Condition(string what, string expression, TableSchema schema) => Sql(what, expression, schema.Columns, DataType.Boolean);

    /// <summary>The value of a generated column, over the table's other columns.</summary>
    /// <inheritdoc cref="Condition"/>
    internal string Generated(DeltaField field, TableSchema schema) => Sql($"the generated column {field.Name}", GenerationOf(field)!, schema.Columns, field.Type.ToDataType());

    /// <summary>The value of a column that rows lack; null when it has none of its own.</summary>
    /// <inheritdoc cref="Condition"/>
    internal string? Default(DeltaField field) =>
        field.Metadata.Text(DefaultKey) is { } expression ? Sql($"the default of column {field.Name}", expression, [], field.Type.ToDataType()) : null;

    /// <summary>The rows with their generated columns computed.</summary>
    /// <param name="isGiven">Whether a column's values are the writer's own; they are checked and not computed.</param>
    internal string Generate(string rows, TableSchema schema, Func<string, bool> isGiven)
    {
        DeltaField[] computed = [.. schema.Fields.Where(field => IsGenerated(field) && !isGiven(field.Name))];
        return computed.Length == 0 ? rows : $"SELECT * REPLACE ({string.Join(", ", computed.Select(field => $"{Generated(field, schema)} AS {SqlName.Quote(field.Name)}"))}) FROM ({rows})";
    }

    private string Sql(string what, string expression, IReadOnlyList<Column> columns, DataType type)
    {
        ParseResult parsed = Expression.Parse(expression);
        if (parsed.Expression is not { } syntax || parsed.Findings.Count > 0) throw Unknown(what, expression, parsed.Findings[0].Summary);
        CheckResult check = ExpressionTyper.Check(syntax, columns, s_settings);
        if (check.Expression is not { } typed || check.Findings.Count > 0) throw Unknown(what, expression, check.Findings[0].Summary);
        if (typed.Type != type) typed = new TypedExpression.Cast(typed, CastMode.Ansi) { Type = type };
        try
        {
            DuckDbExpression rendered = DuckDbSql.Render(typed, s_settings);
            rendered.Install(connection);
            return $"CAST({rendered.Sql} AS {type})";
        }
        catch (NotSupportedException missing)
        {
            throw Unknown(what, expression, missing.Message);
        }
    }

    private InputException Unknown(string what, string expression, string why) =>
        DeltaErrors.Unsupported(root, $"the table has {what} ({expression}), which cannot be computed here: {why}");
}
