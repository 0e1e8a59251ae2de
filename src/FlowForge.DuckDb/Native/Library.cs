using System.Reflection;
using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>Finds the native library and makes sure that it is one this binding was written for.</summary>
internal static class Library
{
    /// <summary>The name in every import; <see cref="FileName"/> on disk.</summary>
    internal const string Name = "duckdb";

    /// <summary>The binding follows the C header of this version. Later patches only add to it.</summary>
    internal static readonly Version Oldest = new(1, 5, 5);

    private static readonly Lock s_gate = new();
    private static bool s_resolving;
    private static bool s_checked;

    internal static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    /// <summary>Where the library may lie: beside the program, or where a single-file program unpacked its native parts.</summary>
    internal static IReadOnlyList<string> Folders
    {
        get
        {
            var unpacked = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
            string[] folders = [AppContext.BaseDirectory, .. unpacked.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
            return [.. folders.Select(Path.TrimEndingDirectorySeparator).Distinct()];
        }
    }

    /// <summary>Called before the first native call of a process; later calls cost nothing.</summary>
    /// <exception cref="DuckDbLibraryException">Missing, not loadable here, or of another version.</exception>
    internal static void Ensure()
    {
        if (s_checked) return;
        lock (s_gate)
        {
            if (!s_resolving) NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
            s_resolving = true;
            CheckVersion(Text.Borrowed(Startup.LibraryVersion()));
            s_checked = true;
        }
    }

    /// <summary>Loads the file from the first folder that has it.</summary>
    internal static nint Load(string fileName, IReadOnlyList<string> folders)
    {
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, fileName);
            if (!File.Exists(path)) continue;
            try
            {
                return NativeLibrary.Load(path);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                throw DuckDbLibraryException.NotLoadable(path, failure);
            }
        }
        throw DuckDbLibraryException.Missing(fileName, folders);
    }

    internal static void CheckVersion(string version)
    {
        bool readable = Version.TryParse(version.TrimStart('v').Split('-')[0], out Version? found);
        if (!readable || found!.Major != Oldest.Major || found.Minor != Oldest.Minor || found < Oldest)
            throw DuckDbLibraryException.WrongVersion(version, Oldest);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == Name ? Load(FileName, Folders) : 0;
}
