using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Cli.Projects;

/// <summary>What a project's <c>flowforge.yaml</c> says beside settings: its sources, written as a plan has them.</summary>
/// <param name="Sources">Relative paths start at the file's folder.</param>
internal sealed record ProjectFile(string Path, IReadOnlyList<PlanSource> Sources)
{
    public const string SourcesKey = "sources";

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <param name="findings">Whatever is wrong with the sources, all of it at once.</param>
    public static ProjectFile Read(string path, ICollection<Diagnostic> findings)
    {
        try
        {
            PlanNode? sources = (PlanYaml.Read(File.ReadAllText(path), path) as PlanNode.Map)?[SourcesKey];
            (IReadOnlyList<PlanSource> read, IReadOnlyList<Diagnostic> wrong) = PlanReader.ReadSources(sources, path);
            foreach (Diagnostic finding in wrong) findings.Add(finding);
            return new ProjectFile(path, read);
        }
        catch (InputException wrong)
        {
            findings.Add(wrong.Diagnostic);
            return new ProjectFile(path, []);
        }
    }
}
