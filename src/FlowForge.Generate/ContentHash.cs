using System.Security.Cryptography;
using System.Text;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate;

/// <summary>The hash in every generated file: of all that decides about its bytes. Another plan, layer, schema, option or generator gives another.</summary>
public static class ContentHash
{
    /// <summary>The first 16 letters of the SHA-256 in hexadecimal.</summary>
    public static string Of(CheckedPlan plan, GenerateOptions options)
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', "flowforge", options.Version, options.CatalogOf(plan.Plan), options.Schema ?? "", StepFingerprint.Of(PlanWriter.Write(plan.Plan)));
        foreach (CheckedTable table in plan.Tables)
            foreach (CheckedStep step in table.Steps) text.Append('\n').Append(table.Table.Address).Append(' ').Append(step.Output);
        foreach ((string name, SourceShape shape) in options.Sources.OrderBy(source => source.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append(' ').Append(shape.Format).AppendJoin(' ', shape.Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}={fact.Value}")).AppendJoin(' ', shape.Columns);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
