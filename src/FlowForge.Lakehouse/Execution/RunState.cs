using System.Globalization;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Execution;

/// <summary>The table of a catalog's runs: a row per step of each run. Watermarks lie in it, so that a run's success and its watermarks are one commit.</summary>
internal sealed class RunState
{
    private const string Columns = "run_id, number, plan, status, \"table\", step, kind, rows_in, rows_out, rows_rejected, version_before, version_after, seconds, engine, watermark, load_number, began_at, ended_at, rows_ignored";

    /// <summary>Where a catalog keeps what runs leave for each other.</summary>
    internal const string Schema = "_flowforge";

    private readonly DeltaTable _table;
    private readonly DuckDbConnection _connection;
    private readonly WriterOptions _options;
    private readonly string _plan;
    private readonly Dictionary<(string Table, string Step), string> _watermarks = [];
    private readonly Dictionary<string, long> _loads = [];

    internal RunState(ITableCatalog catalog, DuckDbConnection connection, WriterOptions options, Plan plan, CancellationToken cancellationToken)
    {
        TableName name = new(plan.Settings.Catalog, Schema, "runs");
        (_table, _connection, _options, _plan) = (catalog.Place(name), connection, options, plan.Name);
        if (catalog.Find(name) is not { } there) return;
        using DeltaRelation rows = there.Latest(cancellationToken).Read();
        string done = $"SELECT * FROM ({rows.Sql}) WHERE plan = {SqlName.Literal(_plan)} AND status = 'succeeded'";
        LastNumber = connection.Scalar<long>($"SELECT coalesce(max(number), 0) FROM ({done})", cancellationToken);
        using DuckDbResult marks = connection.Query($"SELECT \"table\", step, arg_max(watermark, number) FROM ({done}) WHERE watermark IS NOT NULL GROUP BY 1, 2", cancellationToken);
        foreach (object?[] row in marks.Rows()) _watermarks[((string)row[0]!, (string)row[1]!)] = (string)row[2]!;
        using DuckDbResult loads = connection.Query($"SELECT \"table\", max(load_number) FROM ({done}) WHERE load_number IS NOT NULL GROUP BY 1", cancellationToken);
        foreach (object?[] row in loads.Rows()) _loads[(string)row[0]!] = (long)row[1]!;
    }

    /// <summary>The number of the plan's last successful run; 0 for none.</summary>
    internal long LastNumber { get; }

    internal string? Watermark(TableName table, string step) => _watermarks.GetValueOrDefault((table.ToString(), step));

    /// <summary>The number of the last load of an appending table that a successful run knows of; 0 for none.</summary>
    internal long LastLoad(TableName table) => _loads.GetValueOrDefault(table.ToString());

    /// <summary>Adds a run. A successful one is written once however often this is tried.</summary>
    internal void Add(RunRecord run, CancellationToken cancellationToken)
    {
        if (run.Steps.Count == 0) return;
        var writer = new DeltaWriter(_table, _connection, _options);
        string rows = Rows(run);
        if (_table.TryLatest(cancellationToken) is null) writer.Create(new NewTable { Rows = $"SELECT * FROM ({rows}) WHERE false", Name = "runs" }, cancellationToken: cancellationToken);
        CommitNotes notes = run.IsSuccess ? new CommitNotes { Transaction = ($"flowforge/{_plan}", run.Number) } : CommitNotes.None;
        // Tables of runs that an earlier version made lack columns.
        writer.Append(rows, SchemaEvolution.Additive, notes, cancellationToken: cancellationToken);
    }

    private static string Rows(RunRecord run) => $"SELECT * FROM (VALUES {string.Join(", ", run.Steps.Select(step => $"({Values(run, step)})"))}) AS runs({Columns})";

    private static string Values(RunRecord run, StepRecord step) => string.Join(", ",
        SqlName.Literal(run.RunId), Number(run.Number), SqlName.Literal(run.Plan), SqlName.Literal(run.StatusName), SqlName.Literal(step.Table.ToString()), SqlName.Literal(step.Step), SqlName.Literal(step.Kind),
        Number(step.RowsIn), Number(step.RowsOut), Number(step.RowsRejected), Number(step.VersionBefore), Number(step.VersionAfter), FittedValues.Sql(step.Seconds), SqlName.Literal(run.Engine),
        step.Watermark is null ? "NULL::VARCHAR" : SqlName.Literal(step.Watermark), Number(step.Load), Moment(run.BeganAt), Moment(run.EndedAt), Number(step.RowsIgnored));

    private static string Number(long? number) => number is { } value ? $"{value.ToString(CultureInfo.InvariantCulture)}::BIGINT" : "NULL::BIGINT";

    internal static string Moment(DateTimeOffset at) => $"make_timestamptz({(at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond}::BIGINT)";
}
