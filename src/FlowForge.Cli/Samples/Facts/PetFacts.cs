namespace FlowForge.Cli.Samples.Facts;

/// <param name="ChipNo">15 digits; null for one in ten.</param>
internal sealed record PetFacts(long Row, long Owner, string Name, Species Species, Breed Breed, char Sex, DateOnly BirthDate, double WeightKg, string? ChipNo, bool IsNeutered, DateOnly RegisteredOn)
{
    public static PetFacts Of(Insurer insurer, long row)
    {
        Draws draws = insurer.Draw(Subject.Pet, row);
        // Each customer has a pet; who has more is drawn.
        long owner = row <= insurer.Size.Customers ? row : 1 + draws.Below(insurer.Size.Customers);
        Species species = Vocabulary.AllSpecies[draws.Below(10) switch { < 5 => 0, < 9 => 1, _ => 2 }];
        Breed breed = draws.Pick(species.Breeds);
        DateOnly registered = new DateOnly(2022, 6, 1).AddDays(draws.Below(200));
        return new PetFacts(
            row, owner, draws.Pick(Vocabulary.PetNames), species, breed, draws.Chance(0.5) ? 'F' : 'M',
            registered.AddDays(-draws.Between(60, 3_500)),
            Math.Round(breed.WeightKg * (0.8 + (0.4 * draws.Share())), 1),
            draws.Chance(0.9) ? $"276{draws.Between(0, 999):000}{row:000000000}" : null,
            draws.Chance(0.6), registered);
    }
}
