using System.Security.Cryptography;
using System.Text;
using FlowForge.Core.Plans;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Recommendations;

/// <summary>What a person, or a rule of theirs, said to a recommendation.</summary>
public enum Decision
{
    Open,
    Accepted,
    Rejected,
}

/// <summary>A proposed step of a plan: where it goes, why, and how sure it is.</summary>
/// <param name="Id">Stable: the same for the same dataset, table, step and columns, whatever the numbers are.</param>
/// <param name="Dataset">The dataset whose findings it rests on.</param>
/// <param name="Table">In its layer.</param>
/// <param name="Step">With its parameters; what a person changed in the file is what the plan gets.</param>
/// <param name="Order">Where the step stands among those of its table: lower first.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">In plain words.</param>
/// <param name="Evidence">The finding it rests on: the id of a check, or a part of the findings, with its numbers.</param>
public sealed record Recommendation(string Id, string Dataset, Layer Layer, string Table, PlanStep Step, int Order, double Confidence, string Reason, string Evidence)
{
    /// <summary>Ids of those that this one makes no sense without.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    public Decision Decision { get; init; }

    /// <summary>The step as it was proposed, when a person changed it; null: unchanged.</summary>
    public string? ProposedHash { get; init; }

    public string Action => Step.Definition.Name;

    public string Address => $"{Layer.ToString().ToLowerInvariant()}.{Table}";

    /// <summary>Whether it brings rows in, which every table begins with.</summary>
    public bool IsRead => Action is "read" or "from";

    public bool IsWrite => Step.Definition.Family == StepFamily.Write || Action == "feature_table";

    /// <summary>An id people can read and say, unique by what it is about.</summary>
    internal static string IdOf(string dataset, Layer layer, string table, string action, IEnumerable<string> about)
    {
        string[] parts = [.. about];
        // Each part with its length, so that no name can look like the end of another.
        string key = string.Concat(((string[])[dataset, layer.ToString(), table, action, .. parts]).Select(part => $"{part.Length}:{part}"));
        string hash = System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..10];
        string words = string.Join('_', parts.Take(2).Select(Words.Snake));
        return string.Join('.', ((string[])[layer.ToString().ToLowerInvariant(), table, action, words.Length > 40 ? words[..40] : words, hash]).Where(part => part.Length > 0));
    }
}
