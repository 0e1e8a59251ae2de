using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;

namespace FlowForge.Explore.Planning;

/// <summary>A plan made of accepted recommendations, and what did not become part of it.</summary>
/// <param name="LeftOut">Every recommendation that is no step of the plan, and why.</param>
/// <param name="Added">Steps that nobody recommended and that a table cannot do without, in words.</param>
public sealed record PlanDraft(Plan Plan, IReadOnlyList<LeftOut> LeftOut, IReadOnlyList<string> Added)
{
    /// <param name="pathOf">A source's path as the plan shall have it.</param>
    public static PlanDraft From(string name, RecommendationFile file, Func<DatasetOrigin, string> pathOf) => new PlanDraftBuilder(name, file, pathOf).Build();
}

/// <param name="Reason">In plain words, e.g. <c>rejected</c>.</param>
public sealed record LeftOut(Recommendation Recommendation, string Reason);

internal sealed class PlanDraftBuilder(string name, RecommendationFile file, Func<DatasetOrigin, string> pathOf)
{
    private readonly Dictionary<string, string> _leftOut = [];
    private readonly List<string> _added = [];

    internal PlanDraft Build()
    {
        foreach (Recommendation one in file.Items.Where(one => one.Decision != Decision.Accepted)) _leftOut[one.Id] = one.Decision == Decision.Rejected ? "rejected" : "not decided yet";
        while (LeaveOutUnmet() || LeaveOutConflicts() || LeaveOutHeadless()) { }
        PlanTable[] tables = [.. Remaining().GroupBy(one => (one.Layer, one.Table)).OrderBy(group => group.Key.Layer).Select(group => TableOf(group.Key.Layer, group.Key.Table, group))];
        PlanSource[] sources = [.. file.Sources.Where(source => Remaining().Any(one => one.Step is Read read && read.SourceName.Text == source.Key)).Select(source => source.Value.ToSource(source.Key, pathOf(source.Value)))];
        var plan = new Plan(name) { Sources = [.. sources], Tables = [.. tables] };
        return new PlanDraft(plan, [.. file.Items.Where(one => _leftOut.ContainsKey(one.Id)).Select(one => new LeftOut(one, _leftOut[one.Id]))], _added);
    }

    private IEnumerable<Recommendation> Remaining() => file.Items.Where(one => !_leftOut.ContainsKey(one.Id));

    private bool LeaveOutUnmet()
    {
        HashSet<string> known = [.. file.Items.Select(one => one.Id)];
        return LeaveOut(one => one.Needs.FirstOrDefault(need => known.Contains(need) && _leftOut.ContainsKey(need)) is { } need ? $"needs {need}, which is left out: {_leftOut[need]}" : null);
    }

    private bool LeaveOutConflicts() => LeaveOut(one => Conflicts.Find(one, [.. Remaining().Where(other => other.Address == one.Address && other.Id != one.Id)]));

    private bool LeaveOutHeadless() => LeaveOut(one => Remaining().Any(other => other.Address == one.Address && other.IsRead) ? null : $"{one.Address} has no step that brings rows in");

    // One at a time: what is left out may be what another one is in conflict with.
    private bool LeaveOut(Func<Recommendation, string?> reason)
    {
        foreach (Recommendation one in Remaining().OrderByDescending(one => one.Layer).ThenBy(one => one.Confidence).ToArray())
        {
            if (reason(one) is not { } why) continue;
            _leftOut[one.Id] = why;
            return true;
        }
        return false;
    }

    private PlanTable TableOf(Layer layer, string table, IEnumerable<Recommendation> recommendations)
    {
        Recommendation[] ordered = [.. recommendations.OrderBy(one => one.Order).ThenBy(one => one.Id, StringComparer.Ordinal)];
        List<PlanStep> steps = [.. ordered.Select(one => one.Step with { Source = null })];
        if (!ordered.Any(one => one.IsWrite))
        {
            steps.Add(new Overwrite { Why = "no way of writing was accepted: the table is replaced" });
            _added.Add($"{layer.ToString().ToLowerInvariant()}.{table}: overwrite, since no way of writing was accepted");
        }
        return new PlanTable(layer, table) { Address = new TableName(new PlanSettings().Catalog, layer.ToString().ToLowerInvariant(), table), Steps = [.. steps] };
    }
}
