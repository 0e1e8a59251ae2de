namespace FlowForge.Cli.Settings;

/// <summary>Finds what was probably meant by a word that is not known.</summary>
internal static class Spelling
{
    /// <summary>The nearest candidate within a third of the word's length; null when none is near. O(candidates × length²).</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        (string? nearest, int best) = (null, Math.Max(2, word.Length / 3) + 1);
        foreach (string candidate in candidates)
        {
            int distance = Distance(word, candidate);
            if (distance < best) (nearest, best) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>Letters to add, drop or change, regardless of case.</summary>
    private static int Distance(string left, string right)
    {
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        foreach (char letter in left)
        {
            int[] current = new int[right.Length + 1];
            current[0] = previous[0] + 1;
            for (int i = 1; i <= right.Length; i++)
            {
                int change = char.ToLowerInvariant(letter) == char.ToLowerInvariant(right[i - 1]) ? 0 : 1;
                current[i] = Math.Min(Math.Min(current[i - 1], previous[i]) + 1, previous[i - 1] + change);
            }

            previous = current;
        }

        return previous[^1];
    }
}
