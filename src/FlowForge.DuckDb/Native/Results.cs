using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Query Execution" and "Streaming Result".</summary>
internal static partial class Results
{
    [LibraryImport(Startup.Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Query(ConnectionHandle connection, string sql, out ResultStruct result);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_destroy_result")]
    internal static partial void Destroy(ref ResultStruct result);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_result_error")]
    internal static partial nint Error(ref ResultStruct result);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_result_error_type")]
    internal static partial int ErrorType(ref ResultStruct result);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_column_count")]
    internal static partial ulong ColumnCount(ref ResultStruct result);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_column_name")]
    internal static partial nint ColumnName(ref ResultStruct result, ulong column);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_column_logical_type")]
    internal static partial nint ColumnLogicalType(ref ResultStruct result, ulong column);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_rows_changed")]
    internal static partial ulong RowsChanged(ref ResultStruct result);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_fetch_chunk")]
    internal static partial nint FetchChunk(ResultStruct result);
}
