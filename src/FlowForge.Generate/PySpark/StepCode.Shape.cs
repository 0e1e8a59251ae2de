using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

internal sealed partial class StepCode
{
    public string Visit(Derive step) => WithColumns(step.Columns.Select(column => (column.Name.Text, Py.Expr(Sql.Of(column.Value)))));

    public string Visit(Window step) => WithColumns(step.Columns.Select(column =>
        (column.Name.Text, Py.Expr(Sql.Of(StepWindow.Over(step, Expression.Parse(column.Value.Text).Expression!))))));

    public string Visit(Aggregate step)
    {
        string grouping = step.Grouping switch { Grouping.Plain => "groupBy", Grouping.Rollup => "rollup", Grouping.Cube => "cube" };
        string grouped = step.By.Count == 0 ? "rows" : $"rows.{grouping}({Py.Names(Own(step.By))})";
        string made = Py.Block($"rows = {grouped}.agg(", [.. step.Columns.Select(Aliased)], ")");
        return Lines(made, step.Having is null ? "" : $"rows = rows.where({Py.Text(Sql.Of(step.Having))})");
    }

    private static string Aliased(Named<PlanText> column) => $"{Py.Expr(Sql.Of(column.Value))}.alias({Py.Text(column.Name.Text)})";

    public string Visit(Pivot step)
    {
        string pivot = Own(step.Column), by = Py.Names(Own(step.By));
        string grouped = step.By.Count > 0 ? $"groupBy({by})" : "groupBy()";
        if (step.Values is { } values && IsPivotedAlike(step))
            return Py.Block($"rows = rows.{grouped}.pivot({Py.Name(pivot)}, {Py.List(values.Select(value => PivotValue(value, TypeOf(pivot))))}).agg(", [.. step.Columns.Select(Aliased)], ")");

        // A group without rows for a value is null, a count too: so groups first, then their places.
        string source = step.Values is not null ? Py.Col(pivot) : TextOf(pivot);
        string inner = Py.Block($"rows.groupBy({(by.Length > 0 ? by + ", " : "")}{source}.alias(\"__pivot\")).agg(", [.. step.Columns.Select(Aliased)], ")");
        string list = step.Values is { } given ? Py.List(given.Select(value => PivotValue(value, TypeOf(pivot)))) : "values";
        string[] firsts = [.. step.Columns.Select(column => $"F.first({Py.Name(column.Name.Text)}, ignorenulls=True).alias({Py.Text(column.Name.Text)})")];
        return Lines(
            step.Values is null ? PivotFit(pivot) : "",
            $"counted = {inner}",
            Py.Block($"rows = counted.{grouped}.pivot(\"__pivot\", {list}).agg(", firsts, ")"));
    }

    /// <summary>Whether Spark itself leaves a place null where no row was: it does for numbers.</summary>
    private bool IsPivotedAlike(Pivot step) =>
        checkedStep.Output.Columns.Skip(step.By.Count) is { } made && made.Any() && made.All(column => IsNumber(column.Type));

    private static string PivotValue(PlanValue value, DataType? type) => value.IsNull ? "None"
        : type is not null && type != DataType.Boolean && IsNumber(type) ? value.Text
        : type == DataType.Boolean ? Py.Bool(value.Text == "true") : Py.Text(value.Text);

    private string PivotFit(string pivot) => Lines(
        Fit($"rows.select({Py.Col(pivot)}.alias(\"v\"), {TextOf(pivot)}.alias(\"text\")).distinct().select(\n    F.lit({Py.Text(pivot)}).alias(\"column\"), F.lit(\"value\").alias(\"name\"), F.array(\"text\").alias(\"key\"),\n    (F.row_number().over(Window.orderBy(F.col(\"v\").asc())) - 1).alias(\"value\"),\n)"),
        $"values = fitted_keys(fit, {Py.Text(pivot)})");

    public string Visit(Unpivot step)
    {
        string[] turned = Own(step.Columns);
        string[] kept = step.Keep.Count > 0 ? Own(step.Keep) : [.. _input.Columns.Select(column => column.Name).Except(turned, StringComparer.OrdinalIgnoreCase)];
        DataType? common = checkedStep.Output.Find(step.ValueTo.Text)?.Type;
        string ids = step.Keep.Count == 0 && _input.IsOpen
            ? $"[column(name) for name in rows.columns if name not in {Py.Texts(turned)}]"
            : Py.Block("[", [.. kept.Select(Py.Name)], "]");
        string[] values = [.. turned.Select(name => common is null || TypeOf(name) == common ? Py.Name(name) : $"{Py.Col(name)}.cast({Py.Type(common)}).alias({Py.Text(name)})")];
        return Lines(
            Py.Block("rows = rows.unpivot(", [ids, Py.Block("[", values, "]"), Py.Text(step.NameTo.Text), Py.Text(step.ValueTo.Text)], ")"),
            step.DropNulls ? $"rows = rows.where({Py.Col(step.ValueTo.Text)}.isNotNull())" : "");
    }

    public string Visit(Explode step)
    {
        string list = Own(step.Column);
        string function = $"F.{(step.Position is null ? "" : "pos")}explode{(step.Outer ? "_outer" : "")}";
        bool isMap = TypeOf(list) is DataType.Map;
        string[] names = [.. step.Position is { } position ? [position.Text] : (string[])[], .. isMap ? ["key", "value"] : (string[])[step.Into?.Text ?? list]];
        return InPlace(list, [$"{function}({Py.Name(list)}).alias({string.Join(", ", names.Select(Py.Text))})"]);
    }

    /// <summary>All columns, one of them replaced by others in its place.</summary>
    private string InPlace(string name, IReadOnlyList<string> replacement)
    {
        if (!_input.IsOpen) return Py.Block("rows = rows.select(", [.. _input.Columns.SelectMany(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? replacement : [Py.Name(column.Name)])], ")");
        return Lines(
            $"place = [name.lower() for name in rows.columns].index({Py.Text(name.ToLowerInvariant())})",
            "columns = [column(name) for name in rows.columns]",
            $"rows = rows.select(*columns[:place], {string.Join(", ", replacement)}, *columns[place + 1 :])");
    }

    public string Visit(Flatten step) => Lines(Own(step.Columns).Select((name, i) =>
    {
        RowSchema schema = _input;
        if (TypeOf(name) is not DataType.Struct structure || schema.IsOpen || step.Columns.Count > 1)
            return Lines(
                $"fields = fields_of({Py.Text(Sql.Name(name))}, {Py.Text(name)}, rows.schema[{Py.Text(name)}].dataType, {Py.Text(step.Separator.Text)}, deep={Py.Bool(step.Deep)})",
                $"place = rows.columns.index({Py.Text(name)})",
                "columns = [column(name) for name in rows.columns]",
                "rows = rows.select(*columns[:place], *fields, *columns[place + 1 :])");
        return InPlace(name, [.. Fields(step, $"`{name.Replace("`", "``", StringComparison.Ordinal)}`", name, structure)]);
    }));

    private static IEnumerable<string> Fields(Flatten step, string path, string name, DataType.Struct structure) => structure.Fields.SelectMany(field =>
    {
        string inner = $"{path}.`{field.Name.Replace("`", "``", StringComparison.Ordinal)}`", made = $"{name}{step.Separator}{field.Name}";
        return step.Deep && field.Type is DataType.Struct deeper ? Fields(step, inner, made, deeper) : [$"F.col({Py.Text(inner)}).alias({Py.Text(made)})"];
    });

    public string Visit(Sort step) => step.Limit is { } limit
        ? $"rows = rows.orderBy({OrderWithTies(step.OrderBy)}).limit({limit})"
        : $"rows = rows.orderBy({string.Join(", ", Sql.Order(step.OrderBy))})";

    public string Visit(Intersect step) => Compared(step.Table, step.By, step.All ? "intersectAll" : "intersect");

    public string Visit(Except step) => Compared(step.Table, step.By, step.All ? "exceptAll" : "subtract");

    // Spark compares columns by position; by name the other side's are put in the order of these.
    private string Compared(PlanText table, UnionBy by, string method) =>
        $"rows = rows.{method}({scope.Setting.Table(scope, table)}{(by == UnionBy.Name ? ".select(*[column(name) for name in rows.columns])" : "")})";

    public string Visit(Union step)
    {
        string Added(PlanText table) => step.By == UnionBy.Position
            ? $"rows = rows.union({scope.Setting.Table(scope, table)})"
            : $"rows = rows.unionByName({scope.Setting.Table(scope, table)}{(step.AllowMissing ? ", allowMissingColumns=True" : "")})";
        return Lines([.. step.Tables.Select(Added), step.Distinct ? "rows = rows.distinct()" : ""]);
    }

    public string Visit(SurrogateKey step)
    {
        string[] of = Own(step.Of);
        string name = Py.Text(step.Name.Text);
        if (step.With == KeyKind.Xxhash64) return $"rows = rows.select(F.xxhash64({Py.Names(of)}).alias({name}), \"*\")";
        if (step.With == KeyKind.Sha256) return $"rows = rows.select(F.sha2(F.to_json(F.struct({Py.Names(of)})), 256).alias({name}), \"*\")";
        string same = string.Join(" AND ", of.Select(key => $"left.{Sql.Name(key)} <=> right.{Sql.Name(key)}"));
        return Lines(
            $"keys = numbered_keys({scope.Places.Python(scope.Table.Address, "_keys_", $"_{step.Name}")}, rows, {Py.Texts(of)}, {name})",
            $"rows = rows.alias(\"left\").join(keys.alias(\"right\"), F.expr({Py.Text(same)}), \"left\").select(F.col({Py.Text($"right.{Sql.Name(step.Name.Text)}")}).alias({name}), \"left.*\")");
    }
}
