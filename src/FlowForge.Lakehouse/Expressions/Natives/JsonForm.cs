namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>How <c>to_json</c> writes, by Spark's options.</summary>
internal sealed record JsonForm
{
    public static JsonForm Default { get; } = new();

    public string? DateFormat { get; init; }

    public string TimestampFormat { get; init; } = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

    public string TimestampNtzFormat { get; init; } = "yyyy-MM-dd'T'HH:mm:ss.SSS";

    public string? TimeZone { get; init; }

    public bool IgnoresNulls { get; init; } = true;

    /// <exception cref="NotSupportedException">There is no such option.</exception>
    public static JsonForm Of(IEnumerable<KeyValuePair<string, string>> options) => options.Aggregate(Default, (form, option) => option.Key.ToLowerInvariant() switch
    {
        "dateformat" => form with { DateFormat = option.Value },
        "timestampformat" => form with { TimestampFormat = option.Value },
        "timestampntzformat" => form with { TimestampNtzFormat = option.Value },
        "timezone" => form with { TimeZone = option.Value },
        "ignorenullfields" => form with { IgnoresNulls = !option.Value.Equals("false", StringComparison.OrdinalIgnoreCase) },
        _ => throw new NotSupportedException($"to_json has no option {option.Key} here. There are dateFormat, timestampFormat, timestampNTZFormat, timeZone and ignoreNullFields."),
    });
}
