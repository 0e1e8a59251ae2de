using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

/// <summary>
/// Turns one step into the Python of its cell: from the data frame <c>rows</c> to the next <c>rows</c>. One partial per family of steps.
/// A new kind of step does not compile until it is written here.
/// </summary>
/// <remarks>Functions and imports are named freely: the notebook defines those that its cells use.</remarks>
internal sealed partial class StepCode(StepScope scope, CheckedStep checkedStep) : IStepVisitor<string>
{
    private readonly RowSchema _input = checkedStep.Input;

    internal static string Of(StepScope scope, CheckedStep step) => step.Step.Accept(new StepCode(scope, step));

    /// <summary>Whether the step looks at its rows more than once, so that they are worth keeping.</summary>
    internal static bool LooksTwice(PlanStep step) => step is Impute { With: not (Imputation.Constant or Imputation.Forward) } or CapOutliers or Scale or Bin { Quantiles: not null }
        or Core.Plans.Steps.Index or OneHot { Categories: null } or Frequency or Pivot { Values: null } or Expect or Cast { OnError: CastError.Quarantine } or Incremental
        or Lookup or WindowFeatures or HistoryFeatures or PointInTimeJoin or TrainingSet or SurrogateKey { With: KeyKind.Sequence } or Ordinal { Unseen: UnseenOrdinal.Fail };

    private string Id => Py.Text(scope.IdOf(checkedStep.Step));

    private string Fingerprint => Py.Text(StepFingerprint.Of(checkedStep.Step));

    /// <summary>A column's own spelling where it is known.</summary>
    private string Own(PlanText name) => Own(name, _input);

    private static string Own(PlanText name, RowSchema schema) => schema.Find(name.Text)?.Name ?? name.Text;

    private string[] Own(IEnumerable<PlanText> names) => [.. names.Select(Own)];

    private DataType? TypeOf(string name) => _input.Find(name)?.Type;

    private static bool IsFloating(DataType? type) => type == DataType.Double || type == DataType.Float;

    /// <summary>A column's values as texts; -0.0 as 0.0, so that equal values have one text.</summary>
    private string TextOf(string name) => TextOf(Py.Col(name), TypeOf(name));

    private static string TextOf(string column, DataType? type) => type switch
    {
        _ when type == DataType.Varchar => column,
        _ when IsFloating(type) => $"F.when({column} == 0, F.lit(\"0.0\")).otherwise({column}.cast(\"string\"))",
        _ => $"{column}.cast(\"string\")",
    };

    private static string Double(string name) => $"{Py.Col(name)}.cast(\"double\")";

    private static string SqlDouble(string name) => $"CAST({Sql.Name(name)} AS DOUBLE)";

    /// <summary>rows.withColumns of some columns.</summary>
    private static string WithColumns(IReadOnlyList<(string Name, string Value)> columns) => columns switch
    {
        [] => "",
        [var one] when $"rows = rows.withColumn({Py.Text(one.Name)}, {one.Value})" is { Length: <= Py.LineLength } line => line,
        _ => Py.Block("rows = rows.withColumns({", [.. columns.Select(column => $"{Py.Text(column.Name)}: {column.Value}")], "})"),
    };

    private static string WithColumns(IEnumerable<(string Name, string Value)> columns) => WithColumns([.. columns]);

    /// <summary>The order asked for, then all columns: no two rows have the same place.</summary>
    private static string OrderWithTies(IEnumerable<PlanText> order) => string.Join(", ", [.. Sql.Order(order), "*all_ascending(rows)"]);

    private static string PartitionBy(IEnumerable<string> columns) => $"Window.partitionBy({Py.Names(columns)})";

    /// <summary>The rows that are fitted.</summary>
    private static string FitRows(PlanText? fitOn) => fitOn is null ? "rows" : $"rows.where({Py.Text(Sql.Of(fitOn))})";

    private static string Lines(params IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));

    private PlanTable? Planned(PlanText reference) => scope.Plan.Find(scope.Places.Resolve(reference));

    private static bool IsNumber(DataType type) => Coercion.IsNumeric(type) || type == DataType.Boolean;
}
