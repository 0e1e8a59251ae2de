using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Turns one step over its input rows into the engine's SQL, as the reference of the steps says. One partial per family of steps.</summary>
/// <remarks>Types are found anew from the rows that are really there, since what is fitted decides about columns that a check without data cannot know.</remarks>
internal sealed partial class StepSql(StepScope scope, PlanStep step, Relation input) : IStepVisitor<StepOutcome>
{
    private StepExpressions Expressions => scope.Expressions;

    /// <param name="input">The rows before the step; of a step that begins a table, none.</param>
    internal static StepOutcome Of(StepScope scope, PlanStep step, Relation input)
    {
        scope.Expressions.LooksAround = false;
        StepOutcome outcome = step.Accept(new StepSql(scope, step, input));
        outcome = outcome with { IsRowByRow = IsRowByRow(step) && !scope.Expressions.LooksAround };
        return outcome.Rejected is null && outcome.Checks.Count == 0 && KeepsRows(step) ? outcome with { KeepsRows = true } : outcome;
    }

    /// <summary>Whether the step gives one row for each of its input, in any case.</summary>
    private static bool KeepsRows(PlanStep step) => step is AuditColumns or Cast or Rename or Select or Drop or CleanText or Impute or CapOutliers or Mask
        or Derive or Window or Flatten or SurrogateKey or Frequency or Cyclical or Scale or Log or Bin or OneHot or Split or Ordinal;

    /// <summary>Whether the step makes each row from one row of its input, as long as its expressions do.</summary>
    private static bool IsRowByRow(PlanStep step) => step switch
    {
        Read or From or Incremental or AuditColumns or Cast or Rename or Select or Drop or Filter or Derive or CleanText or CapOutliers or Mask or Expect or Flatten
            or OneHot or Cyclical or Scale or Log or Bin or Ordinal or Append or Overwrite or FeatureTable or Core.Plans.Steps.Snapshot => true,
        Impute impute => impute.With == Imputation.Constant || impute.With != Imputation.Forward && impute.By.Count == 0,
        SurrogateKey key => key.With != KeyKind.Sequence,
        Split split => split.Time is null,
        Union union => !union.Distinct,
        Merge merge => merge.Duplicates == DuplicateKeys.Fail,
        _ => false,
    };

    private Computed Value(string name, PlanText text) => Expressions.Value(name, text, input.Columns);

    private Column Find(PlanText name) => Find(name, input);

    private Column Find(PlanText name, Relation rows) => rows.Find(name.Text)
        ?? throw Wrong("unknown-column", name, $"there is no column '{name}' here; there are {string.Join(", ", rows.Columns.Take(20).Select(column => column.Name))}.");

    private Column[] FindAll(IEnumerable<PlanText> names) => [.. names.Select(Find)];

    private InputException Wrong(string id, PlanText text, string summary, string? hint = null) =>
        new(id, text.Where ?? step.Where ?? new Location("plan", Part: step.Definition.Name), $"{step.Definition.Name}: {summary}", hint);

    /// <summary>The rows with new columns behind; a name that is taken ends the run before anything is computed.</summary>
    private Relation Adding(IReadOnlyList<Computed> added) => Adding(input, added);

    private Relation Adding(Relation rows, IReadOnlyList<Computed> added) => Replacing(rows, [], added);

    private Relation Replacing(Relation rows, IReadOnlyList<Computed> replaced, IReadOnlyList<Computed> added)
    {
        var names = new HashSet<string>(rows.Columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase);
        foreach (Computed column in added)
            if (!names.Add(column.Name)) throw Wrong("plan-name-taken", "", $"it would make a second column '{column.Name}'.", "Rename or drop the first one, or give another name or prefix.");
        return rows.With([.. replaced, .. added]);
    }

    private static string Q(string name) => SqlName.Quote(name);

    private static string Q(Column column) => SqlName.Quote(column.Name);

    /// <summary>Decides between rows that are equal by what was asked: all columns ascending, so that the answer is always the same.</summary>
    private static string TieBreak(IEnumerable<Column> columns, string? alias = null) =>
        string.Join(", ", columns.Where(column => column.Type is not DataType.Map).Select(column => $"{(alias is null ? "" : alias + ".")}{Q(column)} ASC NULLS FIRST"));

    private string OrderWithTies(IEnumerable<PlanText> order, Relation rows)
    {
        string asked = Expressions.Order(order, rows.Columns);
        return asked.Length == 0 ? TieBreak(rows.Columns) : $"{asked}, {TieBreak(rows.Columns)}";
    }

    /// <summary>The rows that are fitted.</summary>
    private string FitRows(PlanText? fitOn) => fitOn is null ? $"({input.Sql})" : $"(SELECT * FROM ({input.Sql}) WHERE {Expressions.Condition(fitOn, input.Columns)})";

    private static bool IsFloating(Column column) => column.Type == DataType.Double || column.Type == DataType.Float;

    private static string AsDouble(Column column) => $"CAST({Q(column)} AS DOUBLE)";

    /// <summary>The key as one value in which -0.0 is 0.0.</summary>
    private static string Plain(Column column) => IsFloating(column) ? $"({Q(column)} + CAST(0 AS {column.Type}))" : Q(column);

    private string KeyTexts(IEnumerable<Column> columns) => columns.Any() ? $"[{string.Join(", ", columns.Select(Expressions.Text))}]" : FittedValues.NoKey;
}
