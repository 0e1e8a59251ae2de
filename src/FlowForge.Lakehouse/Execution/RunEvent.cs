using System.Text.Json;
using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Something that happened in a run. A closed set.</summary>
/// <remarks>As JSON each is one object with <c>type</c> and <c>at</c>; docs/reference/events.md tells the rest.</remarks>
public abstract record RunEvent(DateTimeOffset At)
{
    private protected abstract string Type { get; }

    private protected abstract void WriteData(Utf8JsonWriter json);

    /// <summary>Writes one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteString("at", At);
        WriteData(json);
        json.WriteEndObject();
    }

    /// <param name="Tables">How many tables will be built.</param>
    public sealed record RunStarted(DateTimeOffset At, string RunId, string Plan, int Tables) : RunEvent(At)
    {
        private protected override string Type => "run_started";

        private protected override void WriteData(Utf8JsonWriter json)
        {
            json.WriteString("run_id", RunId);
            json.WriteString("plan", Plan);
            json.WriteNumber("tables", Tables);
        }
    }

    /// <param name="Steps">How many steps make it.</param>
    public sealed record TableStarted(DateTimeOffset At, TableName Table, int Steps) : RunEvent(At)
    {
        private protected override string Type => "table_started";

        private protected override void WriteData(Utf8JsonWriter json)
        {
            json.WriteString("table", Table.ToString());
            json.WriteNumber("steps", Steps);
        }
    }

    /// <param name="Number">Of the step in its table, from 1.</param>
    public sealed record StepStarted(DateTimeOffset At, TableName Table, string Step, string Kind, int Number) : RunEvent(At)
    {
        private protected override string Type => "step_started";

        private protected override void WriteData(Utf8JsonWriter json)
        {
            json.WriteString("table", Table.ToString());
            json.WriteString("step", Step);
            json.WriteString("kind", Kind);
            json.WriteNumber("number", Number);
        }
    }

    /// <param name="Rows">The first rows of the result; null unless <see cref="RunOptions.RowsTold"/> asks for them.</param>
    public sealed record StepFinished(DateTimeOffset At, StepRecord Step, ToldRows? Rows = null) : RunEvent(At)
    {
        private protected override string Type => "step_finished";

        private protected override void WriteData(Utf8JsonWriter json) => Step.WriteData(json);
    }

    /// <summary>Something that a person should look at, and the run goes on.</summary>
    public sealed record Warned(DateTimeOffset At, TableName Table, string Step, string Text) : RunEvent(At)
    {
        private protected override string Type => "warning";

        private protected override void WriteData(Utf8JsonWriter json)
        {
            json.WriteString("table", Table.ToString());
            json.WriteString("step", Step);
            json.WriteString("text", Text);
        }
    }

    public sealed record TableFinished(DateTimeOffset At, TableName Table, long Version, bool IsChanged) : RunEvent(At)
    {
        private protected override string Type => "table_finished";

        private protected override void WriteData(Utf8JsonWriter json)
        {
            json.WriteString("table", Table.ToString());
            json.WriteNumber("version", Version);
            json.WriteBoolean("is_changed", IsChanged);
        }
    }

    public sealed record RunFinished(DateTimeOffset At, RunRecord Record) : RunEvent(At)
    {
        private protected override string Type => "run_finished";

        private protected override void WriteData(Utf8JsonWriter json)
        {
            json.WritePropertyName("run");
            Record.Write(json);
        }
    }
}

/// <summary>Some rows as texts; null is null.</summary>
public sealed record ToldRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
