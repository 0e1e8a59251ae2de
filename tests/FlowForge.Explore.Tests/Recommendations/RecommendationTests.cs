using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Planning;
using FlowForge.Explore.Recommendations;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Explore.Tests.Recommendations;

public class RecommendationTests
{
    [Fact]
    public void Ids_TwoExplorations_AreTheSameAndUnique()
    {
        using Exploration shop = Shop.Open();
        string[] first = [.. Exploration.FileOf(shop.Explore("customers", "orders")).Items.Select(one => one.Id)];
        string[] second = [.. Exploration.FileOf(shop.Explore("customers", "orders")).Items.Select(one => one.Id)];
        Assert.Equal(first, second);
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void File_WrittenAndRead_IsTheSame()
    {
        using Exploration shop = Shop.Open();
        RecommendationFile file = Exploration.FileOf(shop.Explore("customers", "orders"));
        string text = YamlText.Write(file.Write());
        RecommendationFile read = RecommendationFile.Read(PlanYaml.Read(text, "r.yaml"), "r.yaml");
        Assert.Equal(text, YamlText.Write(read.Write()));
        Assert.All(read.Items, one => Assert.Null(one.ProposedHash));
    }

    [Fact]
    public void Renewed_DecisionsAndEdits_AreKept()
    {
        using Exploration shop = Shop.Open();
        RecommendationFile fresh = Exploration.FileOf(shop.Explore("customers", "orders"));
        string accepted = fresh.Items[0].Id, rejected = fresh.Items[1].Id;
        string edited = fresh.Items.First(one => one.Action == "deduplicate").Id;
        string text = YamlText.Write(fresh.Decided([accepted, edited], Decision.Accepted).Decided([rejected], Decision.Rejected).Write()).Replace("deduplicate: customer_id", "deduplicate: [customer_id, email]", StringComparison.Ordinal);
        RecommendationFile renewed = RecommendationFile.Read(PlanYaml.Read(text, "r.yaml"), "r.yaml").Renewed(fresh);
        Assert.Equal(fresh.Items.Select(one => one.Id), renewed.Items.Select(one => one.Id));
        Assert.Equal([Decision.Accepted, Decision.Rejected], renewed.Items.Take(2).Select(one => one.Decision));
        var step = (Core.Plans.Steps.Deduplicate)renewed.Items.Single(one => one.Id == edited).Step;
        Assert.Equal(["customer_id", "email"], step.Keys.Select(key => key.Text));
        Assert.NotNull(renewed.Items.Single(one => one.Id == edited).ProposedHash);
    }

    [Fact]
    public void Read_StepThatIsNone_NamesThePlace()
    {
        InputException wrong = Assert.Throws<InputException>(() => RecommendationFile.Read(PlanYaml.Read("""
            recommendations: 1
            items:
              - id: a
                decision: open
                layer: silver
                table: t
                dataset: t
                order: 1
                confidence: 0.5
                step:
                  clean_texts: [a]
            """, "r.yaml"), "r.yaml"));
        Assert.Equal(11, wrong.Diagnostic.Where.Line);
        Assert.Contains("clean_text", wrong.Diagnostic.Hint);
    }

    [Fact]
    public void Plan_AllAccepted_EveryOneIsAStepOrSaysWhyNot()
    {
        using Exploration shop = Shop.Open();
        ExplorationFindings findings = shop.Explore("customers", "orders");
        RecommendationFile file = Exploration.FileOf(findings);
        file = file.Decided([.. file.Items.Select(one => one.Id)], Decision.Accepted);
        var draft = PlanDraft.From("shop", file, origin => origin.Path);
        int steps = draft.Plan.Tables.Sum(table => table.Steps.Count);
        Assert.Equal(file.Items.Count, steps - draft.Added.Count + draft.LeftOut.Count);
        Assert.All(draft.LeftOut, one => Assert.NotEmpty(one.Reason));
        CheckedPlan plan = Check(draft.Plan, findings);
        Assert.True(plan.Findings.Count == 0, $"{string.Join('\n', plan.Findings)}\n{YamlText.Write(PlanWriter.Write(draft.Plan))}");
        Assert.Contains(draft.Plan.Tables, table => table.Layer == Layer.Gold);
    }

    [Fact]
    public void Plan_WriteRejected_TableIsReplacedAndItIsSaid()
    {
        using Exploration shop = Shop.Open();
        RecommendationFile file = Exploration.FileOf(shop.Explore("customers"));
        file = file.Decided([.. file.Items.Where(one => one.Layer == Layer.Bronze && !one.IsWrite).Select(one => one.Id)], Decision.Accepted);
        var draft = PlanDraft.From("shop", file, origin => origin.Path);
        Assert.Single(draft.Added);
        Assert.Equal("overwrite", Assert.Single(draft.Plan.Tables).Steps[^1].Definition.Name);
    }

    [Fact]
    public void Plan_NeededOneRejected_TakesOthersWithItAndSaysSo()
    {
        using Exploration shop = Shop.Open();
        RecommendationFile file = Exploration.FileOf(shop.Explore("customers", "orders"));
        file = file.Decided([.. file.Items.Select(one => one.Id)], Decision.Accepted);
        string read = file.Items.Single(one => one.IsRead && one.Address == "bronze.orders").Id;
        var draft = PlanDraft.From("shop", file.Decided([read], Decision.Rejected), origin => origin.Path);
        Assert.DoesNotContain(draft.Plan.Tables, table => table.Name.Text.Contains("orders", StringComparison.Ordinal));
        Assert.Contains(draft.LeftOut, one => one.Reason.Contains(read, StringComparison.Ordinal));
    }

    /// <summary>A table begins with one step and is written in one way; a column that a later step reads, as it is or within an expression, is not dropped.</summary>
    [Fact]
    public void Plan_ConflictingOnes_TheSurerStaysAndTheOtherIsTold()
    {
        using Exploration shop = Shop.Open();
        RecommendationFile file = Exploration.FileOf(shop.Explore("customers"));
        Recommendation[] silver = [.. file.Items.Where(one => one.Address == "silver.customers")];
        Recommendation write = silver.Single(one => one.IsWrite), read = silver.Single(one => one.IsRead);
        Recommendation Other(string id, Recommendation of, PlanStep step, double confidence) => of with { Id = id, Step = step, Confidence = confidence };
        Recommendation[] more =
        [
            Other("surer", write, new Overwrite(), 1), Other("less", read, new From { Table = "bronze.customers" }, 0.01),
            Other("compute", write, new Derive { Columns = [new Named<PlanText>("months", "months_between(current_date(), signup_date) + 1")] }, 0.9) with { Order = read.Order + 3 },
            Other("drop", write, new Drop { Columns = ["signup_date"] }, 0.95) with { Order = read.Order + 2 },
        ];
        var all = new RecommendationFile(file.Sources, [.. file.Items, .. more]);
        var draft = PlanDraft.From("shop", all.Decided([.. all.Items.Select(one => one.Id)], Decision.Accepted), origin => origin.Path);
        Dictionary<string, string> leftOut = draft.LeftOut.ToDictionary(one => one.Recommendation.Id, one => one.Reason);
        Assert.Equal("conflicts with surer: a table is written in one way", leftOut[write.Id]);
        Assert.Equal($"conflicts with {read.Id}: a table begins with one step", leftOut["less"]);
        Assert.EndsWith(", which uses signup_date", leftOut["drop"], StringComparison.Ordinal);
        Assert.DoesNotContain("compute", leftOut.Keys);
    }

    private static CheckedPlan Check(Plan plan, ExplorationFindings findings) => PlanChecker.Check(PlanReader.Read(PlanYaml.Read(YamlText.Write(PlanWriter.Write(plan)), "p.yaml"), "p.yaml").Plan, new Sources(findings), "p.yaml");

    private sealed class Sources(ExplorationFindings findings) : ISchemaSource
    {
        public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => [.. findings.Find(source.Name.Text)!.Profile.Columns.Select(column => new Column(column.Name, column.Type))];

        public IReadOnlyList<Column>? ColumnsOf(TableName table) => null;
    }
}
