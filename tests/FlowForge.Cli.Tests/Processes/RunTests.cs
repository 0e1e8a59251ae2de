using System.Diagnostics;
using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

public sealed class RunTests : IDisposable
{
    private readonly RunSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Run_Plan_BuildsItsTablesAndTellsThem()
    {
        (int code, string output, string error) = _sandbox.Run();
        Assert.True(code == 0, error);
        Assert.Matches(@"bronze\.orders +41 +40 +1 +new -> 1 ", output);
        Assert.Matches(@"silver\.orders +40 +36 +4 +new -> 1 ", output);
        Assert.Contains("succeeded: 5 tables, 5 changed", output, StringComparison.Ordinal);
        Assert.Contains("silver.orders: expect (sane): 40 -> 36 rows, 4 rejected", error, StringComparison.Ordinal);
        Assert.Equal("code,note\n0001,für 1\n", _sandbox.Sql("SELECT code, note FROM bronze.orders WHERE id = 1"));
        Assert.Contains("too;many;cells", _sandbox.Sql("SELECT _row FROM bronze.orders_quarantine"), StringComparison.Ordinal);
        Assert.Equal("name,n\nAda,9\nBo,9\nCy,9\nDi,9\n", _sandbox.Sql("SELECT name, n FROM gold.totals ORDER BY name"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_sandbox.Process.Temp));
    }

    [Fact]
    public void Run_Json_TellsEachEventInALine()
    {
        JsonObject[] events = _sandbox.Events("-q");
        Assert.Equal("run_started", (string)events[0]["type"]!);
        Assert.Equal(5, events.Count(one => (string)one["type"]! == "table_finished"));
        JsonObject read = events.First(one => (string)one["type"]! == "step_finished");
        Assert.Equal((41, 40, 1), ((int)read["rows_in"]!, (int)read["rows_out"]!, (int)read["rows_rejected"]!));
        JsonNode run = events[^1]["run"]!;
        Assert.Equal("succeeded", (string)run["status"]!);
        JsonNode saved = JsonNode.Parse(File.ReadAllText(_sandbox.PathOf($"lake/.runs/{run["run_id"]}.json")))!;
        Assert.True(JsonNode.DeepEquals(run, saved));
        Assert.Equal($"n,status\n{run["steps"]!.AsArray().Count},succeeded\n", _sandbox.Sql("SELECT count(*) AS n, any_value(status) AS status FROM _flowforge.runs"));
    }

    [Fact]
    public void Run_AgainAndWithNewFiles_WritesOnlyWhatIsNew()
    {
        _sandbox.Events();
        string versions = _sandbox.Versions();
        Assert.DoesNotContain(_sandbox.Events(), one => (string)one["type"]! == "table_finished" && (bool)one["is_changed"]!);
        Assert.Equal(versions, _sandbox.Versions());

        _sandbox.Write("raw/orders-2.csv", "id;customer;code;amount;at;note\n41;0;0041;41.50;2024-02-01 10:00:00;new\n");
        _sandbox.Events();
        Assert.Equal("n\n41\n", _sandbox.Sql("SELECT count(*) AS n FROM bronze.orders"));
        Assert.Equal("n\n10\n", _sandbox.Sql("SELECT n FROM gold.totals WHERE name = 'Ada'"));
    }

    [Fact]
    public void Run_LayerOrFrom_BuildsOnlyThose()
    {
        Assert.Equal(2, _sandbox.Events("--layer", "bronze").Count(one => (string)one["type"]! == "table_started"));
        Assert.Equal(5, _sandbox.Events("--layer", "all").Count(one => (string)one["type"]! == "table_started"));
        Assert.Equal("main.gold.totals", (string)_sandbox.Events("--from", "gold.totals").Single(one => (string)one["type"]! == "table_started")["table"]!);
        (int code, _, string error) = _sandbox.Run("--from", "nowhere");
        Assert.Equal(1, code);
        Assert.Contains("nowhere", error, StringComparison.Ordinal);
        Assert.Equal(2, _sandbox.Run("--layer", "platinum").Code);
    }

    [Fact]
    public void Run_StepAsBeginningAndFullRefresh_BuildFromThereAndForgetWatermarks()
    {
        _sandbox.Events();
        string contents = _sandbox.Contents();
        JsonObject[] fromStep = _sandbox.Events("--from", "silver.orders.sane");
        Assert.Equal(["main.silver.orders", "main.silver.customers", "main.gold.totals"], fromStep.Where(one => (string)one["type"]! == "table_started").Select(one => (string)one["table"]!));
        // Without its watermark the source is read whole, and the rows take the place of those that are there.
        JsonObject loaded = _sandbox.Events("--full-refresh", "--layer", "bronze").Single(one => (string)one["type"]! == "step_finished" && (string)one["kind"]! == "append");
        Assert.Equal((40, 40), ((int)loaded["rows_in"]!, (int)loaded["rows_out"]!));
        Assert.Equal(contents, _sandbox.Contents());
    }

    [Fact]
    public void Run_TableOfRuns_TellsWhatTheRecordTells()
    {
        _sandbox.Events();
        _sandbox.Write("raw/orders-2.csv", "id;customer;code;amount;at;note\n41;0;0041;41.50;2024-02-01 10:00:00;new\n");
        JsonNode run = _sandbox.Events()[^1]["run"]!;
        string steps = string.Concat(run["steps"]!.AsArray().Select(step => string.Join(',', ((string[])["table", "step", "kind", "rows_in", "rows_out", "rows_rejected", "rows_ignored", "version_before", "version_after"]).Select(name => step![name]?.ToString())) + $",{run["engine"]}\n").Order(StringComparer.Ordinal));
        string table = _sandbox.Sql($"SELECT \"table\", step, kind, rows_in, rows_out, rows_rejected, rows_ignored, version_before, version_after, engine FROM _flowforge.runs WHERE run_id = '{run["run_id"]}'");
        Assert.Equal(steps, string.Concat(table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line + "\n").Order(StringComparer.Ordinal)));
        Assert.Contains("main.bronze.orders,4,append,1,1,0,0,1,2,", steps, StringComparison.Ordinal);
        Assert.Equal("ok\ntrue\n", _sandbox.Sql("SELECT bool_and(seconds >= 0) AS ok FROM _flowforge.runs"));
    }

    [Fact]
    public void Run_PlanWithErrors_RunsNothing()
    {
        _sandbox.Write("plan.yaml", RunSandbox.Plan.Replace("amount > 0 or", "amuont > 0 or", StringComparison.Ordinal));
        (int code, string output, string error) = _sandbox.Run("--json");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("Did you mean amount?", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_sandbox.PathOf("lake")));
    }

    [Fact]
    public void Run_StepFails_TellsItsPlaceAndKeepsTheRecord()
    {
        _sandbox.Write("plan.yaml", RunSandbox.Plan.Replace("on_violation: quarantine", "on_violation: fail", StringComparison.Ordinal));
        (int code, string output, string error) = _sandbox.Run("--json");
        Assert.Equal(1, code);
        Assert.Contains("plan.yaml:18:", error, StringComparison.Ordinal);
        JsonNode run = RunSandbox.Parse(output)[^1]["run"]!;
        Assert.Equal("failed", (string)run["status"]!);
        Assert.Equal("status\nfailed\n", _sandbox.Sql("SELECT DISTINCT status FROM _flowforge.runs"));
    }

    [Theory]
    [InlineData("delimitr: \";\"", "plan.yaml:5:16: error: 'delimitr' is not an option of a source. Did you mean 'delimiter'?")]
    [InlineData("header: perhaps", "option 'header'")]
    [InlineData("skip_rows: few", "option 'skip_rows'")]
    [InlineData("row_tag: order", "does not go with")]
    public void Validate_WrongSourceOption_IsFoundAtItsPlace(string option, string expected)
    {
        _sandbox.Write("plan.yaml", RunSandbox.Plan.Replace("delimiter: \";\", encoding: windows-1252, header: true", option, StringComparison.Ordinal));
        (int code, _, string error) = _sandbox.Process.Run("validate", "plan.yaml");
        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("plan.yaml:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SourcesOfOtherFormats_AreReadWithTheirOptions()
    {
        _sandbox.Write("raw/visits.xml", "<all><visit><id>1</id><what>tooth</what></visit><visit><id>2</id><what>paw</what></visit><other/></all>");
        _sandbox.Process.MakeParquet("raw/parts/a.parquet");
        _sandbox.Process.MakeParquet("raw/parts/b.parquet", "SELECT 10 AS id, 'ten' AS name");
        Assert.Equal(0, _sandbox.Process.Run("convert", "raw/parts/a.parquet", "raw/lake", "--to", "delta").Code);
        Assert.Equal(0, _sandbox.Process.Run("convert", "raw/parts/b.parquet", "raw/lake", "--to", "delta").Code);
        _sandbox.Write("plan.yaml", """
            plan: formats
            sources:
              visits: { path: raw/visits.xml, options: { row_tag: visit, types: text } }
              parts: raw/parts
              now: raw/lake
              before: { path: raw/lake, options: { version_as_of: 0 } }
              marks: { path: raw/marks.csv, options: { "null": [none, "-"] } }
            bronze:
              visits: [read: visits, overwrite]
              parts: [read: parts, overwrite]
              now: [read: now, overwrite]
              before: [read: before, overwrite]
              marks: [read: marks, overwrite]
            """);
        _sandbox.Write("raw/marks.csv", "a,b\n1,none\n-,2\n");
        _sandbox.Events();
        Assert.Equal("id,what\n1,tooth\n2,paw\n", _sandbox.Sql("SELECT id, what FROM bronze.visits ORDER BY id"));
        Assert.Equal("parts,now,before\n11,1,10\n", _sandbox.Sql("SELECT (SELECT count(*) FROM bronze.parts) AS parts, (SELECT count(*) FROM bronze.now) AS now, (SELECT count(*) FROM bronze.before) AS before"));
        Assert.Equal("a,b\n1,\n,2\n", _sandbox.Sql("SELECT a, b FROM bronze.marks ORDER BY b NULLS FIRST"));
    }

    [Fact]
    public void Run_PlanWithASecret_TakesItFromTheVariable()
    {
        _sandbox.Write("plan.yaml", "plan: p\nsources: { c: raw/customers.json }\nbronze:\n  c:\n    - read: c\n    - mask: name\n      salt: secret:pii/salt\n    - overwrite\n");
        Assert.Contains("FLOWFORGE_SECRET_PII_SALT", _sandbox.Run().Error, StringComparison.Ordinal);
        _sandbox.Process.Environment["FLOWFORGE_SECRET_PII_SALT"] = "pepper";
        (int code, _, string error) = _sandbox.Run();
        Assert.True(code == 0, error);
        Assert.DoesNotContain("pepper", error, StringComparison.Ordinal);
        Assert.Equal("n\n64\n", _sandbox.Sql("SELECT DISTINCT length(name) AS n FROM bronze.c"));
    }

    [Fact]
    public void Plan_SampledBehindARun_ShowsRowsAsForTheFirstTimeAndChangesNothing()
    {
        _sandbox.Events();
        string versions = _sandbox.Versions(), contents = _sandbox.Contents();
        (int code, string output, string error) = _sandbox.Process.Run("plan", "plan.yaml", "--sample", "3", "--json");
        Assert.True(code == 0, error);
        JsonNode[] steps = [.. JsonNode.Parse(output)!.AsArray().SelectMany(table => table!["steps"]!.AsArray())!];
        Assert.All(steps, step => Assert.InRange(step["sample"]!["rows"]!.AsArray().Count, 1, 3));
        Assert.Equal((41, 40, 1), ((int)steps[0]["sample"]!["rows_before"]!, (int)steps[0]["sample"]!["rows_after"]!, (int)steps[0]["sample"]!["rows_rejected"]!));
        Assert.Equal((versions, contents), (_sandbox.Versions(), _sandbox.Contents()));
        Assert.Single(Directory.EnumerateFiles(_sandbox.PathOf("lake/.runs"), "*.json"));
    }

    [Fact]
    public void Run_WhileAnotherRuns_IsRefusedAndNamesIt()
    {
        // The first one waits in the middle: nobody reads what it writes, and the pipe is soon full.
        _sandbox.Write("plan.yaml", "plan: many\nsources: { c: raw/customers.json }\nbronze:\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"  t{i}: [read: c, overwrite]\n")));
        using Process first = _sandbox.Process.Start("run", "plan.yaml", "--json", "-q");
        string runId = (string)JsonNode.Parse(first.StandardOutput.ReadLine()!)!["run_id"]!;
        (int code, _, string error) = _sandbox.Run();
        Assert.Equal(1, code);
        Assert.Contains($"the plan is being run already: run {runId}, process {first.Id} on ", error, StringComparison.Ordinal);
        first.Kill();
        Assert.NotEqual(0, FlowForgeProcess.ExitCode(first));
        _sandbox.Write("plan.yaml", "plan: many\nsources: { c: raw/customers.json }\nbronze:\n  t0: [read: c, overwrite]\n");
        Assert.Equal(0, _sandbox.Run().Code);
    }
}
