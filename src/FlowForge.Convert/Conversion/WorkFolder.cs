using System.Security.Cryptography;

namespace FlowForge.Convert.Conversion;

/// <summary>A folder for what a conversion needs meanwhile; gone when disposed.</summary>
internal sealed class WorkFolder : IDisposable
{
    internal WorkFolder(string? parent)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"flowforge-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        // Others on this machine must not read what is unpacked here.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}

/// <summary>Options that do not go together: the caller's mistake, not the input's.</summary>
public sealed class OptionException(string message) : Exception(message);
