namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Recorded answers that are not ours to give, each with its reason; docs/reference/spark-differences.md tells the same, word for word.</summary>
internal static class DefinedOtherwise
{
    private const string LeftOut = "window_time(window(";

    /// <summary>What Spark 4.0.5 answers and the language, on purpose, does not.</summary>
    internal static IReadOnlyList<(string Expression, string Reason)> Answers { get; } =
    [
        ("corr(x, x)", "null for a column of equal values in both modes, as in Spark 4.3; Spark 4.0 fails in ANSI mode with DIVIDE_BY_ZERO"),
        ("exists (select", "an expression contains no query: which tables it reads would be hidden from the order of tables, from lineage and from promotion; the step join with left_semi or left_anti says the same and is seen"),
        ("mode(x)", "-0.0 and 0.0 are one value, as they are in groups, joins and distinct; Spark 4.0 counts them apart, and Spark 4.3 answers otherwise than 4.0"),
        ("try_to_date(", "a date or null; Spark has the function since 4.1, and generated notebooks for an older one are told so"),
        (LeftOut, "the window of a null time is null and the row stays; Spark leaves such a row out of the whole result, without a word"),
    ];

    /// <summary>What the language does not have.</summary>
    internal static IReadOnlyList<(string Expression, string Reason)> NotInTheLanguage { get; } =
    [
        ("variant_get(", "variants come with Spark 4.0, and no table that FlowForge writes holds one; from_json with a schema, or get_json_object, takes values out of the same text on every version"),
    ];

    public static string? Reason(ExpressionAnswer answer, Outcome outcome)
    {
        // A regression is not taken for one of these: Spark's versions must differ there, or the language lack it, or Spark lose rows.
        if (outcome == Outcome.Different && !answer.Differs && !answer.Text.StartsWith(LeftOut, StringComparison.Ordinal)) return null;
        (_, string? reason) = Answers.FirstOrDefault(row => answer.Text.StartsWith(row.Expression, StringComparison.OrdinalIgnoreCase));
        return reason ?? (outcome == Outcome.Different ? "Spark's own versions answer differently." : null);
    }
}
