using System.IO.Enumeration;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Names as people ask for them: without regard to case, <c>*</c> and <c>?</c> match.</summary>
internal static class NamePattern
{
    public static bool Matches(string pattern, string name) =>
        string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase) || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    /// <summary>The name that a slip of the hand would turn into what was asked for; null when none is near.</summary>
    public static string? Nearest(string asked, IEnumerable<string> names)
    {
        int within = Math.Max(1, asked.Length / 3);
        return names.Select(name => (Name: name, Distance: Distance(asked.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= within)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>Letters to insert, remove or replace.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
