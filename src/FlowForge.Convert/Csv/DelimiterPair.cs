namespace FlowForge.Convert.Csv;

/// <summary>A delimiter of two characters: the same punctuation stands before it, or after it, nearly everywhere, as in <c>||</c> and <c>+|</c>.</summary>
internal static class DelimiterPair
{
    private const int MaxOccurrences = 1_000, MaxLines = 200;

    /// <summary>Values may have one of the two alone.</summary>
    private const double Nearly = 0.85;

    /// <summary>The pair; null when the delimiter stands alone.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> head, byte delimiter)
    {
        Span<int> before = stackalloc int[128], after = stackalloc int[128];
        int count = 0, from = 0;
        bool isQuoted = false; // between quotes it is no delimiter, so its neighbours say nothing
        while (count < MaxOccurrences && head[from..].IndexOf(delimiter) is var length and >= 0)
        {
            int at = from + length;
            isQuoted ^= (head[from..at].Count((byte)'"') & 1) != 0;
            int run = at + 1 < head.Length && head[at + 1] == delimiter ? 1 : 0;
            from = at + 1 + run; // a pair is one occurrence
            if (isQuoted) continue;
            count++;
            if (at > 0 && head[at - 1] < 128) before[head[at - 1]]++;
            if (at + 1 < head.Length && head[at + 1] < 128) after[head[at + 1]]++;
        }
        if (count < 2) return null;
        if (after[delimiter] >= Nearly * count) return [delimiter, delimiter];
        foreach (byte companion in "|+~^:;*#@&!=<>$%"u8)
        {
            if (companion == delimiter) continue;
            if (before[companion] >= Nearly * count && !IsOfValues(head, [companion, delimiter], companion, isLast: true)) return [companion, delimiter];
            if (after[companion] >= Nearly * count && !IsOfValues(head, [delimiter, companion], companion, isLast: false)) return [delimiter, companion];
        }
        return null;
    }

    /// <summary>Prices have a <c>$</c> before and rates a <c>%</c> behind: the header has none, or the values at the ends of lines have it too.</summary>
    private static bool IsOfValues(ReadOnlySpan<byte> head, ReadOnlySpan<byte> pair, byte companion, bool isLast)
    {
        byte delimiter = isLast ? pair[1] : pair[0];
        int lines = 0, ends = 0;
        for (int start = 0; lines < MaxLines && Lines.NextStart(head, start, final: true) is var next and > 0; start = next)
        {
            ReadOnlySpan<byte> line = head[start..next].Trim("\r\n \t"u8);
            if (!line.Contains(delimiter)) continue;
            if (lines == 0 && line.IndexOf(pair) < 0) return true;
            lines++;
            if ((isLast ? line[^1] : line[0]) == companion) ends++;
        }
        return lines > 0 && ends >= Nearly * lines;
    }
}
