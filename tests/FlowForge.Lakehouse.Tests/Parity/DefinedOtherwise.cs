namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Recorded answers that are not ours to give, each with its reason; docs/reference/expressions.md tells the same.</summary>
internal static class DefinedOtherwise
{
    private static readonly (string Part, string Reason)[] s_table =
    [
        ("exists (select", "An expression contains no query; a join step says the same."),
    ];

    public static string? Reason(ExpressionCase recorded, ExpressionAnswer answer) =>
        s_table.FirstOrDefault(row => answer.Text.Contains(row.Part, StringComparison.OrdinalIgnoreCase)).Reason
        ?? (answer.Differs ? "Spark's versions differ here." : null);
}
