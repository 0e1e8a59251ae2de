using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Error Data".</summary>
internal static partial class Errors
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_error_data_error_type")]
    internal static partial DuckDbErrorType Type(ErrorDataHandle error);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_error_data_message")]
    [return: MarshalUsing(typeof(BorrowedText))]
    internal static partial string Message(ErrorDataHandle error);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_error_data")]
    internal static partial void Destroy(ref nint error);
}
