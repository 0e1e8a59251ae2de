using System.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Tests.KnownAnswers;

/// <summary>What was planted is found, and nothing that was not.</summary>
public sealed class ShopTests : IDisposable
{
    private readonly Exploration _shop = Shop.Open();
    private readonly ExplorationFindings _findings;

    public ShopTests() => _findings = _shop.Explore("customers", "orders");

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void Checks_PlantedFlaws_AreFoundWithoutFalseAlarms()
    {
        CheckResult[] failed = [.. _findings.Datasets.SelectMany(one => one.Checks).Where(check => check.Failed)];
        (string, string)[] found = [.. failed.Select(check => (check.Check.Id, check.Where))];
        // What is only good to know is no alarm.
        (string, string)[] alarms = [.. failed.Where(check => check.Check.Severity != Severity.Info).Select(check => (check.Check.Id, check.Where)).Where(one => !Shop.Flaws.Contains(one))];
        var table = new StringBuilder("planted | found\n");
        foreach ((string check, string where) in Shop.Flaws) table.AppendLine($"{check} {where} | {(found.Contains((check, where)) ? "yes" : "NO")}");
        table.AppendLine($"false alarms: {string.Join(", ", alarms)}");
        Assert.True(Shop.Flaws.All(flaw => found.Contains(flaw)) && alarms.Length == 0, table.ToString());
    }

    [Fact]
    public void Keys_NearKeyAndKey_AreToldApart()
    {
        CandidateKey customers = _findings.Find("customers")!.Keys[0], orders = _findings.Find("orders")!.Keys[0];
        Assert.Equal(["customer_id"], customers.Columns);
        Assert.Equal(15, customers.Surplus);
        Assert.Equal(["order_id"], orders.Columns);
        Assert.True(orders.IsUnique);
    }

    [Fact]
    public void Relationships_OrdersToCustomers_IsFoundWithItsOrphans()
    {
        Relationship only = Assert.Single(_findings.Relationships);
        Assert.Equal(("orders.customer_id", "customers.customer_id"), (only.Child.ToString(), only.Parent.ToString()));
        Assert.Equal((40, Cardinality.ManyToMany), (only.OrphanRows, only.Cardinality));
        Assert.True(only.Confidence > 0.8);
    }

    [Theory]
    [InlineData("customers", GrainLevel.Entity, "customer_id", "signup_date")]
    [InlineData("orders", GrainLevel.Event, "customer_id", "ordered_at")]
    public void Grain_Datasets_AreEntitiesAndEvents(string dataset, GrainLevel level, string entity, string time)
    {
        Grain grain = _findings.Find(dataset)!.Grain;
        Assert.Equal((level, entity, time), (grain.Level, grain.Entity, grain.Time));
    }

    [Theory]
    [InlineData("customers.customer_id", SemanticType.Identifier)]
    [InlineData("customers.full_name", SemanticType.PersonName)]
    [InlineData("customers.email", SemanticType.Email)]
    [InlineData("customers.birth_date", SemanticType.Datetime)]
    [InlineData("customers.income", SemanticType.Currency)]
    [InlineData("customers.loyalty", SemanticType.CategoricalOrdinal)]
    [InlineData("customers.paid", SemanticType.Binary)]
    [InlineData("customers.grid", SemanticType.CategoricalNominal)]
    [InlineData("customers.churned", SemanticType.Binary)]
    [InlineData("customers.fax", SemanticType.Empty)]
    [InlineData("customers.tenant", SemanticType.Constant)]
    [InlineData("orders.order_id", SemanticType.Identifier)]
    [InlineData("orders.customer_id", SemanticType.Identifier)]
    [InlineData("orders.amount", SemanticType.Currency)]
    [InlineData("orders.quantity", SemanticType.NumericDiscrete)]
    [InlineData("orders.status", SemanticType.CategoricalNominal)]
    [InlineData("orders.weight_g", SemanticType.NumericContinuous)]
    [InlineData("orders.due_text", SemanticType.Datetime)]
    public void Types_Columns_AreWhatTheyWereMadeAs(string place, SemanticType expected)
    {
        string[] parts = place.Split('.');
        DatasetFindings dataset = _findings.Find(parts[0])!;
        ColumnTyping typing = dataset.Dataset.TypingOf(dataset.Profile.Find(parts[1])!);
        Assert.True(typing.Type == expected, $"{place}: {typing.Best} instead of {expected}; others: {string.Join(", ", typing.Alternatives)}");
    }

    [Fact]
    public void Target_Churned_IsGuessed()
    {
        TargetGuess target = _findings.Find("customers")!.Target!;
        Assert.Equal(("churned", "1"), (target.Column, target.Positive));
        Assert.Null(_findings.Find("orders")!.Target);
    }

    [Fact]
    public void Temporal_Orders_WindowsThatTellCustomersApart()
    {
        var things = _findings.Find("orders")!.Temporal!.Entities!;
        Assert.Equal("customer_id", things.Entity);
        Assert.InRange(things.Useful.Count, 2, 4);
        Assert.All(things.Useful, window => Assert.InRange(window.Share, 0.05, 0.98));
    }
}
