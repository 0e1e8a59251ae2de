using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.Generate.PySpark;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.Landing;

/// <summary><c>landing/</c>: a script that lands a plan's sources as Parquet, read as a run reads them, and the schemas that keep texts as they are written.</summary>
internal static class LandingFiles
{
    /// <summary>Nothing for a plan whose sources Spark reads where they lie.</summary>
    internal static IEnumerable<GeneratedFile> Of(CheckedPlan plan, GenerateOptions options, string hash)
    {
        PlanSource[] sources = [.. plan.Plan.Sources.Where(source => SourceReading.Of(source, options.Sources.GetValueOrDefault(source.Name.Text)) is { IsLanded: true } or { IsEither: true })];
        if (sources.Length == 0) yield break;
        yield return new GeneratedFile("landing/land.sh", Script(plan.Plan, sources, options, hash));
        foreach (PlanSource source in sources.Where(source => Texts(source).Any()))
            yield return new GeneratedFile($"landing/{source.Name}.yaml", $"# FlowForge {options.Version} | plan {plan.Plan.Name} | source {source.Name} | sha256:{hash}\n# Columns that stay as they are written, whatever they look like.\ncolumns:\n{string.Concat(Texts(source).Select(name => $"  {Py.Text(name)}: varchar\n"))}");
    }

    private static IEnumerable<string> Texts(PlanSource source) => source.Columns.Where(column => column.Value == DataType.Varchar).Select(column => column.Name.Text);

    private static string Script(Plan plan, PlanSource[] sources, GenerateOptions options, string hash) => $$"""
        #!/bin/sh
        # FlowForge {{options.Version}} | plan {{plan.Name}} | sha256:{{hash}}
        # Lands the plan's sources as Parquet for its notebooks. Run it in the plan's folder: sh .../landing/land.sh [WHERE]
        # Rows that cannot be read go beside it, to SOURCE._rejected.parquet; the notebooks set them aside.
        set -eu
        here=$(cd "$(dirname "$0")" && pwd)
        to=${1:-{{new TablePlaces(plan, options).Volume}}}

        """ + string.Concat(sources.Select(source => $"\nflowforge convert {string.Join(" \\\n  ", Arguments(source))}\n"));

    private static IEnumerable<string> Arguments(PlanSource source)
    {
        yield return $"{Quoted(source.Path.Text)} \"$to\"/{Quoted($"{source.Name}.parquet")}";
        if (source.Format is { } format) yield return $"--format={Quoted(format.Text)}";
        foreach (Named<PlanText> option in source.Options) yield return $"--{option.Name.Text.Replace('_', '-')}={Quoted(Value(option))}";
        if (Texts(source).Any()) yield return $"--schema=\"$here\"/{Quoted($"{source.Name}.yaml")}";
    }

    // YAML's own words for a switch.
    private static string Value(Named<PlanText> option) => option.Name.Text.Equals("header", StringComparison.OrdinalIgnoreCase)
        ? option.Value.Text.ToUpperInvariant() switch { "TRUE" => "yes", "FALSE" => "no", _ => option.Value.Text }
        : option.Value.Text;

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
