using System.Text.RegularExpressions;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Recommendations;

/// <summary>How values that are spelled in several ways come to one spelling each: by a case, where that changes no other value, and otherwise each to its most frequent one.</summary>
internal sealed partial class OneSpelling
{
    // Longer ones are cut off in what is known of them.
    private const int LongestKnown = 200;

    private readonly Dictionary<string, string> _spelling = [];

    private OneSpelling(ColumnProfile column)
    {
        foreach (SpellingVariants variants in column.Text!.Variants.Where(one => one.Spellings.All(value => value.Value.Length < LongestKnown)))
        {
            string winner = variants.Spellings.GroupBy(value => Plain(value.Value)).OrderByDescending(same => same.Sum(value => value.Count)).ThenBy(same => same.Key, StringComparer.Ordinal).First().Key;
            _spelling[winner.ToLowerInvariant()] = winner;
        }
        Case = CaseOf(column);
    }

    /// <summary>Null where no case would do: <c>Müller GmbH</c> in title case is another name.</summary>
    internal TextCase? Case { get; }

    /// <summary>The spelling of each value that has several, by the value in small letters.</summary>
    internal IReadOnlyDictionary<string, string> Spellings => _spelling;

    internal static OneSpelling Of(ColumnProfile column) => new(column);

    /// <summary>A value as it is afterwards.</summary>
    internal string Of(string value)
    {
        string plain = Plain(value);
        return Case is { } one ? InCase(plain, one) : _spelling.GetValueOrDefault(plain.ToLowerInvariant(), plain);
    }

    private TextCase? CaseOf(ColumnProfile column)
    {
        string[] kept = [.. _spelling.Values.Concat(column.Top.Select(value => Plain(value.Value)).Where(value => value.Length > 0 && !_spelling.ContainsKey(value.ToLowerInvariant())))];
        // Names that nobody has looked at are seldom in title case all of them: "van der Berg".
        TextCase? found = new[] { TextCase.Lower, TextCase.Upper, TextCase.Title }.Where(one => kept.All(value => InCase(value, one) == value)).Select(one => (TextCase?)one).FirstOrDefault();
        return column.Distinct > column.Top.Count && found == TextCase.Title ? null : found;
    }

    // As lower, upper and initcap of Spark do it.
    private static string InCase(string text, TextCase one) => one switch
    {
        TextCase.Lower => text.ToLowerInvariant(),
        TextCase.Upper => text.ToUpperInvariant(),
        _ => string.Join(' ', text.ToLowerInvariant().Split(' ').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])),
    };

    private static string Plain(string value) => Blanks().Replace(value.Trim(), " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
