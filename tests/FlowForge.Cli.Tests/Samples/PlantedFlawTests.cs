using System.Globalization;
using FlowForge.Cli.Samples;

namespace FlowForge.Cli.Tests.Samples;

public sealed class PlantedFlawTests(DemoProject demo) : IClassFixture<DemoProject>
{
    public static TheoryData<string> Ids => [.. Flaw.All.Select(flaw => flaw.Id)];

    /// <summary>Four standard deviations: the seed is fixed, so this either always holds or never.</summary>
    [Theory, MemberData(nameof(Ids))]
    public void Flaw_InTheFiles_IsThereAtAboutItsShare(string id)
    {
        PlantedFlaw planted = Find(id);
        double found = demo.Count(planted.Planted), of = demo.Count(planted.Of), expected = planted.Flaw.Share * of;
        double margin = 4 * Math.Sqrt(expected * (1 - planted.Flaw.Share)) + 1;
        Assert.True(found > 0 && Math.Abs(found - expected) <= margin, string.Create(CultureInfo.InvariantCulture, $"{id}: found {found:N0} of {of:N0}, expected {expected:0.0} ± {margin:0.0}"));
    }

    [Theory, MemberData(nameof(Ids))]
    public void Flaw_InSilver_IsMendedMarkedOrSetAside(string id)
    {
        PlantedFlaw planted = Find(id);
        Assert.Equal(0, demo.Count(planted.Left));
        if (planted.Handled is { } handled) Assert.Equal(demo.Count(planted.Planted), demo.Count(handled));
    }

    [Fact]
    public void Readme_TableOfFlaws_NamesEachWithPlaceAndShare()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(demo.Folder, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 7)];
        string[] expected = [.. Flaw.All.Select(flaw => string.Create(CultureInfo.InvariantCulture, $"| `{flaw.Id}` | {flaw.Place} | {flaw.Share * 100:0.#} % |"))];
        Assert.Equal(expected, rows.Select(row => string.Join('|', row.Split('|')[..4]) + "|"));
    }

    /// <summary>Distinct by key, because a row that was sent again is the same thing sent again.</summary>
    [Theory]
    [InlineData("pets", "pet_id")]
    [InlineData("policies", "_id")]
    [InlineData("claims", "claim_id")]
    public void Silver_RowsIn_AreRowsOutAndSetAside(string table, string key) =>
        Assert.Equal(demo.Count($"SELECT count(DISTINCT {key}) FROM bronze.{table}"), demo.Count($"SELECT (SELECT count(*) FROM silver.{table}) + (SELECT count(*) FROM silver.{table}_quarantine)"));

    [Fact]
    public void Bronze_RowsOfTheFiles_AreAllThere()
    {
        foreach (string table in new[] { "customers", "pets", "policies", "providers", "claims" })
            Assert.Equal(demo.Count($"SELECT count(*) FROM raw.{table}"), demo.Count($"SELECT count(*) FROM bronze.{table}"));
    }

    [Fact]
    public void Claims_SubmittedJustAfterMidnight_AreOfTheOfficesDay()
    {
        const string midnight = "FROM raw.claims WHERE treated_on = (submitted_at AT TIME ZONE 'UTC')::DATE + 1";
        Assert.True(demo.Count($"SELECT count(*) {midnight}") > 10);
        Assert.Equal(0, demo.Count($"SELECT count(*) FROM silver.claims_quarantine WHERE _reason LIKE '%treated_before%' AND json_extract_string(_row, '$.claim_id') IN (SELECT claim_id {midnight})"));
    }

    private static PlantedFlaw Find(string id) => PlantedFlaw.All.Single(planted => planted.Flaw.Id == id);
}
