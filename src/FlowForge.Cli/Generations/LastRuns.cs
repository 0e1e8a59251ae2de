using System.Text.Json;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Generate;

namespace FlowForge.Cli.Generations;

/// <summary>The records that runs leave in the local catalog.</summary>
internal static class LastRuns
{
    private const string Folder = ".runs";

    /// <summary>The last run of the plan that succeeded; null for none.</summary>
    internal static RunFigures? Find(Plan plan, string catalogRoot)
    {
        string folder = Path.Combine(catalogRoot, Folder);
        if (!Directory.Exists(folder)) return null;
        // A run's id begins with its time.
        return Directory.EnumerateFiles(folder, "*.json").OrderByDescending(Path.GetFileName, StringComparer.Ordinal).Select(path => Read(plan, path)).FirstOrDefault(run => run is not null);
    }

    private static RunFigures? Read(Plan plan, string path)
    {
        try
        {
            using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement run = record.RootElement;
            if (run.GetProperty("plan").GetString() != plan.Name || run.GetProperty("status").GetString() != "succeeded") return null;
            var tables = run.GetProperty("steps").EnumerateArray().GroupBy(step => step.GetProperty("table").GetString()!).ToDictionary(steps => Short(plan, steps.Key), Figures);
            return new RunFigures(run.GetProperty("run_id").GetString()!, run.GetProperty("ended_at").GetDateTimeOffset(), tables);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Not a record, or one of another version: it says nothing that could be told.
            return null;
        }
    }

    private static TableFigures Figures(IEnumerable<JsonElement> steps) => new(
        steps.First().GetProperty("rows_in").GetInt64(),
        steps.Last().GetProperty("rows_out").GetInt64(),
        steps.Sum(step => step.GetProperty("rows_rejected").GetInt64()));

    private static string Short(Plan plan, string table) =>
        plan.Tables.FirstOrDefault(one => one.Address.ToString().Equals(table, StringComparison.OrdinalIgnoreCase)) is { } found ? ColumnLineage.ShortName(plan, found.Address) : table;
}
