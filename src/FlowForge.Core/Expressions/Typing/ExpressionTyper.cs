using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Finds what names stand for and which type everything has, and writes every conversion out. Collects all findings, not only the first.</summary>
public sealed partial class ExpressionTyper
{
    private readonly IReadOnlyList<Column> _schema;
    private readonly ExpressionSettings _settings;
    private readonly List<ExpressionFinding> _findings = [];
    private readonly Stack<Column> _variables = new();
    private int _visits;

    private ExpressionTyper(IReadOnlyList<Column> schema, ExpressionSettings settings) => (_schema, _settings) = (schema, settings);

    /// <summary>Checks an expression against the columns it may name.</summary>
    public static CheckResult Check(Expression expression, IReadOnlyList<Column> schema, ExpressionSettings settings)
    {
        var typer = new ExpressionTyper(schema, settings);
        TypedExpression? typed = typer.Type(expression);
        return new CheckResult(typer._findings.Count == 0 ? typed : null, settings, typer._findings);
    }

    private bool Ansi => _settings.Ansi;

    // CASE and its like type their operand again for every branch; nested into each other that doubles at every level.
    private const int MaxVisits = 200_000;

    /// <summary>The typed form; null when a finding was made inside.</summary>
    private TypedExpression? Type(Expression expression)
    {
        if (++_visits == MaxVisits) Wrong("expression-too-complex", "FAILED_TO_PARSE_TOO_COMPLEX", expression.Span, "The expression repeats itself beyond all bounds.", "Split it into several columns.");
        if (_visits >= MaxVisits) return null;
        TypedExpression? typed = expression switch
        {
            Expression.Constant constant => new TypedExpression.Constant(constant.Value) { Type = constant.Value.Type },
            Expression.Name name => Named(name),
            Expression.Unary unary => Unary(unary),
            Expression.Binary binary => Binary(binary),
            Expression.Between between => Negate(Between(between), between.Negated),
            Expression.In choice => Negate(In(choice), choice.Negated),
            Expression.Like like => Negate(Like(like), like.Negated),
            Expression.LikeMany many => LikeMany(many),
            Expression.Is test => Negate(Is(test), test.Negated),
            Expression.IsDistinct distinct => Negate(Compare("<=>", Type(distinct.Left), Type(distinct.Right), distinct.Span), !distinct.Negated),
            Expression.Case choice => Case(choice),
            Expression.Cast cast => Type(cast.Value) is { } value ? Cast(value, cast.Type, cast.Try ? CastMode.Try : ImplicitMode, cast.Span) : null,
            Expression.Field field => Type(field.Value) is { } value ? Field(value, field.FieldName, field.Span) : null,
            Expression.Subscript subscript => Subscript(Type(subscript.Value), Type(subscript.Index), subscript.Span),
            Expression.Collate collate => Collate(collate),
            Expression.Call call => Call(call),
            Expression.Alias alias => Type(alias.Value),
            Expression.Named named => Wrong("named-argument", "NAMED_PARAMETERS_NOT_SUPPORTED", named.Span, $"The function takes no argument named {named.Parameter}."),
            Expression.Lambda lambda => Wrong("lambda-place", "INVALID_LAMBDA_FUNCTION_CALL", lambda.Span, "A lambda can only be an argument of a function that takes one, such as transform."),
            Expression.Star star => Wrong("star-place", "INVALID_USAGE_OF_STAR_OR_REGEX", star.Span, "* can only stand in count(*)."),
            _ => throw new UnreachableException(),
        };
        return typed is null ? null : typed with { Span = expression.Span };
    }

    private CastMode ImplicitMode => Ansi ? CastMode.Ansi : CastMode.Legacy;

    private TypedExpression? Named(Expression.Name name)
    {
        TypedExpression? value = Variable(name.Parts[0]) ?? Column(name, name.Parts[0]);
        for (int i = 1; i < name.Parts.Count && value is not null; i++) value = Field(value, name.Parts[i], name.Span);
        return value;
    }

    private TypedExpression.Variable? Variable(string name)
    {
        foreach (Column variable in _variables)
            if (variable.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return new TypedExpression.Variable(variable.Name) { Type = variable.Type };
        return null;
    }

    private TypedExpression? Column(Expression.Name name, string first)
    {
        Column[] found = [.. _schema.Where(column => column.Name.Equals(first, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 1) return new TypedExpression.Column(found[0].Name) { Type = found[0].Type };
        if (found.Length > 1)
            return Wrong("ambiguous-column", "AMBIGUOUS_REFERENCE", name.Span, $"The name {first} could be any of {string.Join(", ", found.Select(column => column.Name))}.", "Rename all but one.");
        string? nearest = Spelling.Nearest(first, _schema.Select(column => column.Name));
        string columns = _schema.Count == 0 ? "There are no columns here." : $"The columns are {string.Join(", ", _schema.Take(10).Select(column => column.Name))}{(_schema.Count > 10 ? ", …" : "")}.";
        return Wrong("unknown-column", "UNRESOLVED_COLUMN.WITH_SUGGESTION", name.Span, $"There is no column {first}.", nearest is null ? columns : $"Did you mean {nearest}?");
    }

    private TypedExpression? Field(TypedExpression value, string name, TextSpan where)
    {
        switch (value.Type)
        {
            case DataType.Struct structure when FieldOf(structure, name) is { } field:
                return new TypedExpression.Field(value, field.Name) { Type = field.Type, Span = where };
            case DataType.List { Element: DataType.Struct structure } when FieldOf(structure, name) is { } field:
                return Applied("array_field", new DataType.List(field.Type), where, value, Text(field.Name));
            case DataType.Map { Key: var key } when key == DataType.Varchar:
                return Subscript(value, Text(name), where);
            case DataType.Struct or DataType.List { Element: DataType.Struct }:
                IReadOnlyList<Column> fields = ((value.Type as DataType.List)?.Element as DataType.Struct ?? (DataType.Struct)value.Type).Fields;
                string? nearest = Spelling.Nearest(name, fields.Select(field => field.Name));
                return Wrong("unknown-field", "FIELD_NOT_FOUND", where, $"There is no field {name} in {TypeNames.Of(value.Type)}.", nearest is null ? null : $"Did you mean {nearest}?");
            default:
                return Wrong("no-struct", "INVALID_EXTRACT_BASE_FIELD_TYPE", where, $"A {TypeNames.Of(value.Type)} has no fields, so none can be {name}.");
        }
    }

    private static Column? FieldOf(DataType.Struct structure, string name) =>
        structure.Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private TypedExpression.Case? Case(Expression.Case choice)
    {
        Expression? operand = choice.Operand;
        var conditions = choice.Branches.Select(branch => operand is null
            ? Condition(branch.Condition)
            : Compare("=", Type(operand), Type(branch.Condition), branch.Condition.Span)).ToList();
        var values = choice.Branches.Select(branch => Type(branch.Value)).ToList();
        if (choice.Otherwise is not null) values.Add(Type(choice.Otherwise));
        if (!All(conditions, out ValueList<TypedExpression>? tests) || !All(values, out ValueList<TypedExpression>? results) || Agreed(results, choice.Span) is not { } agreed) return null;
        return new TypedExpression.Case([.. tests.Select((test, i) => new TypedWhen(test, agreed[i]))], choice.Otherwise is null ? null : agreed[^1]) { Type = agreed[0].Type };
    }

    /// <summary>A value that must be boolean.</summary>
    private TypedExpression? Condition(Expression expression)
    {
        if (Type(expression) is not { } typed) return null;
        return typed.Type == DataType.Boolean || typed.Type is DataType.Void || typed.Type == DataType.Varchar
            ? Converted(typed, DataType.Boolean)
            : Mismatch(expression.Span, $"A condition must be boolean, found {TypeNames.Of(typed.Type)}.");
    }

    /// <summary>The values converted to the type they have in common.</summary>
    private List<TypedExpression>? Agreed(ValueList<TypedExpression> values, TextSpan where)
    {
        DataType common = values[0].Type;
        foreach (TypedExpression value in values.Skip(1))
        {
            if (Coercion.Common(common, value.Type, Ansi) is not { } wider)
            {
                Mismatch(where, $"The values are of types that do not go together: {TypeNames.Of(common)} and {TypeNames.Of(value.Type)}.", "DATATYPE_MISMATCH.DATA_DIFF_TYPES");
                return null;
            }
            common = wider;
        }
        return [.. values.Select(value => Converted(value, common))];
    }

    private TypedExpression? Cast(TypedExpression value, DataType type, CastMode mode, TextSpan where) =>
        Casts.IsAllowed(value.Type, type, mode)
            ? value.Type == type && mode != CastMode.Try ? value : new TypedExpression.Cast(value, mode) { Type = type, Span = where }
            : Mismatch(where, $"{TypeNames.Of(value.Type)} cannot be cast to {TypeNames.Of(type)}.", "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION");

    /// <summary>The value in another type, as a conversion of the language's own.</summary>
    private TypedExpression Converted(TypedExpression value, DataType type) =>
        value.Type == type ? value : new TypedExpression.Cast(value, ImplicitMode) { Type = type, Span = value.Span };

    [return: NotNullIfNotNull(nameof(value))]
    private static TypedExpression? Negate(TypedExpression? value, bool negated) =>
        value is null || !negated ? value : Applied("not", DataType.Boolean, value.Span, value);

    private static TypedExpression.Constant Text(string value) => new(new Literal.Text(value)) { Type = DataType.Varchar };

    private static TypedExpression.Call Applied(string function, DataType type, TextSpan where, params TypedExpression[] arguments) =>
        new(FunctionTable.Find(function)!, [.. arguments]) { Type = type, Span = where };

    private static bool All(IReadOnlyList<TypedExpression?> values, [NotNullWhen(true)] out ValueList<TypedExpression>? complete)
    {
        complete = values.Contains(null) ? null : [.. values!];
        return complete is not null;
    }

    private TypedExpression? Mismatch(TextSpan where, string summary, string condition = "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE") =>
        Wrong("type-mismatch", condition, where, summary);

    private TypedExpression? Wrong(string id, string condition, TextSpan where, string summary, string? hint = null)
    {
        _findings.Add(new ExpressionFinding(id, condition, where, summary, hint));
        return null;
    }
}
