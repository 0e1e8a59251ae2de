namespace FlowForge.Cli.Samples;

/// <summary>An illness that is claimed for.</summary>
/// <param name="UsualAmount">Of a treatment, in euros.</param>
internal sealed record Diagnosis(string Code, string Text, int UsualAmount);

/// <param name="WeightKg">Of a grown animal.</param>
internal sealed record Breed(string Name, double WeightKg);

internal sealed record Species(string Name, IReadOnlyList<string> Spellings, IReadOnlyList<Breed> Breeds, int BasePremium);

internal sealed record City(string Postcode, string Name, string Country);

/// <summary>What people, animals, places and illnesses are called. All of it can be written in Windows-1252 and code page 850.</summary>
internal static class Vocabulary
{
    public static readonly string[] FirstNames = ["Åsa", "Björn", "Chloé", "Dagmar", "Émile", "François", "Günter", "Håkon", "Inès", "Jürgen", "Karla", "Lena", "Mads", "Núria", "Otto", "Paula", "Renée", "Søren", "Tilda", "Zoë"];
    public static readonly string[] LastNames = ["Müller", "Sørensen", "O'Neill", "García", "Lefèvre", "Åkesson", "van der Berg", "Null", "Schröder", "Weiß", "Fischer", "Jäger", "Köhler", "Huber", "Steiner", "Roth"];
    public static readonly string[] PetNames = ["Bella", "Rocky", "Minka", "Flöckchen", "Balu", "Luna", "Simba", "Nala", "Änne", "Max", "Lucy", "Krümel"];

    public static readonly City[] Cities =
    [
        new("01067", "Dresden", "DE"), new("03046", "Cottbus", "DE"), new("04109", "Leipzig", "DE"), new("09111", "Chemnitz", "DE"), new("10115", "Berlin", "DE"), new("20095", "Hamburg", "DE"),
        new("50667", "Köln", "DE"), new("70173", "Stuttgart", "DE"), new("80331", "München", "DE"), new("1010", "Wien", "AT"), new("8010", "Graz", "AT"), new("3011", "Bern", "CH"), new("8001", "Zürich", "CH"),
    ];

    public static readonly IReadOnlyDictionary<string, string[]> CountrySpellings = new Dictionary<string, string[]>
    {
        ["DE"] = ["Germany", "Deutschland", "de", " DE "],
        ["AT"] = ["Austria", "Österreich", "at"],
        ["CH"] = ["Switzerland", "Schweiz", "ch "],
    };

    public static readonly Species[] AllSpecies =
    [
        new("dog", ["Dog", "DOG", " dog", "Hund"], [new("Labrador", 30), new("Beagle", 12), new("Dachshund", 9), new("Border Collie", 18), new("German Shepherd", 34), new("Pug", 8)], 620),
        new("cat", ["Cat", "CAT ", "Katze"], [new("Maine Coon", 7), new("Siamese", 4), new("European Shorthair", 5), new("Norwegian Forest", 6)], 380),
        new("rabbit", ["Rabbit", " rabbit ", "Kaninchen"], [new("Holland Lop", 1.8), new("Angora", 3)], 160),
    ];

    public static readonly Diagnosis[] Diagnoses =
    [
        new("K29", "gastritis", 65), new("S82", "fracture", 390), new("K02", "dental disease", 120), new("L20", "skin allergy", 70), new("H60", "otitis", 60),
        new("T18", "foreign body", 290), new("M16", "hip dysplasia", 560), new("C50", "tumour", 480), new("E11", "diabetes", 95), new("Z00", "checkup", 45),
    ];

    public static readonly string[] Segments = ["private", "private", "private", "family", "family", "breeder"];
    public static readonly string[] Products = ["Basic", "Basic", "Comfort", "Comfort", "Comfort", "Premium"];
    public static readonly string[] CancelReasons = ["moved abroad", "pet died", "too expensive", "other insurer"];
    public static readonly string[] Channels = ["app", "app", "web", "web", "phone", "practice"];
    public static readonly string[] Specialties = ["general", "general", "general", "surgery", "dental", "emergency"];
    public static readonly string[] PracticeWords = ["Tierarztpraxis", "Tierklinik", "Kleintierpraxis", "Vétérinaire"];

    /// <summary>Covers by product, each with its yearly limit in euros.</summary>
    public static readonly IReadOnlyDictionary<string, (string Code, int Limit)[]> Covers = new Dictionary<string, (string, int)[]>
    {
        ["Basic"] = [("SURGERY", 2_500)],
        ["Comfort"] = [("SURGERY", 5_000), ("TREATMENT", 1_500)],
        ["Premium"] = [("SURGERY", 10_000), ("TREATMENT", 4_000), ("DENTAL", 800)],
    };

    /// <summary>Covers that people add to any product.</summary>
    public static readonly (string Code, int Limit)[] ExtraCovers = [("LIABILITY", 1_000_000), ("TRAVEL", 1_000)];
}
