using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Explore.Recommendations;

/// <summary>The recommendations of an exploration with people's decisions, as a file that people edit.</summary>
/// <param name="Sources">Where the datasets come from, by name. Relative paths start at the file's folder.</param>
public sealed record RecommendationFile(IReadOnlyList<KeyValuePair<string, DatasetOrigin>> Sources, IReadOnlyList<Recommendation> Items)
{
    public const string FileName = "recommendations.yaml";

    private static readonly string[] s_layers = [.. Enum.GetValues<Layer>().Select(layer => layer.ToString().ToLowerInvariant())];

    /// <summary>The same recommendations after a new exploration: decisions and changed steps of people are kept, also of what is not proposed any more.</summary>
    public RecommendationFile Renewed(RecommendationFile fresh)
    {
        Dictionary<string, Recommendation> known = Items.ToDictionary(one => one.Id);
        IEnumerable<Recommendation> renewed = fresh.Items.Select(one => known.TryGetValue(one.Id, out Recommendation? old) ? Kept(old, one) : one);
        HashSet<string> proposed = [.. fresh.Items.Select(one => one.Id)];
        return new RecommendationFile(fresh.Sources, [.. renewed, .. Items.Where(one => one.Decision != Decision.Open && !proposed.Contains(one.Id))]);
    }

    /// <summary>The file with a decision on some.</summary>
    /// <exception cref="InputException">There is no recommendation of an id.</exception>
    public RecommendationFile Decided(IReadOnlyCollection<string> ids, Decision decision)
    {
        if (ids.FirstOrDefault(id => !Items.Any(one => one.Id == id)) is { } unknown)
            throw new InputException("unknown-recommendation", new Location(FileName), $"there is no recommendation {unknown}.", "flowforge recommend FINDINGS lists them.");
        return this with { Items = [.. Items.Select(one => ids.Contains(one.Id) ? one with { Decision = decision } : one)] };
    }

    public PlanNode.Map Write() => new NodeBuilder()
        .Add("recommendations", Items.Count)
        .Add("schema_version", FindingsDocument.SchemaVersion)
        .Add("sources", new NodeBuilder().AddAll(Sources, source => source.Key, source => OriginDocument.Write(source.Value)).Build())
        .AddList("items", Items, WriteItem)
        .Build();

    /// <exception cref="InputException">The document is no file of recommendations, or a step in it is wrong: with line and column.</exception>
    public static RecommendationFile Read(PlanNode document, string file)
    {
        if (document is not PlanNode.Map map || map["items"] is not (null or PlanNode.List or PlanNode.Scalar { IsNull: true })) throw new InputException("recommendations-file", new Location(file), "this is no file of recommendations.", "flowforge explore writes it.");
        var items = ((map["items"] as PlanNode.List)?.Items ?? []).Select(node => ReadItem(node, file)).ToList();
        if (items.GroupBy(one => one.Id).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new InputException("recommendations-file", new Location(file), $"two recommendations have the id {twice.Key}.", "Ids are unique.");
        return new RecommendationFile([.. ((map["sources"] as PlanNode.Map)?.Entries ?? []).Select(entry => KeyValuePair.Create(entry.Key.Text, OriginDocument.Read(entry, file)))], items);
    }

    private static Recommendation Kept(Recommendation old, Recommendation fresh) =>
        fresh with { Decision = old.Decision, Step = old.ProposedHash is null ? fresh.Step : old.Step, ProposedHash = old.ProposedHash is null ? null : HashOf(fresh.Step) };

    private static PlanNode.Map WriteItem(Recommendation one) => new NodeBuilder()
        .Add("id", one.Id).Add("decision", one.Decision.ToString().ToLowerInvariant()).Add("layer", one.Layer.ToString().ToLowerInvariant()).Add("table", one.Table).Add("dataset", one.Dataset)
        .Add("order", one.Order).Add("confidence", one.Confidence).Add("reason", one.Reason).Add("evidence", one.Evidence)
        .Add("needs", one.Needs.Count == 0 ? null : NodeBuilder.Texts(one.Needs))
        .Add("proposed", one.ProposedHash ?? HashOf(one.Step))
        .Add("step", StepNode(one.Step)).Build();

    private static Recommendation ReadItem(PlanNode node, string file)
    {
        if (node is not PlanNode.Map map) throw Wrong(node, file, "expected a recommendation here: a map of keys.");
        string Required(string key) => TextOf(map[key]) ?? throw Wrong(map, file, $"a recommendation without '{key}'.");
        string layer = Required("layer");
        if (!s_layers.Contains(layer)) throw Wrong(map["layer"]!, file, $"'{layer}' is not a layer: {string.Join(", ", s_layers)}.");
        if (!Enum.TryParse(Required("decision"), ignoreCase: true, out Decision decision)) throw Wrong(map["decision"]!, file, "a decision is open, accepted or rejected.");
        PlanStep step = ReadStep(map["step"] ?? throw Wrong(map, file, "a recommendation without 'step'."), file);
        string? proposed = TextOf(map["proposed"]);
        return new Recommendation(Required("id"), Required("dataset"), Enum.Parse<Layer>(layer, ignoreCase: true), Required("table"), step, (int)NumberOf(map, "order", file), NumberOf(map, "confidence", file), TextOf(map["reason"]) ?? "", TextOf(map["evidence"]) ?? "")
        {
            Decision = decision,
            Needs = [.. ((map["needs"] as PlanNode.List)?.Items ?? []).Select(TextOf).OfType<string>()],
            ProposedHash = proposed is null || proposed == HashOf(step) ? null : proposed,
        };
    }

    /// <summary>Read as a plan's step is: whoever changes one is told what is wrong with it, and where.</summary>
    private static PlanStep ReadStep(PlanNode node, string file)
    {
        var table = new PlanNode.Map([new Entry(new PlanNode.Scalar("step"), new PlanNode.List([node]))]);
        PlanReadResult read = PlanReader.Read(new PlanNode.Map([new Entry(new PlanNode.Scalar("plan"), new PlanNode.Scalar("recommendation")), new Entry(new PlanNode.Scalar("silver"), table)]), file);
        if (read.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } wrong) throw new InputException(wrong);
        return read.Plan.Tables[0].Steps[0];
    }

    // Without the reason: it has numbers in it that change with the data.
    private static string HashOf(PlanStep step) => System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(YamlText.WriteItem(StepNode(step with { Why = null }), 0))))[..12];

    private static PlanNode.Map StepNode(PlanStep step) => step.Definition.Write(step);

    private static double NumberOf(PlanNode.Map map, string key, string file) =>
        double.TryParse(TextOf(map[key]), CultureInfo.InvariantCulture, out double number) ? number : throw Wrong(map, file, $"'{key}' of a recommendation is a number.");

    private static string? TextOf(PlanNode? node) => node is PlanNode.Scalar { IsNull: false } scalar ? scalar.Text : null;

    private static InputException Wrong(PlanNode at, string file, string summary) => new("recommendations-file", at.Where ?? new Location(file), summary);
}
