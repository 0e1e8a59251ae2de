using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Generate.Tests;

/// <summary>Plans that nobody has thought of: steps drawn by chance over the columns that are there, those that the checker refuses left out.</summary>
internal static class RandomPlan
{
    private const string Head = """
        plan: chance
        sources:
          s:
            path: raw/s.parquet
            columns: { id: bigint, "a b": double, n: int, "x.y": string, kind: string, day: date, at: timestamp, flag: boolean, list: array<string> }
          t:
            path: raw/t.parquet
            columns: { id: bigint, code: string, low: int, high: int, rate: double, since: timestamp }
        bronze:
          t: [read: t, overwrite]
          s:
            - read: s

        """;

    /// <summary>Each template takes a number, a text and any column of those that are there, and a number of its own for new names.</summary>
    private static readonly string[] s_templates =
    [
        "filter: \"{num} > 1 or {text} is null\"",
        "derive: { \"d{new}\": \"{num} * 2 + 1\", e{new}: \"concat({text}, 'x')\" }",
        "derive: { \"{num!}\": \"case when {num} > 0 then {num} end\" }",
        "select: [id, {any!}, {text!}]",
        "drop: {any!}",
        "rename: { {any!}: \"r {new}\" }",
        "clean_text: {text!}\n      case: upper",
        "cast: { {num!}: double, {text!}: string }",
        "cast: { {text!}: int }\n      on_error: quarantine",
        "impute: {num!}\n      with: median\n      flag: true",
        "impute: {text!}\n      with: mode\n      by: id",
        "impute: {any!}\n      with: forward\n      order_by: id",
        "cap_outliers: {num!}\n      by: zscore",
        "deduplicate: [id, {any!}]\n      order_by: \"{num} desc\"",
        "mask: {text!}",
        "expect: { r{new}: \"{num} >= 0\" }\n      on_violation: drop",
        "join: bronze.t\n      on: id\n      columns: [rate, code]\n      prefix: j{new}_",
        "join: bronze.t\n      condition: left.{num} < right.high\n      expect: many_to_many\n      columns: [since]\n      prefix: c{new}_",
        "lookup: bronze.t\n      on: id\n      columns: [rate]",
        "aggregate: { total{new}: \"sum({num})\", n{new}: count(*), last{new}: \"max({any})\" }\n      by: [id, {text!}]",
        "window: { w{new}: \"sum({num})\", p{new}: row_number() }\n      partition_by: {text!}\n      order_by: [{all}]",
        "unpivot: [{num!}]\n      keep: [id]\n      name_to: m{new}\n      value_to: v{new}",
        "explode: list\n      as: element{new}",
        "surrogate_key: k{new}\n      of: [id, {text!}]\n      with: sha256",
        "index: {text!}\n      suffix: _i{new}",
        "frequency: {text!}\n      suffix: _f{new}",
        "scale: {num!}\n      suffix: _s{new}",
        "log: {num!}\n      suffix: _l{new}",
        "bin: {num!}\n      edges: [0, 1, 2]\n      suffix: _b{new}",
        "cyclical: { \"{num}\": 7 }",
        "ordinal: {text!}\n      order: [a, b]\n      suffix: _o{new}",
        "point_in_time_join: bronze.t\n      on: id\n      at: at\n      time: since\n      columns: [rate]\n      prefix: pit{new}_",
        "sort: id\n      limit: 10",
    ];

    /// <summary>Steps whose columns are known only when they have run, for those who run them.</summary>
    private static readonly string[] s_fitted =
    [
        "one_hot: {text!}\n      top: 2",
        "one_hot: {text!}\n      keep_column: true",
        "pivot: {text!}\n      aggregates: { pv{new}: \"sum({num})\", pc{new}: count(*) }\n      by: {any!}",
        "impute: {num!}\n      with: mean\n      by: {text!}",
        "index: {text!}\n      suffix: _x{new}\n      order: alphabet_asc",
        "scale: {num!}\n      with: robust\n      suffix: _r{new}",
        "bin: {num!}\n      quantiles: 3\n      suffix: _q{new}",
        "surrogate_key: q{new}\n      of: [{text!}, {num!}]\n      with: sequence",
        "history_features: bronze.t\n      on: id\n      time: since\n      cutoff: at\n      lags: { rate: 2 }\n      prefix: h{new}_",
        "window_features: bronze.t\n      on: id\n      time: since\n      cutoff: at\n      windows: [30d, 1y]\n      features: { rate: [sum, mean, std, min, max, first, last, count, count_distinct], code: [last] }\n      recency: true",
        "union: bronze.t\n      allow_missing: true\n      distinct: true",
        "join: bronze.t\n      on: id\n      type: full\n      expect: many_to_many\n      prefix: f{new}_",
        "deduplicate: [{any!}]",
    ];

    private static readonly string[] s_ends =
    [
        "append: additive", "snapshot", "merge: {any!}\n      duplicates: first", "merge: [{any!}, {text!}]\n      duplicates: first\n      missing_in_source: delete", "overwrite: whole\n      schema: permissive", "overwrite: whole\n      schema: additive",
    ];

    /// <param name="isRun">Whether the plan will be run: then steps that need data may be in it, and it may end otherwise than by an overwrite.</param>
    internal static CheckedPlan Next(Random random, out string yaml, bool isRun = false)
    {
        string[] templates = isRun ? [.. s_templates, .. s_fitted] : s_templates;
        string steps = "";
        for (int i = 0, tries = 0; i < 8 && tries < 40; tries++)
        {
            string step = "    - " + Filled(random, templates[random.Next(templates.Length)], Check(Head + steps + "    - overwrite\n")!.Tables[^1].Schema, i) + "\n";
            if (Check(Head + steps + step + "    - overwrite\n") is null) continue;
            steps += step;
            i++;
        }
        string end = "    - overwrite\n";
        if (isRun && random.Next(2) == 0 && "    - " + Filled(random, s_ends[random.Next(s_ends.Length)], Check(Head + steps + end)!.Tables[^1].Schema, 0) + "\n" is var other && Check(Head + steps + other) is not null) end = other;
        yaml = Head + steps + end;
        return PlanFixture.Check(yaml, "chance");
    }

    private static string Filled(Random random, string template, RowSchema schema, int number)
    {
        string Pick(Func<PlanColumn, bool> fits)
        {
            PlanColumn[] columns = [.. schema.Columns.Where(fits)];
            return columns.Length == 0 ? "none" : columns[random.Next(columns.Length)].Name;
        }

        string num = Pick(column => column.Type == DataType.Double || column.Type == DataType.Integer || column.Type == DataType.BigInt), text = Pick(column => column.Type == DataType.Varchar), any = Pick(column => column.Type is not DataType.List);
        foreach ((string word, string name) in new[] { ("num", num), ("text", text), ("any", any) })
            template = template.Replace($"{{{word}!}}", $"\"{name}\"", StringComparison.Ordinal).Replace($"{{{word}}}", $"`{name}`", StringComparison.Ordinal);
        template = template.Replace("{all}", string.Join(", ", schema.Columns.Select(column => $"\"`{column.Name}`\"")), StringComparison.Ordinal);
        return template.Replace("\"\"", "\"", StringComparison.Ordinal).Replace("{new}", $"{number}", StringComparison.Ordinal);
    }

    private static CheckedPlan? Check(string yaml)
    {
        PlanReadResult read = PlanReader.Read(PlanYaml.Read(yaml, "chance"), "chance");
        if (!read.IsValid) return null;
        CheckedPlan plan = PlanChecker.Check(read.Plan, Declared.Instance, "chance");
        return plan.IsValid ? plan : null;
    }

    private sealed class Declared : ISchemaSource
    {
        internal static Declared Instance { get; } = new();

        public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => [.. source.Columns.Select(column => new Column(column.Name.Text, column.Value))];

        public IReadOnlyList<Column>? ColumnsOf(TableName table) => null;
    }
}
