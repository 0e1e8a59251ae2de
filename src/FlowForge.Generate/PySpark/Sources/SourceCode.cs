using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark.Sources;

/// <summary>How a notebook reads a source: as Spark reads its format, or what the converter has landed of it.</summary>
internal static class SourceCode
{
    internal static PlanSource? Find(StepScope scope, Read step) => scope.Plan.Sources.FirstOrDefault(source => source.Name.Text.Equals(step.SourceName.Text, StringComparison.OrdinalIgnoreCase));

    internal static SourceReading Reading(StepScope scope, PlanSource source) => SourceReading.Of(source, scope.Options.Sources.GetValueOrDefault(source.Name.Text));

    internal static string Of(StepScope scope, Read step)
    {
        PlanSource source = Find(scope, step) ?? throw new ArgumentException($"There is no source '{step.SourceName}'.", nameof(step));
        SourceReading reading = Reading(scope, source);
        string landed = "rows = spark.read.format(source_format).load(source_path)";
        if (!reading.IsRaw) return Lines(landed, Declared(source), reading.IsLanded ? NotRead(scope, step) : "");
        string[] schema = scope.CheckedTable.Steps[0].Output is { IsOpen: false, Columns.Count: > 0 } known ? [$".schema({Py.Text(Ddl(known.AsColumns()))})"] : reading.IsSparks ? [] : [".option(\"inferSchema\", \"true\")"];
        string[] chain = [$"spark.read.format({Py.Text(reading.Format)})", .. reading.Options.Select(option => $".option({Py.Text(option.Name)}, {Py.Text(option.Value)})"), .. schema, ".load(source_path)"];
        if (reading.IsSparks) return $"rows = (\n{string.Concat(chain.Select(line => $"    {line}\n"))})";
        return Lines(
            "# Spark's own reader stops at a value that does not fit; what the converter has landed has every row as a run on files has it.",
            $"if source_format == {Py.Text(reading.Format)}:",
            $"    rows = (\n{string.Concat(chain.Select(line => $"        {line}\n"))}    )",
            "else:",
            $"    {Lines(landed, Declared(source), NotRead(scope, step)).Replace("\n", "\n    ", StringComparison.Ordinal)}");
    }

    /// <summary>Whether what the converter landed may be read: then rows that it could not read are set aside.</summary>
    internal static bool MayBeLanded(StepScope scope) =>
        scope.Table.Steps[0] is Read read && Find(scope, read) is { } source && Reading(scope, source) is { IsLanded: true } or { IsRaw: true, IsSparks: false };

    private static string NotRead(StepScope scope, Read step) => Lines(
        "refused = not_read(source_path)",
        "if refused is not None:",
        "    rejected += refused.count()",
        $"    quarantined.append(set_aside({Py.Text(scope.IdOf(step))}, refused))");

    /// <summary>Types that the plan declares: a landed file may have others.</summary>
    private static string Declared(PlanSource source) => source.Columns.Count == 0 ? "" :
        Py.Block("rows = rows.withColumns({", [.. source.Columns.Select(column => $"{Py.Text(column.Name.Text)}: {Py.Col(column.Name.Text)}.cast({Py.Type(column.Value)})")], "})");

    private static string Ddl(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {TypeNames.Sql(column.Type)}"));

    private static string Lines(params IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
