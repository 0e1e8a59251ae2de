using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Data Chunk Interface" and "Vector Interface".</summary>
internal static unsafe partial class Chunks
{
    [LibraryImport(Startup.Library, EntryPoint = "duckdb_destroy_data_chunk")]
    internal static partial void Destroy(ref nint chunk);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_data_chunk_get_column_count")]
    internal static partial ulong ColumnCount(ChunkPtr chunk);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    internal static partial VectorPtr Vector(ChunkPtr chunk, ulong column);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_data_chunk_get_size")]
    internal static partial ulong Size(ChunkPtr chunk);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_data_chunk_set_size")]
    internal static partial void SetSize(ChunkPtr chunk, ulong size);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_vector_get_column_type")]
    internal static partial nint ColumnType(VectorPtr vector);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_vector_get_data")]
    internal static partial void* Data(VectorPtr vector);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_vector_get_validity")]
    internal static partial ulong* Validity(VectorPtr vector);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    internal static partial void EnsureValidityWritable(VectorPtr vector);

    /// <summary>Copies the bytes into the vector's own string heap without checking that they are UTF-8.</summary>
    [LibraryImport(Startup.Library, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    internal static partial void AssignString(VectorPtr vector, ulong index, byte* text, ulong length);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_list_vector_get_child")]
    internal static partial VectorPtr ListChild(VectorPtr vector);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_list_vector_get_size")]
    internal static partial ulong ListSize(VectorPtr vector);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_list_vector_set_size")]
    internal static partial DuckDbState SetListSize(VectorPtr vector, ulong size);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_list_vector_reserve")]
    internal static partial DuckDbState ReserveList(VectorPtr vector, ulong capacity);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_struct_vector_get_child")]
    internal static partial VectorPtr StructChild(VectorPtr vector, ulong index);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_array_vector_get_child")]
    internal static partial VectorPtr ArrayChild(VectorPtr vector);
}
