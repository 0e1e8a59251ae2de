using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Queries;

/// <summary>Rows made by us, pulled by a running query. One thread at a time calls it.</summary>
public interface IBatchSource
{
    /// <summary>The columns, fixed before the query starts.</summary>
    IReadOnlyList<Column> Columns { get; }

    /// <summary>Fills the chunk and sets its count; count 0 ends the stream. May block until rows are there.</summary>
    /// <remarks>An exception ends the query; the caller of the query gets that very exception back.</remarks>
    void Fill(DataChunk chunk);

    /// <summary>The same, for a source that may have to wait for rows and does not know the query's token: a wait must end when it is cancelled.</summary>
    void Fill(DataChunk chunk, CancellationToken cancellationToken) => Fill(chunk);
}

/// <summary>Makes an <see cref="IBatchSource"/> readable as a table function: <c>SELECT * FROM name()</c>.</summary>
public static unsafe class BatchFunction
{
    /// <summary>Runs the statement while <paramref name="name"/> stands for the source's rows, in the order in which it gives them. It can be read once.</summary>
    /// <param name="name">A table function of the engine's own must not have it. A name used before stands for the new source.</param>
    /// <returns>Rows changed, e.g. the rows that COPY wrote.</returns>
    /// <exception cref="DuckDbException">The engine refused or failed, or the name is taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it ran.</exception>
    public static long Execute(DuckDbConnection connection, string name, IBatchSource source, string sql, CancellationToken cancellationToken)
    {
        Slot slot = connection.Database.BatchSlots.GetOrAdd(name, _ => new Slot());
        if (Interlocked.CompareExchange(ref slot.Reading, new Reading(connection, source), null) is not null)
            throw new DuckDbException(DuckDbErrorType.Catalog, $"The table function {name} is in use by another statement.");
        try
        {
            if (!slot.IsRegistered) Register(connection, name, slot);
            slot.IsRegistered = true;
            return connection.Execute(sql, cancellationToken);
        }
        finally
        {
            slot.Reading = null;
        }
    }

    /// <summary>What a name stands for now. The engine cannot forget a function, so names are kept with their database and used again.</summary>
    internal sealed class Slot
    {
        internal Reading? Reading;
        internal bool IsRegistered;
    }

    internal sealed record Reading(DuckDbConnection Connection, IBatchSource Source);

    private static void Register(DuckDbConnection connection, string name, Slot slot)
    {
        using TableFunctionHandle function = TableFunctions.Create();
        TableFunctions.SetName(function, name);
        TableFunctions.SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(slot)), &Free);
        TableFunctions.SetBind(function, &Bind);
        TableFunctions.SetInit(function, &Init);
        TableFunctions.SetFunction(function, &Read);
        if (TableFunctions.Register(connection.Handle, function) != DuckDbState.Success)
            throw new DuckDbException(DuckDbErrorType.Catalog, $"DuckDB has a function {name} already.");
    }

    private static Reading Current(nint extraInfo) =>
        ((Slot)GCHandle.FromIntPtr(extraInfo).Target!).Reading ?? throw new InvalidOperationException("These rows were read already.");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint extraInfo) => GCHandle.FromIntPtr(extraInfo).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            foreach (Column column in Current(TableFunctions.BindExtraInfo(info)).Source.Columns)
            {
                using LogicalTypeHandle type = LogicalType.ToNative(column.Type);
                TableFunctions.AddResultColumn(info, column.Name, type);
            }
        }
        catch (Exception failure)
        {
            TableFunctions.SetBindError(info, CallbackFailures.Keep(failure));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info) => TableFunctions.SetMaxThreads(info, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Read(nint info, ChunkPtr chunk)
    {
        try
        {
            Reading reading = Current(TableFunctions.FunctionExtraInfo(info));
            CancellationToken stopping = reading.Connection.Running?.Stopping ?? default;
            stopping.ThrowIfCancellationRequested();
            reading.Source.Fill(new DataChunk(chunk), stopping);
        }
        catch (Exception failure)
        {
            TableFunctions.SetFunctionError(info, CallbackFailures.Keep(failure));
        }
    }
}
