using FlowForge.Cli.Conversions;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Planning;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Cli.Explorations;

/// <summary><c>flowforge plan --from FINDINGS</c>: accepted recommendations become a plan's file, and what did not is told.</summary>
internal static class DraftedPlan
{
    /// <returns>The plan's file.</returns>
    /// <exception cref="InputException">There are no recommendations, or none was accepted.</exception>
    public static string Write(Shell shell, string findings, string? target)
    {
        var folder = new FindingsFolder(Path.GetFullPath(findings, shell.WorkingFolder));
        RecommendationFile file = folder.Recommendations() ?? throw new InputException("no-recommendations", new Location(findings), "there are no recommendations here.", "flowforge explore writes them.");
        string path = Path.GetFullPath(target ?? Path.Combine("plans", $"{Plain(Path.GetFileName(Path.GetDirectoryName(folder.Path)!))}.yaml"), shell.WorkingFolder);
        if (File.Exists(path)) throw new UsageException($"{Path.GetRelativePath(shell.WorkingFolder, path)} is there already, and people may have edited it. Name another file with --out, or remove it.");
        string plans = Path.GetDirectoryName(path)!;
        PlanDraft draft = PlanDraft.From(Plain(Path.GetFileNameWithoutExtension(path)), file, origin => PathOf(origin, folder.Path, plans));
        if (draft.Plan.Tables.Count == 0) throw new InputException("nothing-accepted", new Location(Path.Combine(findings, RecommendationFile.FileName)), "no recommendation is accepted that makes a table.", $"Accept some: flowforge recommend {findings} --accept all");
        Directory.CreateDirectory(plans);
        File.WriteAllText(path, YamlText.Write(PlanWriter.Write(draft.Plan)));
        Tell(shell, draft, Path.GetRelativePath(shell.WorkingFolder, path));
        return path;
    }

    private static void Tell(Shell shell, PlanDraft draft, string path)
    {
        foreach (LeftOut one in draft.LeftOut) shell.Error.WriteLine($"left out: {one.Recommendation.Id}: {one.Reason}");
        foreach (string added in draft.Added) shell.Error.WriteLine($"added: {added}");
        shell.Error.WriteLine($"{ReportText.Count(draft.Plan.Tables.Sum(table => table.Steps.Count), "step")} in {ReportText.Count(draft.Plan.Tables.Count, "table")} -> {path}");
    }

    private static string PathOf(DatasetOrigin origin, string findings, string plans)
    {
        if (origin.Path.Contains("://", StringComparison.Ordinal) || origin.Path.StartsWith("/Volumes/", StringComparison.Ordinal) || origin.Path.StartsWith("dbfs:", StringComparison.Ordinal)) return origin.Path;
        return Path.GetRelativePath(plans, Path.GetFullPath(origin.Path, findings)).Replace(Path.DirectorySeparatorChar, '/');
    }

    private static string Plain(string name)
    {
        string plain = string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_')).Trim('_');
        return plain.Length == 0 || !char.IsLetter(plain[0]) ? "plan" : plain;
    }
}
