using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Data Chunk Interface".</summary>
/// <remarks>The calls without a GC transition only read or set a field; a transition would cost more than they do.</remarks>
internal static unsafe partial class Chunks
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_data_chunk")]
    internal static partial ChunkHandle Create(nint* types, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_data_chunk")]
    internal static partial void Destroy(ref nint chunk);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_data_chunk_reset")]
    internal static partial void Reset(ChunkPtr chunk);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_data_chunk_get_column_count"), SuppressGCTransition]
    internal static partial ulong ColumnCount(ChunkPtr chunk);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_data_chunk_get_vector"), SuppressGCTransition]
    internal static partial VectorPtr Vector(ChunkPtr chunk, ulong column);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_data_chunk_get_size"), SuppressGCTransition]
    internal static partial ulong Size(ChunkPtr chunk);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_data_chunk_set_size"), SuppressGCTransition]
    internal static partial void SetSize(ChunkPtr chunk, ulong size);
}
