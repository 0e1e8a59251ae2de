using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Open Connect", "Configuration" and "Helper Functions".</summary>
internal static partial class Startup
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Open(string? path, out DatabaseHandle database, ConfigHandle config, [MarshalUsing(typeof(CallerFreedText))] out string error);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_close")]
    internal static partial void Close(ref nint database);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_connect")]
    internal static partial DuckDbState Connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_disconnect")]
    internal static partial void Disconnect(ref nint connection);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_interrupt")]
    internal static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_query_progress")]
    internal static partial ProgressStruct QueryProgress(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_library_version")]
    internal static partial nint LibraryVersion();

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_config")]
    internal static partial DuckDbState CreateConfig(out ConfigHandle config);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState SetConfig(ConfigHandle config, string name, string value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_config")]
    internal static partial void DestroyConfig(ref nint config);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_free")]
    internal static partial void Free(nint pointer);
}

/// <summary>duckdb_query_progress_type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgressStruct
{
    public double Percentage;
    public ulong RowsProcessed;
    public ulong TotalRowsToProcess;
}
