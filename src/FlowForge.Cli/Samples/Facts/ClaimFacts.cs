namespace FlowForge.Cli.Samples.Facts;

/// <param name="SubmittedAt">UTC.</param>
/// <param name="SettledAt">UTC; claims that are exported before are open.</param>
/// <param name="ItemCents">Their sum is what is claimed.</param>
internal sealed record ClaimFacts(
    long Row, PolicyFacts Policy, ProviderFacts Provider, Diagnosis Diagnosis, DateOnly TreatedOn, DateTime SubmittedAt, DateTime SettledAt,
    IReadOnlyList<long> ItemCents, bool IsFraud, bool IsRejected, string Channel)
{
    public long AmountCents => ItemCents.Sum();

    /// <summary>What the insurer pays once it has decided.</summary>
    public long PaidCents => IsRejected ? 0 : Math.Max(0, AmountCents - (Policy.Deductible * 100)) * 8 / 10;

    /// <param name="row">Above the claims of the first export: one of the later days, <see cref="SampleSize.ClaimsPerDay"/> each.</param>
    public static ClaimFacts Of(Insurer insurer, long row)
    {
        Draws draws = insurer.Draw(Subject.Claim, row);
        int later = row <= insurer.Size.Claims ? 0 : 1 + (int)((row - insurer.Size.Claims - 1) / insurer.Size.ClaimsPerDay);
        PolicyFacts policy = later == 0 ? AnyPolicy(insurer, ref draws) : PolicyOn(insurer, Insurer.FirstDay.AddDays(later), ref draws);
        ProviderFacts provider = ProviderFacts.Of(insurer, 1 + draws.Below(insurer.Size.Providers));
        Diagnosis diagnosis = draws.Pick(Vocabulary.Diagnoses);
        DateOnly treated = later == 0 ? Treated(policy, ref draws) : Insurer.FirstDay.AddDays(later);
        DateTime submitted = later == 0 ? Submitted(treated, ref draws) : Insurer.EndOf(later).AddMinutes(draws.Between(700, 1_430));
        double spread = draws.Spread() * (policy.Species.Name == "rabbit" ? 0.5 : 1) * provider.CostIndex;
        if (draws.Chance(0.04)) spread *= 2.2;
        bool isFraud = draws.Chance(FraudShare(policy, provider, treated, spread));
        return new ClaimFacts(row, policy, provider, diagnosis, treated, submitted,
            submitted.AddMinutes(draws.Between(3 * 1_440, 40 * 1_440)), Items((long)(diagnosis.UsualAmount * 100 * spread), ref draws),
            isFraud, isFraud ? draws.Chance(0.7) : draws.Chance(0.07), draws.Pick(Vocabulary.Channels));
    }

    /// <summary>What makes fraud likely can be seen before it is known: the amount against the usual, a policy just begun, many claims at once, the practice.</summary>
    private static double FraudShare(PolicyFacts policy, ProviderFacts provider, DateOnly treated, double spread) =>
        0.008 + (spread > 1.9 ? 0.22 : 0) + (treated.DayNumber - policy.Start.DayNumber <= 14 ? 0.25 : 0) + (policy.IsBusy ? 0.2 : 0) + (provider.IsShady ? 0.18 : 0);

    /// <summary>The longer a policy has held, the likelier. One claim in sixteen is of a busy policy, which are one in fifty.</summary>
    private static PolicyFacts AnyPolicy(Insurer insurer, ref Draws draws)
    {
        int policies = insurer.Size.Policies;
        bool isBusy = draws.Chance(1 / 16.0);
        PolicyFacts policy;
        do policy = PolicyFacts.Of(insurer, isBusy ? PolicyFacts.BusyEach * (1 + draws.Below(policies / PolicyFacts.BusyEach)) : 1 + draws.Below(policies));
        while (!draws.Chance((LastTreatment(policy).DayNumber - policy.Start.DayNumber) / 365.0));
        return policy;
    }

    private static DateOnly LastTreatment(PolicyFacts policy) => policy.End < Insurer.FirstDay.AddDays(-2) ? policy.End : Insurer.FirstDay.AddDays(-2);

    private static PolicyFacts PolicyOn(Insurer insurer, DateOnly day, ref Draws draws)
    {
        PolicyFacts policy;
        do policy = PolicyFacts.Of(insurer, 1 + draws.Below(insurer.Size.Policies)); while (policy.Start > day || policy.End < day);
        return policy;
    }

    private static DateOnly Treated(PolicyFacts policy, ref Draws draws)
    {
        int days = LastTreatment(policy).DayNumber - policy.Start.DayNumber;
        if (policy.IsBusy) return policy.Start.AddDays(Math.Min(days, 20 + draws.Below(45)));
        return policy.Start.AddDays(draws.Chance(0.05) ? draws.Below(Math.Min(days, 14) + 1) : draws.Below(days + 1));
    }

    /// <summary>On the day of treatment by the clock of the offices or up to twenty days later, at any time of day: some only minutes after midnight, when UTC still has the day before.</summary>
    private static DateTime Submitted(DateOnly treated, ref Draws draws)
    {
        int lag = Math.Min(draws.Below(4) == 0 ? 0 : draws.Below(21), Insurer.FirstDay.DayNumber - 1 - treated.DayNumber);
        DateTime local = treated.AddDays(lag).ToDateTime(TimeOnly.MinValue).AddSeconds(draws.Chance(0.02) ? draws.Below(3_600) : draws.Between(3 * 3_600, 86_399));
        return OfficeTime.ToUtc(local);
    }

    private static long[] Items(long cents, ref Draws draws)
    {
        var items = new long[draws.Between(1, 4)];
        for (int i = 1; i < items.Length; i++) cents -= items[i] = (long)(cents * (0.1 + (0.3 * draws.Share())));
        items[0] = cents;
        return items;
    }
}
