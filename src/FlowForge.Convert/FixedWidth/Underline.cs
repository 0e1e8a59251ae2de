namespace FlowForge.Convert.FixedWidth;

/// <summary>Dashes under a header, a run for each column, as reports and database shells print them.</summary>
internal static class Underline
{
    private const int LinesLookedAt = 30;

    /// <summary>The layout that the first such line draws; null when there is none.</summary>
    internal static FixedLayout? Find(IReadOnlyList<byte[]> lines)
    {
        for (int i = 1; i < lines.Count && i < LinesLookedAt; i++)
        {
            if (!IsUnderline(lines[i]) || lines[i - 1].AsSpan().IndexOfAnyExcept((byte)' ') < 0) continue;
            return LayoutOf(lines[i - 1], lines[i]) with
            {
                HeadLines = i + 1,
                TitleLines = i - 1,
                Repeated = [lines[i - 1], lines[i]],
            };
        }
        return null;
    }

    private static bool IsUnderline(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.Trim((byte)' ');
        if (text.Length < 3 || text.IndexOfAnyExcept("-= "u8) >= 0) return false;
        return text.Contains((byte)' ');
    }

    private static FixedLayout LayoutOf(byte[] header, ReadOnlySpan<byte> underline)
    {
        var starts = new List<int>();
        for (int at = 0; at < underline.Length; at++)
            if (underline[at] != ' ' && (at == 0 || underline[at - 1] == ' '))
                starts.Add(at);
        var columns = new FixedColumn[starts.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            int start = i == 0 ? 0 : starts[i], end = i + 1 < columns.Length ? starts[i + 1] : int.MaxValue;
            var column = new FixedColumn("", start, end, end);
            columns[i] = column with { Name = Cells.TextOf(header, column, TextUnit.Character) };
        }
        return new FixedLayout(columns, TextUnit.Character, "dashes under the header");
    }
}
