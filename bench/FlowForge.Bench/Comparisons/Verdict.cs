namespace FlowForge.Bench.Comparisons;

/// <summary>Whether one thing that flowforge has to reach was reached.</summary>
internal sealed record Verdict(string Aim, bool IsReached, string Measured)
{
    internal static IReadOnlyList<Verdict> Of(Comparison comparison, IReadOnlyList<Standing> standings)
    {
        Standing own = standings.Single(standing => standing.Contender.Name == Contender.FlowForge);
        var verdicts = new List<Verdict>();
        foreach (Target target in comparison.Targets)
        {
            double ratio = standings.Single(standing => standing.Contender.Name == target.Against).Wall / own.Wall;
            verdicts.Add(new Verdict($"against {target.Against}, {target.Text}", ratio >= target.AtLeast, $"{ratio:N2}"));
        }
        if (comparison.MaxMemoryMb is { } limit)
            verdicts.Add(new Verdict($"memory under {limit:N0} MB", own.PeakMb < limit, $"{own.PeakMb:N0}"));
        return verdicts;
    }

    public override string ToString() => $"{Aim}: {(IsReached ? "reached" : "**missed**")} ({Measured})";
}
