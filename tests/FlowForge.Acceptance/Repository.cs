namespace FlowForge.Acceptance;

/// <summary>Where the tests find the repository they were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FlowForge.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not lie inside the repository they were built from.");
    }
}
