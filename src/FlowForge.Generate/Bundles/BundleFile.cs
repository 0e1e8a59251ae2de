using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Generate.Jobs;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Bundles;

/// <summary><c>databricks.yml</c>: the job and its notebooks as an asset bundle, with a target per environment.</summary>
internal static class BundleFile
{
    internal static GeneratedFile Of(CheckedPlan plan, GenerateOptions options, string hash)
    {
        string head = $"# FlowForge {options.Version} | plan {plan.Plan.Name} | sha256:{hash}\n# databricks bundle validate; databricks bundle deploy -t {Targets(plan, options).First().Key}\n";
        return new GeneratedFile("databricks.yml", head + Yaml.Of(Make(plan, options, hash)));
    }

    internal static JsonObject Make(CheckedPlan plan, GenerateOptions options, string hash) => new()
    {
        ["bundle"] = new JsonObject { ["name"] = Py.Identifier(plan.Plan.Name) },
        ["variables"] = new JsonObject { ["catalog"] = new JsonObject { ["description"] = "The catalog of all tables.", ["default"] = options.CatalogOf(plan.Plan) } },
        ["resources"] = new JsonObject { ["jobs"] = new JsonObject { [Py.Identifier(plan.Plan.Name)] = new JobDefinition(plan, options, hash).Make("${var.catalog}", name => $"./notebooks/{name}.py") } },
        ["targets"] = new JsonObject(Targets(plan, options)),
    };

    /// <summary>A target for each environment of the plan.</summary>
    internal static IEnumerable<KeyValuePair<string, JsonNode?>> Targets(CheckedPlan plan, GenerateOptions options)
    {
        // A plan that names no environment is deployed for development, to the workspace of the profile.
        IReadOnlyList<PlanEnvironment> environments = plan.Plan.Environments.Count > 0 ? plan.Plan.Environments : [new PlanEnvironment("dev")];
        return environments.Select((environment, i) => KeyValuePair.Create(environment.Name.Text, (JsonNode?)Target(environment, isDefault: i == 0)));
    }

    private static JsonObject Target(PlanEnvironment environment, bool isDefault)
    {
        var target = new JsonObject { ["mode"] = environment.Mode == EnvironmentMode.Production ? "production" : "development" };
        if (isDefault) target["default"] = true;
        var workspace = new JsonObject();
        if (environment.Host is { } host) workspace["host"] = host.Text;
        // Production is deployed to one place, whoever deploys.
        if (environment.Mode == EnvironmentMode.Production) workspace["root_path"] = "/Workspace/Shared/.bundle/${bundle.name}/${bundle.target}";
        if (workspace.Count > 0) target["workspace"] = workspace;
        if (environment.Catalog is { } catalog) target["variables"] = new JsonObject { ["catalog"] = catalog };
        if (environment.RunAs is { } principal) target["run_as"] = new JsonObject { ["service_principal_name"] = principal };
        return target;
    }
}
