using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Generate;

namespace FlowForge.Cli.Generations;

/// <summary>Formats and dialects of a plan's sources, as <c>flowforge inspect</c> finds them.</summary>
internal static class SourceShapes
{
    /// <summary>By the source's name; sources that are not there, or cannot be read, are left out.</summary>
    internal static IReadOnlyDictionary<string, SourceShape> Find(Plan plan, string folder, Shell shell, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        var converter = new Converter(FormatRegistry.Default, shell.Time);
        string temp = Path.GetFullPath(settings.Get(SettingsTable.TempDirectory)!);
        var shapes = new Dictionary<string, SourceShape>();
        foreach (PlanSource source in plan.Sources)
        {
            string path = Path.GetFullPath(source.Path.Text, folder);
            if (!File.Exists(path) && !Directory.Exists(path) && !(Glob.IsPattern(path) && Glob.Expand(path).Count > 0)) continue;
            try
            {
                InspectionReport report = converter.Inspect(new ConversionRequest { Input = path, InputName = source.Path.Text, Output = "", Format = source.Format?.Text, TempDirectory = temp }, exact: false, cancellationToken);
                shapes[source.Name.Text] = new SourceShape(report.Format, report.Tables.Count == 1 ? report.Facts.Concat(report.Tables[0].Facts).DistinctBy(fact => fact.Key).ToDictionary() : report.Facts.ToDictionary());
            }
            catch (InputException)
            {
                // Told as a finding of the plan, which looks at its sources too.
            }
        }
        return shapes;
    }
}
