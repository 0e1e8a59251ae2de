namespace FlowForge.Cli.Samples;

/// <summary>One kind of trouble that is planted in the sample's files.</summary>
/// <param name="Id">As in the README's table.</param>
/// <param name="Place">File and column.</param>
/// <param name="Share">Of the file's rows, 0 to 1, on average.</param>
internal sealed record Flaw(string Id, string Place, double Share)
{
    public static readonly Flaw CustomerResent = new("customer-resent", "customers.csv: customer_id", 0.015);
    public static readonly Flaw CustomerTwice = new("customer-twice", "customers.csv: all columns", 0.005);
    public static readonly Flaw EmailVariant = new("email-variant", "customers.csv: email", 0.08);
    public static readonly Flaw EmailInvalid = new("email-invalid", "customers.csv: email", 0.02);
    public static readonly Flaw IncomeMissing = new("income-missing", "customers.csv: income", 0.06);
    public static readonly Flaw IncomeInCents = new("income-in-cents", "customers.csv: income", 0.003);
    public static readonly Flaw BirthPlaceholder = new("birth-placeholder", "customers.csv: birth_date", 0.02);
    public static readonly Flaw BirthInFuture = new("birth-in-future", "customers.csv: birth_date", 0.004);
    public static readonly Flaw CountryVariant = new("country-variant", "customers.csv: country", 0.3);
    public static readonly Flaw ConstantColumn = new("constant-column", "customers.csv: source_system", 1);
    public static readonly Flaw PetWithoutOwner = new("pet-without-owner", "pets.xlsx: customer_id", 0.01);
    public static readonly Flaw SpeciesVariant = new("species-variant", "pets.xlsx: species", 0.12);
    public static readonly Flaw WeightInGrams = new("weight-in-grams", "pets.xlsx: weight_kg", 0.01);
    public static readonly Flaw WeightNegative = new("weight-negative", "pets.xlsx: weight_kg", 0.006);
    public static readonly Flaw WeightError = new("weight-error", "pets.xlsx: weight_kg", 0.01);
    public static readonly Flaw BreedMissing = new("breed-missing", "pets.xlsx: breed", 0.05);
    public static readonly Flaw PetBornInFuture = new("pet-born-in-future", "pets.xlsx: birth_date", 0.006);
    public static readonly Flaw ChipTwice = new("chip-twice", "pets.xlsx: chip_no", 0.008);
    public static readonly Flaw EndBeforeStart = new("end-before-start", "policies.xml: end", 0.006);
    public static readonly Flaw PremiumMissing = new("premium-missing", "policies.xml: premium", 0.015);
    public static readonly Flaw PolicyWithoutPet = new("policy-without-pet", "policies.xml: pet", 0.008);
    public static readonly Flaw PolicyOverlap = new("policy-overlap", "policies.xml: start", 0.02);
    public static readonly Flaw PolicyStatusUnknown = new("policy-status-unknown", "policies.xml: status", 0.007);
    public static readonly Flaw RatingMissing = new("rating-missing", "vet_providers.dbf: RATING", 0.06);
    public static readonly Flaw RatingOutOfRange = new("rating-out-of-range", "vet_providers.dbf: RATING", 0.03);
    public static readonly Flaw PracticeTwice = new("practice-twice", "vet_providers.dbf: PROV_ID", 0.04);
    public static readonly Flaw RecordDeleted = new("record-deleted", "vet_providers.dbf: all columns", 0.02);
    public static readonly Flaw ClaimResubmitted = new("claim-resubmitted", "claims.ndjson: claim_id", 0.01);
    public static readonly Flaw TreatedAfterSubmitted = new("treated-after-submitted", "claims.ndjson: treated_on", 0.007);
    public static readonly Flaw AmountNegative = new("amount-negative", "claims.ndjson: amount_claimed", 0.004);
    public static readonly Flaw AmountExtreme = new("amount-extreme", "claims.ndjson: amount_claimed", 0.002);
    public static readonly Flaw ClaimWithoutPolicy = new("claim-without-policy", "claims.ndjson: policy_id", 0.008);
    public static readonly Flaw ClaimWithoutProvider = new("claim-without-provider", "claims.ndjson: provider_id", 0.01);
    public static readonly Flaw ClaimStatusVariant = new("claim-status-variant", "claims.ndjson: status", 0.06);
    public static readonly Flaw SubmittedInFuture = new("submitted-in-future", "claims.ndjson: submitted_at", 0.003);
    public static readonly Flaw PersonInNote = new("person-in-note", "claims.ndjson: note", 0.03);
    public static readonly Flaw LineTorn = new("line-torn", "claims.ndjson: whole line", 0.001);

    /// <summary>In the order of the README's table.</summary>
    public static IReadOnlyList<Flaw> All { get; } =
    [
        CustomerResent, CustomerTwice, EmailVariant, EmailInvalid, IncomeMissing, IncomeInCents, BirthPlaceholder, BirthInFuture, CountryVariant, ConstantColumn,
        PetWithoutOwner, SpeciesVariant, WeightInGrams, WeightNegative, WeightError, BreedMissing, PetBornInFuture, ChipTwice,
        EndBeforeStart, PremiumMissing, PolicyWithoutPet, PolicyOverlap, PolicyStatusUnknown,
        RatingMissing, RatingOutOfRange, PracticeTwice, RecordDeleted,
        ClaimResubmitted, TreatedAfterSubmitted, AmountNegative, AmountExtreme, ClaimWithoutPolicy, ClaimWithoutProvider, ClaimStatusVariant, SubmittedInFuture, PersonInNote, LineTorn,
    ];
}
