using System.Text.Json.Nodes;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Generate.Bundles;
using FlowForge.Generate.Jobs;
using FlowForge.Generate.PySpark;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.Lakeflow;

/// <summary>A plan as declarative pipelines: a bundle in the folder <c>lakeflow</c> with the files of the tables, the notebooks of those that stay notebooks, the pipelines, and the job that runs them in order.</summary>
internal sealed class PipelineBundle
{
    private const string Folder = "lakeflow";

    private readonly CheckedPlan _plan;
    private readonly GenerateOptions _options;
    private readonly string _hash;
    private readonly string _name;
    private readonly TablePlaces _places;
    private readonly IReadOnlyList<Dataset> _datasets;
    private readonly Stages _stages;
    private readonly PlanWorkflow _workflow;

    private PipelineBundle(CheckedPlan plan, GenerateOptions options, string hash)
    {
        (_plan, _options, _hash, _name) = (plan, options, hash, Py.Identifier(plan.Plan.Name));
        _places = new TablePlaces(plan.Plan, options);
        _datasets = DatasetChoice.Of(plan, options);
        _stages = new Stages(_datasets);
        _workflow = plan.Plan.Workflow ?? new PlanWorkflow();
    }

    /// <summary>Nothing for a plan of which nothing can be said declaratively: <see cref="PipelineFindings"/> tells.</summary>
    internal static IReadOnlyList<GeneratedFile> Of(CheckedPlan plan, GenerateOptions options, string hash)
    {
        var bundle = new PipelineBundle(plan, options, hash);
        return bundle._stages.Pipelines.Count == 0 ? [] : [.. bundle.Files()];
    }

    private IEnumerable<GeneratedFile> Files()
    {
        foreach (Dataset dataset in _datasets)
            yield return InFolder(dataset.IsDeclared ? DatasetFile.Of(_plan, dataset, _options, _hash) : Notebook.Of(_plan, dataset.Table, _options, _hash));
        string head = $"# FlowForge {_options.Version} | plan {_plan.Plan.Name} | sha256:{_hash}\n";
        yield return new GeneratedFile($"{Folder}/databricks.yml", $"{head}# databricks bundle deploy -t {BundleFile.Targets(_plan, _options).First().Key}; databricks bundle run {_name}\n{Yaml.Of(Root())}");
        yield return new GeneratedFile($"{Folder}/resources/{_name}.pipeline.yml", head + Yaml.Of(new JsonObject { ["resources"] = new JsonObject { ["pipelines"] = Pipelines() } }));
        yield return new GeneratedFile($"{Folder}/resources/{_name}.job.yml", head + Yaml.Of(new JsonObject { ["resources"] = new JsonObject { ["jobs"] = new JsonObject { [_name] = Job() } } }));
    }

    private static GeneratedFile InFolder(GeneratedFile file) => file with { Path = $"{Folder}/{file.Path}" };

    private JsonObject Root() => new()
    {
        ["bundle"] = new JsonObject { ["name"] = $"{_name}_lakeflow" },
        ["include"] = new JsonArray("resources/*.yml"),
        ["variables"] = Variables(),
        ["targets"] = new JsonObject(BundleFile.Targets(_plan, _options)),
    };

    private JsonObject Variables()
    {
        var variables = new JsonObject { ["catalog"] = new JsonObject { ["description"] = "The catalog of all tables.", ["default"] = _options.CatalogOf(_plan.Plan) } };
        foreach (Dataset dataset in _datasets.Where(one => one.IsDeclared))
            if (SourceOf(dataset) is { } source)
                variables[Variable(source)] = new JsonObject
                {
                    ["description"] = dataset.IsStream ? $"Where {source.Name} lies: a folder or a pattern, whose new files are read." : $"Where {source.Name} lies.",
                    ["default"] = SourceCode.Place(_places, source, SourceReading.OfTyped(source, _options.Sources.GetValueOrDefault(source.Name.Text))),
                };
        return variables;
    }

    private static string Variable(PlanSource source) => $"{Py.Identifier(source.Name.Text)}_path";

    private PlanSource? SourceOf(Dataset dataset) => dataset.Table.Table.Steps[0] is Read read
        ? _plan.Plan.Sources.FirstOrDefault(source => source.Name.Text.Equals(read.SourceName.Text, StringComparison.OrdinalIgnoreCase)) : null;

    private JsonObject Pipelines() => new(_stages.Pipelines.Select(pipeline => KeyValuePair.Create(pipeline.Named(_name), (JsonNode?)Definition(pipeline))));

    private JsonObject Definition(Pipeline pipeline)
    {
        var definition = new JsonObject
        {
            ["name"] = pipeline.Named(_plan.Plan.Name),
            ["catalog"] = "${var.catalog}",
            ["schema"] = _places.IsOneSchema ? _places.Schema : TablePlaces.Word(pipeline.Tables[0].Table.Table.Layer),
            ["channel"] = "CURRENT",
            ["continuous"] = false,
        };
        if (_workflow.Compute == WorkflowCompute.Serverless) definition["serverless"] = true;
        else
        {
            // Rules of quality and AUTO CDC are of this edition.
            definition["edition"] = "ADVANCED";
            definition["clusters"] = new JsonArray(JobCluster.OfPipeline(_workflow));
        }
        definition["configuration"] = Configuration(pipeline);
        definition["libraries"] = new JsonArray([.. pipeline.Tables.Select(one => (JsonNode)new JsonObject { ["file"] = new JsonObject { ["path"] = $"../{DatasetFile.PathOf(one.Table)}" } })]);
        if (_workflow.Notify.Count > 0) definition["notifications"] = new JsonArray(new JsonObject
        {
            ["email_recipients"] = new JsonArray([.. _workflow.Notify.Select(address => (JsonNode)address.Text)]),
            ["alerts"] = new JsonArray("on-update-failure", "on-update-fatal-failure", "on-flow-failure"),
        });
        definition["tags"] = JobDefinition.Tags(_plan.Plan);
        return definition;
    }

    private JsonObject Configuration(Pipeline pipeline)
    {
        var configuration = new JsonObject
        {
            ["spark.sql.ansi.enabled"] = _plan.Plan.Settings.Ansi ? "true" : "false",
            ["spark.sql.session.timeZone"] = _plan.Plan.Settings.TimeZone,
            ["spark.sql.legacy.timeParserPolicy"] = "CORRECTED",
        };
        foreach (PlanSource source in pipeline.Tables.Select(SourceOf).OfType<PlanSource>()) configuration[SourceQuery.Setting(source)] = $"${{var.{Variable(source)}}}";
        return configuration;
    }

    private JsonObject Job()
    {
        var tasks = new Dictionary<string, JsonObject>();
        foreach (Dataset dataset in _datasets) AddTask(dataset.Table.Table.Address, new JobDefinition(_plan, _options, _hash), tasks);
        return new JobDefinition(_plan, _options, _hash).Make("${var.catalog}", tasks.Values);
    }

    /// <summary>Adds the task that makes a table, behind those that it waits for.</summary>
    private void AddTask(TableName table, JobDefinition job, Dictionary<string, JsonObject> tasks)
    {
        string key = KeyOf(table);
        if (tasks.ContainsKey(key)) return;
        Pipeline? pipeline = _stages.PipelineOf(table);
        CheckedTable own = _plan.Find(table)!;
        TableName[] needs = pipeline is null ? [.. own.Needs] : [.. pipeline.Tables.SelectMany(one => one.Table.Needs).Where(need => _stages.PipelineOf(need) != pipeline)];
        foreach (TableName need in needs) AddTask(need, job, tasks);
        IEnumerable<string> upstream = needs.Select(KeyOf).Distinct().Order(StringComparer.Ordinal);
        tasks.Add(key, pipeline is null
            ? job.Task(own, upstream, name => $"../notebooks/{name}.py")
            : job.Task(key, $"Updates {string.Join(", ", pipeline.Tables.Select(one => $"{TablePlaces.Word(one.Table.Table.Layer)}.{one.Table.Table.Name}"))}", upstream, "pipeline_task",
                new JsonObject { ["pipeline_id"] = $"${{resources.pipelines.{pipeline.Named(_name)}.id}}" }));
    }

    /// <summary>The task that makes a table.</summary>
    private string KeyOf(TableName table) => _stages.PipelineOf(table) is { } pipeline ? pipeline.Named("pipeline") : TaskKey.Of(_plan.Find(table)!.Table);
}
