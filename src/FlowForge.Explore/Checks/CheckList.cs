namespace FlowForge.Explore.Checks;

/// <summary>Collects the results of one dataset's checks, failed or not.</summary>
internal sealed class CheckList(string dataset)
{
    internal List<CheckResult> Results { get; } = [];

    /// <param name="column">Null when it is about the dataset.</param>
    internal void Add(CheckDefinition check, string? column, double measured, long rows, string summary) => Results.Add(new CheckResult(check, dataset, column, measured, rows, summary));

    /// <param name="what">Completes the sentence "12 of 345 …".</param>
    internal void AddShare(CheckDefinition check, string? column, long count, long of, string what) => Add(check, column, of == 0 ? 0 : (double)count / of, count, $"{count:N0} of {of:N0} {what}");
}
