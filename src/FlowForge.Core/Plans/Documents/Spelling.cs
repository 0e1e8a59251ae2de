namespace FlowForge.Core.Plans.Documents;

/// <summary>The known word that an unknown one was probably meant to be.</summary>
public static class Spelling
{
    /// <summary>"Did you mean …?", or the choices when none is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known)
    {
        string? near = Nearest(word, known);
        if (near is not null) return $"Did you mean '{near}'?";
        return known.Count == 0 ? "There is none." : $"Known: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? " …" : "")}.";
    }

    /// <summary>The known word with the fewest edits, at most a third of the length; null when none is that near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? best = null;
        int least = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int edits = Edits(word, candidate, least);
            if (edits < least) (best, least) = (candidate, edits);
        }
        return best;
    }

    // Insertions, deletions, changes and swaps of neighbours (optimal string alignment), regardless of case.
    private static int Edits(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) >= limit) return limit;
        var before = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++) last[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int change = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1])) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[to.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
