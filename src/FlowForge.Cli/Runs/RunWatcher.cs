using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Cli.Runs;

/// <summary>Tells people and programs how a run goes on.</summary>
/// <param name="isSilent">Tell people warnings only.</param>
/// <param name="lines">Null when no program listens.</param>
/// <param name="end">Is given the record when the run has ended, however it ended.</param>
internal sealed class RunWatcher(Plan plan, IProgressDisplay display, bool isSilent, RunEventLines? lines, Action<RunRecord> end) : IProgress<RunEvent>
{
    private FileProgress? _table;
    private int _steps;

    public void Report(RunEvent value)
    {
        lines?.Write(value);
        switch (value)
        {
            case RunEvent.TableStarted started:
                _steps = started.Steps;
                _table = display.Begin(Short(started.Table));
                break;
            case RunEvent.StepStarted started when _table is not null:
                _table.Stage = $"{started.Number}/{_steps} {started.Kind}";
                break;
            case RunEvent.StepFinished finished:
                Say($"{Short(finished.Step.Table)}: {Line(finished.Step)}");
                break;
            case RunEvent.TableFinished finished:
                Say($"{Short(finished.Table)}: {(finished.IsChanged ? $"version {finished.Version}" : $"nothing new, version {finished.Version} stays")}");
                EndTable();
                break;
            case RunEvent.Warned warned:
                display.Note($"{Short(warned.Table)} {warned.Step}: warning: {warned.Text}");
                break;
            case RunEvent.RunFinished finished:
                EndTable();
                end(finished.Record);
                break;
        }
    }

    private void EndTable()
    {
        if (_table is not null) display.End(_table);
        _table = null;
    }

    private void Say(string line)
    {
        if (!isSilent) display.Note(line);
    }

    private string Short(TableName table) => ColumnLineage.ShortName(plan, table);

    private static string Line(StepRecord step)
    {
        string id = step.Step == step.Kind || int.TryParse(step.Step, out _) ? "" : $" ({step.Step})";
        string rows = step.RowsIn == step.RowsOut ? ReportText.Count(step.RowsOut, "row") : $"{step.RowsIn:N0} -> {ReportText.Count(step.RowsOut, "row")}";
        return $"{step.Kind}{id}: {rows}{(step.RowsRejected > 0 ? $", {step.RowsRejected:N0} rejected" : "")}{(step.RowsIgnored > 0 ? $", {step.RowsIgnored:N0} ignored" : "")}, {step.Seconds:0.00} s";
    }
}
