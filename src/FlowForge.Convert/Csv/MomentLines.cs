using FlowForge.Convert.Typing;

namespace FlowForge.Convert.Csv;

/// <summary>Recognises a list of dates or times, a line each: their colons and blanks stand at the same places in every line, and still delimit nothing.</summary>
internal static class MomentLines
{
    private const int MaxLines = 200;
    private const int LongestMoment = 40;

    /// <summary>True when every line with the delimiter in it is one date, time of day, or both.</summary>
    public static bool Explain(ReadOnlySpan<byte> delimiter, ReadOnlySpan<byte> text)
    {
        int lines = 0;
        for (int start = 0; start < text.Length && lines < MaxLines;)
        {
            int next = Lines.NextStart(text, start, final: true);
            int end = next < 0 ? text.Length : next;
            ReadOnlySpan<byte> line = text[start..end].Trim(" \t\r\n\""u8);
            start = end;
            if (line.IndexOf(delimiter) < 0) continue;
            lines++;
            if (!IsMoment(line)) return false;
        }
        return lines > 1;
    }

    private static bool IsMoment(ReadOnlySpan<byte> line)
    {
        if (line.Length > LongestMoment || !line.ContainsAnyInRange((byte)'0', (byte)'9')) return false;
        if (TimeText.TryRead(line, out _, out int used) && used == line.Length) return true;
        foreach (DateForm form in DateForm.All)
        {
            if (form.TryRead(line, out _)) return true;
        }
        return false;
    }
}
