namespace FlowForge.Convert.Conversion;

/// <summary>A folder for what a conversion needs meanwhile; gone when disposed.</summary>
internal sealed class WorkFolder : IDisposable
{
    internal WorkFolder(string? parent)
    {
        if (parent is not null) Directory.CreateDirectory(parent);
        Path = parent is null ? Directory.CreateTempSubdirectory("flowforge-").FullName : System.IO.Path.Combine(parent, Directory.CreateTempSubdirectory("flowforge-").Name);
        Directory.CreateDirectory(Path);
    }

    internal string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}

/// <summary>Options that do not go together: the caller's mistake, not the input's.</summary>
public sealed class OptionException(string message) : Exception(message);
