using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Query Execution", "Result Functions" and "Streaming Result".</summary>
internal static partial class Results
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Query(ConnectionHandle connection, string sql, ResultHandle result);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_result")]
    internal static partial void Destroy(nint result);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_result_error")]
    [return: MarshalUsing(typeof(BorrowedText))]
    internal static partial string Error(ResultHandle result);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_result_error_type")]
    internal static partial DuckDbErrorType ErrorType(ResultHandle result);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_column_count")]
    internal static partial ulong ColumnCount(ResultHandle result);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_column_name")]
    [return: MarshalUsing(typeof(BorrowedText))]
    internal static partial string ColumnName(ResultHandle result, ulong column);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_column_logical_type")]
    internal static partial LogicalTypeHandle ColumnType(ResultHandle result, ulong column);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_rows_changed")]
    internal static partial ulong RowsChanged(ResultHandle result);

    /// <summary>Null at the end of the rows, and also after an error, which the result then carries.</summary>
    [LibraryImport(Library.Name, EntryPoint = "duckdb_fetch_chunk")]
    internal static partial ChunkHandle FetchChunk(ResultStruct result);
}

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
