using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark.Sources;

/// <summary>How a notebook reads a source: as Spark reads its format, or what the converter has landed of it.</summary>
internal static class SourceCode
{
    private const string Load = "rows = spark.read.format(source_format).load(source_path)";

    internal static PlanSource? Find(StepScope scope, Read step) => scope.Plan.Sources.FirstOrDefault(source => source.Name.Text.Equals(step.SourceName.Text, StringComparison.OrdinalIgnoreCase));

    internal static SourceReading Reading(StepScope scope, PlanSource source) => SourceReading.Of(source, scope.Options.Sources.GetValueOrDefault(source.Name.Text));

    /// <summary>Whether the table's first step may set rows aside.</summary>
    internal static bool SetsAside(StepScope scope) => scope.Table.Steps is [Read read, ..] && Find(scope, read) is { } source && Reading(scope, source) is { IsLanded: true } or { IsEither: true };

    // Without columns there is nothing to hold a line against.
    private static SourceWay Way(StepScope scope, SourceReading reading) => reading.Way is SourceWay.Csv or SourceWay.JsonLines && Columns(scope).Length == 0 ? SourceWay.Document : reading.Way;

    internal static string Of(StepScope scope, Read step)
    {
        PlanSource source = Find(scope, step) ?? throw new ArgumentException($"There is no source '{step.SourceName}'.", nameof(step));
        SourceReading reading = Reading(scope, source);
        string id = Py.Text(scope.IdOf(step));
        return Way(scope, reading) switch
        {
            SourceWay.Table => Lines(Load, Declared(source)),
            SourceWay.Landed => Lines(Load, Declared(source), NotRead(id)),
            SourceWay.SparkReader => Spark(scope, reading),
            SourceWay.Csv => Either(reading, source, id, "Each text is parsed in the form that the file was found to have; another form stops the run.", Csv(scope, source, reading, id)),
            SourceWay.JsonLines => Either(reading, source, id, "A line that is torn, or has a value that does not fit, is set aside.", JsonLines(scope, id)),
            SourceWay.Document => Either(reading, source, id, "A value that does not fit stops the run; what the converter has landed has every row as a run on files has it.", Spark(scope, reading)),
        };
    }

    private static string Either(SourceReading reading, PlanSource source, string id, string comment, string raw) => Lines(
        $"if source_format == {Py.Text(reading.Format)}:",
        $"    # {comment}",
        Indented(raw),
        "else:",
        Indented(Lines(Load, Declared(source), NotRead(id))));

    // What the converter could not read lies beside what it has landed.
    private static string NotRead(string id) => Lines("refused = not_read(source_path)", "if refused is not None:", Indented(Aside(id)));

    private static string Spark(StepScope scope, SourceReading reading)
    {
        string[] schema = Columns(scope) is { Length: > 0 } known ? [$".schema({Py.Text(Ddl(known))})"] : reading.Way == SourceWay.SparkReader ? [] : [".option(\"inferSchema\", \"true\")", ".option(\"mode\", \"FAILFAST\")"];
        string[] chain = [$"spark.read.format({Py.Text(reading.Format)})", .. reading.Options.Select(option => $".option({Py.Text(option.Name)}, {Py.Text(option.Value)})"), .. schema, ".load(source_path)"];
        return $"rows = (\n{string.Concat(chain.Select(line => $"    {line}\n"))})";
    }

    private static string Csv(StepScope scope, PlanSource source, SourceReading reading, string id)
    {
        SourceShape? shape = scope.Options.Sources.GetValueOrDefault(source.Name.Text);
        // A file that nobody has seen is taken to be written plainly.
        IReadOnlyList<SourceColumn> found = shape?.Columns ?? [.. source.Columns.Select(column => new SourceColumn(column.Name.Text, column.Value, null, IsRenamed: false))];
        bool isNamed = shape is null || SourceReading.HasHeader(source, shape) && !found.Any(column => column.IsRenamed);
        string[] options = [.. reading.Options.Select(option => $"{Py.Text(option.Name)}: {Py.Text(option.Value)}")];
        string[] arguments = ["source_path", Py.Block("{", options, "}"), .. isNamed ? [] : (string[])[$"names={Py.Texts(found.Select(column => column.Name))}"]];
        RowSchema output = scope.CheckedTable.Steps[0].Output;
        string[] values = [.. found.Select(column => TextParsing.Parsed(column, output.Find(column.Name)?.Type ?? column.Type))];
        return Lines(
            Py.Block("texts = csv_texts(", arguments, ")"),
            "texts = keep(texts)",
            "refused = texts.where(\"_more IS NOT NULL\").withColumn(\"_reason\", F.lit(\"it has more fields than the table has columns\"))",
            Aside(id),
            Py.Block("rows = texts.where(F.col(\"_more\").isNull()).select(", values, ")"));
    }

    // The text beside the value tells which lines are torn; Spark's reader of JSON would not let them be counted alone.
    private static string JsonLines(StepScope scope, string id)
    {
        string schema = $"{Ddl(Columns(scope))}, _unreadable STRING";
        return Lines(
            $"fields = {Py.Text(schema)}",
            "parsed = F.from_json(\"value\", fields, {\"columnNameOfCorruptRecord\": \"_unreadable\"})",
            "lines = keep(spark.read.text(source_path).where(\"trim(value) <> ''\").withColumn(\"row\", parsed))",
            "refused = lines.where(\"row._unreadable IS NOT NULL\").select(",
            "    F.col(\"value\").alias(\"raw\"),",
            "    F.lit(\"it is no JSON, or a value does not fit\").alias(\"_reason\"),",
            ")",
            Aside(id),
            "rows = lines.where(F.col(\"row._unreadable\").isNull()).select(\"row.*\").drop(\"_unreadable\")");
    }

    private static string Aside(string id) => Lines("rejected = refused.count()", "if rejected:", $"    quarantined.append(set_aside({id}, refused))");

    private static Column[] Columns(StepScope scope) => scope.CheckedTable.Steps[0].Output is { IsOpen: false } known ? [.. known.AsColumns()] : [];

    /// <summary>Types that the plan declares: a landed file may have others.</summary>
    internal static string Declared(PlanSource source) => source.Columns.Count == 0 ? "" :
        Py.Block("rows = rows.withColumns({", [.. source.Columns.Select(column => $"{Py.Text(column.Name.Text)}: {Py.Col(column.Name.Text)}.cast({Py.Type(column.Value)})")], "})");

    /// <summary>The columns of the source that the table reads, as DDL; null where they are not known.</summary>
    internal static string? Schema(StepScope scope) => scope.CheckedTable.Steps[0].Output is { IsOpen: false, Columns.Count: > 0 } known ? Ddl(known.AsColumns()) : null;

    /// <summary>Where a source lies for a workspace: as the plan says when it says where, else in the volume for raw files.</summary>
    internal static string Place(TablePlaces places, PlanSource source, SourceReading reading)
    {
        if (reading.IsLanded) return Landed(places, source);
        string path = source.Path.Text.Replace('\\', '/');
        bool isRooted = path.Contains("://", StringComparison.Ordinal) || path.StartsWith('/') || path.StartsWith("dbfs:", StringComparison.Ordinal);
        return isRooted ? path : $"{places.Volume}/{path.TrimStart('.', '/')}";
    }

    /// <summary>Where the converter lands a source.</summary>
    internal static string Landed(TablePlaces places, PlanSource source) => $"{places.Volume}/{source.Name}.parquet";

    private static string Ddl(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {TypeNames.Sql(column.Type)}"));

    private static string Indented(string lines) => "    " + lines.Replace("\n", "\n    ", StringComparison.Ordinal);

    private static string Lines(params IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
