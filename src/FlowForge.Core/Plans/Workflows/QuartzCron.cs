using System.Text.RegularExpressions;

namespace FlowForge.Core.Plans.Workflows;

/// <summary>The form of Quartz cron expressions, which Databricks takes for schedules. What its numbers mean is for Quartz.</summary>
public static partial class QuartzCron
{
    /// <summary>What is wrong with the text; null when it has the form.</summary>
    public static string? Fault(string text)
    {
        string[] fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (6 or 7)) return $"found {fields.Length} fields, expected 6 or 7: second minute hour day-of-month month day-of-week [year].";
        if (fields.FirstOrDefault(field => !Field().IsMatch(field)) is { } wrong) return $"'{wrong}' is no field of a cron expression.";
        return fields[3] == "?" == (fields[5] == "?") ? "either day-of-month or day-of-week is '?', and not both." : null;
    }

    [GeneratedRegex(@"^[\d*?/,\-A-Za-z#]+$")]
    private static partial Regex Field();
}
