using System.Text.RegularExpressions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.Lakeflow;

/// <summary>Decides what each table of a plan is in a pipeline.</summary>
/// <remarks>
/// A materialized view holds what a run with --full-refresh would write, so it may stand for every way of writing that such a run gives again.
/// Where the plan keeps rows that its source has lost, new files are read alone and kept by key or added.
/// </remarks>
internal sealed partial class DatasetChoice
{
    private readonly CheckedPlan _plan;
    private readonly GenerateOptions _options;
    private readonly TablePlaces _places;
    private readonly Dictionary<TableName, Dataset> _known = [];

    private DatasetChoice(CheckedPlan plan, GenerateOptions options) => (_plan, _options, _places) = (plan, options, new TablePlaces(plan.Plan, options));

    /// <summary>One for each table, in the plan's order, in which a table comes after those that it needs.</summary>
    internal static IReadOnlyList<Dataset> Of(CheckedPlan plan, GenerateOptions options)
    {
        var choice = new DatasetChoice(plan, options);
        foreach (CheckedTable table in plan.Tables) choice._known[table.Table.Address] = choice.Choose(table);
        return [.. plan.Tables.Select(table => choice._known[table.Table.Address])];
    }

    private Dataset Choose(CheckedTable table)
    {
        foreach (PlanStep step in table.Table.Steps)
            if (step.Accept(StepLimits.Instance) is { } reason) return new Dataset.Notebook(table, step, reason);
        PlanStep last = table.Table.Steps[^1];
        bool isStream = CanStream(table);
        return last switch
        {
            Append when !isStream => new Dataset.Notebook(table, last, "each run adds all rows, and a pipeline adds only what is new to it"),
            Append when table.Table.Steps[0] is From && !table.Table.Steps.Any(step => step is Incremental) => new Dataset.Notebook(table, last, "each run adds all rows of the table, and a pipeline adds only what is new to it"),
            Append => new Dataset.Stream(table),
            Merge merge when isStream && Sequence(table, merge) is { } sequence => new Dataset.Latest(table, sequence),
            Merge { UpdateWhen: not null } => new Dataset.Notebook(table, last, "which of two rows was there first is not known of rows that are all there"),
            Scd2 scd when isStream && table.Table.Steps[0] is Read => scd.Compare.Count == 0 && !table.Schema.IsOpen
                ? new Dataset.Versions(table)
                : new Dataset.Notebook(table, last, "AUTO CDC would change columns that are not compared in the version that stands"),
            Scd2 when !KeepsHistory(table) => new Dataset.Notebook(table, last, "versions can be computed again only from a table that rows are added to, or from its files"),
            _ => new Dataset.View(table),
        };
    }

    private bool CanStream(CheckedTable table) =>
        table.Table.Steps.Skip(1).SkipLast(1).All(Streamable.IsRowByRow)
        && table.Table.Steps[0] switch
        {
            Read read => Reading(read) is { } reading && SourceQuery.CanStream(reading),
            From from => _known.GetValueOrDefault(_places.Resolve(from.Table)) is Dataset.Stream,
            _ => false,
        };

    private SourceReading? Reading(Read read) =>
        _plan.Plan.Sources.FirstOrDefault(source => source.Name.Text.Equals(read.SourceName.Text, StringComparison.OrdinalIgnoreCase)) is { } source
            ? SourceReading.OfTyped(source, _options.Sources.GetValueOrDefault(source.Name.Text)) : null;

    /// <summary>Whether all rows that ever came are still there.</summary>
    private bool KeepsHistory(CheckedTable table) => table.Table.Steps[0] is From from && _known.GetValueOrDefault(_places.Resolve(from.Table)) is Dataset.Stream;

    /// <summary>What orders the rows of a key as the plan's runs would: by the file they came in, or by the plan's own condition.</summary>
    private string? Sequence(CheckedTable table, Merge merge)
    {
        if (merge.MissingInSource != MissingAction.Keep) return null;
        string[] order = [.. Sql.Order(merge.OrderBy)];
        string? greatest = order is [var one] && Greatest().Match(one) is { Success: true } match ? match.Groups[1].Value : null;
        if (merge.UpdateWhen is { } when)
        {
            string? column = Later(Sql.Of(when));
            string? text = column is null ? null : Py.Name(column);
            return text is null || merge.Duplicates == DuplicateKeys.First && greatest != text ? null : text;
        }
        bool hasTime = table.Table.Steps[0] is Read read && SourceQuery.IsFiles(Reading(read)!) && table.Table.Steps.All(Streamable.LetsThrough);
        if (!hasTime || merge.Duplicates == DuplicateKeys.First && greatest is null) return null;
        return merge.Duplicates == DuplicateKeys.First ? $"F.struct({Py.Text(SourceQuery.SentAt)}, {greatest})" : Py.Text(SourceQuery.SentAt);
    }

    /// <summary>The column of <c>source.c &gt;= target.c</c>; null for any other condition.</summary>
    private static string? Later(string condition) =>
        Expression.Parse(condition).Expression is Expression.Binary { Operator: BinaryOperator.GreaterOrEqual or BinaryOperator.Greater, Left: Expression.Name { Parts: [var source, var mine] }, Right: Expression.Name { Parts: [var target, var theirs] } }
            && source.Equals("source", StringComparison.OrdinalIgnoreCase) && target.Equals("target", StringComparison.OrdinalIgnoreCase) && mine.Equals(theirs, StringComparison.OrdinalIgnoreCase) ? mine : null;

    [GeneratedRegex("^F\\.col\\((.*)\\)\\.desc\\(\\)$")]
    private static partial Regex Greatest();
}
