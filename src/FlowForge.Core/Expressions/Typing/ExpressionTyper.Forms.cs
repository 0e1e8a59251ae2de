using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Functions that a signature cannot tell: those that stand for other expressions, and those whose result takes names.</summary>
public sealed partial class ExpressionTyper
{
    private delegate TypedExpression? SpecialForm(ExpressionTyper typer, Expression.Call call);

    private static readonly Dictionary<string, SpecialForm> s_forms = new(StringComparer.Ordinal)
    {
        ["if"] = (typer, call) => typer.Exactly(call, 3) ?? typer.Type(new Expression.Case(null, [new When(call.Arguments[0], call.Arguments[1])], call.Arguments[2]) { Span = call.Span }),
        ["nvl2"] = (typer, call) => typer.Exactly(call, 3) ?? typer.Type(new Expression.Case(null, [new When(NotNull(call.Arguments[0]), call.Arguments[1])], call.Arguments[2]) { Span = call.Span }),
        ["zeroifnull"] = (typer, call) => typer.Exactly(call, 1) ?? typer.Type(new Expression.Call("coalesce", [call.Arguments[0], Zero]) { Span = call.Span }),
        ["nullifzero"] = (typer, call) => typer.Exactly(call, 1) ?? typer.NullIf(call, call.Arguments[0], Zero),
        ["nullif"] = (typer, call) => typer.Exactly(call, 2) ?? typer.NullIf(call, call.Arguments[0], call.Arguments[1]),
        ["equal_null"] = (typer, call) => typer.Exactly(call, 2) ?? typer.Compare("<=>", typer.Type(call.Arguments[0]), typer.Type(call.Arguments[1]), call.Span),
        ["isnotnull"] = (typer, call) => typer.Exactly(call, 1) ?? typer.Type(NotNull(call.Arguments[0])),
        ["not"] = (typer, call) => typer.Exactly(call, 1) ?? typer.Type(new Expression.Unary(UnaryOperator.Not, call.Arguments[0]) { Span = call.Span }),
        ["typeof"] = (typer, call) => typer.Exactly(call, 1) ?? (typer.Type(call.Arguments[0]) is { } value ? Text(TypeNames.Of(value.Type)) : null),
        ["collation"] = (typer, call) => typer.Exactly(call, 1) ?? (typer.Type(call.Arguments[0]) is null ? null : Text(call.Arguments[0] is Expression.Collate collate ? $"SYSTEM.BUILTIN.{collate.Collation}" : "SYSTEM.BUILTIN.UTF8_BINARY")),
        ["decode"] = (typer, call) => typer.Decode(call),
        ["mask"] = (typer, call) => typer.Mask(call),
        ["window"] = (typer, call) => typer.TimeWindow(call),
        ["window_time"] = (typer, call) => typer.WindowTime(call),
        ["count"] = (typer, call) => typer.Count(call),
        ["struct"] = (typer, call) => typer.Struct(call),
        ["named_struct"] = (typer, call) => typer.NamedStruct(call),
        ["arrays_zip"] = (typer, call) => typer.ArraysZip(call),
        ["extract"] = (typer, call) => typer.Extract(call),
        ["date_part"] = (typer, call) => typer.Extract(call),
        ["element_at"] = (typer, call) => typer.ElementAt(call),
        ["try_element_at"] = (typer, call) => typer.ElementAt(call),
        ["like"] = (typer, call) => typer.Exactly(call, 2, 3) ?? typer.LikeFunction(call, LikeKind.Like),
        ["ilike"] = (typer, call) => typer.Exactly(call, 2, 3) ?? typer.LikeFunction(call, LikeKind.ILike),
        ["rlike"] = (typer, call) => typer.Exactly(call, 2) ?? typer.LikeFunction(call, LikeKind.RLike),
        ["mode"] = (typer, call) => call.WithinGroup.Count > 0 ? typer.WithinGroup(call) : typer.ByTable(call),
        ["percentile_cont"] = (typer, call) => typer.WithinGroup(call),
        ["percentile_disc"] = (typer, call) => typer.WithinGroup(call),
    };

    static ExpressionTyper()
    {
        foreach (string operation in (string[])["try_add", "try_subtract", "try_multiply", "try_divide", "try_mod", "%", "div", "pmod"])
            s_forms[operation] = (typer, call) => typer.Exactly(call, 2) ?? (typer.Type(call.Arguments[0]) is { } left && typer.Type(call.Arguments[1]) is { } right ? typer.Arithmetic(operation, left, right, call.Span) : null);
        foreach (string type in (string[])["boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "string", "binary", "date", "timestamp", "decimal"])
            s_forms[type] = (typer, call) => typer.Exactly(call, 1) ?? (typer.Type(call.Arguments[0]) is { } value ? typer.Cast(value, TypeNames.Parse(type)!, typer.ImplicitMode, call.Span) : null);
    }

    /// <summary>Whether the typer turns calls of the function into other expressions, so that a renderer may never see it.</summary>
    public static bool Rewrites(FunctionDefinition function) => s_forms.ContainsKey(function.Name);

    private static Expression.Constant Zero => new(new Literal.Integer(0, PrimitiveKind.Integer));

    private static Expression.Is NotNull(Expression value) => new(IsKind.Null, value, true) { Span = value.Span };

    /// <summary>Null when the number of arguments is right, so that a form may go on with ??.</summary>
    private TypedExpression? Exactly(Expression.Call call, int count, int? most = null)
    {
        if (call.Arguments.Count >= count && call.Arguments.Count <= (most ?? count)) return null;
        Wrong("argument-count", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", call.Span, $"{call.Function} takes {count} arguments, found {call.Arguments.Count}.");
        return s_wrong;
    }

    // Stands for "a finding was made" where null means "go on"; findings keep it from ever leaving the typer.
    private static readonly TypedExpression s_wrong = new TypedExpression.Constant(new Literal.Null()) { Type = DataType.Null };

    private TypedExpression.Call? NullIf(Expression.Call call, Expression first, Expression second)
    {
        if (Type(first) is not { } value || Compare("=", value, Type(second), call.Span) is not TypedExpression.Call same) return null;
        return Applied("nullif", value.Type, call.Span, value, same);
    }

    private TypedExpression? Decode(Expression.Call call)
    {
        ValueList<Expression> arguments = call.Arguments;
        if (arguments.Count < 2) return Exactly(call, 2);
        if (arguments.Count == 2) return Arguments(call) is { } typed ? Resolve(FunctionTable.Find("decode")!, arguments, typed, call.Span) : null;
        TypedExpression? value = Type(arguments[0]);
        var tests = new List<TypedExpression?>();
        var results = new List<TypedExpression?>();
        for (int i = 1; i + 1 < arguments.Count; i += 2)
        {
            tests.Add(Compare("<=>", value, Type(arguments[i]), arguments[i].Span));
            results.Add(Type(arguments[i + 1]));
        }
        bool hasDefault = arguments.Count % 2 == 0;
        if (hasDefault) results.Add(Type(arguments[^1]));
        if (!All(tests, out ValueList<TypedExpression>? conditions) || !All(results, out ValueList<TypedExpression>? values) || Agreed(values, call.Span) is not { } agreed) return null;
        return new TypedExpression.Case([.. conditions.Select((test, i) => new TypedWhen(test, agreed[i]))], hasDefault ? agreed[^1] : null) { Type = agreed[0].Type };
    }

    private TypedExpression? Count(Expression.Call call)
    {
        bool all = call.Arguments is [Expression.Star];
        if (call.Arguments.Count == 0) return Exactly(call, 1);
        if ((all ? [] : Arguments(call)) is not { } arguments || !All(arguments, out ValueList<TypedExpression>? typed)) return null;
        return WithClauses(Applied("count", DataType.BigInt, call.Span, [.. typed]), call);
    }

    private TypedExpression? Struct(Expression.Call call)
    {
        if (!All([.. call.Arguments.Select(Type)], out ValueList<TypedExpression>? values)) return null;
        string[] names = [.. call.Arguments.Select((argument, i) => NameOf(argument) ?? $"col{i + 1}")];
        return MakeStruct(names, values, call.Span);
    }

    private TypedExpression? NamedStruct(Expression.Call call)
    {
        if (!All([.. call.Arguments.Select(Type)], out ValueList<TypedExpression>? values)) return null;
        if (values.Count % 2 != 0) return Wrong("argument-count", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", call.Span, $"named_struct takes names and values in turns, found {values.Count} arguments.");
        var names = new List<string>();
        for (int i = 0; i < values.Count; i += 2)
        {
            if (values[i] is not TypedExpression.Constant { Value: Literal.Text name }) return Mismatch(call.Arguments[i].Span, "A field's name must be a text in quotes.", "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING");
            names.Add(name.Value);
        }
        return MakeStruct(names, [.. values.Where((_, i) => i % 2 == 1)], call.Span);
    }

    private TypedExpression? MakeStruct(IReadOnlyList<string> names, ValueList<TypedExpression> values, TextSpan where)
    {
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return Wrong("duplicate-field", "FIELD_ALREADY_EXISTS", where, $"The struct has two fields {twice.Key}.", "Give them different names with AS.");
        var type = new DataType.Struct([.. names.Select((name, i) => new Column(name, values[i].Type))]);
        return Applied("struct", type, where, [.. values]);
    }

    private static string? NameOf(Expression expression) => expression switch
    {
        Expression.Alias alias => alias.AliasName,
        Expression.Name name => name.Parts[^1],
        Expression.Field field => field.FieldName,
        _ => null,
    };

    private TypedExpression? ArraysZip(Expression.Call call)
    {
        if (!All([.. call.Arguments.Select(Type)], out ValueList<TypedExpression>? values)) return null;
        var fields = new List<Column>();
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Type is not DataType.List list) return Mismatch(call.Arguments[i].Span, $"arrays_zip takes arrays, found {TypeNames.Of(values[i].Type)}.");
            fields.Add(new Column(NameOf(call.Arguments[i]) ?? $"{i}", list.Element));
        }
        return Applied("arrays_zip", new DataType.List(new DataType.Struct(fields)), call.Span, [.. values]);
    }

    private TypedExpression? Extract(Expression.Call call)
    {
        if (Exactly(call, 2) is not null || Type(call.Arguments[1]) is not { } source) return null;
        if (call.Arguments[0] is not Expression.Constant { Value: Literal.Text field }) return Mismatch(call.Arguments[0].Span, "The field must be a text in quotes.", "NON_FOLDABLE_ARGUMENT");
        string? function = Coercion.IsInterval(source.Type) ? ExtractFields.OfInterval(field.Value) : ExtractFields.OfMoment(field.Value);
        return function is null
            ? Wrong("extract-field", "INVALID_EXTRACT_FIELD", call.Span, $"{field.Value} cannot be taken from a {TypeNames.Of(source.Type)}.", "Fields are year, quarter, month, week, day, doy, dow, hour, minute and second.")
            : Resolve(FunctionTable.Find(function)!, [call.Arguments[1]], [source], call.Span);
    }

    private TypedExpression? ElementAt(Expression.Call call)
    {
        if (Exactly(call, 2) is not null || Type(call.Arguments[0]) is not { } value || Type(call.Arguments[1]) is not { } index) return null;
        return value.Type switch
        {
            DataType.List list when Coercion.IsNumeric(index.Type) || index.Type is DataType.Void => Applied(call.Function, list.Element, call.Span, value, Converted(index, DataType.Integer)),
            DataType.Map map when Coercion.Common(map.Key, index.Type, Ansi) is not null => Applied("[]", map.Value, call.Span, value, Converted(index, map.Key)),
            _ => Mismatch(call.Span, $"{call.Function} takes an array and a number, or a map and a key, found {TypeNames.Of(value.Type)} and {TypeNames.Of(index.Type)}."),
        };
    }

    private TypedExpression? LikeFunction(Expression.Call call, LikeKind kind)
    {
        string? escape = call.Arguments is [_, _, Expression.Constant { Value: Literal.Text { Value: [_] character } }] ? character : null;
        return Like(new Expression.Like(kind, call.Arguments[0], call.Arguments[1], escape, false) { Span = call.Span });
    }

    /// <summary>A call that is read as its signatures say.</summary>
    private TypedExpression? ByTable(Expression.Call call) =>
        Arguments(call) is { } arguments && Resolve(FunctionTable.Find(call.Function)!, call.Arguments, arguments, call.Span) is TypedExpression.Call typed ? WithClauses(typed, call) : null;

    private static readonly string[] s_maskParameters = ["str", "upperChar", "lowerChar", "digitChar", "otherChar"];

    /// <summary>mask with every argument at its place: those that were named, and Spark's constants for those that are missing.</summary>
    private TypedExpression? Mask(Expression.Call call)
    {
        Expression?[] places = [null, Quoted("X"), Quoted("x"), Quoted("n"), new Expression.Constant(new Literal.Null())];
        var given = new HashSet<int>();
        foreach (Expression argument in call.Arguments)
        {
            bool afterNamed = call.Arguments.TakeWhile(before => before != argument).Any(before => before is Expression.Named);
            int place = argument is Expression.Named named ? Array.FindIndex(s_maskParameters, name => name.Equals(named.Parameter, StringComparison.OrdinalIgnoreCase)) : given.Count;
            if (place < 0) return Type(argument);
            if (place >= places.Length) return Exactly(call, 1, places.Length);
            if (argument is not Expression.Named && afterNamed) return Wrong("named-argument", "UNEXPECTED_POSITIONAL_ARGUMENT", argument.Span, "An argument without a name cannot follow one with a name.");
            if (!given.Add(place)) return Wrong("named-argument", "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT", argument.Span, $"{s_maskParameters[place]} is given twice.");
            places[place] = argument is Expression.Named value ? value.Value : argument;
        }
        return given.Contains(0) ? ByTable(call with { Arguments = [.. places!] }) : Wrong("argument-count", "REQUIRED_PARAMETER_NOT_FOUND", call.Span, "mask needs a text.");
    }

    private static Expression.Constant Quoted(string text) => new(new Literal.Text(text));

    private TypedExpression? WithinGroup(Expression.Call call)
    {
        if (call.WithinGroup is not [var item])
            return Wrong("within-group", "INVALID_WITHIN_GROUP_EXPRESSION", call.Span, $"{call.Function} needs WITHIN GROUP (ORDER BY …) with one value.");
        return ByTable(call with { Arguments = [item.Value, .. call.Arguments] });
    }
}
