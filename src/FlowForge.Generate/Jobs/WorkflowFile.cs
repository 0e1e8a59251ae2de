using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Jobs;

/// <summary><c>workflow.json</c>: the body of <c>POST /api/2.2/jobs/create</c>.</summary>
internal static class WorkflowFile
{
    private static readonly JsonWriterOptions s_layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static GeneratedFile Of(CheckedPlan plan, GenerateOptions options, string hash) =>
        new("workflow.json", Text(new JobDefinition(plan, options, hash).Make(options.CatalogOf(plan.Plan), name => $"/Workspace/Shared/flowforge/{plan.Plan.Name}/notebooks/{name}")));

    internal static string Text(JsonNode node)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, s_layout)) node.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}
