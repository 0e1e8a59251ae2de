using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;

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
        return properties;
    }

    private static JsonObject Source()
    {
        JsonObject source = Map(new JsonObject
        {
            ["path"] = Text("A file, glob or folder; relative paths start at the plan's folder."),
            ["format"] = Text("The format's name. Default: recognised by content."),
            ["options"] = Kinds.Options.Schema(),
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
