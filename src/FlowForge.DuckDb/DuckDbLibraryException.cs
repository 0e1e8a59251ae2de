namespace FlowForge.DuckDb;

/// <summary>The native DuckDB library is missing, does not load on this machine, or is of another version. Says which file, where, and what to do.</summary>
public sealed class DuckDbLibraryException : Exception
{
    private DuckDbLibraryException(string message, string file, Exception? inner = null) : base(message, inner) => File = file;

    /// <summary>The file looked for, or the one that does not fit.</summary>
    public string File { get; }

    internal static DuckDbLibraryException Missing(string fileName, IReadOnlyList<string> folders) => new(
        $"The DuckDB library {fileName} was not found in {string.Join(" or ", folders)}. "
        + "It belongs beside the program: build FlowForge again (the build takes it from npm), or copy it there from the release archive.", fileName);

    internal static DuckDbLibraryException NotLoadable(string path, Exception reason) => new(
        $"The DuckDB library {path} does not load on this machine: {reason.Message.Trim()} "
        + "It must be built for this operating system and processor (on Linux: one with glibc). Take the FlowForge release made for this platform.", path, reason);

    internal static DuckDbLibraryException WrongVersion(string found, Version oldest) => new(
        $"The DuckDB library beside the program is version {found}; FlowForge needs {oldest.Major}.{oldest.Minor}, {oldest} or later. "
        + "Remove it and build FlowForge again, or copy the library from the release archive.", Native.Library.FileName);
}
