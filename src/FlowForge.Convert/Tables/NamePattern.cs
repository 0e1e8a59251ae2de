using System.IO.Enumeration;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tables;

/// <summary>Names of tables as people ask for them: regardless of case, with <c>*</c> and <c>?</c>.</summary>
internal static class NamePattern
{
    private const int MostNames = 20;

    public static bool Matches(string pattern, string name) =>
        string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase) || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    /// <summary>What to say when no table fits.</summary>
    public static InputException NoSuchTable(string pattern, IEnumerable<string> names, string inputName)
    {
        string[] known = [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
        string list = string.Join(", ", known.Take(MostNames)) + (known.Length > MostNames ? " …" : "");
        return new InputException("no-such-table", new Location(inputName), $"No table is called '{pattern}'. There are: {list}.",
            Spelling.Nearest(pattern, known) is { } near ? $"Did you mean '{near}'?" : null);
    }
}
