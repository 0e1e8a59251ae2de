using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FlowForge.Lakehouse.Delta.Stores;

/// <summary>Gives a file a name that nobody has, in one step of the file system.</summary>
/// <remarks>File.Move looks whether the name is free and then renames: of two processes that look at once, the second takes the place of the first, and a commit is lost.</remarks>
internal static partial class ExclusiveName
{
    /// <summary>EEXIST, on Linux and macOS.</summary>
    private const int NameIsTaken = 17;

    /// <summary>False when the name is taken. The file may keep its old name too.</summary>
    /// <exception cref="IOException">The file system refuses it: it has no hard links, for instance.</exception>
    internal static bool TryGive(string file, string name)
    {
        if (OperatingSystem.IsWindows()) return TryMove(file, name);
        if (Link(file, name) == 0) return true;
        int error = Marshal.GetLastPInvokeError();
        return error == NameIsTaken ? false : throw new IOException($"{name} cannot be created: {new Win32Exception(error).Message}.");
    }

    // There a move that does not replace is one step.
    private static bool TryMove(string file, string name)
    {
        try
        {
            File.Move(file, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    /// <summary>link(2).</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}
