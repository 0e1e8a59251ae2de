using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

internal sealed partial class StepCode
{
    private static readonly Dictionary<JoinType, string> s_joinWords = new()
    {
        [JoinType.Inner] = "inner",
        [JoinType.Left] = "left",
        [JoinType.Right] = "right",
        [JoinType.Full] = "full",
        [JoinType.LeftSemi] = "left_semi",
        [JoinType.LeftAnti] = "left_anti",
    };

    public string Visit(Join step)
    {
        RowSchema right = scope.SchemaOf(step.Table);
        (string Left, string Right)[] keys = Pairs(step.On, right);
        string on = step.Condition is { } condition ? Sql.Of(condition) : string.Join(" AND ", keys.Select(key => $"left.{Sql.Name(key.Left)} {(step.NullSafe ? "<=>" : "=")} right.{Sql.Name(key.Right)}"));
        string how = step.Type == JoinType.Cross ? ".crossJoin(other.alias(\"right\"))" : $".join(other.alias(\"right\"), F.expr({Py.Text(on)}), \"{s_joinWords[step.Type]}\")";
        string[] chain = step.Type is JoinType.LeftSemi or JoinType.LeftAnti
            ? ["rows = (", "    rows.alias(\"left\")", $"    {how}", ")"]
            : ["rows = (", "    rows.alias(\"left\")", $"    {how}", $"    {Selected(step, right, keys).Replace("\n", "\n    ", StringComparison.Ordinal)}", ")"];
        string prefix = step.Prefix?.Text ?? "";
        bool addsKnown = step.Type is not (JoinType.LeftSemi or JoinType.LeftAnti) && !(step.Columns.Count == 0 && right.IsOpen);
        return Lines([$"other = {scope.Setting.Table(scope, step.Table)}", .. CardinalityChecks(step, keys, on), addsKnown ? MustBeNew(Taken(step, right, keys).Select(name => prefix + name)) : "", .. chain]);
    }

    // Names of columns that only the rows know cannot be checked before they are there.
    private string MustBeNew(IEnumerable<string> names) => _input.IsOpen ? $"must_be_new(rows, {Py.Texts(names)})" : "";

    private static IEnumerable<string> Taken(Join step, RowSchema right, (string Left, string Right)[] keys) => step.Columns.Count > 0
        ? step.Columns.Select(name => Own(name, right))
        : right.Columns.Select(column => column.Name).Where(name => !keys.Any(key => key.Right.Equals(name, StringComparison.OrdinalIgnoreCase)));

    private (string Left, string Right)[] Pairs(ValueList<Named<PlanText>> keys, RowSchema right) => [.. keys.Select(key => (Own(key.Name), Own(key.Value, right)))];

    private string Selected(Join step, RowSchema right, (string Left, string Right)[] keys)
    {
        bool isOuter = step.Type is JoinType.Right or JoinType.Full && keys.Length > 0;
        string[] left = !isOuter ? ["\"left.*\""]
            : !_input.IsOpen ? [.. _input.Columns.Select(column => OfLeft(column, right, keys))]
            : [$"*[{OuterKeys(keys)}.get(name, F.col(f\"left.{{quoted(name)}}\")) for name in rows.columns]"];
        string prefix = step.Prefix?.Text ?? "";
        bool isDynamic = step.Columns.Count == 0 && right.IsOpen;
        if (isDynamic)
        {
            string names = keys.Length == 0 ? "other.columns" : $"[name for name in other.columns if name not in {Py.Texts(keys.Select(key => key.Right))}]";
            return Py.Block(".select(", [.. left, $"*[F.col(f\"right.{{quoted(name)}}\").alias({(prefix.Length > 0 ? $"{Py.Text(prefix)} + name" : "name")}) for name in {names}]"], ")");
        }
        return Py.Block(".select(", [.. left, .. Taken(step, right, keys).Select(name => $"F.col({Py.Text($"right.{Sql.Name(name)}")}){(prefix.Length > 0 ? $".alias({Py.Text(prefix + name)})" : "")}")], ")");
    }

    // In right and full joins the key may be there on the other side only.
    private static string OfLeft(PlanColumn column, RowSchema right, (string Left, string Right)[] keys)
    {
        (string Left, string Right) key = keys.FirstOrDefault(key => key.Left.Equals(column.Name, StringComparison.OrdinalIgnoreCase));
        if (key.Left is null) return $"F.col({Py.Text($"left.{Sql.Name(column.Name)}")})";
        string both = $"F.coalesce(F.col({Py.Text($"left.{Sql.Name(key.Left)}")}), F.col({Py.Text($"right.{Sql.Name(key.Right)}")}))";
        string cast = right.Find(key.Right)?.Type == column.Type ? "" : $".cast({Py.Type(column.Type)})";
        return $"{both}{cast}.alias({Py.Text(column.Name)})";
    }

    private static string OuterKeys((string Left, string Right)[] keys) =>
        $"{{{string.Join(", ", keys.Select(key => $"{Py.Text(key.Left)}: F.coalesce(F.col({Py.Text($"left.{Sql.Name(key.Left)}")}), F.col({Py.Text($"right.{Sql.Name(key.Right)}")})).alias({Py.Text(key.Left)})"))}}}";

    private IEnumerable<string> CardinalityChecks(Join step, (string Left, string Right)[] keys, string on)
    {
        if (step.Type is JoinType.Cross or JoinType.LeftSemi or JoinType.LeftAnti) yield break;
        bool oneRight = step.Expect is Core.Plans.Steps.Cardinality.ManyToOne or Core.Plans.Steps.Cardinality.OneToOne;
        bool oneLeft = step.Expect is Core.Plans.Steps.Cardinality.OneToMany or Core.Plans.Steps.Cardinality.OneToOne;
        if (step.Condition is not null)
        {
            if (oneRight) yield return $"must_match_once(rows.withColumn(\"__row\", F.monotonically_increasing_id()).alias(\"left\"), other.alias(\"right\"), {Py.Text(on)}, \"of these rows\")";
            if (oneLeft) yield return $"must_match_once(other.withColumn(\"__row\", F.monotonically_increasing_id()).alias(\"right\"), rows.alias(\"left\"), {Py.Text(on)}, {Py.Text($"of {step.Table}")})";
            yield break;
        }
        if (oneRight) yield return scope.Setting.Unique("other", keys.Select(key => Py.Col(key.Right)), $"of {step.Table}", step.NullSafe);
        if (oneLeft) yield return scope.Setting.Unique("rows", keys.Select(key => Py.Col(key.Left)), "of these rows", step.NullSafe);
    }

    public string Visit(Lookup step)
    {
        RowSchema right = scope.SchemaOf(step.Table);
        (string Left, string Right)[] keys = Pairs(step.On, right);
        string[] taken = [.. step.Columns.Select(name => Own(name, right))];
        var probes = keys.Select((key, i) => ($"__key_{i}", Py.Col(key.Left))).ToList();
        var conditions = keys.Select((key, i) => $"right.{Sql.Name(key.Right)} = left.__key_{i}").ToList();
        if (step.Value is { } value)
        {
            probes.Add(("__value", Py.Expr(Sql.Of(value))));
            conditions.Add("left.__value IS NOT NULL");
            if (step.Low is { } low) conditions.Add($"(left.__value >= right.{Sql.Name(Own(low, right))} OR right.{Sql.Name(Own(low, right))} IS NULL)");
            if (step.High is { } high) conditions.Add($"(left.__value < right.{Sql.Name(Own(high, right))} OR right.{Sql.Name(Own(high, right))} IS NULL)");
        }
        string[] order = [.. Sql.Order(step.OrderBy), .. step.OrderBy.Count == 0 && step.Low is { } by ? [$"{Py.Col(Own(by, right))}.asc()"] : (string[])[], "*all_ascending(other)"];
        string names = string.Join(", ", probes.Select(probe => Py.Text(probe.Item1)));
        string found = step.Default is null ? "" : "F.lit(True).alias(\"__found\"), ";
        return Lines(
            MustBeNew(taken),
            $"other = {scope.Setting.Table(scope, step.Table)}",
            Py.Block("probes = rows.select(", [.. probes.Select(probe => $"{probe.Item2}.alias({Py.Text(probe.Item1)})")], ").distinct()"),
            $"first = Window.partitionBy({names}).orderBy({string.Join(", ", order)})",
            Chain("found = (", "probes.alias(\"left\")",
                $".join(other.alias(\"right\"), F.expr({Py.Text(string.Join(" AND ", conditions))}))",
                ".withColumn(\"__place\", F.row_number().over(first))",
                ".where(\"__place = 1\")",
                Py.Block(".select(", [names, .. found.Length > 0 ? [found.TrimEnd(',', ' ')] : (string[])[], .. taken.Select((name, i) => $"{Py.Col(name)}.alias(\"__taken_{i}\")")], ")")),
            BackBeside(probes, taken.Select((name, i) => (name, step.Default is { } none
                ? $"F.when(F.col(\"__found\"), F.col(\"__taken_{i}\")).otherwise({Py.Constant(none, right.Find(name)?.Type)})"
                : $"F.col(\"__taken_{i}\")")), [.. taken.Select((_, i) => $"__taken_{i}"), .. step.Default is null ? [] : (string[])["__found"]]));
    }

    /// <summary>Joins what was found for the probes back to the rows they came from.</summary>
    /// <param name="helpers">Columns of what was found that are gone afterwards.</param>
    private static string BackBeside(IReadOnlyList<(string Name, string Value)> probes, IEnumerable<(string Name, string Value)> added, IReadOnlyList<string> helpers) => Lines(
        Py.Block("rows = rows.withColumns({", [.. probes.Select(probe => $"{Py.Text(probe.Name)}: {probe.Value}")], "})"),
        $"rows = rows.join(found, {Py.Texts(probes.Select(probe => probe.Name))}, \"left\")",
        WithColumns(added),
        $"rows = rows.drop({string.Join(", ", probes.Select(probe => probe.Name).Concat(helpers).Select(Py.Text))})");

    private static string Chain(string open, params IEnumerable<string> lines) =>
        $"{open}\n{string.Concat(lines.Where(line => line.Length > 0).Select(line => $"    {line.Replace("\n", "\n    ", StringComparison.Ordinal)}\n"))})";
}
