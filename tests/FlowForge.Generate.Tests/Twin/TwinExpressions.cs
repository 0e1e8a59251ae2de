using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Execution;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Spark SQL over the columns of a data frame: names are found by Spark's rules, types and the engine's SQL by the product's own expressions.</summary>
internal sealed class TwinExpressions(DuckDbConnection connection)
{
    internal ExpressionSettings Settings { get; set; } = new();

    /// <summary>The name that Spark gives a column without alias.</summary>
    internal static string NameOf(string sql) => Parse(sql) is Expression.Name name ? name.Parts[^1] : sql;

    internal static Expression Parse(string sql)
    {
        ParseResult parsed = Expression.Parse(sql);
        return parsed.Expression is { } expression && parsed.Findings.Count == 0 ? expression : throw new TwinException("PARSE_SYNTAX_ERROR", $"{sql}: {parsed.Findings[0].Summary}");
    }

    /// <summary>The expression with every column named by its id.</summary>
    internal static Expression Resolve(string sql, IReadOnlyList<TwinColumn> columns) => Resolve(Parse(sql), columns);

    internal static Expression Resolve(Expression expression, IReadOnlyList<TwinColumn> columns) => ExpressionNames.Map(expression, name => Find(name, columns));

    internal TypedExpression Typed(Expression resolved, IReadOnlyList<TwinColumn> columns, IReadOnlyList<Column>? groups = null) =>
        Typed(resolved, [.. columns.DistinctBy(column => column.Id).Select(column => new Column(column.Id, column.Type))], groups);

    internal TypedExpression Typed(Expression expression, IReadOnlyList<Column> schema, IReadOnlyList<Column>? groups = null)
    {
        CheckResult check = ExpressionTyper.Check(expression, schema, Settings);
        if (check.Expression is not { } typed || check.Findings.Count > 0) throw new TwinException(check.Findings[0].Condition, $"{expression}: {check.Findings[0].Summary}");
        return groups is null ? typed : GroupingSets.Complete(typed, groups);
    }

    internal string Render(TypedExpression typed)
    {
        DuckDbExpression rendered = DuckDbSql.Render(typed, Settings);
        rendered.Install(connection);
        return rendered.Sql;
    }

    internal (string Sql, DataType Type) Compile(string sql, IReadOnlyList<TwinColumn> columns)
    {
        TypedExpression typed = Typed(Resolve(sql, columns), columns);
        return (Render(typed), typed.Type);
    }

    internal string Condition(string sql, IReadOnlyList<TwinColumn> columns)
    {
        (string condition, DataType type) = Compile(sql, columns);
        return type == DataType.Boolean || type is DataType.Void ? $"CAST({condition} AS BOOLEAN)" : throw new TwinException("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", $"{sql} is {TypeNames.Of(type)}");
    }

    /// <summary>A column in another type, by Spark's own conversion.</summary>
    internal string Cast(TwinColumn column, DataType to) => column.Type == to ? column.Sql
        : Render(new TypedExpression.Cast(new TypedExpression.Column(column.Id) { Type = column.Type }, Settings.Ansi ? CastMode.Ansi : CastMode.Legacy) { Type = to });

    /// <summary>Whether a group of rows is asked for one value.</summary>
    internal static bool IsAggregate(TypedExpression expression) => expression switch
    {
        TypedExpression.Call { Over: not null } => false,
        TypedExpression.Call { Function.Kind: FunctionKind.Aggregate } => true,
        TypedExpression.Call call => call.Arguments.Any(IsAggregate),
        TypedExpression.Cast cast => IsAggregate(cast.Value),
        TypedExpression.Field field => IsAggregate(field.Value),
        TypedExpression.Case choice => choice.Branches.Any(branch => IsAggregate(branch.Condition) || IsAggregate(branch.Value)) || choice.Otherwise is { } otherwise && IsAggregate(otherwise),
        _ => false,
    };

    /// <summary>By Spark's rules: first as alias and column, then as a column with fields inside.</summary>
    private static Expression.Name Find(Expression.Name name, IReadOnlyList<TwinColumn> columns)
    {
        ValueList<string> parts = name.Parts;
        TwinColumn[] qualified = parts.Count < 2 ? [] : Distinct(columns.Where(column => Same(column.Qualifier, parts[0]) && Same(column.Name, parts[1])));
        TwinColumn[] found = qualified.Length > 0 ? qualified : Distinct(columns.Where(column => Same(column.Name, parts[0])));
        if (found.Length > 1) throw new TwinException("AMBIGUOUS_REFERENCE", $"{string.Join('.', parts)} could be any of {string.Join(", ", found.Select(column => $"{column.Qualifier}.{column.Name}"))}");
        if (found.Length == 0) throw new TwinException("UNRESOLVED_COLUMN.WITH_SUGGESTION", $"there is no {string.Join('.', parts)}; there are {string.Join(", ", columns.Select(column => column.Qualifier is null ? column.Name : $"{column.Qualifier}.{column.Name}"))}");
        return new Expression.Name([found[0].Id, .. parts.Skip(qualified.Length > 0 ? 2 : 1)]);
    }

    private static TwinColumn[] Distinct(IEnumerable<TwinColumn> columns) => [.. columns.DistinctBy(column => column.Id)];

    private static bool Same(string? left, string right) => left is not null && left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
