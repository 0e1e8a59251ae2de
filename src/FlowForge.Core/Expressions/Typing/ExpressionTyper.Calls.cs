using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Function calls: which function, which of its signatures, with which conversions.</summary>
public sealed partial class ExpressionTyper
{
    private TypedExpression? Call(Expression.Call call)
    {
        if (FunctionTable.Find(call.Function) is not { } function)
        {
            string? nearest = Spelling.Nearest(call.Function, FunctionTable.Names);
            return Wrong("unknown-function", "UNRESOLVED_ROUTINE", call.Span, $"There is no function {call.Function}.", nearest is null ? "docs/reference/expressions.md lists the functions." : $"Did you mean {nearest}?");
        }
        if (CheckClauses(call, function) is not null) return null;
        if (s_forms.TryGetValue(function.Name, out SpecialForm? form)) return form(this, call);
        if (Arguments(call) is not { } arguments) return null;
        TypedExpression? typed = Resolve(function, call.Arguments, arguments, call.Span);
        return typed is TypedExpression.Call resolved ? WithClauses(resolved, call) : typed;
    }

    private ExpressionFinding? CheckClauses(Expression.Call call, FunctionDefinition function)
    {
        int before = _findings.Count;
        bool groups = function.Kind == FunctionKind.Aggregate;
        if (function.Kind == FunctionKind.Window && call.Over is null) Wrong("window-missing", "MISSING_WINDOW_SPECIFICATION", call.Span, $"{function.Name} needs a window.", $"Write {function.Name}(…) OVER (PARTITION BY … ORDER BY …).");
        if (call.Over is not null && !groups && function.Kind != FunctionKind.Window) Wrong("window-unexpected", "UNSUPPORTED_EXPR_FOR_WINDOW", call.Span, $"{function.Name} cannot be computed over a window.");
        if (call.Over is not null && function.Name is "grouping" or "grouping_id") Wrong("window-unexpected", "UNSUPPORTED_GROUPING_EXPRESSION", call.Span, $"{function.Name} tells levels of a rollup or cube; it cannot be computed over a window.");
        if ((call.Distinct || call.Filter is not null) && !groups) Wrong("aggregate-clause", "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", call.Span, $"DISTINCT and FILTER belong to aggregates; {function.Name} is none.");
        return _findings.Count > before ? _findings[^1] : null;
    }

    /// <summary>The typed arguments, null in place of lambdas and of *; null as a whole when one is wrong.</summary>
    private List<TypedExpression?>? Arguments(Expression.Call call)
    {
        var arguments = new List<TypedExpression?>();
        bool right = true;
        foreach (Expression argument in call.Arguments)
        {
            bool waits = argument is Expression.Lambda or Expression.Star;
            TypedExpression? typed = waits ? null : Type(argument);
            right &= waits || typed is not null;
            arguments.Add(typed);
        }
        return right ? arguments : null;
    }

    private TypedExpression? WithClauses(TypedExpression.Call typed, Expression.Call call)
    {
        TypedExpression? filter = call.Filter is null ? null : Condition(call.Filter);
        if (call.Filter is not null && filter is null) return null;
        if (Sorted(call.WithinGroup) is not { } within) return null;
        TypedWindow? over = call.Over is null ? null : Window(call.Over);
        if (call.Over is not null && over is null) return null;
        return typed with { Distinct = call.Distinct, Filter = filter, WithinGroup = within, IgnoreNulls = call.IgnoreNulls == true, Over = over };
    }

    private ValueList<TypedSort>? Sorted(ValueList<SortItem> items) =>
        All([.. items.Select(item => Type(item.Value))], out ValueList<TypedExpression>? values)
            ? [.. items.Select((item, i) => new TypedSort(values[i], item.Descending, item.NullsFirst))]
            : null;

    private TypedWindow? Window(WindowFrame window)
    {
        if (!All([.. window.PartitionBy.Select(Type)], out ValueList<TypedExpression>? partitions) || Sorted(window.OrderBy) is not { } order) return null;
        if (window.Range is not { } range) return new TypedWindow(partitions, order, null);
        TypedExpression? start = range.Start.Offset is null ? null : Type(range.Start.Offset);
        TypedExpression? end = range.End.Offset is null ? null : Type(range.End.Offset);
        if (start is null != range.Start.Offset is null || end is null != range.End.Offset is null) return null;
        return new TypedWindow(partitions, order, new TypedRange(range.Rows, range.Start.Edge, start, range.End.Edge, end));
    }

    /// <summary>The call with the signature that needs the fewest conversions.</summary>
    private TypedExpression? Resolve(FunctionDefinition function, IReadOnlyList<Expression> written, List<TypedExpression?> arguments, TextSpan where)
    {
        int count = arguments.Count;
        Signature[] possible = [.. function.Signatures.Where(signature => signature.Least <= count && count <= signature.Most)];
        if (possible.Length == 0)
        {
            IEnumerable<string> ranges = function.Signatures.Select(signature => signature.Most == int.MaxValue ? $"{signature.Least} or more" : signature.Least == signature.Most ? $"{signature.Least}" : $"{signature.Least} to {signature.Most}");
            return Wrong("argument-count", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", where, $"{function.Name} takes {string.Join(" or ", ranges.Distinct())} arguments, found {count}.");
        }
        (Signature? best, int least) = (null, int.MaxValue);
        foreach (Signature signature in possible)
        {
            int cost = new SignatureMatch(signature, arguments, Ansi).Cost();
            if (cost < least) (best, least) = (signature, cost);
        }
        return best is null ? WrongTypes(function, arguments, where) : Apply(function, best, written, arguments, where);
    }

    private TypedExpression? WrongTypes(FunctionDefinition function, List<TypedExpression?> arguments, TextSpan where)
    {
        string found = string.Join(", ", arguments.Select(argument => argument is null ? "a lambda" : TypeNames.Of(argument.Type)));
        string expected = string.Join(" or ", function.Signatures.Select(signature => $"({signature.Text[..signature.Text.LastIndexOf("->", StringComparison.Ordinal)].Trim()})"));
        string condition = arguments.Any(argument => argument?.Type is DataType.Void) ? "DATATYPE_MISMATCH.NULL_TYPE" : "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE";
        return Mismatch(where, $"{function.Name} takes {expected}, found ({found}).", condition);
    }

    private TypedExpression? Apply(FunctionDefinition function, Signature signature, IReadOnlyList<Expression> written, List<TypedExpression?> arguments, TextSpan where)
    {
        var match = new SignatureMatch(signature, arguments, Ansi);
        match.Cost();
        var converted = new List<TypedExpression>();
        for (int i = 0; i < arguments.Count; i++)
        {
            Pattern pattern = signature.At(i).Pattern;
            TypedExpression? argument = arguments[i] is not { } typed ? Lambda(written[i], pattern, match) : Converted(typed, match.Wanted(pattern, typed.Type)!);
            if (argument is null) return null;
            converted.Add(argument);
        }
        DataType? type = function.Rule is { } rule ? rule(converted, _settings) : match.Result(converted);
        return type is null ? WrongTypes(function, arguments, where) : new TypedExpression.Call(function, [.. converted]) { Type = type, Span = where };
    }

    private TypedExpression? Lambda(Expression written, Pattern pattern, SignatureMatch match)
    {
        if (written is not Expression.Lambda lambda || !pattern.IsLambda)
            return Wrong("lambda-expected", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", written.Span, pattern.IsLambda ? "A lambda is expected here, such as x -> x + 1." : "Neither a lambda nor * can stand here.");
        int takes = pattern.Inner.Count - 1;
        if (lambda.Parameters.Count > takes || lambda.Parameters.Count < takes && !pattern.Inner[lambda.Parameters.Count].Head.EndsWith('?'))
            return Wrong("lambda-parameters", "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", lambda.Span, $"The lambda has {lambda.Parameters.Count} parameters, expected {takes}.");
        Column[] parameters = [.. lambda.Parameters.Select((name, i) => new Column(name, match.Bound(pattern.Inner[i]) ?? DataType.Null))];
        foreach (Column parameter in parameters) _variables.Push(parameter);
        TypedExpression? body = Type(lambda.Body);
        foreach (Column _ in parameters) _variables.Pop();
        if (body is null) return null;
        Pattern result = pattern.Inner[^1];
        if (match.Bound(result) is { } wanted)
        {
            if (!Coercion.CanStandFor(body.Type, wanted)) return Mismatch(lambda.Body.Span, $"The lambda gives {TypeNames.Of(body.Type)}, expected {TypeNames.Of(wanted)}.");
            body = Converted(body, wanted);
        }
        else match.Bind(result.Head, body.Type);
        return new TypedExpression.Lambda([.. parameters], body) { Type = body.Type, Span = lambda.Span };
    }
}
