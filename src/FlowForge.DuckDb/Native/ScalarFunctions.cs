using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Scalar Functions".</summary>
internal static unsafe partial class ScalarFunctions
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_scalar_function")]
    internal static partial ScalarFunctionHandle Create();

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_scalar_function")]
    internal static partial void Destroy(ref nint function);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetName(ScalarFunctionHandle function, string name);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_add_parameter")]
    internal static partial void AddParameter(ScalarFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_varargs")]
    internal static partial void SetVarArgs(ScalarFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_return_type")]
    internal static partial void SetReturnType(ScalarFunctionHandle function, LogicalTypeHandle type);

    /// <summary>Without it the engine answers NULL for a NULL literal and never asks the function.</summary>
    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_special_handling")]
    internal static partial void SetSpecialHandling(ScalarFunctionHandle function);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_volatile")]
    internal static partial void SetVolatile(ScalarFunctionHandle function);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    internal static partial void SetExtraInfo(ScalarFunctionHandle function, nint extraInfo, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_function")]
    internal static partial void SetFunction(ScalarFunctionHandle function, delegate* unmanaged[Cdecl]<nint, ChunkPtr, VectorPtr, void> invoke);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_scalar_function_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ScalarFunctionSetHandle CreateSet(string name);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_scalar_function_set")]
    internal static partial void DestroySet(ref nint set);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_add_scalar_function_to_set")]
    internal static partial DuckDbState AddToSet(ScalarFunctionSetHandle set, ScalarFunctionHandle function);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_register_scalar_function_set")]
    internal static partial DuckDbState RegisterSet(ConnectionHandle connection, ScalarFunctionSetHandle set);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_get_extra_info")]
    internal static partial nint ExtraInfo(nint info);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_scalar_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetError(nint info, string message);
}
