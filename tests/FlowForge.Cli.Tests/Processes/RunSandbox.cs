using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>A small shop's files and its plan: a code-page CSV with a broken row, JSON, a quarantine, a watermark, a fit, and every way of writing.</summary>
internal sealed class RunSandbox : IDisposable
{
    internal const string Plan = """
        plan: shop
        sources:
          orders:
            path: raw/orders-*.csv
            options: { delimiter: ";", encoding: windows-1252, header: true }
            columns: { code: string }
          customers: raw/customers.json
        bronze:
          orders:
            - read: orders
            - incremental: at
            - audit_columns
            - append
          customers: [read: customers, overwrite]
        silver:
          orders:
            - from: bronze.orders
            - expect: { positive: amount > 0 or amount is null }
              on_violation: quarantine
              id: sane
            - impute: amount
            - merge: id
          customers:
            - from: bronze.customers
            - scd2: customer
        gold:
          totals:
            - from: silver.orders
            - join: bronze.customers
              on: customer
            - aggregate: { total: sum(amount), n: count(*) }
              by: [customer, name]
            - surrogate_key: number
              of: customer
              with: sequence
            - overwrite
        """;

    internal static readonly string[] Tables = ["bronze.orders", "bronze.orders_quarantine", "bronze.customers", "silver.orders", "silver.orders_quarantine", "silver.customers", "gold.totals"];

    // What differs from run to run: when it was, and its number.
    private static readonly Dictionary<string, string> s_columns = new()
    {
        ["bronze.orders"] = "* EXCLUDE (_run_id, _ingested_at)",
        ["silver.orders"] = "* EXCLUDE (_run_id, _ingested_at)",
        ["bronze.orders_quarantine"] = "* EXCLUDE (_run_id, _quarantined_at)",
        ["silver.orders_quarantine"] = "* EXCLUDE (_run_id, _quarantined_at)",
        ["silver.customers"] = "* EXCLUDE (valid_from, valid_to)",
    };

    internal RunSandbox()
    {
        Process.Environment["FLOWFORGE_LAKEHOUSE"] = "lake";
        Directory.CreateDirectory(Path.Combine(Process.Folder, "raw"));
        File.WriteAllBytes(PathOf("raw/orders-1.csv"), System.Text.Encoding.Latin1.GetBytes($"id;customer;code;amount;at;note\n{string.Concat(Enumerable.Range(1, 40).Select(i => $"{i};{i % 4};{i:D4};{(i % 9 == 0 ? "-1" : i % 5 == 0 ? "" : $"{i}.50")};2024-01-{1 + i / 2:D2} 10:00:00;für {i}\n"))}99;1;0099;7.00;2024-01-05 10:00:00;too;many;cells\n"));
        Write("raw/customers.json", """[{"customer":0,"name":"Ada"},{"customer":1,"name":"Bo"},{"customer":2,"name":"Cy"},{"customer":3,"name":"Di"}]""");
        Write("plan.yaml", Plan);
    }

    internal FlowForgeProcess Process { get; } = new();

    internal string PathOf(string name) => Path.Combine(Process.Folder, name);

    internal void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    internal (int Code, string Out, string Error) Run(params string[] more) => Process.Run(["run", "plan.yaml", .. more]);

    /// <summary>Runs, and fails the test when the run does.</summary>
    internal JsonObject[] Events(params string[] more)
    {
        (int code, string output, string error) = Run(["--json", .. more]);
        Assert.True(code == 0, error);
        return Parse(output);
    }

    internal static JsonObject[] Parse(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    internal string Sql(string sql)
    {
        (int code, string output, string error) = Process.Run("sql", sql, "--format", "csv");
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>All rows of all tables, as text.</summary>
    internal string Contents() => string.Concat(Tables.Select(table => $"{table}\n{Sql($"SELECT {s_columns.GetValueOrDefault(table, "*")} FROM {table} ORDER BY ALL")}"));

    /// <summary>Versions by table.</summary>
    internal string Versions() => string.Join('\n', JsonNode.Parse(Process.Run("table", "list", "--json").Out)!.AsArray().Where(table => !((string)table!["name"]!).Contains("_flowforge", StringComparison.Ordinal)).Select(table => $"{table!["name"]} {table["version"]}"));

    public void Dispose() => Process.Dispose();
}
