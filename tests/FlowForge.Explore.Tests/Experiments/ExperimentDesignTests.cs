using FlowForge.Core.Plans.Experiments;

namespace FlowForge.Explore.Tests.Experiments;

public class ExperimentDesignTests
{
    private const string Shop = """
        plan: shop
        sources:
          orders: { path: orders.csv, columns: { order_id: int, shop_id: int, amount: double, late: boolean, rush: boolean, refund: double, at: timestamp } }
        silver:
          orders:
            - read: orders
            - audit_columns
            - merge: [order_id, shop_id]
        ml:
          training:
            - from: silver.orders
            - impute: amount
              with: median
              flag: true
            - derive: { refunded: refund > 0, share: refund / amount }
            - split: { train: 0.8, test: 0.2 }
              time: at
            - overwrite
        """;

    private static ExperimentDesign Labelled(string label) => Laboratory.Design(Shop.Replace("time: at", $"time: at\n      label: {label}", StringComparison.Ordinal));

    [Fact]
    public void Label_OfThePlan_IsTheOneSaid() => Assert.Equal("refunded", Labelled("refunded").Label);

    [Fact]
    public void Label_OfSeveralBooleans_IsNotGuessed() => Assert.Null(Laboratory.Design(Shop).Label);

    /// <summary>amount_was_missing is a flag of a step, and no label.</summary>
    [Fact]
    public void Label_OfOneBoolean_IsThat() => Assert.Equal("late", Laboratory.Design(Shop.Replace("rush: boolean, ", "", StringComparison.Ordinal).Replace("refunded: refund > 0, ", "", StringComparison.Ordinal)).Label);

    [Fact]
    public void NotFeatures_HaveKeysSplitAndLoading() => Assert.Equal(["_ingested_at", "_run_id", "_source", "order_id", "shop_id", "split"], Laboratory.Design(Shop).NotFeatures.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void MadeOfLabel_FindsColumnsOfTheSameOrigin() => Assert.Equal(["refund", "share"], Labelled("refunded").MadeOfLabel("refunded", ["amount", "late", "refund", "share"]));
}
