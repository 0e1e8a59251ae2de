using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.Lakeflow;

/// <summary>How a pipeline reads a source: whole, or new files alone with Auto Loader. Where it lies is a setting of the pipeline.</summary>
internal static class SourceQuery
{
    // Of docs.databricks.com: formats of cloudFiles.
    private static readonly HashSet<string> s_autoLoader = new(StringComparer.Ordinal) { "json", "csv", "xml", "avro", "orc", "parquet", "text" };

    /// <summary>The column of a stream that tells when a row's file was sent.</summary>
    internal const string SentAt = "__sent_at";

    /// <summary>Whether new files of a source can be told from those that were read.</summary>
    internal static bool IsFiles(SourceReading reading) => s_autoLoader.Contains(reading.Format);

    /// <summary>Whether new rows of a source can be read alone.</summary>
    internal static bool CanStream(SourceReading reading) => IsFiles(reading) || reading.Format == "delta";

    /// <summary>The setting that holds the path of a source.</summary>
    internal static string Setting(PlanSource source) => $"source.{Py.Identifier(source.Name.Text)}";

    internal static string Of(StepScope scope, Read step, bool isStream)
    {
        PlanSource source = SourceCode.Find(scope, step) ?? throw new ArgumentException($"There is no source '{step.SourceName}'.", nameof(step));
        SourceReading reading = SourceReading.OfTyped(source, scope.Options.Sources.GetValueOrDefault(source.Name.Text));
        bool isLoader = isStream && IsFiles(reading);
        string[] chain =
        [
            $"{(isStream ? "spark.readStream" : "spark.read")}.format({Py.Text(isLoader ? "cloudFiles" : reading.Format)})",
            .. isLoader ? [Option("cloudFiles.format", reading.Format), .. Overwrites(scope)] : (string[])[],
            .. reading.Options.Select(option => Option(option.Name, option.Value)),
            .. Schema(scope, source, reading, isLoader),
            $".load(spark.conf.get({Py.Text(Setting(source))}))",
            .. isLoader && NeedsTime(scope) ? [$".select(\"*\", F.col(\"_metadata.file_modification_time\").alias({Py.Text(SentAt)}))"] : (string[])[],
        ];
        string landed = reading.IsLanded ? $"# Spark does not read it as the plan does: `flowforge convert` lands {source.Path.Text} as Parquet.\n" : "";
        string query = chain.Length <= 2 && string.Concat(chain).Length < Py.LineLength ? $"rows = {string.Concat(chain)}" : $"rows = (\n{string.Concat(chain.Select(line => $"    {line}\n"))})";
        string declared = reading.IsRaw ? "" : SourceCode.Declared(source);
        return landed + query + (declared.Length > 0 ? "\n" + declared : "");
    }

    private static IEnumerable<string> Schema(StepScope scope, PlanSource source, SourceReading reading, bool isLoader)
    {
        if (reading.IsRaw && SourceCode.Schema(scope) is { } schema) return [$".schema({Py.Text(schema)})"];
        // A landed file has the converter's types; Auto Loader wants to be told to look at them.
        if (isLoader) return [Option("cloudFiles.inferColumnTypes", "true")];
        return reading.IsEither ? [Option("inferSchema", "true")] : [];
    }

    /// <summary>Whether files that are sent again under their old name are taken again: where rows have keys they may be.</summary>
    private static IEnumerable<string> Overwrites(StepScope scope) => scope.Table.Steps[^1] is Append ? [] : [Option("cloudFiles.allowOverwrites", "true")];

    private static bool NeedsTime(StepScope scope) => scope.Table.Steps[^1] is Merge;

    private static string Option(string name, string value) => $".option({Py.Text(name)}, {Py.Text(value)})";
}
