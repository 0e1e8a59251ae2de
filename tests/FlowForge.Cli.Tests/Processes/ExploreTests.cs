using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

public sealed class ExploreTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();

    public ExploreTests()
    {
        string raw = Directory.CreateDirectory(Path.Combine(_process.Folder, "raw")).FullName;
        File.WriteAllLines(Path.Combine(raw, "customers.csv"), ["customer_id,name,city", .. Enumerable.Range(1, 60).Select(i => $"{i},Name {i},{(i % 3 == 0 ? "Berlin" : i % 3 == 1 ? " berlin" : "Paris")}")]);
        File.WriteAllLines(Path.Combine(raw, "orders.csv"), ["order_id;customer_id;ordered_at;amount", .. Enumerable.Range(1, 300).Select(i => $"{i};{1 + i * 7 % 60};{new DateTime(2024, 1, 1).AddDays(i):yyyy-MM-dd};{i % 90 + 1},50")]);
    }

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Explore_Folder_BecomesFindingsThenAPlanThatIsValid()
    {
        (int code, _, string error) = _process.Run("explore", "raw");
        Assert.True(code == 0, error);
        Assert.Contains("orders.customer_id → customers.customer_id  no orphans", error, StringComparison.Ordinal);
        Assert.Equal(["findings/customers_findings.yaml", "findings/multi_dataset_findings.yaml", "findings/orders_findings.yaml", "findings/recommendations.yaml", "findings/report.html"],
            _process.Files().Where(file => file.StartsWith("findings", StringComparison.Ordinal)).Select(file => file.Replace('\\', '/')));

        (code, string output, error) = _process.Run("recommend", "findings", "--accept", "all", "--min-confidence", "0.6");
        Assert.True(code == 0, error);
        Assert.Contains(" 0 open", output, StringComparison.Ordinal);

        (code, _, error) = _process.Run("plan", "--from", "findings", "--out", "plans/shop.yaml");
        Assert.True(code == 0, error);
        (code, _, error) = _process.Run("validate", "plans/shop.yaml", "--strict");
        Assert.True(code == 0, $"{error}\n{File.ReadAllText(Path.Combine(_process.Folder, "plans", "shop.yaml"))}");

        (code, _, error) = _process.Run("plan", "--from", "findings", "--out", "plans/shop.yaml");
        Assert.Equal(2, code);
        Assert.Contains("is there already", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_Again_KeepsDecisionsAndTellsDifferences()
    {
        Assert.Equal(0, _process.Run("explore", "raw/customers.csv", "--quiet").Code);
        string id = (string)JsonNode.Parse(_process.Run("recommend", "findings", "--json").Out)!["items"]![0]!["id"]!;
        Assert.Equal(0, _process.Run("recommend", "findings", "--reject", id).Code);
        File.AppendAllText(Path.Combine(_process.Folder, "raw", "customers.csv"), "61,Name 61,Rome\n");
        (int code, string output, string error) = _process.Run("explore", "raw/customers.csv", "--compare", "findings");
        Assert.True(code == 0, error);
        Assert.Contains("customers ~ dataset.rows: 60 → 61", output, StringComparison.Ordinal);
        JsonNode items = JsonNode.Parse(_process.Run("recommend", "findings", "--json").Out)!["items"]!;
        Assert.Equal("rejected", (string)items[0]!["decision"]!);
    }

    [Fact]
    public void Explore_Json_IsWholeAndOnStdout()
    {
        (int code, string output, string error) = _process.Run("explore", "raw/orders.csv", "--json", "--quiet");
        Assert.True(code == 0, error);
        Assert.Equal((300, "order_id"), ((int)JsonNode.Parse(output)!["datasets"]![0]!["dataset"]!["rows"]!, (string)JsonNode.Parse(output)!["datasets"]![0]!["dataset"]!["keys"]![0]!["columns"]![0]!));
    }

    [Fact]
    public void Explore_Nothing_SaysWhatToDo()
    {
        Assert.Contains("no such file", _process.Run("explore", "missing.csv").Error, StringComparison.OrdinalIgnoreCase);
        (int code, _, string error) = _process.Run("recommend", "raw");
        Assert.Equal(1, code);
        Assert.Contains("flowforge explore writes them", error, StringComparison.Ordinal);
        Assert.Equal(2, _process.Run("plan").Code);
    }
}
