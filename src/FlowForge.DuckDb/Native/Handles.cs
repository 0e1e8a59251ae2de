using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb_state.</summary>
internal enum DuckDbState
{
    Success = 0,
    Error = 1,
}

/// <summary>A vector lent by its chunk.</summary>
internal readonly record struct VectorPtr(nint Value);

/// <summary>A chunk lent by its owner: the engine, or a <see cref="ChunkHandle"/>.</summary>
internal readonly record struct ChunkPtr(nint Value);

internal sealed class DatabaseHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Startup.Close(ref handle);
        return true;
    }
}

internal sealed class ConfigHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Startup.DestroyConfig(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Startup.Disconnect(ref handle);
        return true;
    }
}

internal sealed class PreparedStatementHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        PreparedStatements.Destroy(ref handle);
        return true;
    }
}

/// <summary>The memory of a duckdb_result, and through it what the engine keeps there.</summary>
internal sealed unsafe class ResultHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ResultHandle() : base(ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(ResultStruct)));

    /// <summary>The next rows; invalid at the end, and after an error.</summary>
    internal ChunkHandle Fetch()
    {
        ChunkHandle chunk = Results.FetchChunk(*(ResultStruct*)handle);
        GC.KeepAlive(this);
        return chunk;
    }

    protected override bool ReleaseHandle()
    {
        Results.Destroy(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}

internal sealed class ChunkHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    internal ChunkPtr Lend() => new(handle);

    protected override bool ReleaseHandle()
    {
        Chunks.Destroy(ref handle);
        return true;
    }
}

internal sealed class LogicalTypeHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>For arrays of types; the handle must outlive the call.</summary>
    internal nint Value => handle;

    protected override bool ReleaseHandle()
    {
        LogicalTypes.Destroy(ref handle);
        return true;
    }
}

internal sealed class ValueHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>For arrays of values; the handle must outlive the call.</summary>
    internal nint Value => handle;

    protected override bool ReleaseHandle()
    {
        NativeValues.Destroy(ref handle);
        return true;
    }
}

internal sealed class AppenderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Appenders.Destroy(ref handle) == DuckDbState.Success;
}

internal sealed class TableDescriptionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Appenders.DestroyDescription(ref handle);
        return true;
    }
}

internal sealed class ErrorDataHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Errors.Destroy(ref handle);
        return true;
    }
}

internal sealed class TableFunctionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        TableFunctions.Destroy(ref handle);
        return true;
    }
}

internal sealed class ScalarFunctionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        ScalarFunctions.Destroy(ref handle);
        return true;
    }
}

internal sealed class ScalarFunctionSetHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        ScalarFunctions.DestroySet(ref handle);
        return true;
    }
}
