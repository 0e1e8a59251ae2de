using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Plans.Workflows;

namespace FlowForge.Core.Plans.Documents;

/// <summary>The JSON schema of plan files, for editors: made from the same definitions that read them.</summary>
public static class PlanSchema
{
    public static JsonObject Make() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "FlowForge plan",
        ["type"] = "object",
        ["required"] = new JsonArray("plan"),
        ["properties"] = Properties(),
        ["additionalProperties"] = false,
        ["$defs"] = new JsonObject { ["table"] = Table(), ["step"] = Step() },
    };

    private static JsonObject Properties()
    {
        var properties = new JsonObject
        {
            ["plan"] = Text("The plan's name."),
            ["description"] = Text("What it is for."),
            ["settings"] = Map(new JsonObject
            {
                ["ansi"] = new JsonObject { ["type"] = "boolean", ["default"] = true, ["description"] = "Spark's ANSI mode." },
                ["time_zone"] = Text("The session's time zone, by IANA's name. Default UTC."),
                ["catalog"] = Text("The catalog of tables whose names have two parts. Default main."),
            }),
            ["sources"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(Text("A file, glob or folder."), Source()) },
            },
        };
        foreach (string layer in PlanReader.LayerNames)
            properties[layer] = new JsonObject { ["type"] = "object", ["description"] = $"Tables of the {layer} layer.", ["additionalProperties"] = new JsonObject { ["$ref"] = "#/$defs/table" } };
        properties["workflow"] = Workflow();
        properties["environments"] = new JsonObject { ["type"] = "object", ["description"] = "The workspaces the plan is deployed to; the first is the default.", ["additionalProperties"] = Environment() };
        return properties;
    }

    private static JsonObject Workflow() => Map(new JsonObject
    {
        ["schedule"] = Text("Quartz cron: second minute hour day-of-month month day-of-week [year]."),
        ["time_zone"] = Text("The schedule's time zone, by IANA's name. Default: the plan's."),
        ["compute"] = Kinds.Choice<WorkflowCompute>().Schema(),
        ["node_type"] = Text("With a job cluster: the machine. Default i3.xlarge."),
        ["workers"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 1_000, ["description"] = "With a job cluster: machines beside the driver. Default 2." },
        ["runtime"] = Text("With a job cluster: the Databricks runtime. Default 15.4.x-scala2.12."),
        ["retries"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 100, ["default"] = 1, ["description"] = "How often a task that failed is tried again." },
        ["retry_after"] = Text("Between two tries: 5m. Default 1m."),
        ["timeout"] = Text("After which a task is stopped: 2h. Default: never."),
        ["slow_after"] = Text("After which those in notify are warned: 1h. Default: never."),
        ["notify"] = Kinds.Columns.Schema(),
        ["tags"] = Kinds.Renames.Schema(),
    });

    private static JsonObject Environment() => Map(new JsonObject
    {
        ["host"] = Text("The workspace's address. Default: that of the profile that deploys."),
        ["catalog"] = Text("The catalog of the plan's tables there. Default: the plan's."),
        ["mode"] = Kinds.Choice<EnvironmentMode>().Schema(),
        ["run_as"] = Text("The service principal that jobs run as. Default: who deploys."),
    });

    private static JsonObject Source()
    {
        JsonObject source = Map(new JsonObject
        {
            ["path"] = Text("A file, glob or folder; relative paths start at the plan's folder."),
            ["format"] = Text("The format's name. Default: recognised by content."),
            ["options"] = Kinds.Renames.Schema(),
            ["columns"] = Kinds.Types.Schema(),
        });
        source["required"] = new JsonArray("path");
        return source;
    }

    private static JsonObject Table()
    {
        var steps = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/step" } };
        JsonObject table = Map(new JsonObject
        {
            ["description"] = Text("What a row is."),
            ["partitioned_by"] = Kinds.Columns.Schema(),
            ["constraints"] = Kinds.Expressions.Schema(),
            ["not_null"] = Kinds.Columns.Schema(),
            ["properties"] = Kinds.Renames.Schema(),
            ["steps"] = steps.DeepClone(),
        });
        table["required"] = new JsonArray("steps");
        return new JsonObject { ["anyOf"] = new JsonArray(steps, table) };
    }

    private static JsonObject Step()
    {
        IEnumerable<string> alone = StepDefinitions.All.Where(definition => !definition.Parameters.Any(parameter => parameter.IsRequired)).Select(definition => definition.Name);
        return new JsonObject
        {
            ["anyOf"] = new JsonArray([new JsonObject { ["enum"] = new JsonArray([.. alone.Select(name => (JsonNode)name)]) }, .. StepDefinitions.All.Select(Step)]),
        };
    }

    private static JsonObject Step(StepDefinition definition)
    {
        var properties = new JsonObject();
        for (int i = 0; i < definition.Parameters.Count; i++)
        {
            Parameter parameter = definition.Parameters[i];
            JsonObject value = parameter.Schema();
            value["description"] = i == 0 ? $"{definition.Meaning} {parameter.Doc}" : parameter.Doc;
            properties[i == 0 ? definition.Name : parameter.Name] = value;
        }
        properties["id"] = Text("A name to refer to.");
        properties["why"] = Text("Why the step is there.");
        JsonObject step = Map(properties);
        step["required"] = new JsonArray([definition.Name, .. definition.Parameters.Skip(1).Where(parameter => parameter.IsRequired).Select(parameter => (JsonNode)parameter.Name)]);
        return step;
    }

    private static JsonObject Map(JsonObject properties) => new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
