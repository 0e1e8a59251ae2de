namespace FlowForge.Cli.Samples.Facts;

/// <param name="PremiumCents">For the whole year.</param>
/// <param name="CancelledOn">The policy ends there; null for policies that run their year.</param>
internal sealed record PolicyFacts(
    long Row, long Pet, long Customer, Species Species, string Product, DateOnly Start, DateOnly End, long PremiumCents, int Deductible,
    DateOnly? CancelledOn, string? CancelReason, IReadOnlyList<(string Code, int Limit)> Covers)
{
    /// <summary>Each so many policies one is busy.</summary>
    public const int BusyEach = 50;

    /// <summary>Its claims come in a burst.</summary>
    public bool IsBusy => Row % BusyEach == 0;

    public string Status(DateOnly day) => CancelledOn is not null ? "cancelled" : End < day ? "expired" : "active";

    public static PolicyFacts Of(Insurer insurer, long row)
    {
        int pets = insurer.Size.Pets;
        bool isSecond = row > pets;
        long petRow = isSecond ? (row - pets) * SampleSize.PetsPerSecondPolicy : row;
        PetFacts pet = PetFacts.Of(insurer, petRow);
        Draws draws = insurer.Draw(Subject.Policy, row);
        string product = draws.Pick(Vocabulary.Products);
        DateOnly start = isSecond ? StartOfSecond(insurer, row, petRow, ref draws) : StartOfFirst(petRow, ref draws);
        DateOnly end = start.AddYears(1).AddDays(-1);
        // A year that a second policy follows was not cancelled.
        bool isCancelled = draws.Chance(0.08) && !HasSecond(petRow);
        DateOnly? cancelled = isCancelled ? start.AddDays(draws.Between(60, 300)) : null;
        if (cancelled >= Insurer.FirstDay) cancelled = null;
        return new PolicyFacts(
            row, petRow, pet.Owner, pet.Species, product, start, cancelled ?? end,
            (long)(pet.Species.BasePremium * 100 * (0.8 + (0.5 * draws.Share())) * (product == "Premium" ? 1.9 : product == "Comfort" ? 1.35 : 1)),
            25 * draws.Between(0, 4), cancelled, cancelled is null ? null : draws.Pick(Vocabulary.CancelReasons),
            [.. Vocabulary.Covers[product], .. Extras(ref draws)]);
    }

    private static bool HasSecond(long pet) => pet % SampleSize.PetsPerSecondPolicy == 0;

    /// <summary>The insurer grows: later days are likelier. The first of two policies has to end before the day of the export.</summary>
    private static DateOnly StartOfFirst(long pet, ref Draws draws) =>
        new DateOnly(2023, 1, 1).AddDays(Math.Max(draws.Below(HasSecond(pet) ? 950 : 1_390), draws.Below(HasSecond(pet) ? 950 : 1_390)));

    private static DateOnly StartOfSecond(Insurer insurer, long row, long pet, ref Draws draws)
    {
        Draws first = insurer.Draw(Subject.Policy, pet);
        first.Pick(Vocabulary.Products);
        DateOnly firstEnd = StartOfFirst(pet, ref first).AddYears(1).AddDays(-1);
        // Second policies are one in seven, and only they can overlap.
        return insurer.Has(Flaw.PolicyOverlap, row, among: 1.0 / (SampleSize.PetsPerSecondPolicy + 1)) ? firstEnd.AddDays(-draws.Between(20, 200)) : firstEnd.AddDays(1 + draws.Below(60));
    }

    private static List<(string Code, int Limit)> Extras(ref Draws draws)
    {
        var extras = new List<(string, int)>();
        foreach ((string, int) extra in Vocabulary.ExtraCovers)
            if (draws.Chance(0.3)) extras.Add(extra);
        return extras;
    }
}
