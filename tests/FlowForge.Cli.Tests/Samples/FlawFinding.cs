using FlowForge.Cli.Samples;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>How an exploration shows a planted flaw.</summary>
/// <param name="Check">Its id; null when the conversion tells of it before anything is measured.</param>
/// <param name="Where">Dataset and column.</param>
/// <param name="IsExact">The check's rows are exactly the planted ones; otherwise it sees other rows too, or the value that is furthest.</param>
internal sealed record FlawFinding(Flaw Flaw, string? Check, string Where, bool IsExact = true)
{
    internal static IReadOnlyList<FlawFinding> All { get; } =
    [
        new(Flaw.CustomerResent, "uniqueness-key", "customers.customer_id", IsExact: false),
        new(Flaw.CustomerTwice, "uniqueness-rows", "customers"),
        new(Flaw.EmailVariant, "consistency-case", "customers.email", IsExact: false),
        new(Flaw.EmailInvalid, "validity-format", "customers.email", IsExact: false),
        new(Flaw.IncomeMissing, "completeness-nulls", "customers.income", IsExact: false),
        new(Flaw.IncomeInCents, "outliers-far", "customers.income"),
        new(Flaw.BirthPlaceholder, "validity-date-placeholder", "customers.birth_date"),
        new(Flaw.BirthInFuture, "validity-date-future", "customers.birth_date"),
        new(Flaw.CountryVariant, "consistency-spelling", "customers.country", IsExact: false),
        new(Flaw.ConstantColumn, "uniqueness-constant", "customers.source_system"),
        new(Flaw.PetWithoutOwner, "consistency-reference", "pets.customer_id"),
        new(Flaw.SpeciesVariant, "consistency-spelling", "pets.species", IsExact: false),
        new(Flaw.WeightInGrams, "outliers-far", "pets.weight_kg", IsExact: false),
        new(Flaw.WeightNegative, "validity-negative", "pets.weight_kg"),
        new(Flaw.WeightError, "completeness-rare-nulls", "pets.weight_kg"),
        new(Flaw.BreedMissing, "completeness-rare-nulls", "pets.breed"),
        new(Flaw.PetBornInFuture, "validity-date-future", "pets.birth_date"),
        new(Flaw.ChipTwice, "uniqueness-values", "pets.chip_no"),
        new(Flaw.EndBeforeStart, "consistency-date-order", "policy.end"),
        new(Flaw.PremiumMissing, "completeness-rare-nulls", "policy.premium"),
        new(Flaw.PolicyWithoutPet, "consistency-reference", "policy.pet"),
        new(Flaw.PolicyOverlap, "consistency-overlap", "policy.start", IsExact: false),
        new(Flaw.PolicyStatusUnknown, "completeness-placeholder", "policy._status"),
        new(Flaw.RatingMissing, "completeness-nulls", "vet_providers.RATING"),
        new(Flaw.RatingOutOfRange, "validity-range", "vet_providers.RATING"),
        new(Flaw.PracticeTwice, "uniqueness-values", "vet_providers.LICENCE"),
        new(Flaw.RecordDeleted, null, "vet_providers"),
        new(Flaw.ClaimResubmitted, "uniqueness-key", "claims.claim_id"),
        new(Flaw.TreatedAfterSubmitted, "consistency-date-order", "claims.submitted_at", IsExact: false),
        new(Flaw.AmountNegative, "validity-negative", "claims.amount_claimed", IsExact: false),
        new(Flaw.AmountExtreme, "outliers-far", "claims.amount_claimed", IsExact: false),
        new(Flaw.ClaimWithoutPolicy, "consistency-reference", "claims.policy_id", IsExact: false),
        new(Flaw.ClaimWithoutProvider, "consistency-reference", "claims.provider_id", IsExact: false),
        new(Flaw.ClaimStatusVariant, "consistency-spelling", "claims.status"),
        new(Flaw.SubmittedInFuture, "validity-date-future", "claims.submitted_at", IsExact: false),
        new(Flaw.PersonInNote, "privacy-in-text", "claims.note"),
        new(Flaw.LineTorn, "validity-unreadable", "claims"),
    ];

    /// <summary>What else is true of the files and was not planted as a flaw: no false alarm.</summary>
    internal static IReadOnlyList<(string Check, string Where, string Why)> Also { get; } =
    [
        ("completeness-nulls", "pets.chip_no", "one pet in ten has no chip"),
        ("completeness-nulls", "policy.cancel_reason", "only cancelled policies have one"),
        ("completeness-nulls", "claims.photo_attached", "the field turns up late"),
        ("completeness-placeholder", "claims.note", "most claims have an empty note"),
        ("completeness-placeholder", "customers.email", "an invalid address may be 'none'"),
        ("consistency-spelling", "vet_providers.NAME", "a practice under two ids is written in two ways"),
        ("outliers-far", "vet_providers.RATING", "a rating of ten times what it should be is far as well"),
        ("validity-date-future", "claims.treated_on", "treated after it was submitted, some of it in days to come"),
        ("balance-target", "claims.is_fraud", "fraud is rare"),
        ("leakage-suspect", "claims.settlement_code", "it gives the answer away"),
        ("leakage-suspect", "claims.amount_paid", "it is known once the answer is"),
        ("leakage-suspect", "claims.status", "an open claim has no answer yet"),
    ];
}
