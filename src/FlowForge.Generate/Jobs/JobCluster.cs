using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Workflows;

namespace FlowForge.Generate.Jobs;

/// <summary>The cluster of a workflow that has one of its own, as Databricks' APIs name its parts.</summary>
internal static class JobCluster
{
    private const string DefaultNodeType = "i3.xlarge", DefaultRuntime = "15.4.x-scala2.12";
    private const int DefaultWorkers = 2;

    internal static JsonObject Of(PlanWorkflow workflow)
    {
        var cluster = new JsonObject { ["spark_version"] = workflow.Runtime ?? DefaultRuntime };
        Machines(workflow, cluster);
        if (workflow.Workers == 0)
        {
            // Without workers the driver does the work, and the API wants it said in both places.
            cluster["spark_conf"] = new JsonObject { ["spark.databricks.cluster.profile"] = "singleNode", ["spark.master"] = "local[*]" };
            cluster["custom_tags"] = new JsonObject { ["ResourceClass"] = "SingleNode" };
        }
        cluster["data_security_mode"] = "SINGLE_USER";
        return cluster;
    }

    /// <summary>As a pipeline has it, which chooses the runtime itself.</summary>
    internal static JsonObject OfPipeline(PlanWorkflow workflow)
    {
        var cluster = new JsonObject { ["label"] = "default" };
        Machines(workflow, cluster);
        return cluster;
    }

    private static void Machines(PlanWorkflow workflow, JsonObject cluster)
    {
        cluster["node_type_id"] = workflow.NodeType ?? DefaultNodeType;
        cluster["num_workers"] = workflow.Workers ?? DefaultWorkers;
    }
}
