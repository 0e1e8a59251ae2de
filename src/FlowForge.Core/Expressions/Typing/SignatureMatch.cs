using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>One signature against some arguments: what its letters stand for, and what each argument becomes.</summary>
internal sealed class SignatureMatch(Signature signature, IReadOnlyList<TypedExpression?> arguments, bool ansi)
{
    private const int NoMatch = int.MaxValue;

    private readonly Dictionary<string, DataType> _bound = new(StringComparer.Ordinal);

    /// <summary>How many arguments need a conversion; <see cref="int.MaxValue"/> when they do not fit.</summary>
    public int Cost()
    {
        for (int i = 0; i < arguments.Count; i++)
            if (arguments[i] is { } argument && !Gather(signature.At(i).Pattern, argument.Type)) return NoMatch;
        int cost = 0;
        for (int i = 0; i < arguments.Count; i++)
        {
            Pattern pattern = signature.At(i).Pattern;
            if (arguments[i] is not { } argument)
            {
                if (!pattern.IsLambda) return NoMatch;
                continue;
            }
            if (pattern.IsLambda || Wanted(pattern, argument.Type) is not { } wanted || !Coercion.CanStandFor(argument.Type, wanted)) return NoMatch;
            // Text is the last resort, so that a number is not taken as text where a number may stand.
            if (wanted != argument.Type && argument.Type is not DataType.Void) cost += wanted == DataType.Varchar || wanted == DataType.Blob ? 100 : Coercion.IsNumeric(argument.Type) && Coercion.IsNumeric(wanted) ? 1 : 10;
        }
        return cost;
    }

    public void Bind(string variable, DataType type) => _bound[variable] = type;

    /// <summary>The type a pattern stands for, as far as its letters are known; null when they are not.</summary>
    public DataType? Bound(Pattern pattern)
    {
        string head = pattern.Head.TrimEnd('?');
        return head switch
        {
            [>= 'A' and <= 'Z'] => _bound.GetValueOrDefault(head),
            "array" => Bound(pattern.Inner[0]) is { } element ? new DataType.List(element) : null,
            "map" => Bound(pattern.Inner[0]) is { } key && Bound(pattern.Inner[1]) is { } value ? new DataType.Map(key, value) : null,
            "entries" => Bound(pattern.Inner[0]) is { } key && Bound(pattern.Inner[1]) is { } value ? Entries(key, value) : null,
            _ => Syntax.TypeNames.Parse(head),
        };
    }

    /// <summary>The type an argument is converted to; null when it cannot stand there.</summary>
    public DataType? Wanted(Pattern pattern, DataType type) => pattern.Head switch
    {
        "any" => type,
        "numeric" => Coercion.IsNumeric(type) ? type : type == DataType.Varchar || type is DataType.Void ? DataType.Double : null,
        "integral" => Coercion.IsIntegral(type) ? type : type is DataType.Void ? DataType.Integer : Coercion.IsNumeric(type) || type == DataType.Varchar ? DataType.BigInt : null,
        "exact" => type is DataType.Decimal ? type : null,
        "text" => type == DataType.Blob ? type : type is DataType.Void || Coercion.IsAtomic(type) ? DataType.Varchar : null,
        "moment" => Coercion.IsMoment(type) ? type : type == DataType.Varchar || type is DataType.Void ? DataType.TimestampTz : null,
        "interval" => Coercion.IsInterval(type) ? type : null,
        "struct" => type is DataType.Struct ? type : null,
        "anyarray" => type is DataType.List ? type : null,
        "anymap" => type is DataType.Map ? type : null,
        "fn" => null,
        _ => Bound(pattern) ?? (type is DataType.List or DataType.Map ? type : null),
    };

    public DataType? Result(IReadOnlyList<TypedExpression> converted) =>
        signature.Result.IsArgument(out int number) ? converted[number - 1].Type : Bound(signature.Result) ?? OfUnbound(signature.Result);

    // array() has no element that tells a type.
    private DataType? OfUnbound(Pattern pattern) => pattern.Head switch
    {
        "array" => new DataType.List(Bound(pattern.Inner[0]) ?? DataType.Null),
        "map" => new DataType.Map(Bound(pattern.Inner[0]) ?? DataType.Null, Bound(pattern.Inner[1]) ?? DataType.Null),
        _ => pattern.IsVariable ? DataType.Null : null,
    };

    private static DataType.List Entries(DataType key, DataType value) => new(new DataType.Struct([new Column("key", key), new Column("value", value)]));

    private bool Gather(Pattern pattern, DataType type)
    {
        if (pattern.IsVariable)
        {
            if (!_bound.TryGetValue(pattern.Head, out DataType? known))
            {
                _bound[pattern.Head] = type;
                return true;
            }
            if (Coercion.Common(known, type, ansi) is not { } common) return false;
            _bound[pattern.Head] = common;
            return true;
        }
        return (pattern.Head, type) switch
        {
            ("array" or "map" or "entries", DataType.Void) => true,
            ("array", DataType.List list) => Gather(pattern.Inner[0], list.Element),
            ("map", DataType.Map map) => Gather(pattern.Inner[0], map.Key) && Gather(pattern.Inner[1], map.Value),
            ("entries", DataType.List { Element: DataType.Struct { Fields: [var key, var value] } }) => Gather(pattern.Inner[0], key.Type) && Gather(pattern.Inner[1], value.Type),
            ("array" or "map" or "entries", _) => false,
            _ => true,
        };
    }
}
