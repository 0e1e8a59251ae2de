using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using static FlowForge.Core.Plans.Documents.PlanNode;

namespace FlowForge.Core.Plans;

/// <summary>Writes a plan as its author would: only what differs from the defaults, steps in their short form.</summary>
public static partial class PlanWriter
{
    public static Map Write(Plan plan)
    {
        var entries = new List<Entry> { Of("plan", plan.Name) };
        if (plan.Description is not null) entries.Add(Of("description", plan.Description));
        Add(entries, "settings", Settings(plan.Settings));
        Add(entries, "sources", plan.Sources.Select(source => new Entry(new Scalar(source.Name.Text), WriteSource(source))));
        foreach (IGrouping<Layer, PlanTable> layer in plan.Tables.GroupBy(table => table.Layer).OrderBy(group => group.Key))
            Add(entries, Kinds.Word(layer.Key), layer.Select(table => new Entry(new Scalar(table.Name.Text), Table(table))));
        if (plan.Workflow is { } workflow) entries.Add(new Entry(new Scalar("workflow"), new Map([.. Workflow(workflow)])));
        Add(entries, "environments", plan.Environments.Select(environment => new Entry(new Scalar(environment.Name.Text), new Map([.. Environment(environment)]))));
        return new Map([.. entries]);
    }

    /// <summary>A path alone, or a map when there is more to say.</summary>
    public static PlanNode WriteSource(PlanSource source)
    {
        var entries = new List<Entry> { Of("path", source.Path.Text) };
        if (source.Format is not null) entries.Add(Of("format", source.Format.Text));
        if (source.Options.Count > 0) entries.Add(new Entry(new Scalar("options"), Kinds.Options.Write(source.Options)));
        if (source.Columns.Count > 0) entries.Add(new Entry(new Scalar("columns"), Kinds.Types.Write(source.Columns)));
        return entries.Count == 1 ? entries[0].Value : new Map([.. entries]);
    }

    private static List<Entry> Settings(PlanSettings settings)
    {
        var defaults = new PlanSettings();
        var entries = new List<Entry>();
        if (settings.Ansi != defaults.Ansi) entries.Add(new Entry(new Scalar("ansi"), Kinds.Flag.Write(settings.Ansi)));
        if (settings.TimeZone != defaults.TimeZone) entries.Add(Of("time_zone", settings.TimeZone));
        if (settings.Catalog != defaults.Catalog) entries.Add(Of("catalog", settings.Catalog));
        return entries;
    }

    private static PlanNode Table(PlanTable table)
    {
        var steps = new List([.. table.Steps.Select(step => Short(step.Definition.Write(step)))]);
        var entries = new List<Entry>();
        if (table.Description is not null) entries.Add(Of("description", table.Description));
        if (table.PartitionedBy.Count > 0) entries.Add(new Entry(new Scalar("partitioned_by"), Kinds.Columns.Write(table.PartitionedBy)));
        if (table.Constraints.Count > 0) entries.Add(new Entry(new Scalar("constraints"), Kinds.Expressions.Write(table.Constraints)));
        if (table.NotNull.Count > 0) entries.Add(new Entry(new Scalar("not_null"), Kinds.Columns.Write(table.NotNull)));
        if (table.Properties.Count > 0) entries.Add(new Entry(new Scalar("properties"), Kinds.Renames.Write(table.Properties)));
        if (entries.Count == 0) return steps;
        entries.Add(new Entry(new Scalar("steps"), steps));
        return new Map([.. entries]);
    }

    // A step without parameters is its name alone.
    private static PlanNode Short(Map step) => step.Entries is [{ Value: Scalar { IsNull: true } } only] ? only.Key : step;

    private static void Add(List<Entry> entries, string key, IEnumerable<Entry> content)
    {
        var map = new Map([.. content]);
        if (map.Entries.Count > 0) entries.Add(new Entry(new Scalar(key), map));
    }

    private static Entry Of(string key, string text) => new(new Scalar(key), new Scalar(text));
}
