using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Turns a plan's expressions into the engine's SQL over named columns, and makes the functions they call known to the connection.</summary>
internal sealed class StepExpressions(DuckDbConnection connection, ExpressionSettings settings)
{
    internal ExpressionSettings Settings => settings;

    /// <summary>Whether an expression since this was set to false depends on other rows than its own, or on the place of its row among them.</summary>
    internal bool LooksAround { get; set; }

    private CastMode Mode => settings.Ansi ? CastMode.Ansi : CastMode.Legacy;

    /// <exception cref="InputException">The expression is wrong for these columns; says where.</exception>
    internal Computed Value(string name, PlanText text, IReadOnlyList<Column> columns) => Value(name, Parsed(text), text, columns);

    /// <param name="groups">What <c>grouping_id()</c> without arguments is about.</param>
    /// <exception cref="InputException">The expression is wrong for these columns; says where.</exception>
    internal Computed Value(string name, PlanText text, IReadOnlyList<Column> columns, IEnumerable<PlanText> groups)
    {
        TypedExpression typed = GroupingSets.Complete(Typed(text, columns), [.. groups.Select(group => columns.First(column => column.Name.Equals(group.Text, StringComparison.OrdinalIgnoreCase)))]);
        return new Computed(name, Sql(typed, text), typed.Type);
    }

    internal Computed Value(string name, Expression expression, PlanText text, IReadOnlyList<Column> columns)
    {
        TypedExpression typed = Typed(expression, text, columns);
        return new Computed(name, Sql(typed, text), typed.Type);
    }

    /// <exception cref="InputException">The expression is wrong for these columns; says where.</exception>
    internal TypedExpression Typed(PlanText text, IReadOnlyList<Column> columns) => Typed(Parsed(text), text, columns);

    private TypedExpression Typed(Expression expression, PlanText text, IReadOnlyList<Column> columns)
    {
        CheckResult check = ExpressionTyper.Check(expression, columns, settings);
        if (check.Expression is not { } typed || check.Findings.Count > 0) throw Wrong(check.Findings[0], text);
        // The check of the plan says so earlier, but where columns are known at run time only.
        if (typed.Random() is { } random) throw new InputException("plan-random", text.At(random.Span.Offset) ?? new Location("plan", Part: text.Text), $"{random.Function.Name}() gives other values each time the plan runs.", "Take a hash of the row's key.");
        return typed;
    }

    internal string Condition(PlanText text, IReadOnlyList<Column> columns) => $"CAST({Value("", text, columns).Sql} AS BOOLEAN)";

    /// <summary>The items as they stand behind ORDER BY.</summary>
    internal string Order(IEnumerable<PlanText> items, IReadOnlyList<Column> columns) => string.Join(", ", items.Select(text =>
    {
        OrderResult order = OrderResult.Parse(text.Text);
        if (order.Item is not { } item) throw Wrong(order.Findings[0], text);
        return $"{Value("", item.Value, text, columns).Sql} {(item.Descending ? "DESC" : "ASC")} NULLS {(item.NullsFirst ? "FIRST" : "LAST")}";
    }));

    /// <summary>The column in another type; null for a value that does not fit where <paramref name="mode"/> is Try.</summary>
    internal string Cast(Column column, DataType type, CastMode? mode = null)
    {
        if (column.Type == type) return SqlName.Quote(column.Name);
        var value = new TypedExpression.Column(column.Name) { Type = column.Type };
        return Sql(new TypedExpression.Cast(value, mode ?? Mode) { Type = type }, "");
    }

    /// <summary>A constant in a column's type.</summary>
    internal string Constant(PlanValue value, DataType type)
    {
        if (value.IsNull) return $"CAST(NULL AS {DuckDbSql.SqlType(type)})";
        var text = new TypedExpression.Constant(new Literal.Text(value.Text)) { Type = DataType.Varchar };
        return type == DataType.Varchar ? DuckDbSql.TextLiteral(value.Text) : Sql(new TypedExpression.Cast(text, CastMode.Ansi) { Type = type }, value.Text);
    }

    /// <summary>The column's values as Spark writes them as text; -0.0 as 0.0, so that equal values have one text.</summary>
    internal string Text(Column column)
    {
        if (column.Type == DataType.Varchar) return SqlName.Quote(column.Name);
        string text = Cast(column, DataType.Varchar);
        return column.Type == DataType.Double || column.Type == DataType.Float ? $"CASE WHEN {SqlName.Quote(column.Name)} = 0 THEN '0.0' ELSE {text} END" : text;
    }

    private static Expression Parsed(PlanText text)
    {
        ParseResult parsed = Expression.Parse(text.Text);
        return parsed.Expression is { } expression && parsed.Findings.Count == 0 ? expression : throw Wrong(parsed.Findings[0], text);
    }

    private string Sql(TypedExpression typed, PlanText text)
    {
        try
        {
            LooksAround |= typed.Calls().Any(call => call.Over is not null || call.Function.Name == "monotonically_increasing_id");
            DuckDbExpression rendered = DuckDbSql.Render(typed, settings);
            rendered.Install(connection);
            return rendered.Sql;
        }
        catch (NotSupportedException missing)
        {
            throw new InputException("plan-function", text.Where ?? new Location("plan", Part: text.Text), missing.Message, "Compute it another way.", missing);
        }
    }

    private static InputException Wrong(ExpressionFinding finding, PlanText text) =>
        new(finding.Id, text.At(finding.Where.Offset) ?? new Location("plan", Part: text.Text), finding.Summary, finding.Hint);
}
