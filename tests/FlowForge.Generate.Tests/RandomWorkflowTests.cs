using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Tests;

/// <summary>Settings of workflows and environments drawn by chance: whatever a plan may say, what comes of it is what the vendor takes.</summary>
public sealed class RandomWorkflowTests
{
    private const string Head = """
        plan: chance
        sources: { s: { path: raw/s.csv, columns: { id: int, at: timestamp } } }
        bronze:
          s: [read: s, audit_columns, { incremental: at }, append]
          t: [read: s, snapshot]
        silver:
          s:
            description: "All of it: once"
            steps: [from: bronze.s, { deduplicate: id }, overwrite]

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Jobs_OfRandomSettings_AreThoseOfTheVendorsSchema(int seed)
    {
        VendorSchema job = await VendorSchema.LoadAsync("github.com/databricks/cli/bundle/config/resources.Job"), bundle = await VendorSchema.LoadAsync();
        var reference = new JobsReference();
        var random = new Random(seed);
        for (int i = 0; i < 40; i++)
        {
            string yaml = Head + Workflow(random) + Environments(random);
            CheckedPlan plan = PlanFixture.Check(yaml, "chance");
            GenerateOptions options = PlanFixture.Options with { Schema = random.Next(2) == 0 ? null : "shop" };
            foreach (GeneratedFile file in Generator.Generate(plan, options, Generator.Targets))
            {
                string[] faults = file.Path == "workflow.json" ? [.. job.Faults(JsonNode.Parse(file.Text)!), .. reference.Faults(JsonNode.Parse(file.Text)!)] : file.Path.EndsWith(".yml", StringComparison.Ordinal) ? [.. bundle.Faults(YamlJson.Of(file.Text))] : [];
                Assert.True(faults.Length == 0, $"Seed {seed}, {file.Path}: {string.Join("; ", faults)}\n{yaml}\n{file.Text}");
                if (file.Path == "workflow.json") Said(yaml, JsonNode.Parse(file.Text)!);
            }
        }
    }

    /// <summary>What is said is in the job, and what is not said is not.</summary>
    private static void Said(string yaml, JsonNode job)
    {
        void Same(string word, bool isThere) => Assert.True(yaml.Contains($"  {word}:", StringComparison.Ordinal) == isThere, $"{word} is {(isThere ? "" : "not ")}in the job:\n{yaml}\n{job}");
        JsonNode task = job["tasks"]![0]!;
        Same("schedule", job["schedule"] is not null);
        Same("notify", job["email_notifications"] is not null);
        Same("slow_after", job["health"] is not null);
        Same("timeout", task["timeout_seconds"] is not null);
        Assert.Equal(yaml.Contains("job_cluster", StringComparison.Ordinal), job["job_clusters"] is not null && task["job_cluster_key"] is not null);
        Assert.True((bool)job["queue"]!["enabled"]!);
        Assert.Equal("chance", (string?)job["tags"]!["flowforge_plan"]);
    }

    private static string Workflow(Random random)
    {
        // Who is slow is told to somebody: the checker asks for both.
        string[] told = [.. Maybe(random, "notify: [a@example.com]", "notify: [a@example.com, 'b+c@example.com']")];
        bool isCluster = random.Next(2) == 0;
        string[] lines =
        [
            .. Maybe(random, "schedule: 0 30 5 ? * MON-FRI", "schedule: 15 0 12 L * ?\n  time_zone: Asia/Kathmandu", "schedule: 0 0/10 * * * ? 2030"),
            isCluster ? "compute: job_cluster" : "compute: serverless",
            .. isCluster ? [.. Maybe(random, "node_type: Standard_DS3_v2"), .. Maybe(random, "workers: 0", "workers: 17"), .. Maybe(random, "runtime: 16.4.x-scala2.12")] : (string[])[],
            .. Maybe(random, "retries: 0", "retries: 5"),
            .. Maybe(random, "retry_after: 30s", "retry_after: 2h"),
            .. Maybe(random, "timeout: 90s", "timeout: 1d"),
            .. told,
            .. told.Length > 0 ? [.. Maybe(random, "slow_after: 45m")] : (string[])[],
            .. Maybe(random, "tags: { team: pets }", "tags: { cost_center: '4711', 'a b': 'yes: no' }"),
        ];
        return $"workflow:\n{string.Concat(lines.Select(line => $"  {line}\n"))}";
    }

    private static string Environments(Random random) => random.Next(3) switch
    {
        0 => "",
        1 => "environments:\n  dev: {}\n",
        _ => "environments:\n  dev: { host: 'https://adb-1.1.azuredatabricks.net', catalog: dev }\n  qa: { catalog: qa }\n  prod: { mode: production, run_as: 00000000-0000-0000-0000-000000000001 }\n",
    };

    private static string[] Maybe(Random random, params string[] lines) => random.Next(2) == 0 ? [] : [lines[random.Next(lines.Length)]];
}
