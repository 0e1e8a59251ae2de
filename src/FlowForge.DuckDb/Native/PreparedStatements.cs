using FlowForge.DuckDb.Queries;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Prepared Statements", "Bind Values to Prepared Statements" and "Pending Result Interface".</summary>
internal static partial class PreparedStatements
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_prepare", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Prepare(ConnectionHandle connection, string sql, out PreparedStatementHandle statement);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_prepare")]
    internal static partial void Destroy(ref nint statement);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_prepare_error")]
    [return: MarshalUsing(typeof(BorrowedText))]
    internal static partial string Error(PreparedStatementHandle statement);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_nparams")]
    internal static partial ulong ParameterCount(PreparedStatementHandle statement);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_prepared_statement_type")]
    internal static partial StatementKind Kind(PreparedStatementHandle statement);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_parameter_name")]
    [return: MarshalUsing(typeof(CallerFreedText))]
    internal static partial string ParameterName(PreparedStatementHandle statement, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_bind_parameter_index", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState ParameterIndex(PreparedStatementHandle statement, out ulong index, string name);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_bind_value")]
    internal static partial DuckDbState Bind(PreparedStatementHandle statement, ulong index, ValueHandle value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_clear_bindings")]
    internal static partial DuckDbState ClearBindings(PreparedStatementHandle statement);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_execute_prepared")]
    internal static partial DuckDbState Execute(PreparedStatementHandle statement, ResultHandle result);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_execute_prepared_streaming")]
    internal static partial DuckDbState ExecuteStreaming(PreparedStatementHandle statement, ResultHandle result);
}
