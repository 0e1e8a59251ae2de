using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Explore.Findings;

/// <summary>The folder that an exploration writes: findings of each dataset and of all together, recommendations, report.</summary>
/// <param name="path">Need not be there yet.</param>
public sealed class FindingsFolder(string path)
{
    private const string Suffix = "_findings.yaml";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>What people said about a dataset in its findings; nothing when it was not explored before.</summary>
    /// <exception cref="InputException">The findings are not YAML, or an override is wrong.</exception>
    public Overrides OverridesOf(string dataset) => Overrides.Read(Read(FileOf(dataset)));

    /// <summary>The findings of a dataset as they lie there; null when there are none.</summary>
    /// <inheritdoc cref="OverridesOf"/>
    public PlanNode? Find(string dataset) => Read(FileOf(dataset));

    /// <summary>The names of the datasets that lie there, in order.</summary>
    public IReadOnlyList<string> Datasets() => !Directory.Exists(Path) ? []
        : [.. Directory.GetFiles(Path, $"*{Suffix}").Select(file => System.IO.Path.GetFileName(file)!).Where(file => file != MultiDatasetDocument.FileName).Select(file => file[..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>The recommendations that lie there; null when there are none.</summary>
    /// <exception cref="InputException">The file is not YAML, or something in it is wrong.</exception>
    public RecommendationFile? Recommendations()
    {
        string file = In(RecommendationFile.FileName);
        return Read(file) is { } node ? RecommendationFile.Read(node, file) : null;
    }

    /// <summary>Writes findings and recommendations; overrides and decisions that are there stay.</summary>
    public RecommendationFile Write(ExplorationFindings findings)
    {
        Directory.CreateDirectory(Path);
        foreach (DatasetFindings dataset in findings.Datasets) WriteNode(FileOf(dataset.Name), FindingsDocument.Write(dataset, OverridesOf(dataset.Name), findings.At));
        WriteNode(In(MultiDatasetDocument.FileName), MultiDatasetDocument.Write(findings));
        var fresh = new RecommendationFile([.. findings.Datasets.Select(dataset => KeyValuePair.Create(dataset.Name, dataset.Profile.Source.Origin))], Recommender.Recommend(findings));
        RecommendationFile file = Recommendations()?.Renewed(fresh) ?? fresh;
        Write(file);
        return file;
    }

    public void Write(RecommendationFile file) => WriteNode(In(RecommendationFile.FileName), file.Write());

    /// <summary>Writes a text into the folder, whole or not at all.</summary>
    public string WriteText(string name, string text)
    {
        string target = In(name), draft = $"{target}.new";
        File.WriteAllText(draft, text);
        File.Move(draft, target, overwrite: true);
        return target;
    }

    private static PlanNode? Read(string file) => File.Exists(file) ? PlanYaml.Read(File.ReadAllText(file), file) : null;

    // People comment what they decide and override: their lines stay.
    private void WriteNode(string file, PlanNode.Map node)
    {
        bool isThere = File.Exists(file) && Read(file) is PlanNode.Map;
        WriteText(System.IO.Path.GetFileName(file), isThere ? YamlUpdate.Of(File.ReadAllText(file), node, text => (PlanNode.Map)PlanYaml.Read(text, file)) : YamlText.Write(node));
    }

    private string FileOf(string dataset) => In($"{dataset}{Suffix}");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
