using System.Security.Cryptography;

namespace FlowForge.Cli.Staging;

/// <summary>A new folder below the temporary folder; gone with all it holds when disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder(string parent) =>
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"flowforge-{RandomNumberGenerator.GetHexString(12, lowercase: true)}")).FullName;

    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
