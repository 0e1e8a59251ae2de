using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FlowForge.Cli.Samples;
using Xunit.Abstractions;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>The sample explored: all that was planted is found, and nothing else is said to be wrong. The rules know nothing of the sample.</summary>
public sealed class KnownAnswerTests(ExploredSample explored, DemoProject demo, ITestOutputHelper log) : IClassFixture<ExploredSample>, IClassFixture<DemoProject>
{
    [Fact]
    public void Flaws_Planted_AreFoundWithoutFalseAlarms()
    {
        Assert.Equal(Flaw.All, FlawFinding.All.Select(finding => finding.Flaw));
        var failed = explored.Failed().ToArray();
        var table = new StringBuilder("flaw | planted | found | by | at\n");
        int missed = 0;
        foreach (FlawFinding expected in FlawFinding.All)
        {
            long planted = demo.Count(PlantedFlaw.All.Single(one => one.Flaw == expected.Flaw).Planted);
            var found = failed.Where(one => (one.Check, one.Where) == (expected.Check, expected.Where)).ToArray();
            bool isFound = expected.Check is null ? explored.Error.Contains("deleted", StringComparison.Ordinal) : found.Length == 1 && (!expected.IsExact || found[0].Rows == planted);
            if (!isFound) missed++;
            table.AppendLine(CultureInfo.InvariantCulture, $"{expected.Flaw.Id} | {planted} | {(isFound ? found.Length == 1 ? found[0].Rows : "told" : "MISSED")} | {expected.Check ?? "conversion"} | {expected.Where}");
        }
        // What is only good to know is no alarm.
        var alarms = failed.Where(one => one.Severity != "info" && !FlawFinding.All.Any(flaw => (flaw.Check, flaw.Where) == (one.Check, one.Where)) && !FlawFinding.Also.Any(known => (known.Check, known.Where) == (one.Check, one.Where))).ToArray();
        foreach (var alarm in alarms) table.AppendLine(CultureInfo.InvariantCulture, $"false alarm: {alarm.Check} {alarm.Where}: {alarm.Summary}");
        table.AppendLine(CultureInfo.InvariantCulture, $"{FlawFinding.All.Count} planted, {FlawFinding.All.Count - missed} found, {alarms.Length} false alarms");
        log.WriteLine(table.ToString());
        Assert.True(missed == 0 && alarms.Length == 0, table.ToString());
        Assert.All(FlawFinding.Also, known => Assert.True(failed.Any(one => (one.Check, one.Where) == (known.Check, known.Where)), $"{known.Check} {known.Where} is not there any more: {known.Why}"));
    }

    /// <summary>The README tells people where to look.</summary>
    [Fact]
    public void Readme_TableOfFlaws_NamesTheCheckThatShowsEach()
    {
        Dictionary<string, string> shown = File.ReadLines(Path.Combine(demo.Folder, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 7)
            .ToDictionary(line => line.Split('|')[1].Trim(' ', '`'), line => line.Split('|')[4]);
        Assert.All(FlawFinding.All, finding => Assert.Contains(finding.Check is null ? "conversion" : $"`{finding.Check}`", shown[finding.Flaw.Id], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("customers", "customer_id", false, "entity")]
    [InlineData("pets", "pet_id", true, "entity")]
    [InlineData("policy", "_id", true, "entity")]
    [InlineData("coverage", "_row_id", true, "entity")]
    [InlineData("vet_providers", "PROV_ID", true, "entity")]
    [InlineData("claims", "claim_id", false, "event")]
    public void Key_OfEachDataset_IsFound(string dataset, string key, bool isUnique, string level)
    {
        JsonNode found = explored.Dataset(dataset)["dataset"]!;
        Assert.Equal((key, isUnique, level), ((string)found["keys"]![0]!["columns"]!.AsArray().Single()!, (bool)found["keys"]![0]!["unique"]!, (string)found["grain"]!["level"]!));
    }

    /// <summary>Both keys, how many meet how many, and orphans at the rate they were planted at.</summary>
    [Theory]
    [InlineData("pets.customer_id", "customers.customer_id", "many_to_many", "pet-without-owner")]
    [InlineData("policy.customer", "customers.customer_id", "many_to_many", null)]
    [InlineData("policy.pet", "pets.pet_id", "many_to_one", "policy-without-pet")]
    [InlineData("coverage._parent_row_id", "policy._row_id", "many_to_one", null)]
    [InlineData("claims.policy_id", "policy._id", "many_to_one", "claim-without-policy")]
    [InlineData("claims.provider_id", "vet_providers.PROV_ID", "many_to_one", "claim-without-provider")]
    public void Relationship_OfEachReference_IsFound(string child, string parent, string cardinality, string? flaw)
    {
        JsonNode found = explored.Findings["together"]!["relationships"]!.AsArray().Single(one => (string)one!["child"]! == child)!;
        Assert.Equal((parent, cardinality), ((string)found["parent"]!, (string)found["cardinality"]!));
        Assert.True((double)found["confidence"]! > 0.7);
        double planted = Flaw.All.FirstOrDefault(one => one.Id == flaw)?.Share ?? 0, rows = (double)found["child_rows"]!;
        Assert.True(Math.Abs((double)found["orphan_rate"]! - planted) <= 4 * Math.Sqrt(planted / rows), $"{found["orphan_rate"]} instead of {planted}");
    }

    [Fact]
    public void Relationships_OfAll_AreNoOthersThanThose()
    {
        Assert.Equal(6, explored.Findings["together"]!["relationships"]!.AsArray().Count);
        Assert.Null(explored.Findings["together"]!["cycles"]);
    }

    [Fact]
    public void Target_IsFraud_IsTheOnlyOne()
    {
        string[] targets = [.. explored.Findings["datasets"]!.AsArray().Where(dataset => dataset!["dataset"]!["target"] is not null).Select(dataset => $"{dataset!["findings"]}.{dataset["dataset"]!["target"]!["column"]}")];
        Assert.Equal(["claims.is_fraud"], targets);
    }

    [Theory]
    [InlineData("customers", "joined_on")]
    [InlineData("pets", "registered_on")]
    [InlineData("policy", "start")]
    [InlineData("vet_providers", "SINCE")]
    [InlineData("claims", "submitted_at")]
    public void Time_OfEachDataset_IsFound(string dataset, string column) => Assert.Equal(column, (string)explored.Dataset(dataset)["dataset"]!["grain"]!["time"]!);

    [Theory]
    [InlineData("customers", "customer_id identifier, first_name person_name, last_name person_name, email email, phone phone, birth_date datetime, postcode zip, city categorical_nominal, country categorical_nominal, income currency, segment categorical_nominal, marketing_consent binary, joined_on datetime, updated_at datetime, source_system constant")]
    [InlineData("pets", "pet_id identifier, customer_id identifier, name categorical_nominal, species categorical_nominal, breed categorical_nominal, sex binary, birth_date datetime, weight_kg numeric_continuous, chip_no identifier, neutered binary, registered_on datetime")]
    [InlineData("policy", "_row_id identifier, _id identifier, _status categorical_nominal, customer identifier, pet identifier, product categorical_nominal, start datetime, end datetime, deductible currency, premium currency, cancel_reason categorical_nominal")]
    [InlineData("coverage", "_row_id identifier, _parent_row_id identifier, _code categorical_nominal, _limit currency")]
    [InlineData("vet_providers", "PROV_ID identifier, NAME text, POSTCODE zip, CITY categorical_nominal, COUNTRY country_code, SPECIALTY categorical_nominal, LICENCE code, RATING numeric_continuous, IN_NETWORK binary, SINCE datetime")]
    [InlineData("claims", "claim_id identifier, policy_id identifier, provider_id identifier, submitted_at datetime, treated_on datetime, diagnosis other, items other, amount_claimed currency, status categorical_nominal, amount_paid currency, settlement_code categorical_nominal, is_fraud binary, channel categorical_nominal, note text, updated_at datetime, photo_attached binary")]
    public void Types_OfEachColumn_AreWhatTheyMean(string dataset, string types) =>
        Assert.Equal(types.Split(", "), explored.Dataset(dataset)["columns"]!.AsArray().Select(column => $"{column!["name"]} {column["type"]}"));
}
