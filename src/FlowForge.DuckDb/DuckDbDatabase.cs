using System.Collections.Concurrent;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Queries;

namespace FlowForge.DuckDb;

/// <summary>One DuckDB instance: in memory or a file. Thread-safe; make a connection for each thread.</summary>
/// <remarks>Opening costs about 10 ms, most of it loading the library the first time. Connections stay usable after it is disposed.</remarks>
public sealed class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle) => _handle = handle;

    /// <summary>The engine's version, e.g. <c>v1.5.5</c>.</summary>
    /// <exception cref="DuckDbLibraryException">The native library is missing or does not fit.</exception>
    public static string LibraryVersion
    {
        get
        {
            Library.Ensure();
            return Text.Borrowed(Startup.LibraryVersion());
        }
    }

    /// <summary>What the names of batch functions stand for now.</summary>
    internal ConcurrentDictionary<string, BatchFunction.Slot> BatchSlots { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="path">A database file, or null for one in memory.</param>
    /// <param name="settings">Engine settings by name, e.g. <c>threads</c>, <c>memory_limit</c>, <c>temp_directory</c>.</param>
    /// <exception cref="DuckDbException">A setting is unknown or the file cannot be opened.</exception>
    /// <exception cref="DuckDbLibraryException">The native library is missing or does not fit.</exception>
    public static DuckDbDatabase Open(string? path = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        Library.Ensure();
        if (Startup.CreateConfig(out ConfigHandle config) != DuckDbState.Success)
            throw new DuckDbException(DuckDbErrorType.InvalidConfiguration, "DuckDB could not make a configuration.");
        using (config)
        {
            foreach ((string name, string value) in settings ?? new Dictionary<string, string>())
                if (Startup.SetConfig(config, name, value) != DuckDbState.Success)
                    throw new DuckDbException(DuckDbErrorType.InvalidConfiguration, $"DuckDB has no setting {name} that takes '{value}'.");

            if (Startup.Open(path, out DatabaseHandle database, config, out string error) == DuckDbState.Success)
                return new DuckDbDatabase(database);
            throw DuckDbException.FromText(error);
        }
    }

    /// <exception cref="DuckDbException">The engine gives no more connections.</exception>
    public DuckDbConnection Connect()
    {
        if (Startup.Connect(_handle, out ConnectionHandle handle) != DuckDbState.Success)
            throw new DuckDbException(DuckDbErrorType.Connection, "DuckDB gave no connection.");
        var connection = new DuckDbConnection(this, handle);
        connection.Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false");
        return connection;
    }

    public void Dispose() => _handle.Dispose();
}
