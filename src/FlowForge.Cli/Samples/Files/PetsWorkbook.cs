using System.Globalization;
using FlowForge.Cli.Samples.Facts;

namespace FlowForge.Cli.Samples.Files;

/// <summary>The pets as somebody keeps them in Excel: title lines, dates as styled numbers, cells with errors, a hidden sheet. A sheet that is full goes on in another.</summary>
internal sealed class PetsWorkbook(Insurer insurer)
{
    // Excel's sheets end at row 1,048,576.
    private const int PetsPerSheet = 1_000_000;

    public void Write(Stream file)
    {
        using var book = new SampleWorkbook(file);
        for (int first = 1, sheet = 1; first <= insurer.Size.Pets; first += PetsPerSheet, sheet++)
        {
            book.BeginSheet(sheet == 1 ? "Pets" : $"Pets {sheet}", hidden: false);
            book.Row("Pet register");
            book.Row($"Exported {Insurer.FirstDay.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)}");
            book.Row();
            book.Row("pet_id", "customer_id", "name", "species", "breed", "sex", "birth_date", "weight_kg", "chip_no", "neutered", "registered_on");
            for (int row = first; row < first + PetsPerSheet && row <= insurer.Size.Pets; row++) Write(book, PetFacts.Of(insurer, row));
            book.EndSheet();
        }
        book.BeginSheet("Agents", hidden: true);
        book.Row("Agent", "Region");
        foreach (string agent in Vocabulary.FirstNames[..5]) book.Row(agent, "North");
        book.EndSheet();
    }

    private void Write(SampleWorkbook book, PetFacts pet) => book.Row(
        Insurer.PetId(pet.Row),
        Insurer.CustomerId(insurer.Has(Flaw.PetWithoutOwner, pet.Row) ? insurer.Size.Customers + pet.Row : pet.Owner),
        pet.Name,
        insurer.Has(Flaw.SpeciesVariant, pet.Row) ? insurer.FlawDetails(Flaw.SpeciesVariant, pet.Row).Pick(pet.Species.Spellings) : pet.Species.Name,
        insurer.Has(Flaw.BreedMissing, pet.Row) ? null : pet.Breed.Name,
        pet.Sex,
        insurer.Has(Flaw.PetBornInFuture, pet.Row) ? pet.BirthDate.AddYears(20) : pet.BirthDate,
        Weight(pet),
        Chip(pet),
        pet.IsNeutered,
        pet.RegisteredOn);

    private object Weight(PetFacts pet) =>
        insurer.Has(Flaw.WeightError, pet.Row) ? SampleWorkbook.NotAvailable
        : insurer.Has(Flaw.WeightInGrams, pet.Row) ? Math.Round(pet.WeightKg * 1_000)
        : insurer.Has(Flaw.WeightNegative, pet.Row) ? -pet.WeightKg
        : pet.WeightKg;

    /// <summary>Somebody copied the cell above.</summary>
    private string? Chip(PetFacts pet) =>
        pet.Row > 1 && insurer.Has(Flaw.ChipTwice, pet.Row) ? PetFacts.Of(insurer, pet.Row - 1).ChipNo ?? pet.ChipNo : pet.ChipNo;
}
