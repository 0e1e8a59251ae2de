using System.Text.RegularExpressions;

namespace FlowForge.Acceptance.Corpus;

/// <summary>Expected rows against converted ones, as multisets: a row is its cells that are not null, in order.</summary>
/// <param name="Missing">Expected rows that no converted row says.</param>
/// <param name="Extra">Converted rows that nobody expected.</param>
/// <param name="Moved">Expected columns whose cells lie in more than one converted column.</param>
internal sealed partial record GridMatch(int Rows, int Missing, int Extra, int Moved, string Sample)
{
    internal bool Equal => Missing == 0 && Extra == 0 && Moved == 0;

    /// <param name="heads">Names and titles: they have no columns of their own, and a conversion may close up the blanks in them.</param>
    internal static GridMatch Of(IReadOnlyList<string?[]> expected, IEnumerable<string?[]> actual, IEnumerable<string?[]>? heads = null)
    {
        HashSet<string> told = [.. (heads ?? []).Select(Spaced)];
        var open = new Dictionary<string, Queue<string?[]>>();
        var pool = new List<string?[]>();
        foreach (string?[] row in actual)
        {
            if (Array.TrueForAll(row, cell => cell is null)) continue;
            pool.Add(row);
        }
        foreach (string?[] row in pool)
        {
            string key = Key(row);
            if (!open.TryGetValue(key, out Queue<string?[]>? same)) open[key] = same = [];
            same.Enqueue(row);
        }

        var columns = new Dictionary<int, HashSet<int>>();
        var unmatched = new List<string?[]>();
        int rows = 0;
        foreach (string?[] row in expected)
        {
            if (Array.TrueForAll(row, cell => cell is null)) continue;
            rows++;
            if (open.TryGetValue(Key(row), out Queue<string?[]>? same) && same.Count > 0) Place(row, same.Dequeue(), columns);
            else unmatched.Add(row);
        }

        // What is left may be typed differently: 1.234,50 as 1234.5, 31/12/2024 as 2024-12-31.
        HashSet<string?[]> unclaimed = [.. open.Values.SelectMany(same => same)];
        List<string?[]> left = [.. pool.Where(unclaimed.Contains)];
        string sample = "";
        int missing = 0, from = 0;
        foreach (string?[] row in unmatched)
        {
            int found = Find(left, row, from);
            if (found >= 0)
            {
                Place(row, left[found], columns);
                left.RemoveAt(found);
                from = found;
                continue;
            }
            if (told.Contains(Spaced(row)) || Told(row).Length == 0) continue;
            missing++;
            if (sample.Length == 0) sample = "missing: " + Show(row);
        }
        if (left.Count > 0) sample += " extra: " + Show(left[0]);
        return new GridMatch(rows, missing, left.Count, columns.Values.Count(places => places.Count > 1), sample);
    }

    /// <summary>Both sides are in the order of the file, so in a long one the next row is near the last one found.</summary>
    private static int Find(List<string?[]> left, string?[] row, int from)
    {
        const int window = 40, few = 1_000;
        for (int i = left.Count <= few ? 0 : Math.Max(0, from - 5); i < Math.Min(left.Count, left.Count <= few ? few : from + window); i++)
            if (SameRow(row, left[i]))
                return i;
        return -1;
    }

    private static bool SameRow(string?[] expected, string?[] actual)
    {
        string[] one = Told(expected), other = Told(actual);
        if (one.Length != other.Length) return false;
        for (int i = 0; i < one.Length; i++)
            if (!Cell.Same(one[i], other[i]))
                return false;
        return true;
    }

    private static void Place(string?[] expected, string?[] actual, Dictionary<int, HashSet<int>> columns)
    {
        int at = -1;
        if (Cells(expected).Length != Cells(actual).Length) return;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] is null) continue;
            do at++; while (actual[at] is null);
            if (!columns.TryGetValue(i, out HashSet<int>? places)) columns[i] = places = [];
            places.Add(at);
        }
    }

    private static string Key(string?[] row) => string.Join('\u001f', Cells(row));

    /// <summary>Without the texts that say "no value": in a column of numbers they are null.</summary>
    private static string[] Told(string?[] row) => [.. Cells(row).Where(cell => !Convert.Typing.NullTokens.Contains(System.Text.Encoding.UTF8.GetBytes(cell)))];

    private static string[] Cells(string?[] row) => [.. row.Where(cell => cell is not null)!];

    private static string Spaced(string?[] row) => Blanks().Replace(string.Join(' ', Cells(row)), " ");

    private static string Show(string?[] row)
    {
        string text = string.Join(" | ", row.Take(12).Select(cell => cell ?? "∅")).Replace('\n', ' ');
        return text.Length > 160 ? text[..160] : text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
