using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

internal sealed partial class StepChecker
{
    public RowSchema Visit(Derive step)
    {
        var columns = Same.Columns.ToList();
        foreach (Named<PlanText> derived in step.Columns)
        {
            PlanColumn column = Scalar(derived.Value, input) is { } typed ? Computed(derived.Name.Text, typed) : New(derived.Name.Text, DataType.Null);
            int there = columns.FindIndex(one => one.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase));
            if (there >= 0) columns[there] = column;
            else columns.Add(column);
        }
        return input with { Columns = [.. columns] };
    }

    public RowSchema Visit(Join step)
    {
        RowSchema right = Table(step.Table);
        Takes((step.On.Count > 0 ? 1 : 0) + (step.Condition is null ? 0 : 1) == (step.Type == JoinType.Cross ? 0 : 1), step.Type == JoinType.Cross ? "a cross join has no on and no condition." : "give either on or condition.");
        List<(PlanColumn Left, PlanColumn Right)> keys = Keys(step.On, right, step.Table);
        if (step.Condition is not null) Condition(step.Condition, Sides(right));
        if (step.Type is JoinType.LeftSemi or JoinType.LeftAnti) return Same;
        // A key that is misspelt is told; which columns come from the right is not known then.
        if (keys.Count < step.On.Count) return Same with { IsOpen = true };
        IEnumerable<PlanColumn> taken = step.Columns.Count > 0
            ? FindAll(step.Columns, right, $" in {step.Table}")
            : right.Columns.Where(column => !keys.Exists(key => key.Right == column));
        return With(Same with { IsOpen = input.IsOpen || (right.IsOpen && step.Columns.Count == 0) }, taken.Select(column => column with { Name = step.Prefix?.Text + column.Name }));
    }

    public RowSchema Visit(Intersect step) => Compared(step.Table, step.By);

    public RowSchema Visit(Except step) => Compared(step.Table, step.By);

    /// <summary>Whole rows of both sides, held against each other.</summary>
    private RowSchema Compared(PlanText reference, UnionBy by)
    {
        RowSchema rows = Same, other = Table(reference);
        foreach (PlanColumn column in rows.Columns.Concat(other.Columns))
            if (column.Type is DataType.Map) Error("plan-type", reference.Where, $"column '{column.Name}' is {TypeNames.Of(column.Type)}, and maps cannot be compared.", "Select the columns to compare first.");
        if (rows.IsOpen || other.IsOpen) return rows with { IsOpen = true };
        return by == UnionBy.Position ? ByPosition(rows, other, reference) : ByName(rows, other, reference, allowMissing: false);
    }

    public RowSchema Visit(Union step)
    {
        RowSchema rows = Same;
        foreach (PlanText reference in step.Tables)
        {
            RowSchema other = Table(reference);
            rows = rows.IsOpen || other.IsOpen ? rows with { IsOpen = true } : step.By == UnionBy.Position ? ByPosition(rows, other, reference) : ByName(rows, other, reference, step.AllowMissing);
        }
        return rows;
    }

    public RowSchema Visit(Aggregate step)
    {
        List<PlanColumn> groups = FindAll(step.By);
        var columns = groups.Select(Pass).ToList();
        foreach (Named<PlanText> aggregate in step.Columns)
            columns.Add(Typed(aggregate.Value, input) is { } typed && IsOfGroup(typed, aggregate.Value, groups) && IsOfLevel(typed, aggregate.Value, step) ? Computed(aggregate.Name.Text, typed) : New(aggregate.Name.Text, DataType.Null));
        RowSchema result = With(RowSchema.Empty with { IsOpen = input.IsOpen && groups.Count < step.By.Count }, columns);
        if (step.Having is not null) Condition(step.Having, result);
        return result;
    }

    public RowSchema Visit(Window step)
    {
        FindAll(step.PartitionBy);
        Order(step.OrderBy, input);
        var columns = new List<PlanColumn>();
        foreach (Named<PlanText> column in step.Columns)
        {
            if (Expression.Parse(column.Value.Text).Expression is not { } expression) continue;
            columns.Add(Typed(StepWindow.Over(step, expression), column.Value, input) is { } typed ? Computed(column.Name.Text, typed) : New(column.Name.Text, DataType.Null));
        }
        return With(Same, columns);
    }

    public RowSchema Visit(Pivot step)
    {
        PlanColumn? pivot = Find(step.Column);
        List<PlanColumn> groups = FindAll(step.By);
        var computed = new List<(string Name, TypedExpression Typed)>();
        foreach (Named<PlanText> aggregate in step.Columns)
            if (Typed(aggregate.Value, input) is { } typed && IsOfGroup(typed, aggregate.Value, []) && IsOfLevel(typed, aggregate.Value, new Aggregate())) computed.Add((aggregate.Name.Text, typed));
        RowSchema result = new([.. groups.Select(Pass)], input.IsOpen && groups.Count < step.By.Count);
        // Without values the data decide which columns there are.
        if (step.Values is null) return result with { IsOpen = true };
        if (pivot is not null) foreach (PlanValue value in step.Values) Fits(value, pivot);
        return With(result, step.Values.SelectMany(value => computed.Select(one => Computed(step.Columns.Count == 1 ? NameOf(value) : $"{NameOf(value)}_{one.Name}", one.Typed))));
    }

    public RowSchema Visit(Unpivot step)
    {
        List<PlanColumn> turned = FindAll(step.Columns);
        IEnumerable<PlanColumn> kept = step.Keep.Count > 0 ? FindAll(step.Keep) : input.Columns.Except(turned);
        // Columns that nobody knows make a value of a type that nobody knows.
        if (turned.Count == 0) return With(Same with { Columns = [.. kept.Select(Pass)], IsOpen = true }, [New(step.NameTo.Text, DataType.Varchar)]);
        DataType? common = Common(turned.Select(column => column.Type));
        Takes(common is not null, $"the columns have no common type: {string.Join(", ", turned.Select(column => $"{column.Name} {TypeNames.Of(column.Type)}"))}.", "Cast them first.");
        return With(Same with { Columns = [.. kept.Select(Pass)] }, [New(step.NameTo.Text, DataType.Varchar), New(step.ValueTo.Text, common ?? DataType.Null, turned)]);
    }

    public RowSchema Visit(Explode step)
    {
        if (Find(step.Column) is not { } column) return Same with { IsOpen = true };
        IEnumerable<PlanColumn> position = step.Position is { } name ? [New(name.Text, DataType.Integer, column)] : [];
        PlanColumn[] elements;
        switch (column.Type)
        {
            case DataType.List list:
                elements = [New(step.Into?.Text ?? column.Name, list.Element, column)];
                break;
            case DataType.Map map:
                elements = [New("key", map.Key, column), New("value", map.Value, column)];
                break;
            default:
                Takes(false, $"column '{column.Name}' is {TypeNames.Of(column.Type)}, neither list nor map.");
                return Same;
        }
        return With(RowSchema.Empty with { IsOpen = input.IsOpen }, input.Columns.SelectMany(one => one == column ? [.. position, .. elements] : (IEnumerable<PlanColumn>)[Pass(one)]));
    }

    public RowSchema Visit(Flatten step)
    {
        List<PlanColumn> columns = FindAll(step.Columns);
        foreach (PlanColumn column in columns.Where(column => column.Type is not DataType.Struct))
            Takes(false, $"column '{column.Name}' is {TypeNames.Of(column.Type)}, not a struct.");
        return With(RowSchema.Empty with { IsOpen = input.IsOpen }, input.Columns.SelectMany(column => columns.Contains(column) && column.Type is DataType.Struct structure ? Fields(column, column.Name, structure, step) : [Pass(column)]));
    }

    public RowSchema Visit(Lookup step)
    {
        RowSchema right = Table(step.Table);
        bool isRange = step.Low is not null || step.High is not null;
        Takes(step.On.Count > 0 || isRange, "give on, or low and high.");
        Takes(isRange == step.Value is not null, "value goes with low and high.");
        Keys(step.On, right, step.Table);
        if (step.Value is not null) Scalar(step.Value, input);
        if (step.Low is not null) Find(step.Low, right, $" in {step.Table}");
        if (step.High is not null) Find(step.High, right, $" in {step.Table}");
        Order(step.OrderBy, right);
        List<PlanColumn> taken = FindAll(step.Columns, right, $" in {step.Table}");
        if (step.Default is { } value) foreach (PlanColumn column in taken) Fits(value, column);
        return With(Same, taken);
    }

    public RowSchema Visit(SurrogateKey step)
    {
        PlanColumn key = New(step.Name.Text, step.With == KeyKind.Sha256 ? DataType.Varchar : DataType.BigInt, FindAll(step.Of));
        if (input.Find(key.Name) is not null) Error("plan-name-taken", step.Name.Where, $"there is a column '{key.Name}' already.");
        return Same with { Columns = [key, .. Same.Columns] };
    }

    public RowSchema Visit(Sort step)
    {
        Order(step.OrderBy, input);
        Takes(step.Limit is null or >= 0, "limit is 0 or more.");
        return Same;
    }

    /// <summary>Both sides as structs, for a condition over <c>left</c> and <c>right</c>.</summary>
    private RowSchema Sides(RowSchema right) => new(
        [New("left", new DataType.Struct(input.AsColumns())), New("right", new DataType.Struct(right.AsColumns()))],
        input.IsOpen || right.IsOpen);

    private RowSchema ByPosition(RowSchema rows, RowSchema other, PlanText reference)
    {
        if (!Takes(rows.Columns.Count == other.Columns.Count, $"these rows have {rows.Columns.Count} columns, {reference} has {other.Columns.Count}.")) return rows;
        return rows with { Columns = [.. rows.Columns.Zip(other.Columns, (left, right) => Joined(left, right, reference))] };
    }

    private RowSchema ByName(RowSchema rows, RowSchema other, PlanText reference, bool allowMissing)
    {
        foreach (PlanColumn column in rows.Columns.Where(column => other.Find(column.Name) is null && !allowMissing))
            Takes(false, $"{reference} has no column '{column.Name}'.", "allow_missing makes it null there.");
        List<PlanColumn> more = [.. other.Columns.Where(column => rows.Find(column.Name) is null)];
        foreach (PlanColumn column in more.Where(_ => !allowMissing))
            Takes(false, $"these rows have no column '{column.Name}', which {reference} has.", "allow_missing makes it null here.");
        return rows with { Columns = [.. rows.Columns.Select(column => other.Find(column.Name) is { } right ? Joined(column, right, reference) : column), .. more] };
    }

    private PlanColumn Joined(PlanColumn left, PlanColumn right, PlanText reference)
    {
        DataType? common = Coercion.Common(left.Type, right.Type, Ansi);
        Takes(common is not null, $"column '{left.Name}' is {TypeNames.Of(left.Type)} here and {TypeNames.Of(right.Type)} in {reference}: they have no common type.", "Cast one of them first.");
        return left with { Type = common ?? left.Type, From = [.. left.From, .. right.From] };
    }

    private DataType? Common(IEnumerable<DataType> types) => types.Cast<DataType?>().Aggregate((left, right) => left is null || right is null ? null : Coercion.Common(left, right, Ansi));

    private bool IsOfGroup(TypedExpression typed, PlanText text, List<PlanColumn> groups)
    {
        string? loose = typed.LooseColumns().FirstOrDefault(column => !groups.Exists(group => group.Name.Equals(column, StringComparison.OrdinalIgnoreCase)));
        if (loose is not null)
        {
            Error("plan-aggregate", text.Where, $"column '{loose}' stands outside of an aggregate and is not in by.", $"Write for instance max({loose}), or add it to by.");
            return false;
        }
        if (typed.IsAggregate() || groups.Count > 0) return true;
        Error("plan-aggregate", text.Where, $"'{text}' is no aggregate.", "For instance count(*) or sum(amount).");
        return false;
    }

    // Only a rollup or a cube has rows of different levels.
    private bool IsOfLevel(TypedExpression typed, PlanText text, Aggregate step)
    {
        foreach (TypedExpression.Call call in typed.Calls().Where(call => call.Function.Name is "grouping" or "grouping_id"))
        {
            bool isGroup = step.Grouping != Grouping.Plain && call.Arguments.All(argument => argument is TypedExpression.Column column && step.By.Any(key => key.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase)));
            if (isGroup) continue;
            Error("plan-grouping", text.At(call.Span.Offset), $"{call.Function.Name} takes columns of by, in an aggregate whose grouping is rollup or cube.");
            return false;
        }
        return true;
    }

    private static IEnumerable<PlanColumn> Fields(PlanColumn column, string prefix, DataType.Struct structure, Flatten step) => structure.Fields.SelectMany(field =>
    {
        string name = $"{prefix}{step.Separator}{field.Name}";
        return step.Deep && field.Type is DataType.Struct inner ? Fields(column, name, inner, step) : [New(name, field.Type, column)];
    });

    /// <summary>The name of a column for a value.</summary>
    private static string NameOf(PlanValue value) => value.IsNull ? "null" : value.Text;
}
