namespace FlowForge.Cli.Samples.Facts;

/// <summary>A practice. Some that are listed twice are the same one under another id.</summary>
/// <param name="Licence">Tells practices apart.</param>
/// <param name="CostIndex">What it charges against the usual.</param>
internal sealed record ProviderFacts(long Row, string Name, City Place, string Specialty, string Licence, double Rating, bool IsInNetwork, DateOnly Since, double CostIndex)
{
    /// <summary>One in twenty has more fraud than others.</summary>
    public bool IsShady => Row % 20 == 7;

    public static ProviderFacts Of(Insurer insurer, long row)
    {
        Draws draws = insurer.Draw(Subject.Provider, row);
        City place = draws.Pick(Vocabulary.Cities);
        return new ProviderFacts(
            row, $"{draws.Pick(Vocabulary.PracticeWords)} {draws.Pick(Vocabulary.LastNames)}", place, draws.Pick(Vocabulary.Specialties),
            $"{place.Country}-{draws.Between(10, 99)}-{row:00000}", Math.Round(2.5 + (2.5 * draws.Share()), 1), draws.Chance(0.7),
            new DateOnly(1995, 1, 1).AddDays(draws.Below(9_000)), 0.8 + (0.5 * draws.Share()));
    }

    /// <summary>The row whose practice it is: itself, or an earlier one.</summary>
    public static long PracticeOf(Insurer insurer, long row)
    {
        while (row > 1 && insurer.Has(Flaw.PracticeTwice, row)) row--;
        return row;
    }
}
