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
}

/// <summary>Makes an <see cref="IBatchSource"/> readable as a table function: <c>SELECT * FROM name()</c>.</summary>
public static unsafe class BatchFunction
{
    /// <summary>Runs the statement while <paramref name="name"/> stands for the source's rows, in the order in which it gives them.</summary>
    /// <param name="name">A table function name that this database has not used before.</param>
    /// <returns>Rows changed, e.g. the rows that COPY wrote.</returns>
    public static long Execute(DuckDbConnection connection, string name, IBatchSource source, string sql, CancellationToken cancellationToken)
    {
        var registration = new Registration(source);
        nint function = TableFunctions.Create();
        try
        {
            TableFunctions.SetName(function, name);
            TableFunctions.SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(registration)), &Free);
            TableFunctions.SetBind(function, &Bind);
            TableFunctions.SetInit(function, &Init);
            TableFunctions.SetFunction(function, &Read);
            if (TableFunctions.Register(connection.Handle, function) != DuckDbState.Success)
                throw new DuckDbException(DuckDbErrorType.Catalog, $"DuckDB has a function {name} already.");
        }
        finally
        {
            TableFunctions.Destroy(ref function);
        }

        try
        {
            return connection.Execute(sql, cancellationToken);
        }
        catch (DuckDbException) when (registration.Failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            throw;
        }
        finally
        {
            registration.Source = null;
        }
    }

    private sealed class Registration(IBatchSource source)
    {
        public IBatchSource? Source = source;
        public Exception? Failure;
    }

    private static Registration From(nint extraInfo) => (Registration)GCHandle.FromIntPtr(extraInfo).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint extraInfo) => GCHandle.FromIntPtr(extraInfo).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        Registration registration = From(TableFunctions.BindExtraInfo(info));
        try
        {
            if (registration.Source is not { } source)
            {
                TableFunctions.SetBindError(info, "These rows were read already.");
                return;
            }
            foreach (Column column in source.Columns)
            {
                using LogicalTypeHandle type = LogicalType.ToNative(column.Type);
                TableFunctions.AddResultColumn(info, column.Name, type.Value);
            }
        }
        catch (Exception failure)
        {
            registration.Failure = failure;
            TableFunctions.SetBindError(info, failure.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info) => TableFunctions.SetMaxThreads(info, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Read(nint info, ChunkPtr chunk)
    {
        Registration registration = From(TableFunctions.FunctionExtraInfo(info));
        try
        {
            registration.Source!.Fill(new DataChunk(chunk));
        }
        catch (Exception failure)
        {
            registration.Failure = failure;
            TableFunctions.SetFunctionError(info, failure.Message);
        }
    }
}
