using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Vector Interface" and "Validity Mask Functions".</summary>
/// <remarks>The calls without a GC transition only read a field; a transition would cost more than they do.</remarks>
internal static unsafe partial class VectorCalls
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_vector_get_column_type")]
    internal static partial LogicalTypeHandle ColumnType(VectorPtr vector);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_vector_get_data"), SuppressGCTransition]
    internal static partial void* Data(VectorPtr vector);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_vector_get_validity"), SuppressGCTransition]
    internal static partial ulong* Validity(VectorPtr vector);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    internal static partial void EnsureValidityWritable(VectorPtr vector);

    /// <summary>Copies the bytes into the vector's own string heap without checking that they are UTF-8.</summary>
    [LibraryImport(Library.Name, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    internal static partial void AssignString(VectorPtr vector, ulong index, byte* text, ulong length);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_list_vector_get_child"), SuppressGCTransition]
    internal static partial VectorPtr ListChild(VectorPtr vector);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_list_vector_get_size"), SuppressGCTransition]
    internal static partial ulong ListSize(VectorPtr vector);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_list_vector_set_size")]
    internal static partial DuckDbState SetListSize(VectorPtr vector, ulong size);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_list_vector_reserve")]
    internal static partial DuckDbState ReserveList(VectorPtr vector, ulong capacity);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_struct_vector_get_child"), SuppressGCTransition]
    internal static partial VectorPtr StructChild(VectorPtr vector, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_array_vector_get_child"), SuppressGCTransition]
    internal static partial VectorPtr ArrayChild(VectorPtr vector);
}
