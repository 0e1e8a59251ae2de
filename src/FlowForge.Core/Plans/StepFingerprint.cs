using System.Security.Cryptography;
using System.Text;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Core.Plans;

/// <summary>What a step says, as a hash: what was fitted for one that says something else is fitted anew.</summary>
public static class StepFingerprint
{
    /// <summary>SHA-256 in lower-case hexadecimal. A step's id and reason do not count.</summary>
    public static string Of(PlanStep step) => Of(step.Definition.Write(step with { Id = null, Why = null }));

    /// <summary>The same of any part of a plan's document.</summary>
    public static string Of(PlanNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Write(PlanNode node, StringBuilder text)
    {
        switch (node)
        {
            case PlanNode.Scalar scalar:
                text.Append(scalar.IsQuoted ? '"' : '\'').Append(scalar.Text.Length).Append(':').Append(scalar.Text);
                break;
            case PlanNode.List list:
                text.Append('[').Append(list.Items.Count);
                foreach (PlanNode item in list.Items) Write(item, text);
                break;
            case PlanNode.Map map:
                text.Append('{').Append(map.Entries.Count);
                foreach (Entry entry in map.Entries)
                {
                    Write(entry.Key, text);
                    Write(entry.Value, text);
                }
                break;
        }
    }
}
