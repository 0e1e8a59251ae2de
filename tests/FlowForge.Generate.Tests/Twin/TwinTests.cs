using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using Xunit.Abstractions;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Notebooks are executed, call by call, and their tables compared with those of the run here.</summary>
public sealed class TwinTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string[]> s_choices = new()
    {
        ["customers.customer_id"] = [.. Enumerable.Range(1, 25).Select(id => $"{id}"), "NULL"],
        ["customers.plan"] = ["'basic'", "'plus'", "'max'", "NULL"],
        ["customers.city"] = ["'berlin'", "' Berlin  Mitte'", "'ULM'", "'são paulo'", "''", "NULL"],
        ["customers.income"] = ["0", "1", "2500.5", "1e9", "NULL", "'NaN'", "7"],
        ["customers.born"] = ["'01.02.1990'", "'31.12.1969'", "'1.2.90'", "'2024-01-01'", "NULL", "'29.02.2000'", "''"],
        ["events.event_id"] = [.. Enumerable.Range(1, 60).Select(id => $"{id}"), "NULL"],
        ["events.customer_id"] = [.. Enumerable.Range(1, 30).Select(id => $"{id}"), "NULL"],
        ["events.kind"] = ["'buy'", "'buy'", "'return'", "'look'", "NULL"],
        ["events.qty"] = ["0", "1", "5", "9", "NULL"],
        ["events.at"] = ["TIMESTAMPTZ '2024-01-01 00:00:00+00'", "TIMESTAMPTZ '2024-03-31 00:59:59.999999+00'", "TIMESTAMPTZ '2024-03-31 01:00:00+00'", "TIMESTAMPTZ '2024-05-02 22:00:00+00'", "TIMESTAMPTZ '2024-05-31 21:59:59+00'", "TIMESTAMPTZ '2024-06-01 01:00:00+00'"],
        ["rates.plan"] = ["'basic'", "'plus'", "'max'", "NULL"],
        ["rates.low"] = ["0", "1", "3", "NULL"],
        ["rates.high"] = ["3", "9", "NULL"],
        ["policies"] = [],
        ["policies.policy_id"] = ["#"],
        ["policies.customer_id"] = [.. Enumerable.Range(1, 30).Select(id => $"{id}"), "NULL"],
        ["orders.order id"] = [.. Enumerable.Range(1, 1).Select(_ => "#")],
        ["orders"] = [],
        ["orders.a.b"] = ["1.005", "2.5", "-0.0", "'NaN'", "NULL", "99999999.99", "123456789.5", "0.004"],
        ["orders.größe"] = ["'XL'", "'é 1'", "NULL", "'m'"],
        ["orders.select"] = ["'it''s \"x\\y\"'", "'it''s \"x\\y\"'", "'it''s \"x\\y\"'", "NULL", "'n'"],
    };

    public static TheoryData<string, bool, int> Plans => new()
    {
        { "every_step", true, 1 }, { "every_step", false, 2 }, { "hard_names", true, 3 }, { "hard_names", false, 4 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Notebooks_OfAPlan_WriteTheTablesOfTheRun(string name, bool hasCache, int seed)
    {
        output.WriteLine($"seed {seed}");
        CheckedPlan plan = PlanFixture.Load(name);
        var rows = new TwinRows(new Random(seed), s_choices);
        using var world = new TwinWorld(plan, PlanFixture.Options) { HasCache = hasCache };
        foreach (PlanSource source in plan.Plan.Sources) world.Source(source.Name.Text, rows.Query(source, source.Name.Text == "rates" ? 9 : 80));
        Same("first run", world.Differences());
        if (hasCache) SecondRun(plan, world);
        foreach (PlanSource source in plan.Plan.Sources) world.Source(source.Name.Text, rows.Query(source, source.Name.Text == "rates" ? 9 : 70));
        Same("other rows", world.Differences());
        if (hasCache) Same("full refresh", world.Differences(fullRefresh: true));
    }

    /// <summary>An append adds what the tables before it hold by then; all else stays as it was.</summary>
    private static void SecondRun(CheckedPlan plan, TwinWorld world)
    {
        IReadOnlyDictionary<string, long> before = world.Versions();
        Same("second run", world.Differences());
        IEnumerable<string> appended = plan.Plan.Tables.Where(table => table.Steps[^1] is Append).Select(table => $"main.shop.{table.Address.Schema}_{table.Address.Table}");
        Assert.Empty(world.Versions().Where(version => before[version.Key] != version.Value).Select(version => version.Key).Except(appended));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(201)]
    [InlineData(212)]
    public void Notebooks_OfRandomPlans_WriteTheTablesOfTheRunOrFailWithIt(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var rows = new TwinRows(random, s_randomChoices);
        var wrong = new List<string>();
        int failed = 0;
        for (int i = 0; i < RandomPlans; i++)
        {
            CheckedPlan plan = RandomPlan.Next(random, out string yaml, isRun: true);
            using var world = new TwinWorld(plan, PlanFixture.Options) { HasCache = random.Next(3) > 0 };
            foreach (PlanSource source in plan.Plan.Sources) world.Source(source.Name.Text, rows.Query(source, random.Next(6) == 0 ? 0 : 25));
            IReadOnlyList<string> differences = world.DifferencesOrFailure(out bool isFailure);
            if (isFailure) failed++;
            else if (differences.Count == 0)
            {
                // What comes next meets what is there.
                foreach (PlanSource source in plan.Plan.Sources) world.Source(source.Name.Text, rows.Query(source, random.Next(6) == 0 ? 0 : 20));
                differences = [.. world.DifferencesOrFailure(out _).Select(difference => $"second run: {difference}")];
            }
            if (differences.Count > 0) wrong.Add($"seed {seed}, plan {i}:\n{string.Join('\n', differences)}\n{yaml[yaml.IndexOf("    - read: s", StringComparison.Ordinal)..]}");
        }
        output.WriteLine($"{RandomPlans} plans, {failed} failed on both sides");
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.True(failed < RandomPlans * 2 / 3, $"{failed} of {RandomPlans} plans failed: that tells too little.");
    }

    private const int RandomPlans = 6;

    private static readonly Dictionary<string, string[]> s_randomChoices = new()
    {
        ["t"] = [],
        ["t.id"] = ["#"],
        ["s.id"] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "NULL"],
    };

    [Fact]
    public void Notebooks_OfRegularRawFiles_ReadByThemselvesWhatTheConverterReads()
    {
        CheckedPlan plan = PlanFixture.Check("""
            plan: raw
            settings: { time_zone: Europe/Berlin }
            sources:
              c: { path: c.csv, columns: { id: int, name: string, amount: "decimal(10,2)", day: date, at: timestamp, flag: boolean } }
              g: { path: g.csv, columns: { id: int, amount: "decimal(12,2)", total: double, day: date, at: timestamp, moved: timestamp, free: string } }
              j: { path: j.ndjson, columns: { id: bigint, tags: array<string>, inner: "struct<a:int,b:string>", at: timestamp } }
            bronze:
              c: [read: c, overwrite]
              g: [read: g, overwrite]
              j: [read: j, overwrite]
            """, "raw");
        using var world = new TwinWorld(plan, PlanFixture.Options with
        {
            Sources = new Dictionary<string, SourceShape>
            {
                ["g"] = new SourceShape("csv", new Dictionary<string, string> { ["header"] = "line 1", ["delimiter"] = ";", ["encoding"] = "windows-1252" },
                    [Found("id bigint"), Found("amount decimal(18,2) 1234,5"), Found("total decimal(18,2) 1.234,5"), Found("day date DD.MM.YYYY"), Found("at timestamp_ntz DD.MM.YYYY"), Found("moved timestamp_ntz MM/DD/YYYY AM/PM"), Found("free string")]),
            },
        });
        world.RawSource("c", "id,name,amount,day,at,flag\n1,\"a, \"\"b\"\"\nc\",1.50,2024-03-31,2024-03-31 12:00:00,true\n2, ä ,,,,\n3,007,-0.05,1999-12-31,2024-10-27 01:30:00,false\n");
        world.RawSource("g", "id;amount;total;day;at;moved;free\n1;31295,30;1.234.567,89;25.01.1943;31.12.2023 23:59:58;1/31/2024 5:05 PM;\"a;b\"\n2;-0,05;NA;1.2.2024;01.02.2024 00:00;12/1/2024 12:30:15 am; x \n3;;12;;;;\"\"\n");
        world.RawSource("j", "{\"id\":1,\"tags\":[\"x\",null],\"inner\":{\"a\":1,\"b\":\"\"},\"at\":\"2024-03-31T00:59:59.123456Z\"}\n{\"id\":2,\"tags\":[],\"inner\":null}\n");
        Same("raw files", world.Differences());
    }

    /// <summary>A column as a look at the file finds it: name, type and form.</summary>
    private static SourceColumn Found(string column) =>
        column.Split(' ', 3) is [var name, var type, .. var form] ? new SourceColumn(name, TypeNames.Parse(type)!, form.Length > 0 ? form[0] : null, IsRenamed: false) : throw new ArgumentException(column, nameof(column));

    [Fact]
    public void Notebooks_OfSourcesThatChangeTheirColumns_TakeWhatTheRunTakes()
    {
        using var world = new TwinWorld(Drift("k: int, x: string", "k: int, gone: string, n: int"), PlanFixture.Options);
        world.Source("s", "SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS r(k, x)");
        world.Source("t", "SELECT 1 AS k, 'x' AS gone, CAST(3 AS INTEGER) AS n");
        Same("first run", world.Differences());
        world.Replan(Drift("k: int, x: string, extra: double", "k: int, n: bigint"));
        world.Source("s", "SELECT k, x, CAST(extra AS DOUBLE) AS extra FROM (VALUES (1, 'b', 1.5), (3, 'c', NULL)) AS r(k, x, extra)");
        world.Source("t", "SELECT 1 AS k, CAST(3 AS BIGINT) AS n");
        Same("other columns", world.Differences());
        IReadOnlyDictionary<string, long> before = world.Versions();
        Same("the same again", world.Differences());
        Assert.Equal(before["main.shop.bronze_taken"], world.Versions()["main.shop.bronze_taken"]);
    }

    /// <summary>Names that files cannot have, in structs and lists too, in tables that are new and in tables that did without.</summary>
    [Fact]
    public void Notebooks_OfNamesThatFilesCannotHave_MakeAndAddThem()
    {
        const string Nested = "k: int, x: string, inner: 'struct<`a b`:int,plain:string>', list: 'array<struct<`x;y`:string,`n=1`:int>>'";
        using var world = new TwinWorld(Drift(Nested, "k: int, gone: string, n: int"), PlanFixture.Options);
        const string Structs = "struct_pack(\"a b\" := k * 2, plain := 'p') AS inner, [struct_pack(\"x;y\" := 'l', \"n=1\" := k)] AS list";
        world.Source("s", $"SELECT k, x, {Structs} FROM (VALUES (1, 'a'), (2, NULL)) AS r(k, x)");
        world.Source("t", "SELECT 1 AS k, 'x' AS gone, CAST(3 AS INTEGER) AS n");
        Same("nested names", world.Differences());

        world.Replan(Drift(Nested + ", 'new name': double", "k: int, n: int, 'in {braces}': string"));
        world.Source("s", $"SELECT k, x, {Structs}, 1.5::DOUBLE AS \"new name\" FROM (VALUES (1, 'b'), (3, 'c')) AS r(k, x)");
        world.Source("t", "SELECT 1 AS k, CAST(3 AS INTEGER) AS n, 'y' AS \"in {braces}\"");
        Same("names of new columns", world.Differences());
        Same("the same again", world.Differences());
    }

    /// <summary>Casts to types whose fields have such names.</summary>
    [Fact]
    public void Notebooks_OfPartitionsWithEmptyTexts_SetAsideWhatTheRunSetsAside()
    {
        using var world = new TwinWorld(PlanFixture.Check("""
            plan: parts
            sources: { s: { path: s.parquet, columns: { p: string, k: int, v: string } } }
            bronze:
              merged:
                partitioned_by: p
                steps: [read: s, merge: [p, k]]
              whole:
                partitioned_by: p
                steps: [read: s, overwrite]
            """, "parts"), PlanFixture.Options);
        world.Source("s", "SELECT * FROM (VALUES ('', 1, 'a'), (NULL, 2, 'b'), ('x', 3, '')) AS t(p, k, v)");
        Same("first run", world.Differences());
        IReadOnlyDictionary<string, long> before = world.Versions();
        Same("second run", world.Differences());
        Assert.Equal(before, world.Versions());
    }

    [Fact]
    public void Notebooks_OfCastsToTypesWithOddNames_AreThoseOfTheRun()
    {
        CheckedPlan plan = PlanFixture.Check("""
            plan: casts
            sources: { s: { path: s.parquet, columns: { k: int, inner: "struct<`a b`:int,`c``d`:string>", list: "array<struct<`x,y`:int>>" } } }
            bronze:
              t:
                - read: s
                - cast: { inner: "struct<`a b`:bigint,`c``d`:string>", list: "array<struct<`x,y`:double>>" }
                - derive: { picked: "inner.`a b`", odd: "inner.`c``d`" }
                - overwrite
            """, "casts");
        string notebook = Generator.Generate(plan, PlanFixture.Options, Generator.Targets).Single(file => file.Path == "notebooks/bronze_t.py").Text;
        Assert.Contains("`a b`", notebook, StringComparison.Ordinal);
        using var world = new TwinWorld(plan, PlanFixture.Options);
        world.Source("s", "SELECT * FROM (VALUES (1, struct_pack(\"a b\" := 1, \"c`d\" := 'x'), [struct_pack(\"x,y\" := 7)]), (2, NULL, [])) AS r(k, \"inner\", list)");
        Same("casts", world.Differences());
    }

    private static CheckedPlan Drift(string s, string t) => PlanFixture.Check($$"""
        plan: drift
        sources: { s: { path: s.parquet, columns: { {{s}} } }, t: { path: t.parquet, columns: { {{t}} } } }
        bronze:
          whole: [read: s, audit_columns, { overwrite: whole, schema: additive }]
          added: [read: s, append: additive]
          matched: [read: s, { merge: k, schema: additive }]
          only_keys: [read: s, select: k, merge: k]
          versions: [read: s, scd2: k]
          days: [read: s, snapshot]
          taken: [read: t, { overwrite: whole, schema: permissive }]
        """, "drift");

    [Fact]
    public void Notebooks_OfMomentsOfEqualValues_GiveNullsAndDoNotStop()
    {
        CheckedPlan plan = PlanFixture.Check("""
            plan: moments
            sources: { s: { path: s.parquet, columns: { k: string, x: double, n: int } } }
            bronze:
              t:
                - read: s
                - aggregate: { s: skewness(x), k4: kurtosis(x) + 1, f: "skewness(n) filter (where n > 1)" }
                  by: k
                - overwrite
            """, "moments");
        Assert.DoesNotContain("skewness(", Generator.Generate(plan, PlanFixture.Options, Generator.Targets).Single(file => file.Path == "notebooks/bronze_t.py").Text);
        using var world = new TwinWorld(plan, PlanFixture.Options);
        world.Source("s", "SELECT * FROM (VALUES ('same', 2.5, 1), ('same', 2.5, 2), ('same', 2.5, NULL), ('many', 1.0, 3), ('many', 2.0, 4), ('many', 40.0, 9), ('many', 1e6, 2), ('none', NULL, 1), ('nan', 'NaN', 2), ('nan', 1.0, 3)) AS r(k, x, n)".Replace("'NaN'", "CAST('NaN' AS DOUBLE)"));
        Same("moments", world.Differences());
    }

    private static void Same(string when, IReadOnlyList<string> differences) => Assert.True(differences.Count == 0, $"{when}:\n{string.Join('\n', differences)}");
}
