using System.Security.Cryptography;

namespace FlowForge.Cli.Staging;

/// <summary>A new folder below the temporary folder; gone with all it holds when disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, $"flowforge-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        // Others on this machine must not read what is staged here.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
