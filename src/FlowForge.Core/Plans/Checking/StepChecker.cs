using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>Checks one step against the columns that come in, and tells which come out. One partial per family of steps.</summary>
internal sealed partial class StepChecker(PlanChecker plan, PlanTable table, RowSchema input, PlanStep step, List<TableName> needs) : IStepVisitor<RowSchema>
{
    /// <summary>A column of the rows; null after telling that there is none, or when nobody knows.</summary>
    internal PlanColumn? Find(PlanText name) => Find(name, input, "");

    /// <summary>A condition over the rows.</summary>
    internal TypedExpression? Condition(PlanText text) => Condition(text, input);

    private bool Ansi => plan.Settings.Ansi;

    private RowSchema Same => input.Passed();

    private PlanColumn? Find(PlanText name, RowSchema schema, string where)
    {
        if (schema.Find(name.Text) is { } column) return column;
        if (!schema.IsOpen) Error("unknown-column", name.Where, $"there is no column '{name}'{where}.", Hints.For(name.Text, [.. schema.Columns.Select(one => one.Name)]));
        return null;
    }

    /// <summary>The columns that are there, in the order asked; twins are told.</summary>
    private List<PlanColumn> FindAll(IEnumerable<PlanText> names) => FindAll(names, input, "");

    private List<PlanColumn> FindAll(IEnumerable<PlanText> names, RowSchema schema, string where)
    {
        var found = new List<PlanColumn>();
        foreach (PlanText name in names)
        {
            if (Find(name, schema, where) is not { } column) continue;
            if (found.Contains(column)) Error("plan-twice", name.Where, $"column '{name}' is named twice.");
            else found.Add(column);
        }
        return found;
    }

    private List<PlanColumn> FindNumbers(IEnumerable<PlanText> names, string what)
    {
        var numbers = new List<PlanColumn>();
        foreach (PlanText name in names)
        {
            if (Find(name) is not { } column) continue;
            if (Coercion.IsNumeric(column.Type)) numbers.Add(column);
            else Error("plan-type", name.Where, $"column '{name}' is {TypeNames.Of(column.Type)}; {what} needs a number.", "Cast it first.");
        }
        return numbers;
    }

    private TypedExpression? Typed(PlanText text, RowSchema schema) =>
        Expression.Parse(text.Text) is { Expression: { } expression } ? Typed(expression, text, schema) : null;

    private TypedExpression? Typed(Expression expression, PlanText text, RowSchema schema)
    {
        // What an open schema lacks may be there all the same: nothing can be said about types then.
        CheckResult result = ExpressionTyper.Check(expression, schema.AsColumns(), plan.Settings);
        if (schema.IsOpen && result.Findings.Any(finding => finding.Id == "unknown-column")) return null;
        IEnumerable<ExpressionFinding> findings = result.Expression is { } typed && plan.Engine?.Check(typed, plan.Settings) is { } fault ? [fault] : result.Findings;
        foreach (ExpressionFinding finding in findings) Error(finding.Id, text.At(finding.Where.Offset), finding.Summary, finding.Hint);
        if (result.Expression is { } whole)
        {
            Windows(whole, text);
            Future(whole, text);
        }
        if (result.Expression?.Random() is { } random) Error("plan-random", text.At(random.Span.Offset), $"{random.Function.Name}() gives other values each time the plan runs, with a seed too: rows have no fixed order. Running the plan again would change its tables.", HintFor(random.Function.Name));
        return result.Expression;
    }

    /// <summary>Spark computes the windows of one time and length in a step, no two.</summary>
    private void Windows(TypedExpression expression, PlanText text)
    {
        foreach (TypedExpression.Call window in expression.Calls().Where(call => call.Function.Name == "window"))
        {
            _window ??= window.Arguments;
            if (!_window.Equals(window.Arguments)) Error("plan-windows", text.At(window.Span.Offset), "the step has another window of time already; Spark computes one in a step.", "Derive this one in a step of its own.");
        }
    }

    private ValueList<TypedExpression>? _window;

    private static string HintFor(string random) => random switch
    {
        "uuid" or "randstr" => "A surrogate_key step makes ids that stay.",
        "aes_encrypt" => "Give it an initial vector that depends on the row, as substring(unhex(sha2(id, 256)), 1, 12) for GCM, or take ECB, which shows where values are equal.",
        "shuffle" => "Order by a hash of the elements: array_sort with xxhash64.",
        _ => "A number of a row that stays: pmod(xxhash64(key, 42), 10000) / 10000. To part rows at random, take the step split.",
    };

    /// <summary>An expression over single rows.</summary>
    private TypedExpression? Scalar(PlanText text, RowSchema schema)
    {
        if (Typed(text, schema) is not { } typed) return null;
        if (!typed.IsAggregate()) return typed;
        Error("plan-aggregate", text.Where, $"'{text}' is an aggregate; here each row is looked at by itself.", "Use aggregate or window.");
        return null;
    }

    private TypedExpression? Condition(PlanText text, RowSchema schema)
    {
        if (Scalar(text, schema) is not { } typed) return null;
        if (typed.Type == DataType.Boolean || typed.Type is DataType.Void) return typed;
        Error("plan-condition", text.Where, $"'{text}' is {TypeNames.Of(typed.Type)}; a condition is boolean.");
        return null;
    }

    private void Order(IEnumerable<PlanText> items, RowSchema schema)
    {
        foreach (PlanText item in items)
        {
            if (OrderResult.Parse(item.Text).Item is not { } order || Typed(order.Value, item, schema) is not { } typed) continue;
            if (typed.Type is DataType.Map) Error("plan-order-type", item.Where, $"'{item}' is {TypeNames.Of(typed.Type)}, which has no order.");
        }
    }

    private void Fit(PlanText? condition)
    {
        if (condition is not null) Condition(condition);
    }

    private RowSchema Table(PlanText reference)
    {
        RowSchema schema = plan.SchemaOf(reference, needs);
        // A circle is told already, and needs no second word.
        if (plan.TableOf(reference) is { } other && other.Layer > table.Layer && !ReferenceEquals(schema, RowSchema.Open))
            Warn("plan-layer-order", reference.Where, $"{plan.Short(table.Address)} reads {reference}, which is of a later layer: a run of one layer at a time sees what the run before left there.", "Move one of them, so that layers read from those before them.");
        return schema;
    }

    /// <summary>Keys of both sides that can be compared; the pairs that are known.</summary>
    private List<(PlanColumn Left, PlanColumn Right)> Keys(ValueList<Named<PlanText>> keys, RowSchema right, PlanText rightTable)
    {
        var pairs = new List<(PlanColumn, PlanColumn)>();
        foreach (Named<PlanText> key in keys)
        {
            PlanColumn? own = Find(key.Name), other = Find(key.Value, right, $" in {rightTable}");
            if (own is null || other is null) continue;
            if (Coercion.ForComparison(own.Type, other.Type, Ansi) is null)
                Error("plan-key-type", key.Name.Where, $"keys cannot be compared: {own.Name} is {TypeNames.Of(own.Type)}, {rightTable}.{other.Name} is {TypeNames.Of(other.Type)}.", "Cast one of them first.");
            else pairs.Add((own, other));
        }
        return pairs;
    }

    /// <summary>These columns and then the new ones; a name that is taken is told.</summary>
    private RowSchema With(RowSchema schema, IEnumerable<PlanColumn> added)
    {
        var columns = schema.Columns.ToList();
        var taken = new List<string>();
        foreach (PlanColumn column in added)
        {
            if (columns.Exists(one => one.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))) taken.Add($"'{column.Name}'");
            else columns.Add(column);
        }
        if (taken.Count == 1) Error("plan-name-taken", step.Where, $"{step.Definition.Name} would make a second column {taken[0]}.", "Rename or drop the first one, or give another name or prefix.");
        if (taken.Count > 1) Error("plan-name-taken", step.Where, $"{step.Definition.Name} would make second columns {string.Join(", ", taken)}.", "Rename or drop the first ones, or give other names or a prefix.");
        return schema with { Columns = [.. columns] };
    }

    /// <summary>The rows' columns, those named with another type.</summary>
    private RowSchema Retyped(IReadOnlyCollection<PlanColumn> columns, DataType type) =>
        Same with { Columns = [.. input.Columns.Select(column => Pass(column) with { Type = columns.Contains(column) ? type : column.Type })] };

    private static PlanColumn Pass(PlanColumn column) => column with { From = [new ColumnOrigin(column.Name)] };

    private static PlanColumn New(string name, DataType type, params IEnumerable<PlanColumn> from) => new(name, type, [.. from.Select(column => new ColumnOrigin(column.Name))]);

    private static PlanColumn Computed(string name, TypedExpression typed) => new(name, typed.Type, [.. typed.Columns().Select(column => new ColumnOrigin(column))]);

    private bool Takes(bool condition, string summary, string? hint = null)
    {
        if (!condition) Error("plan-parameter", step.Where, $"{step.Definition.Name}: {summary}", hint);
        return condition;
    }

    /// <summary>A constant that goes to a column must be one of its values.</summary>
    private void Fits(PlanValue value, PlanColumn column)
    {
        if (value.IsNull) return;
        bool fits = column.Type switch
        {
            _ when column.Type == DataType.Varchar => true,
            _ when column.Type == DataType.Boolean => value.Text is "true" or "false",
            _ when Coercion.IsIntegral(column.Type) => long.TryParse(value.Text, out _),
            _ when Coercion.IsNumeric(column.Type) => decimal.TryParse(value.Text, out _) || double.TryParse(value.Text, out _),
            _ when column.Type == DataType.Date => DateOnly.TryParseExact(value.Text, "yyyy-MM-dd", out _),
            _ => true,
        };
        if (!fits) Error("plan-value", step.Where, $"'{value.Text}' is no {TypeNames.Of(column.Type)}, which column '{column.Name}' holds.");
    }

    private void Error(string id, Core.Diagnostics.Location? where, string summary, string? hint = null) =>
        plan.Reading.Error(id, where ?? step.Where ?? table.Where, summary, hint);

    private void Warn(string id, Core.Diagnostics.Location? where, string summary, string? hint = null) =>
        plan.Reading.Warn(id, where ?? step.Where ?? table.Where, summary, hint);
}
