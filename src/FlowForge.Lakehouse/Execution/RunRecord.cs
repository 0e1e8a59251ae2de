using System.Text.Json;
using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What one step of a run did.</summary>
/// <param name="Step">Its id in the table, or its number.</param>
/// <param name="Kind">The step's name in plans: <c>filter</c>.</param>
/// <param name="RowsRejected">Rows that were set aside or dropped because something is wrong with them.</param>
/// <param name="VersionBefore">Of the table, for steps that write; null for the others and where there was no table.</param>
/// <param name="Seconds">Steps that are computed together count for the last of them.</param>
public sealed record StepRecord(TableName Table, string Step, string Kind, long RowsIn, long RowsOut, long RowsRejected, long? VersionBefore, long? VersionAfter, double Seconds)
{
    /// <summary>Rows that the step passed over, as <c>incremental</c> does with those that earlier runs have loaded: nothing is wrong with them.</summary>
    public long RowsIgnored { get; init; }

    /// <summary>The watermark that the step leaves for the next run; null for none.</summary>
    internal string? Watermark { get; init; }

    /// <summary>Of the step that appends to a table: the number of its load. Null for other steps.</summary>
    internal long? Load { get; init; }

    internal void WriteData(Utf8JsonWriter json)
    {
        json.WriteString("table", Table.ToString());
        json.WriteString("step", Step);
        json.WriteString("kind", Kind);
        json.WriteNumber("rows_in", RowsIn);
        json.WriteNumber("rows_out", RowsOut);
        json.WriteNumber("rows_rejected", RowsRejected);
        json.WriteNumber("rows_ignored", RowsIgnored);
        if (VersionBefore is { } before) json.WriteNumber("version_before", before);
        if (VersionAfter is { } after) json.WriteNumber("version_after", after);
        json.WriteNumber("seconds", Math.Round(Seconds, 6));
    }
}

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>What one run did.</summary>
/// <param name="Number">Counts the plan's successful runs from 1; a run that did not come to its end is done again under its number.</param>
/// <param name="Error">Why it ended early; null when it succeeded.</param>
public sealed record RunRecord(string RunId, long Number, string Plan, string Engine, DateTimeOffset BeganAt, DateTimeOffset EndedAt, IReadOnlyList<StepRecord> Steps, RunStatus Status, string? Error)
{
    public bool IsSuccess => Status == RunStatus.Succeeded;

    /// <summary>The status as records, events and the table of runs tell it.</summary>
    public string StatusName => Status switch
    {
        RunStatus.Succeeded => "succeeded",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
    };

    /// <summary>Writes the record as JSON; others see the file whole or not at all.</summary>
    internal void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        string target = Path.Combine(folder, RunId + ".json"), draft = target + ".tmp";
        using (FileStream file = File.Create(draft))
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true })) Write(json);
        File.Move(draft, target, overwrite: true);
    }

    /// <summary>One object: the run, and its steps in the order in which they were done.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("run_id", RunId);
        json.WriteNumber("number", Number);
        json.WriteString("plan", Plan);
        json.WriteString("engine", Engine);
        json.WriteString("began_at", BeganAt);
        json.WriteString("ended_at", EndedAt);
        json.WriteString("status", StatusName);
        if (Error is not null) json.WriteString("error", Error);
        json.WriteStartArray("steps");
        foreach (StepRecord step in Steps)
        {
            json.WriteStartObject();
            step.WriteData(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
