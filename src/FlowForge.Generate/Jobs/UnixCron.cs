namespace FlowForge.Generate.Jobs;

/// <summary>Quartz cron as the five fields of Unix, which other schedulers take.</summary>
internal static class UnixCron
{
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>Null for what five fields cannot say: seconds, years, last days, weekdays nearest to a day.</summary>
    internal static string? Of(string quartz)
    {
        string[] fields = quartz.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields[0] != "0" || fields.Length == 7 && fields[6] != "*") return null;
        string?[] unix =
        [
            Field(fields[1], 0, 59, number => $"{number}"),
            Field(fields[2], 0, 23, number => $"{number}"),
            Field(fields[3], 1, 31, number => $"{number}"),
            Field(fields[4], 1, 12, number => s_months[number - 1], s_months),
            // Sunday is 1 in Quartz and 0 in Unix: names mean the same in both.
            Field(fields[5], 1, 7, number => s_days[number - 1], s_days),
        ];
        return unix.Contains(null) ? null : string.Join(' ', unix);
    }

    private static string? Field(string field, int first, int last, Func<int, string> write, string[]? names = null)
    {
        if (field is "*" or "?") return "*";
        string?[] parts = [.. field.Split(',').Select(part => Part(part, first, last, write, names ?? []))];
        return parts.Contains(null) ? null : string.Join(',', parts);
    }

    /// <summary>A number, a range or steps; null for what neither is.</summary>
    private static string? Part(string part, int first, int last, Func<int, string> write, string[] names)
    {
        int? Number(string text) => Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and int at ? at + first
            : int.TryParse(text, out int number) && number >= first && number <= last ? number : null;

        string[] steps = part.Split('/'), ends = steps[0].Split('-');
        int step = 1;
        if (steps.Length > 2 || ends.Length > 2 || steps.Length == 2 && (!int.TryParse(steps[1], out step) || step < 1)) return null;
        bool isAll = steps[0] is "*" or "";
        // From a number on, in steps, means to the last one.
        if ((isAll ? first : Number(ends[0])) is not { } start || (isAll || ends.Length == 1 && steps.Length == 2 ? last : Number(ends[^1])) is not { } end) return null;
        if (start == end) return write(start);
        if (start < end && step == 1) return $"{write(start)}-{write(end)}";
        if (start < end && names.Length == 0) return $"{start}-{end}/{step}";
        // Unix knows no range over the end, and not everywhere steps of names.
        int count = last - first + 1, length = (end - start + count) % count;
        return string.Join(',', Enumerable.Range(0, length / step + 1).Select(i => write((start - first + i * step) % count + first)));
    }
}
