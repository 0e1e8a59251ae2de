using FlowForge.Core.Plans;

namespace FlowForge.Generate.PySpark.Sources;

/// <summary>What Spark needs to know to read a source.</summary>
/// <param name="Format">Spark's name of the format; for what Spark cannot read, that of the files the converter lands.</param>
/// <param name="IsRaw">Whether the file itself is read; otherwise Parquet that <c>flowforge convert</c> has landed, or a table.</param>
/// <param name="IsLanded">Whether the file must be converted first.</param>
internal sealed record SourceReading(string Format, bool IsRaw, bool IsLanded, IReadOnlyList<(string Name, string Value)> Options)
{
    private static readonly HashSet<string> s_tables = new(StringComparer.OrdinalIgnoreCase) { "parquet", "delta" };
    private static readonly HashSet<string> s_csv = new(StringComparer.OrdinalIgnoreCase) { "csv", "tsv", "txt" };
    private static readonly HashSet<string> s_json = new(StringComparer.OrdinalIgnoreCase) { "json", "ndjson", "jsonl" };

    /// <summary>Whether the plan asks for Spark's own reader: then its options are Spark's, and there is no other way to the same rows.</summary>
    internal bool IsSparks { get; private init; }

    internal static SourceReading Of(PlanSource source, SourceShape? shape)
    {
        if (source.Options.Any(option => option.Name.Text == "reader")) return Sparks(source);
        string format = shape?.Format ?? source.Format?.Text ?? Extension(source.Path.Text);
        if (s_tables.Contains(format)) return new SourceReading(format.ToLowerInvariant(), IsRaw: false, IsLanded: false, []);
        if (s_csv.Contains(format)) return new SourceReading("csv", IsRaw: true, IsLanded: false, [.. Csv(source, shape)]);
        if (s_json.Contains(format)) return new SourceReading("json", IsRaw: true, IsLanded: false, [.. Json(source, shape)]);
        // Spark 3.5 has no reader for XML, and that of Spark 4 finds no row, without a word, where elements have prefixes.
        return new SourceReading("parquet", IsRaw: false, IsLanded: true, []);
    }

    // The schema stands in the notebook's own words, as it was found when the notebook was made.
    private static SourceReading Sparks(PlanSource source) =>
        new((source.Format?.Text ?? Extension(source.Path.Text)).ToLowerInvariant(), IsRaw: true, IsLanded: false,
            [.. source.Options.Where(option => option.Name.Text != "reader" && !Same(option.Name.Text, "schema")).Select(option => (option.Name.Text, option.Value.Text))]) { IsSparks = true };

    private static IEnumerable<(string, string)> Csv(PlanSource source, SourceShape? shape)
    {
        yield return ("header", Given(source, shape, "header") is "no" or "false" or "none" ? "false" : "true");
        if (Given(source, shape, "delimiter") is { } delimiter and not ",") yield return ("sep", delimiter switch { "tab" => "\t", "space" => " ", _ => delimiter });
        if (Encoding(source, shape) is { } encoding) yield return ("encoding", encoding);
        if (Given(source, shape, "quote") is { } quote and not "\"") yield return ("quote", quote == "none" ? "" : quote);
        // Quotes are doubled inside of quotes; Spark would take a backslash.
        yield return ("escape", Given(source, shape, "escape") is { Length: 1 } escape ? escape : "\"");
        if (Given(source, shape, "comment") is { Length: 1 } comment) yield return ("comment", comment);
        if (Given(source, shape, "null") is { } none) yield return ("nullValue", none);
        yield return ("multiLine", "true");
        // A row that does not fit stops the run: Spark would null its values or cut it, without a word.
        yield return ("mode", "FAILFAST");
    }

    private static IEnumerable<(string, string)> Json(PlanSource source, SourceShape? shape)
    {
        bool lines = shape is null ? Extension(source.Path.Text) is "ndjson" or "jsonl" : Given(source, shape, "layout") == "a value a line";
        if (!lines) yield return ("multiLine", "true");
        if (Encoding(source, shape) is { } encoding) yield return ("encoding", encoding);
        yield return ("mode", "FAILFAST");
    }

    /// <summary>What the plan says of the source, else what a look at it has found.</summary>
    private static string? Given(PlanSource source, SourceShape? shape, string name) =>
        source.Options.FirstOrDefault(option => Same(option.Name.Text, name))?.Value.Text
        ?? shape?.Facts.FirstOrDefault(fact => Same(fact.Key, name)).Value;

    /// <summary>Null for UTF-8, which is Spark's own.</summary>
    private static string? Encoding(PlanSource source, SourceShape? shape) =>
        Given(source, shape, "encoding")?.Split(' ')[0] is { } name && !name.StartsWith("utf-8", StringComparison.OrdinalIgnoreCase) ? name : null;

    private static bool Same(string one, string other) => one.Replace('-', '_').Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Extension(string path) => System.IO.Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
}
