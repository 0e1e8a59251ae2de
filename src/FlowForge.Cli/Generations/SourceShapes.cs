using FlowForge.Cli.Plans;
using FlowForge.Convert.Conversion;
using FlowForge.Generate;

namespace FlowForge.Cli.Generations;

/// <summary>Formats, dialects and columns of a plan's sources, as the generator wants to know them.</summary>
internal static class SourceShapes
{
    internal static IReadOnlyDictionary<string, SourceShape> Of(PlanFile plan) => plan.Looks.ToDictionary(look => look.Key, look => Of(look.Value));

    private static SourceShape Of(SourceLook look)
    {
        TableInspection table = look.Report.Tables[0];
        return new SourceShape(
            look.Report.Format,
            look.Report.Facts.Concat(table.Facts).DistinctBy(fact => fact.Key).ToDictionary(),
            [.. table.Columns.Zip(look.Columns, (found, column) => new SourceColumn(column.Name, column.Type, found.Form, found.SourceName is not null))]);
    }
}
