using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Runs;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Cli.Plans;

/// <summary>Rows behind each step of a plan, from a run over the first rows of its sources.</summary>
internal sealed class StepSamples
{
    private const int WidestCell = 32;

    private readonly Dictionary<(TableName Table, string Step), RunEvent.StepFinished> _steps;

    private StepSamples(IEnumerable<RunEvent.StepFinished> steps) => _steps = steps.ToDictionary(step => (step.Step.Table, step.Step.Step));

    /// <param name="rows">Of each step.</param>
    public static StepSamples Take(PlanFile file, string path, Shell shell, ResolvedSettings settings, int rows, CancellationToken cancellationToken)
    {
        using DuckDbDatabase engine = TableWork.OpenEngine(settings);
        LocalCatalog catalog = LakehouseFolder.Open(shell, settings);
        using var silent = new NoDisplay(shell.Error, shell.Time);
        RunOptions options = PlanRunOptions.Of(file, path, shell, settings, catalog, silent, Math.Max(PlanSample.InputRows, rows));
        return new StepSamples(PlanSample.Take(file.Checked, new CatalogTables(catalog, engine), engine, options, rows, cancellationToken));
    }

    public ShownSample? Shown(PlanTable table, PlanStep step) => Find(table, step) is { Rows: { } told } found
        ? new ShownSample(found.Step.RowsIn, found.Step.RowsOut, found.Step.RowsRejected, told.Columns, told.Rows)
        : null;

    public void Write(PlanTable table, PlanStep step, TextWriter text, string indent)
    {
        if (Find(table, step) is not { Rows: { } told } found) return;
        text.WriteLine($"{indent}{found.Step.RowsIn:N0} -> {ReportText.Count(found.Step.RowsOut, "row")}{(found.Step.RowsRejected > 0 ? $", {found.Step.RowsRejected:N0} rejected" : "")}");
        if (told.Rows.Count == 0) return;
        var rows = new TextTable([.. told.Columns.Select(Short)]);
        foreach (IReadOnlyList<string?> row in told.Rows) rows.Add([.. row.Select(value => Short(value ?? "∅"))]);
        rows.WriteTo(text, $"{indent}  ");
    }

    private RunEvent.StepFinished? Find(PlanTable table, PlanStep step) => _steps.GetValueOrDefault((table.Address, table.IdOf(step)));

    private static string Short(string text) => text.Length <= WidestCell ? text : $"{text[..(WidestCell - 1)]}…";
}

/// <summary>Rows behind a step; values as texts.</summary>
internal sealed record ShownSample(long RowsBefore, long RowsAfter, long RowsRejected, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
