using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>What holds of the demo's gold tables, whatever the numbers are.</summary>
public sealed class GoldTests(DemoProject demo) : IClassFixture<DemoProject>
{
    [Theory]
    [InlineData("gold.dim_customer", "customer_id", "silver.customers")]
    [InlineData("gold.dim_customer", "customer_key", "silver.customers")]
    [InlineData("gold.dim_pet", "pet_id", "silver.pets")]
    [InlineData("gold.dim_policy", "policy_id", "silver.policies")]
    [InlineData("gold.fact_claims", "claim_id", "silver.claims")]
    [InlineData("gold.customer_360", "customer_id", "silver.customers")]
    [InlineData("gold.policy_performance", "policy_id", "silver.policies")]
    [InlineData("gold.provider_performance", "practice_id", "gold.dim_provider")]
    [InlineData("ml.claim_features", "claim_id", "gold.fact_claims")]
    public void Table_OneRowEach_AsManyAsItIsMadeOf(string table, string key, string of)
    {
        Assert.Equal(demo.Count($"SELECT count(*) FROM {of}"), demo.Count($"SELECT count(*) FROM {table}"));
        Assert.Equal(demo.Count($"SELECT count(*) FROM {table}"), demo.Count($"SELECT count(DISTINCT {key}) FROM {table}"));
    }

    [Theory]
    [InlineData("monthly_kpis", "claims", "SELECT count(*) FROM gold.fact_claims")]
    [InlineData("monthly_kpis", "amount_claimed", "SELECT sum(amount_claimed) FROM gold.fact_claims")]
    [InlineData("monthly_kpis", "amount_paid", "SELECT sum(amount_paid) FROM gold.fact_claims")]
    [InlineData("monthly_kpis", "written_premium", "SELECT sum(premium) FROM gold.dim_policy")]
    [InlineData("customer_360", "amount_paid", "SELECT sum(amount_paid) FROM gold.fact_claims")]
    [InlineData("customer_360", "claims", "SELECT count(*) FROM gold.fact_claims")]
    [InlineData("customer_360", "pets", "SELECT count(*) FROM gold.dim_pet")]
    [InlineData("claims_analytics", "claims", "SELECT count(*) FROM gold.fact_claims")]
    [InlineData("provider_performance", "amount_claimed", "SELECT sum(amount_claimed) FROM gold.fact_claims")]
    [InlineData("policy_performance", "earned_premium", "SELECT sum(earned_premium) FROM gold.policy_months")]
    public void Table_SumOfAFigure_IsThatOfItsFacts(string table, string figure, string facts) =>
        Assert.Equal(demo.Number(facts), demo.Number($"SELECT sum({figure}) FROM gold.{table}"), 0.005);

    [Fact]
    public void EarnedPremium_OfYearsThatAreOver_IsThePremium() =>
        Assert.Equal(0, demo.Count("SELECT count(*) FROM gold.policy_performance WHERE status = 'expired' AND abs(earned_premium - premium) > 0.01"));

    [Fact]
    public void EarnedPremium_NeverExceedsWhatWasWritten() =>
        Assert.Equal(0, demo.Count("SELECT count(*) FROM gold.policy_performance WHERE earned_premium > written_premium + 0.01"));

    [Fact]
    public void RiskScore_OfActivePolicies_IsWithinRangeAndTheSumOfItsPoints()
    {
        Assert.Equal(demo.Count("SELECT count(*) FROM gold.policy_performance WHERE is_active"), demo.Count("SELECT count(*) FROM gold.risk_score"));
        Assert.Equal(0, demo.Count("SELECT count(*) FROM gold.risk_score WHERE risk_score NOT BETWEEN 0 AND 100 OR risk_score <> frequency_points + loss_points + age_points + early_points + overlap_points OR risk_score_band IS NULL"));
        Assert.Equal(3, demo.Count("SELECT count(DISTINCT risk_score_band) FROM gold.risk_score"));
    }

    [Fact]
    public void CrossSell_Offers_AreOfCoversThatThePetLacks()
    {
        Assert.True(demo.Count("SELECT count(*) FROM gold.cross_sell") > 100);
        Assert.Equal(0, demo.Count("SELECT count(*) FROM gold.cross_sell JOIN gold.policy_performance USING (pet_id) WHERE is_active AND list_contains(covers, cover)"));
        Assert.Equal(0, demo.Count("SELECT count(*) FROM gold.cross_sell JOIN gold.dim_customer USING (customer_id) WHERE NOT marketing_consent"));
        Assert.Equal(0, demo.Count("SELECT count(*) - count(DISTINCT (pet_id, cover)) FROM gold.cross_sell"));
    }

    [Fact]
    public void FactClaims_CustomersWhoMoved_HaveTheHomeOfThatTime()
    {
        Assert.Equal(0, demo.Count("""
            SELECT count(*) FROM gold.fact_claims AS claim WHERE home_postcode IS DISTINCT FROM coalesce(
                (SELECT arg_max(postcode, valid_from) FROM silver.customer_history WHERE customer_id = claim.customer_id AND valid_from < claim.submitted_at),
                (SELECT postcode FROM silver.customers WHERE customer_id = claim.customer_id))
            """));
        Assert.True(demo.Count("SELECT count(*) FROM gold.fact_claims JOIN silver.customers USING (customer_id) WHERE home_postcode <> postcode") > 0);
    }

    /// <summary>Each feature again by a loop over all earlier claims.</summary>
    [Theory]
    [InlineData("policy_claims_30d", "count(*)", "policy_id", 30)]
    [InlineData("policy_claims_365d", "count(*)", "policy_id", 365)]
    [InlineData("practice_claims_180d", "count(*)", "practice_id", 180)]
    [InlineData("amount_claimed_sum_30d", "sum(event.amount_claimed)", "policy_id", 30)]
    [InlineData("amount_claimed_max_365d", "max(event.amount_claimed)", "policy_id", 365)]
    [InlineData("history_frequency", "count(*)", "policy_id", 36_500)]
    [InlineData("history_amount_claimed_lag1", "arg_max(event.amount_claimed, event.submitted_at)", "policy_id", 36_500)]
    public void Feature_OfAClaim_ReadsOnlyWhatWasBeforeIt(string feature, string aggregate, string key, int days) =>
        Assert.Equal(0, demo.Count($"""
            SELECT count(*) FROM (
                SELECT claim.claim_id, {aggregate.Replace("count(*)", "count(event.claim_id)", StringComparison.Ordinal)} AS expected
                FROM ml.claim_features AS claim LEFT JOIN gold.fact_claims AS event
                  ON event.{key} = claim.{key} AND event.submitted_at < claim.submitted_at AND event.submitted_at >= claim.submitted_at - INTERVAL {days} DAY
                GROUP BY 1) JOIN ml.claim_features USING (claim_id)
            WHERE expected IS DISTINCT FROM {feature}
            """));

    [Fact]
    public void TrainingSet_Splits_FollowEachOtherInTime()
    {
        Assert.Equal(demo.Count("SELECT count(*) FROM silver.claims WHERE is_fraud IS NOT NULL"), demo.Count("SELECT count(*) FROM ml.fraud_training"));
        Assert.Equal(1, demo.Count("SELECT (max(submitted_at) FILTER (split = 'train') < min(submitted_at) FILTER (split = 'validation') AND max(submitted_at) FILTER (split = 'validation') < min(submitted_at) FILTER (split = 'test'))::INT FROM ml.fraud_training"));
        Assert.Equal(0, demo.Count("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'ml' AND column_name IN ('settlement_code', 'amount_paid', 'status')"));
    }

    /// <summary>The target is rare, honest signals find it, and the settlement code gives it away.</summary>
    [Fact]
    public void Fraud_IsRareAndLearnable()
    {
        Assert.InRange(demo.Number("SELECT avg(is_fraud::INT) FROM gold.fact_claims"), 0.02, 0.12);
        foreach (string signal in new[] { "days_since_start <= 14", "policy_claims_30d >= 2", "amount_to_practice > 3", "right(practice_id, 2) IN ('07', '27', '47', '67', '87')" })
            Assert.True(demo.Number($"SELECT avg(is_fraud::INT) FILTER ({signal}) / avg(is_fraud::INT) FILTER (NOT ({signal})) FROM (SELECT features.*, is_fraud FROM ml.claim_features AS features JOIN gold.fact_claims USING (claim_id))") > 1.5, signal);
        Assert.Equal(0, demo.Count("SELECT count(*) FROM raw.claims WHERE (settlement_code = 'F9') <> is_fraud"));
    }

    /// <summary>The demo's model, and the notebook that was generated from the same plan: one label, the same columns, and better than a guess.</summary>
    [Fact]
    public void Experiment_OfTheDemo_IsThatOfTheNotebook()
    {
        JsonNode experiment = JsonNode.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(demo.Folder, "lakehouse", ".experiments"), "*.json"))))!;
        string notebook = File.ReadAllText(Path.Combine(demo.Folder, "generated", "notebooks", "ml_experiment.py"));
        Assert.Contains($"dbutils.widgets.text(\"label\", \"{experiment["label"]}\"", notebook, StringComparison.Ordinal);
        Assert.Contains($"regParam={experiment["model"]!["reg_param"]}", notebook, StringComparison.Ordinal);

        string[] notFeatures = [.. Regex.Matches(notebook.Split("NOT_FEATURES = [")[1].Split(']')[0], "\"(.+?)\"").Select(name => name.Groups[1].Value), "is_fraud"];
        string[] numbers = demo.Texts("SELECT column_name FROM (DESCRIBE ml.fraud_training) WHERE column_type IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'FLOAT', 'DOUBLE', 'BOOLEAN') OR column_type LIKE 'DECIMAL%'");
        string[] used = [.. experiment["model"]!["features"]!.AsArray().Select(feature => (string)feature!["column"]!)], empty = [.. experiment["left_out"]!.AsArray().Where(one => ((string)one!["reason"]!).EndsWith("training rows", StringComparison.Ordinal)).Select(one => (string)one!["column"]!)];
        Assert.Equal(numbers.Except(notFeatures).Order(StringComparer.Ordinal), used.Concat(empty).Order(StringComparer.Ordinal));

        JsonNode model = experiment["results"]!["logistic_regression"]!, guess = experiment["results"]!["constant_guess"]!;
        Assert.InRange((double)model["roc_auc"]!, 0.6, 0.9);
        Assert.True((double)model["pr_auc"]! > 1.5 * (double)guess["pr_auc"]!);
        Assert.Equal(demo.Number("SELECT avg(is_fraud::INT) FROM ml.fraud_training WHERE split = 'test'"), (double)guess["pr_auc"]!, 12);
        Assert.Empty(experiment["warnings"]!.AsArray());
    }
}
