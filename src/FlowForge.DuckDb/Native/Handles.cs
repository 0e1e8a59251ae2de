using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb_state.</summary>
internal enum DuckDbState
{
    Success = 0,
    Error = 1,
}

internal sealed class DatabaseHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    internal DatabaseHandle(nint value) : this() => SetHandle(value);

    protected override bool ReleaseHandle()
    {
        Startup.Close(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    internal ConnectionHandle(nint value) : this() => SetHandle(value);

    protected override bool ReleaseHandle()
    {
        Startup.Disconnect(ref handle);
        return true;
    }
}

/// <summary>A logical type made by us and so freed by us.</summary>
internal sealed class LogicalTypeHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    internal LogicalTypeHandle(nint value) : this() => SetHandle(value);

    internal nint Value => handle;

    protected override bool ReleaseHandle()
    {
        LogicalTypes.Destroy(ref handle);
        return true;
    }
}

/// <summary>A vector lent by its chunk.</summary>
internal readonly record struct VectorPtr(nint Value);

/// <summary>A chunk, lent or owned; whoever made it says which.</summary>
internal readonly record struct ChunkPtr(nint Value);

/// <summary>duckdb_result: the caller's memory, the engine's content.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResultStruct
{
    public ulong DeprecatedColumnCount;
    public ulong DeprecatedRowCount;
    public ulong DeprecatedRowsChanged;
    public nint DeprecatedColumns;
    public nint DeprecatedErrorMessage;
    public nint InternalData;
}

/// <summary>duckdb_query_progress_type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgressStruct
{
    public double Percentage;
    public ulong RowsProcessed;
    public ulong TotalRowsToProcess;
}
