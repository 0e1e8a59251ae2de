namespace FlowForge.Cli.Samples.Facts;

/// <param name="IncomeCents">A year, in euro cents.</param>
/// <param name="UpdatedAt">By the clock of the offices.</param>
internal sealed record CustomerFacts(
    long Row, string FirstName, string LastName, string Email, string Phone, DateOnly BirthDate, City Home, long IncomeCents,
    string Segment, bool HasConsent, DateOnly JoinedOn, DateTime UpdatedAt)
{
    public static CustomerFacts Of(Insurer insurer, long row)
    {
        Draws draws = insurer.Draw(Subject.Customer, row);
        string first = draws.Pick(Vocabulary.FirstNames), last = draws.Pick(Vocabulary.LastNames);
        DateOnly joined = new DateOnly(2015, 1, 1).AddDays(draws.Below(2_900));
        return new CustomerFacts(
            row, first, last,
            $"{Ascii(first)}.{Ascii(last)}{row}@{(draws.Chance(0.7) ? "example.com" : "mail.example.org")}",
            $"+49 {draws.Between(30, 899)} {draws.Between(1_000_000, 9_999_999)}",
            new DateOnly(1940, 1, 1).AddDays(draws.Below(24_000)),
            draws.Pick(Vocabulary.Cities),
            1_200_000 + (long)(draws.Spread() * 4_000_000),
            draws.Pick(Vocabulary.Segments),
            draws.Chance(0.4),
            joined,
            joined.ToDateTime(TimeOnly.MinValue).AddDays(draws.Below(1_300)).AddSeconds(draws.Between(25_000, 64_000)));
    }

    /// <summary>Where a customer lives after moving; never where they live now.</summary>
    public static City NewHome(Insurer insurer, CustomerFacts customer, int day)
    {
        Draws draws = insurer.Draw(Subject.Move, (customer.Row * 1_000) + day);
        City home;
        do home = draws.Pick(Vocabulary.Cities); while (home == customer.Home);
        return home;
    }

    private static string Ascii(string name)
    {
        var plain = new System.Text.StringBuilder();
        foreach (char sign in name.ToLowerInvariant())
            plain.Append(sign switch { 'ä' or 'å' => "a", 'ö' or 'ø' => "o", 'ü' or 'ú' => "u", 'é' or 'è' or 'ë' => "e", 'í' => "i", 'ç' => "c", 'ß' => "ss", >= 'a' and <= 'z' => sign, _ => "" });
        return plain.ToString();
    }
}
