using System.Globalization;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Explore.Findings;

/// <summary>Looks into a document of findings. What is not there, or is of another kind, is null or empty.</summary>
internal static class NodeReading
{
    extension(PlanNode? node)
    {
        internal PlanNode? At(params ReadOnlySpan<string> path)
        {
            PlanNode? current = node;
            foreach (string key in path) current = (current as PlanNode.Map)?[key];
            return current;
        }

        internal string? Text => node is PlanNode.Scalar scalar && !scalar.IsNull ? scalar.Text : null;

        internal double? Number => double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

        internal IReadOnlyList<PlanNode> Items => node is PlanNode.List list ? list.Items : [];
    }
}
