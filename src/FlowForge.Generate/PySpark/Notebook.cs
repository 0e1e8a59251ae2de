using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.PySpark;

/// <summary>The notebook of one table in Databricks' source format: parameters, the functions it uses, a cell per step, and an answer in JSON.</summary>
internal sealed class Notebook
{
    private readonly StepScope _scope;
    private readonly string _hash;
    private readonly PlanTable _table;
    private readonly string _name;

    private Notebook(StepScope scope, string hash)
    {
        (_scope, _hash, _table) = (scope, hash, scope.Table);
        _name = $"{TablePlaces.Word(_table.Layer)}.{_table.Name}";
    }

    /// <param name="hash">The content hash of the plan and of everything else that decides about the bytes.</param>
    internal static GeneratedFile Of(CheckedPlan plan, CheckedTable table, GenerateOptions options, string hash)
    {
        var scope = new StepScope(plan, table, new TablePlaces(plan.Plan, options), options, new NotebookSetting());
        return new GeneratedFile($"notebooks/{TablePlaces.Notebook(table.Table)}.py", new Notebook(scope, hash).Text());
    }

    private bool HasRuns => _table.Steps.Any(step => step is Append or Incremental);

    private string Text()
    {
        List<string> cells = [.. StepCells()];
        cells.Add(Cell("Result", Exit()));
        string body = string.Join('\n', cells);
        IReadOnlyList<string> functions = NotebookFunctions.UsedBy(body);
        string code = string.Join('\n', functions.Append(body));
        string parameters = Parameters(code);
        string imports = string.Join('\n', NotebookFunctions.ImportsOf(parameters + "\n" + code));
        List<string> all = [Introduction(), Cell("Parameters and session", imports + "\n\n" + parameters)];
        if (functions.Count > 0) all.Add(Cell("Functions of this notebook", string.Join("\n\n\n", functions)));
        return $"""
            # Databricks notebook source
            # {Header()}
            # Made from the plan: to change it, change the plan and generate again.
            # ruff: noqa: F821 (a notebook has spark and dbutils)
            
            """ + string.Concat(all.Concat(cells).Select(cell => $"\n# COMMAND ----------\n\n{cell}\n"));
    }

    private string Header() => $"FlowForge {_scope.Options.Version} | plan {_scope.Plan.Name} | table {_name} | steps 1-{_table.Steps.Count} | sha256:{_hash}";

    private static string Cell(string title, string code) => $"# DBTITLE 1,{title}\n{code.Trim('\n')}";

    private string Introduction()
    {
        var text = new List<string> { $"# {_name}" };
        if (_table.Description is { } description) text.AddRange(["", .. description.Split('\n')]);
        text.AddRange(["", "| | |", "|---|---|", $"| Reads | {string.Join(", ", Reads())} |", $"| Writes | {string.Join(", ", Writes().Select(name => $"`{name}`"))} |", $"| Run again | {RunAgain()} |"]);
        return string.Join('\n', text.Select(line => line.Length == 0 ? "# MAGIC" : $"# MAGIC {line}").Prepend("# MAGIC %md"));
    }

    private IEnumerable<string> Reads()
    {
        if (_table.Steps is [Read read, ..] && SourceCode.Find(_scope, read) is { } source) yield return $"source `{source.Name}` ({source.Path})";
        foreach (TableName name in _scope.Tables.Keys) yield return $"`{_scope.Places.DefaultName(name)}`";
    }

    private IEnumerable<string> Writes() => _scope.HasQuarantine ? [_scope.Places.DefaultName(_table.Address), _scope.Places.DefaultName(_table.Address) + "_quarantine"] : [_scope.Places.DefaultName(_table.Address)];

    private string RunAgain() => _table.Steps[^1] switch
    {
        Append => "adds the rows of one run once, however often that run is tried",
        Overwrite { Mode: OverwriteMode.Whole } => "the same rows are not written again; others take their place in one commit",
        Overwrite { Mode: OverwriteMode.Partitions } => "replaces the partitions that occur in the rows",
        Overwrite => "replaces the rows of the condition",
        Merge => "matches rows by key: what is there already does not change",
        FeatureTable => "matches rows by key and time: what is there already does not change",
        Scd2 => "a batch that is repeated adds no version",
        _ => "replaces the day's snapshot",
    };

    private string Parameters(string code)
    {
        var lines = new List<string>();
        PlanSettings settings = _scope.Plan.Settings;
        void Widget(string name, string value, string label) => lines.Add($"dbutils.widgets.text({Py.Text(name)}, {Py.Text(value)}, {Py.Text(label)})");

        Widget("catalog", _scope.Places.Catalog, "Catalog");
        string[] layers = [.. Layers()];
        if (_scope.Places.IsOneSchema) Widget("schema", _scope.Places.Schema, "Schema");
        else foreach (string layer in layers) Widget(TablePlaces.SchemaVariable(layer), layer, $"Schema of the {layer} layer");
        lines.AddRange(SourceWidgets(Widget));
        if (NotebookFunctions.IsUsed("full_refresh", code)) Widget("full_refresh", "false", "Forget watermarks and fits (true, false)");
        Widget("run_id", "", "Run id (default: a new one)");
        Widget("run_at", "", "Start of the run, ISO 8601 (default: now)");
        lines.AddRange(["", "catalog = dbutils.widgets.get(\"catalog\")"]);
        lines.AddRange(_scope.Places.IsOneSchema ? ["schema = dbutils.widgets.get(\"schema\")"] : layers.Select(layer => $"{TablePlaces.SchemaVariable(layer)} = dbutils.widgets.get({Py.Text(TablePlaces.SchemaVariable(layer))})"));
        lines.AddRange(SourceVariables());
        if (NotebookFunctions.IsUsed("full_refresh", code)) lines.Add("full_refresh = dbutils.widgets.get(\"full_refresh\").lower() == \"true\"");
        lines.Add("given_at = dbutils.widgets.get(\"run_at\")");
        lines.Add("run_at = datetime.fromisoformat(given_at.replace(\"Z\", \"+00:00\")) if given_at else datetime.now(timezone.utc)");
        lines.Add("run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)");
        lines.Add("run_id = dbutils.widgets.get(\"run_id\") or f\"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}\"");
        lines.AddRange(["", "# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.",
            $"spark.conf.set(\"spark.sql.ansi.enabled\", \"{(settings.Ansi ? "true" : "false")}\")", $"spark.conf.set(\"spark.sql.session.timeZone\", {Py.Text(settings.TimeZone)})"]);
        if (NotebookFunctions.IsUsed("F.to_date(", code) || NotebookFunctions.IsUsed("F.to_timestamp(", code) || NotebookFunctions.IsUsed("F.try_to_timestamp(", code) || code.Contains("to_date(", StringComparison.OrdinalIgnoreCase) || code.Contains("to_timestamp(", StringComparison.OrdinalIgnoreCase))
            lines.Add("spark.conf.set(\"spark.sql.legacy.timeParserPolicy\", \"CORRECTED\")");
        lines.AddRange(["", .. Constants(code), "", .. State()]);
        return string.Join('\n', lines);
    }

    private IEnumerable<string> Layers() => _scope.Tables.Keys.Where(_scope.Places.IsPlanned).Select(name => name.Schema.ToLowerInvariant()).Append(TablePlaces.Word(_table.Layer)).Distinct().Order(StringComparer.Ordinal);

    private PlanSource? Source => _table.Steps is [Read read, ..] ? SourceCode.Find(_scope, read) : null;

    private IEnumerable<string> SourceWidgets(Action<string, string, string> widget)
    {
        if (Source is not { } source) return [];
        SourceReading reading = SourceCode.Reading(_scope, source);
        widget("source_path", reading.IsEither ? SourceCode.Landed(_scope.Places, source) : SourceCode.Place(_scope.Places, source, reading), $"Path of {source.Name}");
        if (reading.IsEither) widget("source_format", "", $"parquet or delta that the converter landed, or {reading.Format} (default: as the path ends)");
        else widget("source_format", reading.Format, reading.Way == SourceWay.SparkReader ? $"{reading.Format}, by Spark's own reader" : "parquet or delta");
        return [];
    }

    private IEnumerable<string> SourceVariables()
    {
        if (Source is not { } source) yield break;
        SourceReading reading = SourceCode.Reading(_scope, source);
        bool isEither = reading.IsEither;
        if (reading.IsLanded || isEither) yield return $"# `sh landing/land.sh` lands it from {source.Path}{(reading.IsLanded ? ", which Spark does not read as the plan does" : "")}.";
        yield return "source_path = dbutils.widgets.get(\"source_path\")";
        yield return isEither
            ? $"source_format = dbutils.widgets.get(\"source_format\") or (\"parquet\" if source_path.rstrip(\"/\").endswith(\".parquet\") else {Py.Text(reading.Format)})"
            : "source_format = dbutils.widgets.get(\"source_format\")";
    }

    private IEnumerable<string> Constants(string code)
    {
        TableName address = _table.Address;
        yield return $"TARGET = {_scope.Places.Python(address)}";
        if (NotebookFunctions.IsUsed("QUARANTINE", code)) yield return $"QUARANTINE = {_scope.Places.Python(address, suffix: "_quarantine")}";
        if (NotebookFunctions.IsUsed("FITTED", code)) yield return $"FITTED = {_scope.Places.Python(address, "_fitted_")}";
        if (NotebookFunctions.IsUsed("RUNS", code)) yield return $"RUNS = {_scope.Places.Python(address, "_runs_")}";
        foreach ((TableName name, string constant) in _scope.Tables) yield return $"{constant} = {_scope.Places.Python(name)}";
        if (NotebookFunctions.IsUsed("APP_ID", code)) yield return $"APP_ID = {Py.Text($"flowforge/{_scope.Plan.Name}/{address}")}";
        if (NotebookFunctions.IsUsed("AUDIT", code)) yield return "AUDIT = {\"_source\", \"_run_id\", \"_ingested_at\"}";
    }

    private IEnumerable<string> State()
    {
        string schema = _scope.Places.IsOneSchema ? "f\"`{catalog}`.`{schema}`\"" : $"f\"`{{catalog}}`.`{{{TablePlaces.SchemaVariable(TablePlaces.Word(_table.Layer))}}}`\"";
        yield return $"target_schema = {schema}";
        yield return "if not spark.catalog.databaseExists(target_schema):";
        yield return "    spark.sql(f\"CREATE SCHEMA IF NOT EXISTS {target_schema}\")";
        yield return "";
        yield return "rejected = 0";
        if (_scope.HasQuarantine) yield return "quarantined = []";
    }

    private IEnumerable<string> StepCells()
    {
        if (HasRuns) yield return Cell("Where the last run ended", string.Join('\n', LastRun()));
        bool isKept = false;
        for (int i = 0; i < _table.Steps.Count; i++)
        {
            CheckedStep step = _scope.CheckedTable.Steps[i];
            bool keeps = i > 0 && !isKept && (StepCode.LooksTwice(step.Step) || i == _table.Steps.Count - 1);
            string code = StepCode.Of(_scope, step);
            if (code.Length == 0) code = "# Nothing to do.";
            string texts = i == _table.Steps.Count - 1 ? StepCode.PartitionTexts(_scope, step) : "";
            if (texts.Length > 0) texts += "\n";
            yield return Cell(Title(step.Step), $"{Reason(step.Step)}\n{texts}{(keeps ? "rows = keep(rows)\n" : "")}{code}");
            // What a table holds is stored; rows that a step only looks at stay as they were kept.
            isKept = i == 0 && step.Step is From { Filter: null } || (keeps || isKept) && step.Step is Expect { OnViolation: Violation.Fail or Violation.Warn };
        }
    }

    private static IEnumerable<string> LastRun() =>
    [
        "# A repair of a job has the run id of what it repairs: it goes on under that number, so nothing is added twice.",
        "last = last_run()",
        "number = 1 if last is None else last[\"number\"] if last[\"run_id\"] == run_id else last[\"number\"] + 1",
        "watermarks = {} if last is None or full_refresh else json.loads(last[\"watermarks\"])",
    ];

    private string Title(PlanStep step) => $"Step {_table.Steps.ToList().FindIndex(one => ReferenceEquals(one, step)) + 1}: {step.Definition.Name}{(step.Id is { } id ? $" ({id})" : "")}{(step.Why is { } why ? $" - {why.ReplaceLineEndings(" ")}" : "")}";

    /// <summary>What the step does; why it is there stands in the title.</summary>
    private static string Reason(PlanStep step) => Comment(FirstSentence(step.Definition.Meaning), Py.LineLength);

    /// <summary>A comment, broken between words.</summary>
    internal static string Comment(string text, int width)
    {
        var lines = new List<string> { "#" };
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length + word.Length >= width) lines.Add("#");
            lines[^1] += $" {word}";
        }
        return string.Join('\n', lines);
    }

    private static string FirstSentence(string text) => text.Split(". ")[0].TrimEnd('.') + ".";

    private string Exit()
    {
        string finish = HasRuns ? "finish_run(number, watermarks)\n" : "";
        string tables = _scope.HasQuarantine ? "[TARGET] + ([QUARANTINE] if quarantined else [])" : "[TARGET]";
        return $$"""
            {{finish}}result = {
                "records_in": records_in,
                "records_out": records_out,
                "rejected": rejected,
                "tables": [name.replace("`", "") for name in {{tables}}],
            }
            dbutils.notebook.exit(json.dumps(result))
            """;
    }
}
