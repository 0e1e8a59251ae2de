using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Recommendations;
using Cardinality = FlowForge.Core.Plans.Steps.Cardinality;

namespace FlowForge.Explore.Tests.Recommendations;

/// <summary>Mistakes that generators of pipelines are known for, one test each.</summary>
public sealed class NoMoreMistakesTests : IDisposable
{
    // Long tails, outliers on both sides, plain numbers and categories, for a target.
    private const string Loans = """
        SELECT i AS loan_id, i % 90 AS branch_id, exp((hash(i) % 1000) / 100.0) AS amount, CASE WHEN i % 40 = 0 THEN -300.5 WHEN i % 41 = 0 THEN 900.5 ELSE (hash(i * 3) % 100) + 0.5 END AS drift,
               (hash(i * 5) % 100) / 7.0 AS ratio, ['app', 'web', 'shop'][1 + (hash(i * 7) % 3)::INT] AS channel, CASE WHEN hash(i * 11) % 10 < 2 THEN 1 ELSE 0 END AS defaulted, DATE '2020-01-01' + (i // 2)::INT AS granted_on
        FROM range(2000) r(i)
        """;

    private readonly Exploration _world = Shop.Open().Table("loans", Loans);
    private readonly IReadOnlyList<Recommendation> _shop;
    private readonly IReadOnlyList<Recommendation> _loans;

    public NoMoreMistakesTests()
    {
        _shop = Recommender.Recommend(_world.Explore("customers", "orders"));
        _loans = Recommender.Recommend(_world.Explore("loans"));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Joins_OfAll_SayThatTheyMultiplyNoRows()
    {
        Join[] joins = [.. _shop.Select(one => one.Step).OfType<Join>()];
        Assert.NotEmpty(joins);
        Assert.All(joins, join => Assert.Equal((Cardinality.ManyToOne, JoinType.Left), (join.Expect, join.Type)));
    }

    /// <summary>The parent's key repeats in the raw rows: the join needs the step that makes it unique, and goes with it.</summary>
    [Fact]
    public void Join_ToAKeyThatRepeats_NeedsItsDeduplication()
    {
        Recommendation join = _shop.Single(one => one.Step is Join), deduplicate = _shop.Single(one => one.Step is Deduplicate && one.Address == "silver.customers");
        Assert.Contains(deduplicate.Id, join.Needs);
    }

    [Fact]
    public void Scalers_OfDifferentColumns_AreNotAllStandard()
    {
        string[] Scaled(Scaling with) => [.. _loans.Select(one => one.Step).OfType<Scale>().Where(step => step.With == with).SelectMany(step => step.Columns).Select(column => column.Text)];
        Assert.Equal(["drift"], Scaled(Scaling.Robust));
        Assert.Contains("ratio", Scaled(Scaling.Standard));
        Assert.Equal(["amount"], _loans.Select(one => one.Step).OfType<Log>().SelectMany(step => step.Columns).Select(column => column.Text));
    }

    [Fact]
    public void OneHot_OfAColumn_IsThereOnce() => Assert.Equal(["channel"], _loans.Select(one => one.Step).OfType<OneHot>().SelectMany(step => step.Columns).Select(column => column.Text));

    /// <summary>Values as silver has them: spellings that are gone there are none here.</summary>
    [Fact]
    public void Ordinal_OfSpellings_NamesEachStepOnce()
    {
        _world.Table("members", "SELECT i AS member_id, ['free', 'free', 'Free', 'basic', 'premium '][1 + (hash(i) % 5)::INT] AS plan, (hash(i * 3) % 5 = 0)::INT AS churned FROM range(400) r(i)");
        Ordinal ordinal = Assert.Single(Recommender.Recommend(_world.Explore("members")).Select(one => one.Step).OfType<Ordinal>());
        Assert.Equal(["free", "basic", "premium"], ordinal.Order.Select(value => value.Text));
    }

    /// <summary>A case that would change names which are right is no way to one spelling: each value gets its most frequent one.</summary>
    [Fact]
    public void Spelling_OfNames_KeepsTheMostFrequent()
    {
        _world.Table("firms", "SELECT i AS firm_id, ['Müller GmbH', ' Müller GmbH', 'Müller GmbH', 'MÜLLER GMBH', 'Schäfer & Söhne AG', 'O''Neill  Ltd', 'O''Neill Ltd', 'O''Neill Ltd'][1 + i % 8] AS firm, ['open', 'Open', 'closed'][1 + i % 3] AS status FROM range(400) r(i)");
        Recommendation[] steps = [.. Recommender.Recommend(_world.Explore("firms")).Where(one => one.Address == "silver.firms")];
        CleanText cased = Assert.Single(steps.Select(one => one.Step).OfType<CleanText>(), step => step.Case != TextCase.Keep);
        Assert.Equal((TextCase.Lower, "status"), (cased.Case, Assert.Single(cased.Columns).Text));
        Recommendation mapped = Assert.Single(steps, one => one.Step is Derive && one.Evidence == "consistency-spelling");
        Assert.Equal("CASE lower(regexp_replace(trim(firm), '\\\\s+', ' ')) WHEN 'müller gmbh' THEN 'Müller GmbH' WHEN 'o\\'neill ltd' THEN 'O\\'Neill Ltd' ELSE firm END", Assert.Single(((Derive)mapped.Step).Columns).Value.Text);
        Assert.Contains("no other value changes", mapped.Reason, StringComparison.Ordinal);
    }

    /// <summary>Hundreds of columns of one export have one number for nothing: that is one step.</summary>
    [Fact]
    public void Sentinels_OfManyColumns_AreOneStep()
    {
        _world.Table("sensors", $"SELECT i AS id, {string.Join(", ", Enumerable.Range(1, 30).Select(k => $"CAST(CASE WHEN (i + {k}) % 9 = 0 THEN -999 ELSE 100 + hash(i * {k}) % 50 END AS DECIMAL(12,5)) AS c{k}"))} FROM range(400) r(i)");
        Recommendation one = Assert.Single(Recommender.Recommend(_world.Explore("sensors")), one => one.Evidence == "completeness-sentinel");
        Assert.Equal(30, ((Derive)one.Step).Columns.Count);
        Assert.Equal("c1, c2, c3, c4, c5 and 25 more: -999 stands for no value", one.Reason);
    }

    /// <summary>Whatever is fitted sees the training rows alone.</summary>
    [Fact]
    public void Fits_OfAll_AreOnTrainingRows()
    {
        PlanStep[] steps = [.. _shop.Concat(_loans).Where(one => one.Layer == Layer.Ml).Select(one => one.Step)];
        string?[] fits = [.. steps.OfType<Impute>().Select(step => step.FitOn?.Text), .. steps.OfType<Scale>().Select(step => step.FitOn?.Text), .. steps.OfType<OneHot>().Select(step => step.FitOn?.Text), .. steps.OfType<Frequency>().Select(step => step.FitOn?.Text)];
        Assert.True(fits.Length >= 4);
        Assert.All(fits, fit => Assert.Equal("split = 'train'", fit));
        Assert.DoesNotContain(_shop.Concat(_loans), one => one.Layer != Layer.Ml && one.Step is Scale or OneHot or Impute or Frequency);
    }

    [Fact]
    public void Windows_OfFeatures_EndAtACutoff()
    {
        WindowFeatures window = Assert.Single(_shop.Select(one => one.Step).OfType<WindowFeatures>());
        Assert.Equal("cutoff", window.Cutoff?.Text);
    }

    /// <summary>Rows that carry a key are merged: a rerun writes what changed.</summary>
    [Fact]
    public void Writes_OfRowsWithAKey_AreNoOverwrites() =>
        Assert.All(["bronze.orders", "silver.orders", "silver.customers", "bronze.loans", "silver.loans"], address => Assert.Single(_shop.Concat(_loans), one => one.Address == address && one.Step is Merge));
}
