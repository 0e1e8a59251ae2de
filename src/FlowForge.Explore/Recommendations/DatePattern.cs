using System.Text;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;

namespace FlowForge.Explore.Recommendations;

/// <summary>Patterns of dates, in Spark's letters, from what texts look like.</summary>
internal static class DatePattern
{
    internal static bool IsDate(ValueForm form) => form is ValueForm.IsoDate or ValueForm.IsoTimestamp or ValueForm.DayFirstDate or ValueForm.MonthFirstDate or ValueForm.AmbiguousDate;

    /// <param name="shapes">Of the column: they tell signs and numbers of digits.</param>
    /// <param name="monthFirst">How dates are read that could be either.</param>
    internal static IEnumerable<string> Of(FormCount form, IReadOnlyList<ShapeCount> shapes, bool monthFirst)
    {
        if (form.Form == ValueForm.IsoDate) return [form.Example.Contains('/', StringComparison.Ordinal) ? "yyyy/MM/dd" : form.Example.Contains('.', StringComparison.Ordinal) ? "yyyy.MM.dd" : "yyyy-MM-dd"];
        if (form.Form == ValueForm.IsoTimestamp) return [];
        bool isMonthFirst = form.Form == ValueForm.MonthFirstDate || form.Form == ValueForm.AmbiguousDate && monthFirst;
        return shapes.Where(shape => TextForms.Of(shape.Example.Trim()) == form.Form).Select(shape => Pattern(shape.Example.Trim(), isMonthFirst)).Distinct();
    }

    /// <summary>A regular expression for texts of that pattern.</summary>
    internal static string RegexOf(string pattern)
    {
        var regex = new StringBuilder("^");
        for (int i = 0; i < pattern.Length;)
        {
            int run = 1;
            while (i + run < pattern.Length && pattern[i + run] == pattern[i]) run++;
            if (char.IsLetter(pattern[i])) regex.Append(run == 1 ? "[0-9]{1,2}" : $"[0-9]{{{run}}}");
            else regex.Append('[').Append(pattern[i]).Append(']');
            i += run;
        }
        return regex.Append('$').ToString();
    }

    private static string Pattern(string example, bool monthFirst)
    {
        int first = example.IndexOfAny(['.', '/', '-']);
        char sign = example[first];
        string[] parts = example.Split(sign);
        // One digit stands for one or two in Spark's patterns.
        string day = parts[monthFirst ? 1 : 0].Length == 1 ? "d" : "dd", month = parts[monthFirst ? 0 : 1].Length == 1 ? "M" : "MM", year = parts[2].Length == 2 ? "yy" : "yyyy";
        return monthFirst ? $"{month}{sign}{day}{sign}{year}" : $"{day}{sign}{month}{sign}{year}";
    }
}
