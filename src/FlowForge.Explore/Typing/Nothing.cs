using System.Collections.Frozen;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;

namespace FlowForge.Explore.Typing;

/// <summary>Texts that stand for no value. What a column means decides: people are called Null and Nan, NA is Namibia, and none is a step of many scales.</summary>
internal static class Nothing
{
    private static readonly FrozenSet<string> s_names = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "null", "none", "nil", "nan", "na", "tba");

    /// <summary>The placeholders among a column's values, as they are written.</summary>
    internal static IEnumerable<ValueCount> Placeholders(TextProfile text, SemanticType type) => text.Placeholders.Where(value => !IsValue(value.Value.Trim(), type));

    /// <summary>Values that are blank or stand for nothing.</summary>
    internal static long Count(TextProfile text, SemanticType type) => text.CountOf(ValueForm.Empty) + Placeholders(text, type).Sum(value => value.Count);

    private static bool IsValue(string word, SemanticType type) => type switch
    {
        SemanticType.PersonName => s_names.Contains(word),
        SemanticType.CountryCode => word.Equals("na", StringComparison.OrdinalIgnoreCase),
        SemanticType.CategoricalOrdinal => word.Equals("none", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
