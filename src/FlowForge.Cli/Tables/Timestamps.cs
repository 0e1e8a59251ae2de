using System.CommandLine.Parsing;
using System.Globalization;

namespace FlowForge.Cli.Tables;

/// <summary>Times on the command line.</summary>
internal static class Timestamps
{
    /// <summary>Without a zone a time is in UTC, wherever the command runs.</summary>
    public static DateTimeOffset? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)) return time;
        result.AddError($"'{text}' is not a time. Write 2024-01-31 or 2024-01-31T10:00:00Z.");
        return null;
    }
}
