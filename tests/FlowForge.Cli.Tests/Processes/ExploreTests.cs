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

    /// <summary>A table of the catalog, a folder of tables and a file beside them.</summary>
    [Fact]
    public void Explore_TablesAndFiles_AreDatasetsOfOneExploration()
    {
        _process.Environment["FLOWFORGE_LAKEHOUSE"] = "lakehouse";
        Assert.Equal(0, _process.Run("convert", "raw/customers.csv", "--table", "bronze.customers").Code);
        foreach (string customers in new[] { "bronze.customers", "lakehouse/main/bronze/tables" })
        {
            (int code, string output, string error) = _process.Run("explore", customers, "raw/orders.csv", "--out", "of-" + customers.Replace('/', '-'), "--json", "--quiet");
            Assert.True(code == 0, error);
            JsonNode findings = JsonNode.Parse(output)!;
            Assert.Equal([("customers", 60), ("orders", 300)], findings["datasets"]!.AsArray().Select(one => ((string)one!["findings"]!, (int)one["dataset"]!["rows"]!)));
            Assert.Equal("customers.customer_id", (string)Assert.Single(findings["together"]!["relationships"]!.AsArray())!["parent"]!);
        }
    }

    /// <summary>What batch has made is explored as what it was made of: the tables of an input that has several, and rows that could not be read.</summary>
    [Fact]
    public void Explore_WhatBatchMade_IsWhatTheRawFilesAre()
    {
        File.WriteAllLines(Path.Combine(_process.Folder, "raw", "events.ndjson"), [.. Enumerable.Range(1, 50).Select(i => $"{{\"id\": {i}, \"kind\": \"k{i % 3}\"}}"), "{\"id\": 5", "{\"id\": 6"]);
        File.WriteAllText(Path.Combine(_process.Folder, "raw", "list.xml"), $"<list>{string.Concat(Enumerable.Range(1, 20).Select(i => $"<thing no=\"{i}\"><part n=\"{i}\"/><part n=\"{i + 1}\"/></thing>"))}</list>");
        Assert.Equal(0, _process.Run("batch", "raw", "tables").Code);
        Assert.Equal(0, _process.Run("batch", "raw", "delta", "--to", "delta").Code);
        (long, long, string)[] Explored(string folder)
        {
            (int code, string output, string error) = _process.Run("explore", folder, "--out", folder + "-findings", "--json", "--quiet");
            Assert.True(code == 0, error);
            return [.. JsonNode.Parse(output)!["datasets"]!.AsArray().Select(one => ((long)one!["dataset"]!["rows"]!, (long?)one["dataset"]!["unreadable_rows"] ?? 0, (string)one["findings"]!)).OrderBy(one => one.Item3, StringComparer.Ordinal)];
        }
        Assert.Equal([(60, 0, "customers"), (50, 2, "events"), (300, 0, "orders"), (40, 0, "part"), (20, 0, "thing")], Explored("raw"));
        Assert.Equal(Explored("raw"), Explored("tables"));
        Assert.Equal(Explored("raw"), Explored("delta"));
    }

    /// <summary>What is written as people write it becomes the number that they mean.</summary>
    [Theory]
    [InlineData("1.234,56 €|2.000,00 €|7,50 €|999 €", "1234.5600|2000.0000|7.5000|999.0000")]
    [InlineData("12,5 %|100 %|7,25 %|0,1 %", "12.5|100.0|7.25|0.1")]
    [InlineData("1,234 pc|1,234|2,500|12,345,678", "1234|2500|12345678")]
    public void Explore_NumbersInTexts_BecomeThoseNumbers(string written, string meant)
    {
        _process.Environment["FLOWFORGE_LAKEHOUSE"] = "lakehouse";
        string[] values = written.Split('|');
        // The first value is written last too, as often as it takes to have a column of its kind.
        File.WriteAllLines(Path.Combine(_process.Folder, "things.tsv"), ["thing_id\tfigure", .. Enumerable.Range(0, 60).Select(i => $"{i + 1}\t{values[i < values.Length ? i : 1 + i % (values.Length - 1)]}")]);
        foreach (string[] command in (string[][])[["explore", "things.tsv", "-q"], ["recommend", "findings", "--accept", "all"], ["plan", "--from", "findings", "--out", "plans/t.yaml"], ["run", "plans/t.yaml"]])
        {
            (int code, _, string error) = _process.Run(command);
            Assert.True(code == 0, $"{string.Join(' ', command)}: {error}");
        }
        string output = _process.Run("sql", "SELECT DISTINCT CAST(figure AS VARCHAR) AS f FROM silver.things", "--format", "csv").Out;
        Assert.Equal(meant.Split('|').Order(StringComparer.Ordinal), output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim().Trim('"')).Order(StringComparer.Ordinal));
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

    /// <summary>A project's sources are read with their options and types, and the plan gets them as they are.</summary>
    [Fact]
    public void Explore_WithoutInput_TakesTheProjectsSources()
    {
        _process.Environment["FLOWFORGE_LAKEHOUSE"] = "lakehouse";
        Project("""
            sources:
              people: { path: raw/customers.csv, columns: { customer_id: string } }
              sales:
                path: raw/orders.csv
                options: { delimiter: ";", null: "7" }
            """);
        (int code, _, string error) = _process.Run("explore");
        Assert.True(code == 0, error);
        Assert.Contains("stored_as: VARCHAR", Findings("people"), StringComparison.Ordinal);
        Assert.Contains("rows: 300", Findings("sales"), StringComparison.Ordinal);

        Assert.Equal(0, _process.Run("recommend", "findings", "--accept", "all").Code);
        Assert.Equal(0, _process.Run("plan", "--from", "findings", "--out", "plans/shop.yaml").Code);
        string plan = File.ReadAllText(Path.Combine(_process.Folder, "plans", "shop.yaml"));
        Assert.Contains("delimiter: ;", plan.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("columns: { customer_id: string }", plan, StringComparison.Ordinal);
        (code, _, error) = _process.Run("run", "plans/shop.yaml");
        Assert.True(code == 0, $"{error}\n{plan}");
        Assert.Contains("299", _process.Run("sql", "SELECT count(order_id) FROM bronze.sales").Out, StringComparison.Ordinal);

        // The plan's own sources are the same, and so are the findings.
        string before = Findings("sales");
        Assert.Equal(0, _process.Run("explore", "plans/shop.yaml", "--out", "again").Code);
        Assert.Equal(Data(before), Data(File.ReadAllText(Path.Combine(_process.Folder, "again", "sales_findings.yaml"))));
    }

    [Theory]
    [InlineData("sources:\n  people: raw/customers.csv\n", "--delimiter: sources of a plan or a project say themselves", "--delimiter", ";")]
    [InlineData("sources:\n  people: { pat: raw/customers.csv }\n", "flowforge.yaml:2:13: error: 'pat' is not a key of a source")]
    [InlineData("sources:\n  people: { path: raw/customers.csv, options: { delimitr: x } }\n", "flowforge.yaml:2:49: error: 'delimitr' is not an option of a source. Did you mean 'delimiter'?")]
    [InlineData("run: { threads: 2 }\n", "explore: name an INPUT, or put sources into flowforge.yaml")]
    public void Explore_ProjectThatSaysNoSource_TellsWhatIsWrong(string project, string expected, params string[] options)
    {
        Project(project);
        (int code, _, string error) = _process.Run(["explore", .. options]);
        Assert.NotEqual(0, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_InTheUsersFile_AreRefusedWithThePlace()
    {
        Directory.CreateDirectory(Path.Combine(_process.Folder, ".flowforge"));
        File.WriteAllText(Path.Combine(_process.Folder, ".flowforge", "config.yaml"), "sources:\n  a: a.csv\n");
        (int code, _, string error) = _process.Run("explore", "raw");
        Assert.Equal(2, code);
        Assert.Contains("config.yaml:1:1: error: sources belong to a project", error, StringComparison.Ordinal);
    }

    private void Project(string text) => File.WriteAllText(Path.Combine(_process.Folder, "flowforge.yaml"), text);

    private string Findings(string dataset) => File.ReadAllText(Path.Combine(_process.Folder, "findings", $"{dataset}_findings.yaml"));

    /// <summary>Findings from the first measured line on.</summary>
    private static string Data(string findings) => findings[findings.IndexOf("\ndataset:", StringComparison.Ordinal)..];
}
