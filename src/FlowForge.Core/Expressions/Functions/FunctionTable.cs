namespace FlowForge.Core.Expressions.Functions;

/// <summary>All functions of the language. The reference page, the typer and the renderers read this one table.</summary>
public static partial class FunctionTable
{
    private static readonly Dictionary<string, FunctionDefinition> s_byName = new(StringComparer.OrdinalIgnoreCase);

    static FunctionTable()
    {
        All = [.. Operators(), .. Conditions(), .. Numbers(), .. Texts(), .. Patterns(), .. Bytes(), .. Dates(), .. Arrays(), .. Maps(), .. Documents(), .. Aggregates(), .. Windows()];
        foreach (FunctionDefinition function in All)
            foreach (string name in function.Aliases.Prepend(function.Name))
                s_byName.Add(name, function);
    }

    public static IReadOnlyList<FunctionDefinition> All { get; }

    /// <summary>Names and aliases that an expression can call.</summary>
    public static IEnumerable<string> Names => s_byName.Where(entry => entry.Value.Kind != FunctionKind.Operator).Select(entry => entry.Key);

    /// <summary>The function by name or alias, in any case; null when there is none.</summary>
    public static FunctionDefinition? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <param name="names">The name, then its aliases, with blanks between.</param>
    /// <param name="signatures">One or more, with <c>;</c> between.</param>
    private static FunctionDefinition Define(FunctionKind kind, string group, string names, string signatures, string summary, ResultRule? rule = null, string? since = null)
    {
        string[] all = names.Split(' ');
        return new FunctionDefinition(all[0], kind, group, [.. signatures.Split(';').Select(Signature.Parse)], summary) { Aliases = all[1..], Rule = rule, Since = since };
    }
}
