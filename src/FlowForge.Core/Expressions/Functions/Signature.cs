namespace FlowForge.Core.Expressions.Functions;

/// <summary>Parameters and result of a function, from a text such as <c>array&lt;T&gt;, T, int? -&gt; boolean</c>.</summary>
/// <remarks>Kinds: a type's name; <c>any</c>; <c>numeric</c>, <c>integral</c>, <c>text</c> (string or binary), <c>moment</c> (date or timestamp), <c>interval</c>;
/// a capital letter for types that agree; <c>fn(T, int):U</c> for a lambda. <c>?</c> optional, <c>+</c> one or more, <c>*</c> any number.
/// A result of a number is the type of that argument; <c>*</c> is told by the function's rule.</remarks>
public sealed class Signature
{
    private Signature(string text, IReadOnlyList<Parameter> parameters, Pattern result) => (Text, Parameters, Result) = (text, parameters, result);

    public string Text { get; }

    internal IReadOnlyList<Parameter> Parameters { get; }

    internal Pattern Result { get; }

    internal int Least => Parameters.Count(parameter => parameter.Repeat is Repeat.Once or Repeat.OneOrMore);

    internal int Most => Parameters.Any(parameter => parameter.Repeat is Repeat.OneOrMore or Repeat.Any) ? int.MaxValue : Parameters.Count;

    internal static Signature Parse(string text)
    {
        int arrow = text.LastIndexOf("->", StringComparison.Ordinal);
        string parameters = text[..arrow].Trim();
        return new Signature(text, parameters.Length == 0 ? [] : [.. Split(parameters).Select(Parameter.Parse)], Pattern.Parse(text[(arrow + 2)..].Trim()));
    }

    /// <summary>The parameter an argument belongs to. A repeated one may be followed by no other.</summary>
    internal Parameter At(int argument) => Parameters[Math.Min(argument, Parameters.Count - 1)];

    // Commas inside brackets belong to the parameter.
    internal static IEnumerable<string> Split(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '<' or '(') depth++;
            else if (text[i] is '>' or ')') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }
        yield return text[start..].Trim();
    }
}

internal enum Repeat
{
    Once,
    Optional,
    OneOrMore,
    Any,
}

/// <summary>One parameter: what it takes and how often.</summary>
internal sealed record Parameter(Pattern Pattern, Repeat Repeat)
{
    public static Parameter Parse(string text) => text[^1] switch
    {
        '?' => new Parameter(Pattern.Parse(text[..^1]), Repeat.Optional),
        '+' => new Parameter(Pattern.Parse(text[..^1]), Repeat.OneOrMore),
        '*' => new Parameter(Pattern.Parse(text[..^1]), Repeat.Any),
        _ => new Parameter(Pattern.Parse(text), Repeat.Once),
    };
}

/// <summary>A kind of type, perhaps with others inside: <c>map&lt;K, V&gt;</c>.</summary>
internal sealed record Pattern(string Head, IReadOnlyList<Pattern> Inner)
{
    public bool IsVariable => Head is [>= 'A' and <= 'Z'];

    public bool IsLambda => Head == "fn";

    /// <summary>Whether the result is the type of an argument, by its number from 1.</summary>
    public bool IsArgument(out int number) => int.TryParse(Head, out number);

    public static Pattern Parse(string text)
    {
        if (text.StartsWith("fn(", StringComparison.Ordinal))
        {
            int close = text.IndexOf("):", StringComparison.Ordinal);
            return new Pattern("fn", [.. Signature.Split(text[3..close]).Select(Parse), Parse(text[(close + 2)..])]);
        }
        int open = text.IndexOf('<', StringComparison.Ordinal);
        return open <= 0 ? new Pattern(text, []) : new Pattern(text[..open], [.. Signature.Split(text[(open + 1)..^1]).Select(Parse)]);
    }
}
