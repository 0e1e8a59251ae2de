namespace FlowForge.Convert.Csv;

/// <summary>How an input is read: its columns, its files, and what was found about it. Immutable.</summary>
/// <param name="Columns">Names as they stand in the input; empty and repeated ones among them.</param>
internal sealed record CsvPlan(IReadOnlyList<string> Columns, IReadOnlyList<CsvPart> Parts, IReadOnlyDictionary<string, string> Facts);
