using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Staging;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Plans;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Execution;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Plans;

/// <summary>Reads a plan's sources with the converter: files of every format and place, as <c>flowforge convert</c> reads them.</summary>
/// <param name="template">Limits and resources.</param>
/// <param name="timeZone">The plan's.</param>
internal sealed class PlanSources(ConversionRun conversion, StoragePlaces places, ConversionRequest template, string timeZone, IProgressDisplay display) : ISourceReader
{
    private readonly SourceOptions _options = new();

    public ConvertedSource Convert(PlanSource source, string path, string workFolder, CancellationToken cancellationToken)
    {
        var findings = new List<Diagnostic>();
        ConversionRequest request = _options.Apply(source, template, timeZone, findings) with { OneTable = true, SchemaFile = SparkSource.Is(source) ? null : WriteTexts(source, workFolder) };
        if (findings.Count > 0) throw new InputException(findings[0]);
        FileProgress progress = display.Begin($"source {source.Name}");
        try
        {
            var rows = new StorageLocation.Local(Path.Combine(workFolder, "rows"));
            ConversionReport report = conversion.RunAsync(request, places.Resolve(InputOf(path)), rows, progress, cancellationToken).GetAwaiter().GetResult();
            return new ConvertedSource([report.Tables[0].File], report.Tables[0].RejectedFile) { Warnings = [.. report.Warnings.Where(IsOfTheInput).Select(ReportText.Line)] };
        }
        catch (OptionException wrong)
        {
            throw new InputException("plan-source-option", source.Path.Where ?? new Location(path), $"source {source.Name}: {wrong.Message}", inner: wrong);
        }
        finally
        {
            display.End(progress);
        }
    }

    /// <summary>A folder stands for the files in it.</summary>
    public static string InputOf(string path) => Directory.Exists(path) && !Lakehouse.Delta.DeltaTable.IsTable(path) ? Path.Combine(path, "*") : path;

    // Columns that the plan declares unused are its own to tell, and rejected rows are counted and kept by the run.
    private static bool IsOfTheInput(DiagnosticReport warning) => warning.Id is not ("schema-unused" or "rejected-rows") && warning.Severity != "info";

    /// <summary>Columns that the plan declares as text stay as they are written, whatever they look like. Other types are cast to by the run, by Spark's rules.</summary>
    private static string? WriteTexts(PlanSource source, string folder)
    {
        string[] texts = [.. source.Columns.Where(column => column.Value == DataType.Varchar).Select(column => column.Name.Text)];
        if (texts.Length == 0) return null;
        string file = Path.Combine(folder, "schema.yaml");
        File.WriteAllLines(file, ["columns:", .. texts.Select(name => $"  \"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\": varchar")]);
        return file;
    }
}
