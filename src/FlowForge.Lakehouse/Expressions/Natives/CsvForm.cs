namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>How <c>to_csv</c> writes, by Spark's options.</summary>
internal sealed record CsvForm
{
    public static CsvForm Default { get; } = new();

    public string Separator { get; init; } = ",";

    public string Null { get; init; } = "";

    public JsonForm Times { get; init; } = JsonForm.Default;

    /// <summary>Whether a format for timestamps without zone was given; without one they are written as a cast does.</summary>
    public bool HasLocalFormat { get; init; }

    /// <exception cref="NotSupportedException">There is no such option.</exception>
    public static CsvForm Of(IEnumerable<KeyValuePair<string, string>> options) => options.Aggregate(Default, (form, option) => option.Key.ToLowerInvariant() switch
    {
        "sep" or "delimiter" => form with { Separator = option.Value is "\\t" ? "\t" : option.Value },
        "nullvalue" => form with { Null = option.Value },
        "dateformat" => form with { Times = form.Times with { DateFormat = option.Value } },
        "timestampformat" => form with { Times = form.Times with { TimestampFormat = option.Value } },
        "timestampntzformat" => form with { Times = form.Times with { TimestampNtzFormat = option.Value }, HasLocalFormat = true },
        "timezone" => form with { Times = form.Times with { TimeZone = option.Value } },
        _ => throw new NotSupportedException($"to_csv has no option {option.Key} here. There are sep, nullValue, dateFormat, timestampFormat, timestampNTZFormat and timeZone."),
    });
}
