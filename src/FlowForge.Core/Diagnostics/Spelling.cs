namespace FlowForge.Core.Diagnostics;

/// <summary>The nearest of some known names, for "did you mean".</summary>
public static class Spelling
{
    /// <summary>The name with the fewest changes, without regard to case; null when none is near: at most one change in three letters.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        (string? nearest, int least) = (null, Math.Max(1, name.Length / 3) + 1);
        foreach (string candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= least) continue;
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least) (nearest, least) = (candidate, distance);
        }
        return nearest;
    }

    // Letters inserted, removed, changed or swapped with their neighbour.
    private static int Distance(string left, string right)
    {
        var rows = new int[3][];
        for (int i = 0; i < 3; i++) rows[i] = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++) rows[0][j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            (int[] row, int[] above, int[] twoAbove) = (rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]);
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
            }
        }
        return rows[left.Length % 3][right.Length];
    }
}
