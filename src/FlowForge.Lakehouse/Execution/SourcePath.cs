using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Where a plan's source is.</summary>
public static class SourcePath
{
    private const string Volumes = "/Volumes/";

    /// <summary>The path as it is read: below the plan's folder unless it is rooted or has a scheme.</summary>
    public static string Of(PlanSource source, string planFolder) =>
        HasScheme(source.Path.Text) || Path.IsPathRooted(source.Path.Text) ? source.Path.Text : Path.GetFullPath(source.Path.Text, planFolder);

    /// <summary>Whether the path is on this machine's disks. Volumes are where they are mounted.</summary>
    public static bool IsHere(string path) => !HasScheme(path) && (!path.StartsWith(Volumes, StringComparison.Ordinal) || File.Exists(path) || Directory.Exists(path));

    /// <summary>Whether nothing lies at a path of this machine. Of a pattern only its reader knows.</summary>
    public static bool IsMissing(string path) => IsHere(path) && path.AsSpan().IndexOfAny('*', '?', '[') < 0 && !File.Exists(path) && !Directory.Exists(path);

    private static bool HasScheme(string path) => path.Contains("://", StringComparison.Ordinal) || path.StartsWith("dbfs:", StringComparison.OrdinalIgnoreCase);
}
