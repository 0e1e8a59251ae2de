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
        if (!reading.IsRaw) return Lines(landed, Declared(source));
        string[] schema = Schema(scope) is { } known ? [$".schema({Py.Text(known)})"] : reading.IsSparks ? [] : [".option(\"inferSchema\", \"true\")"];
        string[] chain = [$"spark.read.format({Py.Text(reading.Format)})", .. reading.Options.Select(option => $".option({Py.Text(option.Name)}, {Py.Text(option.Value)})"), .. schema, ".load(source_path)"];
        if (reading.IsSparks) return $"rows = (\n{string.Concat(chain.Select(line => $"    {line}\n"))})";
        return Lines(
            "# A value that does not fit stops the run: then land the file with flowforge convert, and let source_format be parquet.",
            $"if source_format == {Py.Text(reading.Format)}:",
            $"    rows = (\n{string.Concat(chain.Select(line => $"        {line}\n"))}    )",
            "else:",
            $"    {Lines(landed, Declared(source)).Replace("\n", "\n    ", StringComparison.Ordinal)}");
    }

    /// <summary>Types that the plan declares: a landed file may have others.</summary>
    internal static string Declared(PlanSource source) => source.Columns.Count == 0 ? "" :
        Py.Block("rows = rows.withColumns({", [.. source.Columns.Select(column => $"{Py.Text(column.Name.Text)}: {Py.Col(column.Name.Text)}.cast({Py.Text(TypeNames.Of(column.Value))})")], "})");

    /// <summary>The columns of the source that the table reads, as DDL; null where they are not known.</summary>
    internal static string? Schema(StepScope scope) => scope.CheckedTable.Steps[0].Output is { IsOpen: false, Columns.Count: > 0 } known ? Ddl(known.AsColumns()) : null;

    /// <summary>Where a source lies for a workspace: as the plan says when it says where, else in the volume for raw files.</summary>
    internal static string Place(TablePlaces places, PlanSource source, SourceReading reading, string? catalog = null)
    {
        string path = source.Path.Text.Replace('\\', '/');
        bool isRooted = path.Contains("://", StringComparison.Ordinal) || path.StartsWith('/') || path.StartsWith("dbfs:", StringComparison.Ordinal);
        if (isRooted && !reading.IsLanded) return path;
        string volume = $"/Volumes/{catalog ?? places.Catalog}/{(places.IsOneSchema ? places.Schema : "bronze")}/raw";
        return $"{volume}/{(reading.IsLanded ? $"{source.Name}.parquet" : path.TrimStart('.', '/'))}";
    }

    private static string Ddl(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {TypeNames.Sql(column.Type)}"));

    private static string Lines(params IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
