using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Appender" and "Table Description".</summary>
internal static partial class Appenders
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_create_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Create(ConnectionHandle connection, string? catalog, string? schema, string table, out AppenderHandle appender);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_column_count")]
    internal static partial ulong ColumnCount(AppenderHandle appender);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_column_type")]
    internal static partial LogicalTypeHandle ColumnType(AppenderHandle appender, ulong column);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_append_data_chunk")]
    internal static partial DuckDbState Append(AppenderHandle appender, ChunkHandle chunk);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_flush")]
    internal static partial DuckDbState Flush(AppenderHandle appender);

    /// <summary>Forgets the rows not flushed; without it, destroying would still write them.</summary>
    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_clear")]
    internal static partial DuckDbState Clear(AppenderHandle appender);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_error_data")]
    internal static partial ErrorDataHandle Error(AppenderHandle appender);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_appender_destroy")]
    internal static partial DuckDbState Destroy(ref nint appender);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_description_create_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Describe(ConnectionHandle connection, string? catalog, string? schema, string table, out TableDescriptionHandle description);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_description_get_column_name")]
    [return: MarshalUsing(typeof(CallerFreedText))]
    internal static partial string ColumnName(TableDescriptionHandle description, ulong column);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_description_error")]
    [return: MarshalUsing(typeof(BorrowedText))]
    internal static partial string DescriptionError(TableDescriptionHandle description);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_description_destroy")]
    internal static partial void DestroyDescription(ref nint description);
}
