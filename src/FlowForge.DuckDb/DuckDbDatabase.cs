using System.Runtime.InteropServices;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb;

/// <summary>One DuckDB instance: in memory or a file. Thread-safe; make a connection for each thread.</summary>
/// <remarks>Opening costs about 10 ms, most of it loading the library the first time.</remarks>
public sealed class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle) => _handle = handle;

    /// <summary>The engine's version, e.g. <c>v1.5.5</c>.</summary>
    public static string LibraryVersion => Marshal.PtrToStringUTF8(Startup.LibraryVersion()) ?? "";

    /// <param name="path">A database file, or null for one in memory.</param>
    /// <param name="settings">Engine settings by name, e.g. <c>threads</c>, <c>memory_limit</c>, <c>temp_directory</c>.</param>
    /// <exception cref="DuckDbException">A setting is unknown or the file cannot be opened.</exception>
    /// <exception cref="DllNotFoundException">The native library is not beside the program.</exception>
    public static DuckDbDatabase Open(string? path = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        if (Startup.CreateConfig(out nint config) != DuckDbState.Success)
            throw new DuckDbException(DuckDbErrorType.InvalidConfiguration, "DuckDB could not make a configuration.");
        try
        {
            foreach ((string name, string value) in settings ?? new Dictionary<string, string>())
                if (Startup.SetConfig(config, name, value) != DuckDbState.Success)
                    throw new DuckDbException(DuckDbErrorType.InvalidConfiguration, $"DuckDB has no setting {name} that takes '{value}'.");

            if (Startup.Open(path, out nint database, config, out nint error) == DuckDbState.Success)
                return new DuckDbDatabase(new DatabaseHandle(database));

            string message = Marshal.PtrToStringUTF8(error) ?? "DuckDB could not open the database.";
            Startup.Free(error);
            throw new DuckDbException(DuckDbErrorType.InputOutput, message);
        }
        finally
        {
            Startup.DestroyConfig(ref config);
        }
    }

    /// <exception cref="DuckDbException">The engine gives no more connections.</exception>
    public DuckDbConnection Connect() =>
        Startup.Connect(_handle, out nint connection) == DuckDbState.Success
            ? new DuckDbConnection(new ConnectionHandle(connection))
            : throw new DuckDbException(DuckDbErrorType.Connection, "DuckDB gave no connection.");

    public void Dispose() => _handle.Dispose();
}
