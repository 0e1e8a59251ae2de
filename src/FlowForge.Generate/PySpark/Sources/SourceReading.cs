using FlowForge.Core.Plans;

namespace FlowForge.Generate.PySpark.Sources;

/// <summary>In which way a notebook reads a source.</summary>
internal enum SourceWay
{
    /// <summary>Parquet or Delta: it has its types.</summary>
    Table,

    /// <summary>Parquet that <c>flowforge convert</c> makes of a file that Spark does not read.</summary>
    Landed,

    /// <summary>By Spark's reader and nothing else, as the plan asks with <c>reader: spark</c>.</summary>
    SparkReader,

    /// <summary>CSV, as texts that are then parsed in the forms that the file has.</summary>
    Csv,

    /// <summary>JSON with a value a line: a line that is torn costs that line.</summary>
    JsonLines,

    /// <summary>JSON or XML that is one document: read by Spark with the columns that are known, or not at all.</summary>
    Document,
}

/// <summary>What Spark needs to know to read a source.</summary>
/// <param name="Format">Spark's name of the format; for what Spark cannot read, that of the files the converter lands.</param>
/// <param name="Options">Of Spark's reader.</param>
internal sealed record SourceReading(string Format, SourceWay Way, IReadOnlyList<(string Name, string Value)> Options)
{
    private static readonly HashSet<string> s_tables = new(StringComparer.OrdinalIgnoreCase) { "parquet", "delta" };
    private static readonly HashSet<string> s_csv = new(StringComparer.OrdinalIgnoreCase) { "csv", "tsv", "txt" };
    private static readonly HashSet<string> s_json = new(StringComparer.OrdinalIgnoreCase) { "json", "ndjson", "jsonl" };

    // Spark unpacks gzip and bzip2 by a file's name, and nothing else everywhere.
    private static readonly HashSet<string> s_archives = new(StringComparer.OrdinalIgnoreCase) { "zip", "zst", "7z", "xz" };

    /// <summary>Whether the file itself is read.</summary>
    internal bool IsRaw => Way is not (SourceWay.Table or SourceWay.Landed);

    /// <summary>Whether the file must be converted first.</summary>
    internal bool IsLanded => Way == SourceWay.Landed;

    /// <summary>Whether the file itself may be read, or what the converter has landed of it.</summary>
    internal bool IsEither => Way is SourceWay.Csv or SourceWay.JsonLines or SourceWay.Document;

    private static SourceReading Landing { get; } = new("parquet", SourceWay.Landed, []);

    internal static SourceReading Of(PlanSource source, SourceShape? shape)
    {
        if (source.Options.Any(option => option.Name.Text == "reader")) return Sparks(source);
        string format = shape?.Format ?? source.Format?.Text ?? Extension(source.Path.Text);
        if (s_tables.Contains(format)) return new SourceReading(format.ToLowerInvariant(), SourceWay.Table, []);
        if (s_archives.Contains(Extension(source.Path.Text))) return Landing;
        if (s_csv.Contains(format)) return Csv(source, shape);
        if (s_json.Contains(format)) return Json(source, shape);
        return format.Equals("xml", StringComparison.OrdinalIgnoreCase) ? Xml(source, shape) : Landing;
    }

    /// <summary>
    /// As Spark's reader takes the columns in their types by itself: for pipelines, whose functions describe rows and may not look at any. A file that writes values in forms of its own is landed.
    /// </summary>
    internal static SourceReading OfTyped(PlanSource source, SourceShape? shape)
    {
        SourceReading reading = Of(source, shape);
        return reading.Way switch
        {
            SourceWay.Csv when shape?.Columns.Any(column => column.Form is not null) == true => Landing,
            SourceWay.Csv => reading with { Options = [.. reading.Options.Where(option => option != ("nullValue", "\0")), ("mode", "FAILFAST")] },
            SourceWay.JsonLines => reading with { Options = [("mode", "FAILFAST")] },
            _ => reading,
        };
    }

    // The schema stands in the notebook's own words, as it was found when the notebook was made.
    private static SourceReading Sparks(PlanSource source) =>
        new((source.Format?.Text ?? Extension(source.Path.Text)).ToLowerInvariant(), SourceWay.SparkReader,
            [.. source.Options.Where(option => option.Name.Text != "reader" && !Same(option.Name.Text, "schema")).Select(option => (option.Name.Text, option.Value.Text))]);

    private static SourceReading Csv(PlanSource source, SourceShape? shape)
    {
        // Spark can neither pass over lines above the header nor take several texts for null.
        if (Given(source, shape, "title lines") is not null || Given(source, shape, "skip_rows") is not (null or "0") || source.Options.Count(option => Same(option.Name.Text, "null")) > 1) return Landing;
        var options = new List<(string, string)> { ("header", HasHeader(source, shape) ? "true" : "false") };
        if (Given(source, shape, "delimiter") is { } delimiter and not ",") options.Add(("sep", delimiter switch { "tab" or "\\t" => "\t", "space" => " ", _ => delimiter }));
        if (Encoding(source, shape) is { } encoding) options.Add(("encoding", encoding));
        if (Given(source, shape, "quote") is { } quote and not "\"") options.Add(("quote", quote == "none" ? "" : quote));
        // Quotes are doubled inside of quotes; Spark would take a backslash.
        options.Add(("escape", Given(source, shape, "escape") is { Length: 1 } escape ? escape : Given(source, shape, "quote") is { Length: 1 } doubled ? doubled : "\""));
        if (Given(source, shape, "comment") is { Length: 1 } comment) options.Add(("comment", comment));
        // What is not written is null, and a quoted nothing is an empty text: Spark makes both null unless null is written otherwise.
        options.Add(("nullValue", Given(source, shape, "null") ?? "\0"));
        options.Add(("multiLine", "true"));
        return new SourceReading("csv", SourceWay.Csv, options);
    }

    internal static bool HasHeader(PlanSource source, SourceShape? shape) => Given(source, shape, "header") is not ("no" or "false" or "none");

    private static SourceReading Json(PlanSource source, SourceShape? shape)
    {
        // Rows deeper in a document, or several tables of one, are the converter's.
        if (shape?.Facts.ContainsKey("rows") == true || Asked(source, "flatten") || Asked(source, "table")) return Landing;
        bool lines = shape is null ? Extension(Unpacked(source.Path.Text)) is "ndjson" or "jsonl" : Given(source, shape, "layout") == "a value a line";
        string? encoding = Encoding(source, shape);
        if (lines && encoding is null) return new SourceReading("json", SourceWay.JsonLines, []);
        var options = new List<(string, string)> { ("mode", "FAILFAST") };
        if (!lines) options.Add(("multiLine", "true"));
        if (encoding is not null) options.Add(("encoding", encoding));
        return new SourceReading("json", SourceWay.Document, options);
    }

    /// <summary>Spark reads XML as nested rows; flat tables are the converter's.</summary>
    private static SourceReading Xml(PlanSource source, SourceShape? shape)
    {
        bool isNested = Given(source, shape, "xml_strategy") == "nested" || shape is not null && Given(source, shape, "strategy") == "nested";
        string? row = shape?.Facts.GetValueOrDefault("row") ?? Given(source, shape, "row_tag")?.Split('/')[^1];
        if (!isNested || row is null || Asked(source, "namespaces")) return Landing;
        return new SourceReading("xml", SourceWay.Document, [("rowTag", row), ("ignoreNamespace", "true"), ("mode", "FAILFAST")]);
    }

    private static bool Asked(PlanSource source, string name) => source.Options.Any(option => Same(option.Name.Text, name));

    /// <summary>What the plan says of the source, else what a look at it has found.</summary>
    private static string? Given(PlanSource source, SourceShape? shape, string name) =>
        source.Options.FirstOrDefault(option => Same(option.Name.Text, name))?.Value.Text
        ?? shape?.Facts.FirstOrDefault(fact => Same(fact.Key, name)).Value;

    /// <summary>Null for UTF-8, which is Spark's own.</summary>
    private static string? Encoding(PlanSource source, SourceShape? shape) =>
        Given(source, shape, "encoding")?.Split(' ')[0] is { } name && !name.StartsWith("utf-8", StringComparison.OrdinalIgnoreCase) && name != "us-ascii" ? name : null;

    private static bool Same(string one, string other) => one.Replace('-', '_').Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Unpacked(string path) => Extension(path) is "gz" or "bz2" ? System.IO.Path.ChangeExtension(path, null) : path;

    private static string Extension(string path) => System.IO.Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
}
