namespace FlowForge.Lakehouse.Tests;

/// <summary>Where the tests find the repository they were built from, and the recordings beside it.</summary>
internal static class Repository
{
    internal static string Root { get; } = Upwards(AppContext.BaseDirectory, folder => File.Exists(Path.Combine(folder, "FlowForge.slnx")) ? folder : null)
        ?? throw new InvalidOperationException("The tests do not lie inside the repository they were built from.");

    /// <summary>The folder that a variable names, or the one below <c>shared</c> beside the repository.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not there: a run without it has tested nothing.</exception>
    internal static string Recordings(string variable, string name) => Environment.GetEnvironmentVariable(variable) is { } named
        ? Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"{variable} names {named}, which is not there.")
        : Shared(name);

    /// <summary>The folder below <c>shared</c> beside the repository: for tests that name what lies in it.</summary>
    /// <inheritdoc cref="Recordings"/>
    internal static string Shared(string name)
    {
        string? found = Upwards(Root, folder => Directory.Exists(Path.Combine(folder, "shared", name)) ? Path.Combine(folder, "shared", name) : null)
            ?? Upwards(Environment.CurrentDirectory, folder => Directory.Exists(Path.Combine(folder, "shared", name)) ? Path.Combine(folder, "shared", name) : null);
        return found is not null && Directory.Exists(found) ? found : throw new DirectoryNotFoundException($"The recordings are not at ../shared/{name}.");
    }

    private static string? Upwards(string start, Func<string, string?> find)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (find(folder.FullName) is { } found)
                return found;
        return null;
    }
}
