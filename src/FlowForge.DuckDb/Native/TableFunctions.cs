using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Table Functions", "Table Function Bind", "Table Function Init" and "Table Function".</summary>
internal static unsafe partial class TableFunctions
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_table_function")]
    internal static partial TableFunctionHandle Create();

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_table_function")]
    internal static partial void Destroy(ref nint function);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetName(TableFunctionHandle function, string name);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_function_set_extra_info")]
    internal static partial void SetExtraInfo(TableFunctionHandle function, nint extraInfo, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_function_set_bind")]
    internal static partial void SetBind(TableFunctionHandle function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_function_set_init")]
    internal static partial void SetInit(TableFunctionHandle function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_table_function_set_function")]
    internal static partial void SetFunction(TableFunctionHandle function, delegate* unmanaged[Cdecl]<nint, ChunkPtr, void> read);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_register_table_function")]
    internal static partial DuckDbState Register(ConnectionHandle connection, TableFunctionHandle function);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_bind_get_extra_info")]
    internal static partial nint BindExtraInfo(nint info);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddResultColumn(nint info, string name, LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetBindError(nint info, string message);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_init_set_max_threads")]
    internal static partial void SetMaxThreads(nint info, ulong threads);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_function_get_extra_info")]
    internal static partial nint FunctionExtraInfo(nint info);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetFunctionError(nint info, string message);
}
