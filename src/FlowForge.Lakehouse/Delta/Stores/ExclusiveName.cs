using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FlowForge.Lakehouse.Delta.Stores;

/// <summary>Gives a file a name that nobody has, in one step of the file system.</summary>
/// <remarks>File.Move looks whether the name is free and then renames: of two processes that look at once, the second takes the place of the first, and a commit is lost.
/// Creating the name first and writing into it afterwards would show others a torn file. What is left is a hard link, which fails where the name is taken, or, on
/// file systems without links (exFAT, SMB, some of FUSE), a rename that is told not to replace. One that has neither is refused.</remarks>
/// <param name="ways">Ways to do it, the first that the file system knows is taken.</param>
internal sealed partial class ExclusiveName(IReadOnlyList<ExclusiveName.Way> ways)
{
    /// <summary>EEXIST, on Linux and macOS.</summary>
    private const int NameIsTaken = 17;

    // What systems answer where a file system does not know a way: EPERM, EINVAL, EMLINK, ENOSYS and EOPNOTSUPP of Linux; ENOTSUP, ENOSYS and EOPNOTSUPP of macOS.
    private static readonly int[] s_unknown = [1, 22, 31, 38, 95, 45, 78, 102];

    /// <summary>One way to name a file.</summary>
    /// <returns>The system's error number; 0 when it is done.</returns>
    internal delegate int Way(string file, string name);

    internal static ExclusiveName OfThisSystem { get; } = new(OperatingSystem.IsWindows() ? [Move] : OperatingSystem.IsMacOS() ? [Link, RenameOnMac] : [Link, Rename]);

    /// <summary>Ways by their names in the system, for tests.</summary>
    internal static Way LinkWay => Link;

    internal static Way RenameWay => OperatingSystem.IsMacOS() ? RenameOnMac : Rename;

    /// <summary>False when the name is taken. The file may keep its old name too.</summary>
    /// <exception cref="Core.Diagnostics.InputException">The file system knows no way that is safe.</exception>
    /// <exception cref="IOException">The file system refuses this name or file.</exception>
    internal bool TryGive(string file, string name)
    {
        foreach (Way way in ways)
        {
            int error = way(file, name);
            if (error == 0) return true;
            if (error == NameIsTaken) return false;
            if (!s_unknown.Contains(error)) throw new IOException($"{name} cannot be created: {new Win32Exception(error).Message}.");
        }
        throw DeltaErrors.NoExclusiveName(name);
    }

    private static int Link(string file, string name) => NativeLink(file, name) == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static int Rename(string file, string name)
    {
        const int CurrentFolder = -100;
        const uint NoReplace = 1;
        const int NoSuchCall = 38;
        try
        {
            return NativeRenameAt(CurrentFolder, file, CurrentFolder, name, NoReplace) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            // A C library of before 2018.
            return NoSuchCall;
        }
    }

    private static int RenameOnMac(string file, string name)
    {
        const uint Exclusive = 4;
        return NativeRenameX(file, name, Exclusive) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    // On Windows a move that does not replace is one step.
    private static int Move(string file, string name)
    {
        try
        {
            File.Move(file, name, overwrite: false);
            return 0;
        }
        catch (IOException) when (File.Exists(name))
        {
            return NameIsTaken;
        }
    }

    /// <summary>link(2).</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeLink(string file, string name);

    /// <summary>renameat2(2), of Linux.</summary>
    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeRenameAt(int fileFolder, string file, int nameFolder, string name, uint flags);

    /// <summary>renamex_np(2), of macOS.</summary>
    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeRenameX(string file, string name, uint flags);
}
