using FlowForge.Cli.Samples;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>How a planted flaw is seen, and what became of it. Each is a query that gives a number.</summary>
/// <param name="Planted">Rows of the converted file that have it.</param>
/// <param name="Of">Rows that could have it.</param>
/// <param name="Left">Rows of silver that still have it, which is none.</param>
internal sealed record PlantedFlaw(Flaw Flaw, string Planted, string Of, string Left)
{
    /// <summary>Rows that were marked, mended or set aside because of it; as many as were planted.</summary>
    public string? Handled { get; init; }

    private const string ValidEmail = "regexp_full_match(lower(trim(email)), '[^@ ]+@[^@ ]+[.][a-z]+')";

    internal static IReadOnlyList<PlantedFlaw> All { get; } =
    [
        new(Flaw.CustomerResent, "SELECT count(*) FROM (SELECT customer_id FROM raw.customers GROUP BY 1 HAVING count(DISTINCT updated_at) > 1)", "SELECT count(DISTINCT customer_id) FROM raw.customers",
            "SELECT count(*) FROM silver.customers JOIN (SELECT customer_id, arg_max(postcode, updated_at) AS last FROM raw.customers GROUP BY 1) USING (customer_id) WHERE postcode <> last")
        { Handled = "SELECT count(*) FROM silver.customer_history WHERE NOT is_current" },
        new(Flaw.CustomerTwice, "SELECT (SELECT count(*) FROM raw.customers) - (SELECT count(*) FROM (SELECT DISTINCT * FROM raw.customers))", "SELECT count(DISTINCT customer_id) FROM raw.customers",
            "SELECT count(*) - count(DISTINCT (customer_id, valid_from)) FROM silver.customer_history"),
        new(Flaw.EmailVariant, $"SELECT count(*) FROM raw.customers WHERE email <> lower(trim(email))", "SELECT count(*) FROM raw.customers", "SELECT count(*) FROM silver.customers WHERE email <> lower(trim(email))"),
        new(Flaw.EmailInvalid, $"SELECT count(DISTINCT customer_id) FROM raw.customers WHERE NOT {ValidEmail}", "SELECT count(DISTINCT customer_id) FROM raw.customers", $"SELECT count(*) FROM silver.customers WHERE NOT {ValidEmail}")
        { Handled = "SELECT count(*) FROM silver.customers WHERE email IS NULL" },
        new(Flaw.IncomeMissing, "SELECT count(DISTINCT customer_id) FROM raw.customers WHERE income IS NULL", "SELECT count(DISTINCT customer_id) FROM raw.customers", "SELECT count(*) FROM silver.customers WHERE income IS NULL")
        { Handled = "SELECT count(*) FROM silver.customers WHERE income_was_missing" },
        new(Flaw.IncomeInCents, "SELECT count(DISTINCT customer_id) FROM raw.customers WHERE income > 1000000", "SELECT count(DISTINCT customer_id) FROM raw.customers", "SELECT count(*) FROM silver.customers WHERE income > 300000")
        { Handled = "SELECT count(*) FROM silver.customers WHERE income_was_in_cents" },
        new(Flaw.BirthPlaceholder, "SELECT count(*) FROM raw.customers WHERE birth_date = DATE '1900-01-01'", "SELECT count(*) FROM raw.customers", "SELECT count(*) FROM silver.customers WHERE birth_date < DATE '1910-01-01'"),
        new(Flaw.BirthInFuture, "SELECT count(*) FROM raw.customers WHERE birth_date > updated_at", "SELECT count(*) FROM raw.customers", "SELECT count(*) FROM silver.customers WHERE birth_date > changed_at::DATE"),
        new(Flaw.CountryVariant, "SELECT count(*) FROM raw.customers WHERE country NOT IN ('DE', 'AT', 'CH')", "SELECT count(*) FROM raw.customers", "SELECT count(*) FROM silver.customers WHERE country NOT IN ('DE', 'AT', 'CH') OR country IS NULL"),
        new(Flaw.ConstantColumn, "SELECT CASE WHEN count(DISTINCT source_system) = 1 THEN count(*) ELSE 0 END FROM raw.customers", "SELECT count(*) FROM raw.customers", "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'silver' AND column_name = 'source_system'"),
        new(Flaw.PetWithoutOwner, "SELECT count(*) FROM raw.pets WHERE customer_id NOT IN (SELECT customer_id FROM raw.customers)", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE customer_id NOT IN (SELECT customer_id FROM silver.customers)")
        { Handled = "SELECT count(*) FROM silver.pets_quarantine WHERE _reason LIKE '%owner_known%'" },
        new(Flaw.SpeciesVariant, "SELECT count(*) FROM raw.pets WHERE species NOT IN ('dog', 'cat', 'rabbit')", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE species NOT IN ('dog', 'cat', 'rabbit')"),
        new(Flaw.WeightInGrams, "SELECT count(*) FROM raw.pets WHERE weight_kg > 150", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE weight_kg > 60"),
        new(Flaw.WeightNegative, "SELECT count(*) FROM raw.pets WHERE weight_kg < 0", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE weight_kg <= 0"),
        new(Flaw.WeightError, "SELECT count(*) FROM raw.pets WHERE weight_kg IS NULL", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE weight_kg IS NULL AND NOT weight_was_wrong"),
        new(Flaw.BreedMissing, "SELECT count(*) FROM raw.pets WHERE breed IS NULL", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE breed IS NULL"),
        new(Flaw.PetBornInFuture, "SELECT count(*) FROM raw.pets WHERE birth_date > registered_on", "SELECT count(*) FROM raw.pets", "SELECT count(*) FROM silver.pets WHERE birth_date > registered_on"),
        new(Flaw.ChipTwice, "SELECT count(chip_no) - count(DISTINCT chip_no) FROM raw.pets", "SELECT count(*) FROM raw.pets", "SELECT count(chip_no) - count(DISTINCT chip_no) FROM silver.pets"),
        new(Flaw.EndBeforeStart, "SELECT count(*) FROM raw.policies WHERE \"end\" < start", "SELECT count(*) FROM raw.policies", "SELECT count(*) FROM silver.policies WHERE ends_on < starts_on")
        { Handled = "SELECT count(*) FROM silver.policies_quarantine WHERE _reason LIKE '%period_valid%'" },
        new(Flaw.PremiumMissing, "SELECT count(*) FROM raw.policies WHERE premium IS NULL", "SELECT count(*) FROM raw.policies", "SELECT count(*) FROM silver.policies WHERE premium IS NULL")
        { Handled = "SELECT (SELECT count(*) FROM silver.policies WHERE premium_was_missing) + (SELECT count(*) FROM raw.policies WHERE premium IS NULL AND _id NOT IN (SELECT policy_id FROM silver.policies))" },
        new(Flaw.PolicyWithoutPet, "SELECT count(*) FROM raw.policies WHERE pet NOT IN (SELECT pet_id FROM raw.pets)", "SELECT count(*) FROM raw.policies", "SELECT count(*) FROM silver.policies WHERE pet_id NOT IN (SELECT pet_id FROM silver.pets)")
        { Handled = "SELECT (SELECT count(*) FROM silver.policies_quarantine WHERE _reason LIKE '%pet_known%') - (SELECT count(*) FROM raw.policies JOIN raw.pets ON pet = pet_id WHERE customer_id NOT IN (SELECT customer_id FROM raw.customers))" },
        new(Flaw.PolicyOverlap, "SELECT count(*) FROM raw.policies AS second WHERE EXISTS (FROM raw.policies AS first WHERE first.pet = second.pet AND first.start < second.start AND first.start + INTERVAL 364 DAY >= second.start)", "SELECT count(*) FROM raw.policies",
            "SELECT count(*) FROM silver.policies AS second WHERE NOT overlaps_previous AND EXISTS (FROM silver.policies AS first WHERE first.pet_id = second.pet_id AND first.starts_on < second.starts_on AND first.ends_on >= second.starts_on)"),
        new(Flaw.PolicyStatusUnknown, "SELECT count(*) FROM raw.policies WHERE _status = '??'", "SELECT count(*) FROM raw.policies", "SELECT count(*) FROM silver.policies WHERE status NOT IN ('active', 'expired', 'cancelled')")
        { Handled = "SELECT count(*) FROM silver.policies_quarantine WHERE _reason LIKE '%status_known%'" },
        new(Flaw.RatingMissing, "SELECT count(*) FROM raw.providers WHERE RATING IS NULL", "SELECT count(*) FROM raw.providers", "SELECT count(*) FROM silver.providers WHERE rating NOT BETWEEN 1 AND 5"),
        new(Flaw.RatingOutOfRange, "SELECT count(*) FROM raw.providers WHERE RATING > 5", "SELECT count(*) FROM raw.providers", "SELECT count(*) FROM silver.providers WHERE rating > 5")
        { Handled = "SELECT count(*) FROM silver.providers WHERE rating_was_wrong" },
        new(Flaw.PracticeTwice, "SELECT count(*) - count(DISTINCT LICENCE) FROM raw.providers", "SELECT count(*) FROM raw.providers", "SELECT count(*) - count(DISTINCT licence) FROM gold.dim_provider WHERE practice_id <> 'UNKNOWN'")
        { Handled = "SELECT count(*) FROM silver.providers WHERE provider_id <> practice_id" },
        new(Flaw.RecordDeleted, "SELECT count(*) FROM raw.providers_all WHERE _deleted", "SELECT count(*) FROM raw.providers", "SELECT count(*) - count(DISTINCT provider_id) FROM silver.providers"),
        new(Flaw.ClaimResubmitted, "SELECT count(*) - count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM raw.claims", "SELECT count(*) - count(DISTINCT claim_id) FROM silver.claims"),
        new(Flaw.TreatedAfterSubmitted, "SELECT count(DISTINCT claim_id) FROM raw.claims WHERE treated_on > (submitted_at AT TIME ZONE 'UTC')::DATE + 1", "SELECT count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE treated_on > submitted_on")
        { Handled = "SELECT count(*) FROM silver.claims_quarantine WHERE _reason LIKE '%treated_before_submitted%'" },
        new(Flaw.AmountNegative, "SELECT count(DISTINCT claim_id) FROM raw.claims WHERE amount_claimed < 0", "SELECT count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE amount_claimed < 0")
        { Handled = "SELECT count(*) FROM silver.claims_quarantine WHERE _reason LIKE '%amount_positive%'" },
        new(Flaw.AmountExtreme, "SELECT count(DISTINCT claim_id) FROM raw.claims WHERE amount_claimed > 100 * list_sum([item.amount FOR item IN items])", "SELECT count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE amount_claimed > 2 * items_total")
        { Handled = "SELECT count(*) FROM silver.claims_quarantine WHERE _reason LIKE '%amount_plausible%'" },
        new(Flaw.ClaimWithoutPolicy, "SELECT count(DISTINCT claim_id) FROM raw.claims WHERE policy_id NOT IN (SELECT _id FROM raw.policies)", "SELECT count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE policy_id NOT IN (SELECT policy_id FROM silver.policies)")
        { Handled = "SELECT (SELECT count(*) FROM silver.claims_quarantine WHERE _reason LIKE '%policy_known%') - (SELECT count(DISTINCT claim_id) FROM raw.claims JOIN raw.policies ON policy_id = _id WHERE _id NOT IN (SELECT policy_id FROM silver.policies))" },
        new(Flaw.ClaimWithoutProvider, "SELECT count(DISTINCT claim_id) FROM raw.claims WHERE provider_id NOT IN (SELECT PROV_ID FROM raw.providers)", "SELECT count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM gold.fact_claims WHERE practice_id NOT IN (SELECT practice_id FROM gold.dim_provider)")
        { Handled = "SELECT (SELECT count(*) FROM silver.claims WHERE practice_id = 'UNKNOWN') + (SELECT count(DISTINCT claim_id) FROM raw.claims WHERE provider_id NOT IN (SELECT PROV_ID FROM raw.providers) AND claim_id NOT IN (SELECT claim_id FROM silver.claims))" },
        new(Flaw.ClaimStatusVariant, "SELECT count(*) FROM raw.claims WHERE status <> lower(trim(status))", "SELECT count(*) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE status NOT IN ('open', 'paid', 'rejected')"),
        new(Flaw.SubmittedInFuture, "SELECT count(DISTINCT claim_id) FROM raw.claims WHERE submitted_at > updated_at", "SELECT count(DISTINCT claim_id) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE submitted_at > updated_at")
        { Handled = "SELECT count(*) FROM silver.claims_quarantine WHERE _reason LIKE '%submitted_before_change%'" },
        new(Flaw.PersonInNote, "SELECT count(*) FROM raw.claims WHERE regexp_matches(note, '@|[+]49')", "SELECT count(*) FROM raw.claims", "SELECT count(*) FROM silver.claims WHERE regexp_matches(note, '@|[+]49')"),
        new(Flaw.LineTorn, "SELECT count(*) FROM raw.claims_rejected", "SELECT count(*) FROM raw.claims", "SELECT count(*) FROM bronze.claims WHERE updated_at IS NULL")
        { Handled = "SELECT count(*) FROM bronze.claims_quarantine" },
    ];
}
