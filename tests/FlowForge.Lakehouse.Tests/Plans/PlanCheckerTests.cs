using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Lakehouse.Tests.Plans;

public sealed class PlanCheckerTests
{
    [Fact]
    public void Check_ColumnsThatNobodyKnows_AreTurnedIntoAValueOfAnyType() =>
        Assert.Empty(PlanTexts.Findings("plan: t\nsources: { s: s.parquet }\nbronze:\n  t:\n    - read: s\n    - unpivot: [a, b]\n      keep: [id]\n      name_to: n\n      value_to: v\n    - filter: v > 1\n    - overwrite\n"));

    [Fact]
    public void Check_AWholePlan_HasNothingToSayAndKnowsEverySchema()
    {
        CheckedPlan plan = PlanTexts.Check(PlanTexts.Claims);
        Assert.Empty(plan.Findings);
        Assert.Equal(
            ["customer_id INTEGER, name VARCHAR, city VARCHAR, born DATE, income DOUBLE, _source VARCHAR, _run_id VARCHAR, _ingested_at TIMESTAMP WITH TIME ZONE, income_was_missing BOOLEAN",
             "city VARCHAR, year INTEGER, claims BIGINT, total DECIMAL(20,2), largest DECIMAL(10,2)"],
            [Schema(plan, "silver", "customers"), Schema(plan, "gold", "by_city")]);
        Assert.Equal(["bronze.customers", "bronze.claims", "silver.customers", "silver.claims", "gold.by_city", "gold.customer_features"], plan.Tables.Select(table => $"{table.Table.Address.Schema}.{table.Table.Name}"));
    }

    [Theory]
    [InlineData("filter: amont > 0", "plan.yaml:9:15: error: There is no column amont. Did you mean amount?")]
    [InlineData("filter: amount", "plan.yaml:9:15: error: 'amount' is double; a condition is boolean.")]
    [InlineData("filter: sum(amount) > 1", "plan.yaml:9:15: error: 'sum(amount) > 1' is an aggregate; here each row is looked at by itself. Use aggregate or window.")]
    [InlineData("filter: amount >", "plan.yaml:9:23: error: Found the end, expected an expression.")]
    [InlineData("fliter: amount > 0", "plan.yaml:9:7: error: 'fliter' is not a step. Did you mean 'filter'?")]
    [InlineData("select: [id, idd]", "plan.yaml:9:20: error: there is no column 'idd'. Did you mean 'id'?")]
    [InlineData("cast: { at: integr }", "plan.yaml:9:19: error: found 'integr', expected a type of Spark, such as string, int, bigint, double, decimal(10,2), boolean, date, timestamp, array<int>, struct<a: int>.")]
    [InlineData("impute: name\nwith: median", "plan.yaml:9:15: error: column 'name' is string; median needs a number. Cast it first.")]
    [InlineData("impute: amount\nwith: middle", "plan.yaml:10:13: error: found 'middle', expected one of median, mean, mode, constant, forward.")]
    [InlineData("impute: amount\nhow: median", "plan.yaml:10:7: error: 'how' is not a parameter of impute. There are with, value, by, order_by, missing, flag, fit_on, id, why.")]
    [InlineData("rename: { id: name }", "plan.yaml:9:7: error: rename would make a second column 'name'. Rename or drop the first one, or give another name or prefix.")]
    [InlineData("aggregate: { n: count(*), a: amount }\nby: name", "plan.yaml:9:36: error: column 'amount' stands outside of an aggregate and is not in by. Write for instance max(amount), or add it to by.")]
    [InlineData("bin: amount\nedges: [3, 1]", "plan.yaml:9:7: error: bin: edges grow, and there are two at least.")]
    [InlineData("deduplicate: id\norder_by: amount downwards", "plan.yaml:10:24: error: Found 'downwards', expected an operator or the end.")]
    [InlineData("filter: at > timestamp'2024-02-30'", "plan.yaml:9:20: error: It fails for every row: The value '2024-02-30' is no timestamp. try_cast gives null instead.")]
    [InlineData("filter: date(at) = '2024-13-01'", "plan.yaml:9:26: error: It fails for every row: The value '2024-13-01' is no date. try_cast gives null instead.")]
    [InlineData("derive: { x: id + 1 / 0 }", "plan.yaml:9:25: error: It fails for every row: Division by zero. try_divide gives null instead.")]
    [InlineData("derive: { x: \"date_format(at, 'YYYY')\" }", "plan.yaml:9:21: error: It fails for every row: The pattern YYYY has Y, which Spark does not take since 3.0.")]
    [InlineData("derive: { x: \"date_trunc(name, at)\" }", "plan.yaml:9:21: error: date_trunc takes a constant unit. Compute it another way.")]
    [InlineData("derive: { x: 1 + rand(7) }", "plan.yaml:9:24: error: rand() gives other values each time the plan runs, with a seed too: rows have no fixed order. Running the plan again would change its tables. A number of a row that stays: pmod(xxhash64(key, 42), 10000) / 10000. To part rows at random, take the step split.")]
    [InlineData("derive: { x: \"aes_encrypt(name, 'a key of 16 byte')\" }", "plan.yaml:9:21: error: aes_encrypt() gives other values each time the plan runs, with a seed too: rows have no fixed order. Running the plan again would change its tables. Give it an initial vector that depends on the row, as substring(unhex(sha2(id, 256)), 1, 12) for GCM, or take ECB, which shows where values are equal.")]
    [InlineData("derive: { x: \"window(at, '1 hour')\", y: \"window(at, '2 hours')\" }", "plan.yaml:9:48: error: the step has another window of time already; Spark computes one in a step. Derive this one in a step of its own.")]
    [InlineData("derive: { x: \"window(at, '1 hour', '5 minutes')\" }", "plan.yaml:9:42: error: Windows that overlap would turn a row into several, which an expression does not. Derive the starts as an array with sequence, then take the step explode.")]
    [InlineData("derive: { x: \"window(at, '1 month')\" }", "plan.yaml:9:32: error: A window's length counts in weeks, days, hours, minutes or seconds; months differ in length.")]
    [InlineData("derive: { x: \"mask(name, upper => 'Q')\" }", "plan.yaml:9:32: error: The function takes no argument named upper.")]
    [InlineData("derive: { x: uuid() }", "plan.yaml:9:20: error: uuid() gives other values each time the plan runs, with a seed too: rows have no fixed order. Running the plan again would change its tables. A surrogate_key step makes ids that stay.")]
    [InlineData("scale: amount\nwith: minmax\ncenter: false", "plan.yaml:9:7: error: scale: center: false goes with standard or robust.")]
    [InlineData("expect:\n", "plan.yaml:9:7: error: expect needs a value: map of name to expression. Rules by name: conditions.")]
    public void Check_AWrongStep_IsToldWithItsPlace(string step, string expected) =>
        Assert.Contains(expected, PlanTexts.Findings(PlanTexts.Over("id: int, name: string, amount: double, at: timestamp", step)).Select(finding => finding.Replace(" …", "", StringComparison.Ordinal)));

    [Fact]
    public void Check_SeveralWrongThings_AreToldAtOnce()
    {
        string[] findings = PlanTexts.Findings(PlanTexts.Over("id: int, name: string", "filter: nmae = 'a'", "drop: ident", "select: [id]"));
        Assert.Equal(["plan.yaml:9:15: error: There is no column nmae. Did you mean name?", "plan.yaml:10:13: error: there is no column 'ident'. There are id, name."], findings);
    }

    [Theory]
    [InlineData("select: [id, name]", "filter: id > 1")]
    [InlineData("aggregate: { n: count(*) }\n      by: city", "filter: city = 'x' and n > 1")]
    [InlineData("pivot: kind\n      values: [a]\n      aggregates: { n: count(*) }\n      by: city", "filter: city = 'x'")]
    public void Check_SourceThatNobodyCouldLookAt_SaysNothingOfItsColumns(string first, string second) =>
        Assert.Empty(PlanTexts.Findings($"plan: t\nsources:\n  s: {{ path: gone.csv }}\nbronze:\n  t:\n    - read: s\n    - {first}\n    - {second}\n    - overwrite\n"));

    [Theory]
    [InlineData("plan: t\nbronz:\n  t: [read: s, overwrite]\n", "plan.yaml:2:1: error: 'bronz' is not a key of a plan. Did you mean 'bronze'?")]
    [InlineData("plan: t\nsources: { s: { path: s, columns: { a: int } } }\nbronze:\n  t:\n    - read: s\n    - filtr: a > 1\n    - filter: b > 1\n    - merge:\n", "plan.yaml:6:7: error: 'filtr' is not a step. Did you mean 'filter'?", "plan.yaml:8:7: error: merge needs a value: column, or list of columns. Key columns.")]
    [InlineData("plan: t\nsources: { s: { path: s, columns: { a: int, b: int } }, u: { path: u, columns: { ab: int, b: int } } }\nbronze:\n  u: [read: u, overwrite]\n  t:\n    - read: s\n    - join: bronze.u\n      on: { a: abc }\n    - filter: a > 1 and x > 2\n    - overwrite\n", "plan.yaml:8:16: error: there is no column 'abc' in bronze.u. Did you mean 'ab'?")]
    [InlineData("plan: t\nsources: { s: { path: s, columns: { a: int, b: int } } }\nsilver:\n  u: [read: s, overwrite]\nbronze:\n  t:\n    - read: s\n    - join: silver.u\n      on: a\n    - overwrite\n", "plan.yaml:8:13: warning: bronze.t reads silver.u, which is of a later layer: a run of one layer at a time sees what the run before left there. Move one of them, so that layers read from those before them.", "plan.yaml:8:7: error: join would make a second column 'b'. Rename or drop the first one, or give another name or prefix.")]
    public void Check_OneCause_IsToldOnce(string yaml, params string[] expected) => Assert.Equal(expected, PlanTexts.Findings(yaml));

    [Fact]
    public void Read_AKeyTwice_IsToldAsThat()
    {
        Diagnostic found = Assert.Throws<InputException>(() => PlanTexts.Findings("plan: t\nbronze:\n  t:\n  - read: s\n  - derive:\n     x: 1\n     x: 2\n")).Diagnostic;
        Assert.Equal((7, "the key 'x' stands here a second time."), (found.Where.Line, found.Summary));
    }

    [Fact]
    public void Check_TablesThatNeedEachOther_AreToldAsACircle()
    {
        string[] findings = PlanTexts.Findings("plan: t\nsilver:\n  a:\n    - from: silver.b\n    - overwrite\n  b:\n    - from: silver.a\n    - overwrite\n");
        Assert.Contains("plan.yaml:7:13: error: tables need each other in a circle: silver.a → silver.b → silver.a. Take one of them apart.", findings);
    }

    [Fact]
    public void Check_AnExpressionInABlock_PointsIntoIt()
    {
        string[] findings = PlanTexts.Findings(PlanTexts.Over("id: int, name: string", "derive:\n  long: >\n    case when id > 1\n    then nam else 'x' end"));
        Assert.Contains("plan.yaml:12:16: error: There is no column nam. Did you mean name?", findings);
    }

    [Fact]
    public void Check_ASourceThatNobodyLookedAt_LeavesItsColumnsAlone() =>
        Assert.Empty(PlanTexts.Findings("plan: t\nsources: { s: s.csv }\nbronze:\n  t:\n    - read: s\n    - filter: anything > 1\n    - overwrite\n"));

    [Theory]
    [InlineData("plan: t\nbronze:\n  t:\n    - filter: a > 1\n    - overwrite\n", "plan.yaml:4:7: error: table t begins with filter: there are no rows yet. Begin with read: <source> or from: <table>.")]
    [InlineData("plan: t\nsources: { s: s.csv }\nbronze:\n  t:\n    - read: s\n", "plan.yaml:5:7: error: table t ends with read: its rows are not written. End with feature_table, append, overwrite, merge, scd2, snapshot.")]
    [InlineData("plan: t\nbronze:\n  t:\n    - read: nope\n    - overwrite\n", "plan.yaml:4:13: error: there is no source 'nope'. There is none.")]
    [InlineData("plan: t\nbronze:\n  t:\n    - from: silver.x\n    - overwrite\n", "plan.yaml:4:13: error: there is no table silver.x in the plan or the catalog. There are bronze.t.")]
    [InlineData("plan: t\nbornze: {}\n", "plan.yaml:2:1: error: 'bornze' is not a key of a plan. Did you mean 'bronze'?")]
    [InlineData("plan: t\nsettings: { time_zone: Mars/Base }\n", "plan.yaml:2:24: error: 'Mars/Base' is not a time zone. Use a name of the IANA list such as Europe/Berlin, or UTC.")]
    public void Check_AWrongPlan_IsToldWithItsPlace(string yaml, string expected) => Assert.Contains(expected, PlanTexts.Findings(yaml));

    private static string Schema(CheckedPlan plan, string layer, string table) => plan.Tables.First(one => one.Table.Address.Schema == layer && one.Table.Name.Text == table).Schema.ToString();

    private const string AheadOf = "looks at rows behind the row's own, which nobody knew at its 'at'. Take lag, or a frame that ends at the current row. Where later rows are meant, as in a label, say so: a window step with future: allow.";

    [Theory]
    [InlineData("window: { x: lead(v) }\n      order_by: at", "7:20: error: lead")]
    [InlineData("window: { x: \"lag(v, -1)\" }\n      order_by: at", "7:21: error: lag")]
    [InlineData("window: { x: lead(v) }\n      order_by: at desc", null)]
    [InlineData("window: { x: lag(v) }\n      order_by: at", null)]
    [InlineData("window: { x: sum(v) }\n      order_by: at", null)]
    [InlineData("window: { x: sum(v) }\n      partition_by: k", "7:20: error: sum")]
    [InlineData("window: { x: sum(v) }\n      order_by: at desc", "7:20: error: sum")]
    [InlineData("window: { x: avg(v) }\n      order_by: at\n      frame: rows between 1 preceding and 1 following", "7:20: error: avg")]
    [InlineData("window: { x: avg(v) }\n      order_by: at\n      frame: rows between 1 preceding and 1 following\n      future: allow", null)]
    [InlineData("window: { x: percent_rank() }\n      order_by: at", "7:20: error: percent_rank")]
    [InlineData("derive: { x: lead(v) over (order by at) }", "7:20: error: lead")]
    public void Check_WindowInAFeatureTable_LooksAtNoLaterRow(string step, string? expected) =>
        Assert.Equal(expected is null ? [] : [$"plan.yaml:{expected} {AheadOf}"], PlanTexts.Findings(Featured(step, "feature_table: [k]\n      timestamp: at")));

    [Theory]
    [InlineData("window: { x: lead(v) }\n      order_by: at", "overwrite", 0)]
    [InlineData("window: { x: lead(v) }\n      order_by: at\n      future: fail", "overwrite", 1)]
    [InlineData("window: { x: lead(v) }\n      order_by: at", "feature_table: [k]", 0)]
    public void Check_WindowThatLooksAhead_IsStoppedWhereThePlanSaysSo(string step, string write, int findings) =>
        Assert.Equal(findings, PlanTexts.Findings(Featured(step, write)).Length);

    private static string Featured(string step, string write) => $"plan: t\nsources: {{ s: {{ path: s, columns: {{ k: int, v: double, at: timestamp }} }} }}\nml:\n  t:\n    steps:\n    - read: s\n    - {step}\n    - {write}\n";
}
