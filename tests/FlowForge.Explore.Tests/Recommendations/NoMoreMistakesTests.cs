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
