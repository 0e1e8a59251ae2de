using System.Text.Json;
using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What one step of a run did.</summary>
/// <param name="Step">Its id in the table, or its number.</param>
/// <param name="Kind">The step's name in plans: <c>filter</c>.</param>
/// <param name="RowsRejected">Rows that were set aside or left out for a reason.</param>
/// <param name="VersionBefore">Of the table, for steps that write; null for the others and where there was no table.</param>
/// <param name="Seconds">Steps that are computed together count for the last of them.</param>
public sealed record StepRecord(TableName Table, string Step, string Kind, long RowsIn, long RowsOut, long RowsRejected, long? VersionBefore, long? VersionAfter, double Seconds)
{
    /// <summary>The watermark that the step leaves for the next run; null for none.</summary>
    internal string? Watermark { get; init; }
}

/// <summary>What one run did.</summary>
/// <param name="Number">Counts the plan's successful runs from 1; a run that did not come to its end is done again under its number.</param>
/// <param name="Error">Why it ended early; null when it succeeded.</param>
public sealed record RunRecord(string RunId, long Number, string Plan, string Engine, DateTimeOffset BeganAt, DateTimeOffset EndedAt, IReadOnlyList<StepRecord> Steps, string? Error)
{
    public bool IsSuccess => Error is null;

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
        json.WriteString("status", IsSuccess ? "succeeded" : "failed");
        if (Error is not null) json.WriteString("error", Error);
        json.WriteStartArray("steps");
        foreach (StepRecord step in Steps) Write(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StepRecord step)
    {
        json.WriteStartObject();
        json.WriteString("table", step.Table.ToString());
        json.WriteString("step", step.Step);
        json.WriteString("kind", step.Kind);
        json.WriteNumber("rows_in", step.RowsIn);
        json.WriteNumber("rows_out", step.RowsOut);
        json.WriteNumber("rows_rejected", step.RowsRejected);
        if (step.VersionBefore is { } before) json.WriteNumber("version_before", before);
        if (step.VersionAfter is { } after) json.WriteNumber("version_after", after);
        json.WriteNumber("seconds", Math.Round(step.Seconds, 6));
        json.WriteEndObject();
    }
}
