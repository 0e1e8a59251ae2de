using System.Runtime.ExceptionServices;
using FlowForge.Convert.Batches;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Convert.Conversion;

/// <summary>Writes the tables of one reader: decide types from the first rows, write, and decide again from all rows when a value contradicts.</summary>
internal sealed class ReaderConversion(
    TableReader reader,
    string[] names,
    string inputName,
    Warnings warnings,
    ConversionRequest request,
    SchemaFile? schema,
    OutputStaging staging,
    DuckDbDatabase engine,
    IProgress<ConversionProgress>? progress)
{
    private readonly RejectStore[] _rejects = [.. names.Select(name => new RejectStore(Path.Combine(staging.Folder, name + "._rejected.ndjson"), request.OnBadRow))];

    internal IReadOnlyList<TableReport> Run(CancellationToken cancellationToken)
    {
        if (reader is RelationReader relation) return [WriteRelation(relation, cancellationToken)];

        var planner = new TypePlanner(request.Read, schema, inputName, request.Threads);
        WarningsMark opened = warnings.Mark();
        IReadOnlyList<TablePlan> plans = planner.Sample(reader, cancellationToken);
        warnings.Return(opened);
        long[] rows;
        try
        {
            rows = Write(plans, cancellationToken);
        }
        catch (TypeConflictException conflict) when (CanWiden(plans, conflict))
        {
            warnings.Return(opened);
            plans = planner.Full(reader, cancellationToken);
            warnings.Return(opened);
            foreach (RejectStore store in _rejects) store.Reset();
            rows = WriteSure(plans, cancellationToken);
        }
        catch (TypeConflictException conflict)
        {
            throw Refuse(conflict);
        }
        foreach (Diagnostic note in plans.SelectMany(plan => plan.Notes)) warnings.Add(note);
        return [.. plans.Select((plan, i) => Report(plan, i, rows[i], cancellationToken))];
    }

    internal static IReadOnlyList<ColumnReport> ReportColumns(TablePlan plan) =>
        [.. plan.Columns.Select((column, i) => new ColumnReport(column.Name, column.Type.ToString(), plan.Source.Columns[i].Name == column.Name ? null : plan.Source.Columns[i].Name, column.Form.Written))];

    private long[] WriteSure(IReadOnlyList<TablePlan> plans, CancellationToken cancellationToken)
    {
        try
        {
            return Write(plans, cancellationToken);
        }
        catch (TypeConflictException conflict)
        {
            throw Refuse(conflict);
        }
    }

    /// <summary>Looking at all rows helps unless they all were seen, or people or the file itself set the type.</summary>
    private bool CanWiden(IReadOnlyList<TablePlan> plans, TypeConflictException conflict) =>
        plans.Any(plan => !plan.Sure && plan.Columns.Where((column, i) =>
            column.Name == conflict.Column && plan.Source.Columns[i].Type is null && schema?.Find(plan.Source.Name, column.Name) is null).Any());

    private InputException Refuse(TypeConflictException conflict) => new("type-conflict", new Location(inputName, Part: conflict.Column),
        $"'{conflict.Value}' does not fit the column's type {conflict.Type}.", "Set another type with --schema schema.yaml, or read everything as text with --types text.", conflict);

    /// <summary>Writes every table in one pass. Rows a table.</summary>
    private long[] Write(IReadOnlyList<TablePlan> plans, CancellationToken cancellationToken)
    {
        using var pump = new ReadPump(reader, [.. plans.Select(plan => plan.Columns)], _rejects, request.Threads, cancellationToken);
        using Timer? ticker = progress is null ? null : new Timer(_ => Tell(pump), null, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        pump.Start();
        TableEncoder[] encoders = [.. pump.Streams.Select((stream, i) => new TableEncoder(engine, stream, staging.TablePath(names[i]), request, Projection(stream.Columns)))];
        try
        {
            Encode(encoders, pump, cancellationToken);
            foreach (TableEncoder encoder in encoders) encoder.Finish();
        }
        finally
        {
            foreach (TableEncoder encoder in encoders) encoder.Dispose();
        }
        if (progress is not null) Tell(pump);
        return [.. pump.Streams.Select(stream => Math.Min(stream.Rows, request.FirstRows ?? long.MaxValue))];
    }

    /// <summary>Tables of one pass fill at the same time, so each needs a thread that drains it; a single one gets as many as may run.</summary>
    private void Encode(TableEncoder[] encoders, ReadPump pump, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failed = null;
        int unfinished = encoders.Length;
        void Drain(TableEncoder encoder)
        {
            try
            {
                encoder.Encode(cancellationToken);
                if (request.FirstRows is null) return;
                // Tables fill together: one that has its rows must not hold up those that have not.
                if (Interlocked.Decrement(ref unfinished) == 0) pump.Stop();
                else encoder.Discard();
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref failed, ExceptionDispatchInfo.Capture(failure), null);
                pump.Stop();
            }
        }
        int each = encoders[0].TakesParts ? Math.Max(1, request.Threads / encoders.Length) : 1;
        Thread[] threads = [.. encoders.SelectMany(encoder => Enumerable.Repeat(encoder, each)).Skip(1).Select(encoder => new Thread(() => Drain(encoder)) { IsBackground = true, Name = "flowforge-write" })];
        foreach (Thread thread in threads) thread.Start();
        Drain(encoders[0]);
        foreach (Thread thread in threads) thread.Join();
        pump.Throw();
        failed?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TableReport WriteRelation(RelationReader relation, CancellationToken cancellationToken)
    {
        using DuckDbConnection connection = engine.Connect();
        IReadOnlyList<Column> columns;
        long rows;
        try
        {
            relation.Prepare(connection);
            connection.Execute($"SET threads TO {request.Threads}", cancellationToken);
            using (DuckDbResult shape = connection.Query($"SELECT * FROM ({relation.Sql}) LIMIT 0", cancellationToken)) columns = shape.Columns;
            rows = connection.Execute($"COPY (SELECT {Projection(columns)} FROM ({relation.Sql}){request.Limit}) TO {SqlName.Literal(staging.TablePath(names[0]))} ({request.CopyOptions()})", cancellationToken);
        }
        catch (DuckDbException failure)
        {
            throw new InputException("corrupt", new Location(inputName), $"the engine cannot read it: {failure.Reason}", null, failure);
        }
        return new TableReport(names[0], names[0] + Path.GetExtension(staging.TablePath(names[0])), [.. columns.Select(column => new ColumnReport(column.Name, column.Type.ToString(), null))], rows, 0, null, relation.Tables[0].Facts);
    }

    private TableReport Report(TablePlan plan, int table, long rows, CancellationToken cancellationToken)
    {
        using RejectStore rejects = _rejects[table];
        string? rejectedFile = null;
        if (rejects.Count > 0)
        {
            string target = staging.RejectedPath(names[table]);
            using DuckDbConnection connection = engine.Connect();
            connection.Execute($"COPY ({rejects.ToSql()}) TO {SqlName.Literal(target)} ({request.CopyOptions()})", cancellationToken);
            File.Delete(rejects.Path);
            rejectedFile = Path.GetFileName(target);
            (Location where, string reason) = rejects.First!.Value;
            warnings.Add("rejected-rows", where with { Part = names[table] }, $"rows were rejected, the first one because {reason}", $"They are in {rejectedFile}.", rejects.Count);
        }
        return new TableReport(names[table], Path.GetFileName(staging.TablePath(names[table])), ReportColumns(plan), rows, rejects.Count, rejectedFile, plan.Source.Facts);
    }

    private string Projection(IReadOnlyList<Column> columns) => request.To == OutputFormat.Delta ? NearestType.Projection(columns) : "*";

    private void Tell(ReadPump pump) =>
        progress!.Report(new ConversionProgress(inputName, names[0], reader.BytesRead, reader.TotalBytes, pump.Streams.Sum(stream => stream.Rows)));
}
