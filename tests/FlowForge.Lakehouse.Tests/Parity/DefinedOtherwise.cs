namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Recorded answers that are not ours to give, each with its reason; docs/reference/expressions.md tells the same.</summary>
internal static class DefinedOtherwise
{
    private static readonly (string Start, string Reason)[] s_table =
    [
        ("exists (select", "An expression contains no query; a join step says the same."),
        ("try_to_date(", "Spark has it since 4.1 only."),
    ];

    public static string? Reason(ExpressionAnswer answer, Outcome outcome)
    {
        (_, string? reason) = s_table.FirstOrDefault(row => answer.Text.StartsWith(row.Start, StringComparison.OrdinalIgnoreCase));
        return reason ?? (answer.Differs && outcome == Outcome.Different ? "Spark's own versions answer differently." : null);
    }
}
