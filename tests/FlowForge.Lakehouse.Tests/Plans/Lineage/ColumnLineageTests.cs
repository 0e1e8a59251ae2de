using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Lakehouse.Tests.Plans.Lineage;

public sealed class ColumnLineageTests
{
    private const string Yaml = """
        plan: sales
        sources:
          orders: { path: orders.csv, columns: { id: int, customer: int, net: double, tax: double } }
        bronze:
          orders: [read: orders, overwrite]
        silver:
          orders:
            - from: bronze.orders
            - derive: { gross: net + tax }
            - rename: { customer: customer_id }
            - overwrite
        gold:
          totals:
            - from: silver.orders
            - aggregate: { total: sum(gross) }
              by: customer_id
            - overwrite
        """;

    private readonly ColumnLineage _lineage = ColumnLineage.Of(PlanChecker.Check(PlanReader.Read(PlanYaml.Read(Yaml, "plan.yaml"), "plan.yaml").Plan, UnknownSchemas.Instance, "plan.yaml"));

    [Theory]
    [InlineData("gold.totals", "total", "silver.orders.gross")]
    [InlineData("silver.orders", "gross", "bronze.orders.net bronze.orders.tax")]
    [InlineData("silver.orders", "customer_id", "bronze.orders.customer")]
    [InlineData("bronze.orders", "net", "orders.net")]
    public void Into_Column_IsWhatItIsComputedFrom(string table, string column, string expected) =>
        Assert.Equal(expected.Split(' '), _lineage.Into(new LineageColumn(table, column)).Select(edge => edge.From.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void OutOf_Column_IsWhatDependsOnIt()
    {
        LineageEdge edge = Assert.Single(_lineage.OutOf(new LineageColumn("BRONZE.orders", "Net")), edge => edge.To.Column != "net");
        Assert.Equal(("silver.orders.gross", "derive"), (edge.To.ToString(), Assert.Single(edge.Steps)));
    }
}
