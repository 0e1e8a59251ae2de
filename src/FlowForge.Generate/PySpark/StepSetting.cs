using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.PySpark;

/// <summary>
/// Where a step's code stands, and what differs there: the cell of a notebook may look at its rows, the function of a pipeline may only describe them.
/// Everything else of a step is the same text in both.
/// </summary>
internal abstract class StepSetting
{
    /// <summary>A source's rows, as <c>rows</c>.</summary>
    internal abstract string Read(StepScope scope, Read step);

    /// <summary>The data frame of a table.</summary>
    internal abstract string Table(StepScope scope, PlanText reference);

    /// <summary>How many rows came in; empty where nobody counts.</summary>
    internal abstract string CountRows { get; }

    /// <summary>The id of the run and the time of its start, as columns.</summary>
    internal abstract (string Id, string Start) Run { get; }

    /// <summary>Leaves the rows that nothing speaks against.</summary>
    /// <param name="reason">A text column, empty for rows that stay.</param>
    internal abstract string SetAside(string step, string reason, bool isQuarantined);

    /// <summary>Refuses rows of a frame that share their key.</summary>
    /// <param name="nullSafe">Whether nulls are equal to each other; otherwise a key with a null may be there often.</param>
    internal abstract string Unique(string frame, IEnumerable<string> keys, string whose, bool nullSafe = false);

    /// <summary>Refuses rows that satisfy a condition.</summary>
    internal abstract string Refuse(string condition, string column, string said);

    /// <summary>What a step has fitted: a frame of column, name, key and value, as <c>fit</c>.</summary>
    /// <param name="step">The step's id, kind and fingerprint as texts of Python.</param>
    internal abstract string Fit((string Id, string Kind, string Fingerprint) step, string frame);

    /// <summary>Numbers that a step has fitted, in one row.</summary>
    internal abstract string FitNumbers((string Id, string Kind, string Fingerprint) step, string frame);

    /// <summary>A fitted number as a column.</summary>
    internal abstract string Fitted(string name);

    /// <summary>Below, above or inside of two fitted numbers.</summary>
    internal abstract string Outside(string value, string low, string high, string? below, string? above, string inside);

    /// <summary>Whether a number could not be fitted, as a column.</summary>
    internal abstract string IsUnfitted(string name);

    /// <summary>Gives fitted numbers back when no column needs them any more.</summary>
    internal abstract string DropNumbers(IEnumerable<string> names);
}

/// <summary>A cell of a notebook: it counts, stops the run by an exception, and stores what it fits.</summary>
internal sealed class NotebookSetting : StepSetting
{
    internal override string Read(StepScope scope, Read step) => $"{SourceCode.Of(scope, step)}\n{CountRows}{(SourceCode.SetsAside(scope) ? " + rejected" : "")}";

    internal override string Table(StepScope scope, PlanText reference) => $"spark.table({scope.Constant(reference)})";

    internal override string CountRows => "records_in = rows.count()";

    internal override (string Id, string Start) Run => ("F.lit(run_id)", "F.lit(run_at)");

    internal override string SetAside(string step, string reason, bool isQuarantined) => string.Join('\n',
    [
        $"judged = rows.withColumn(\"_reason\", {reason})",
        "refused = judged.where(\"_reason <> ''\")",
        "refused_rows = refused.count()",
        "rejected += refused_rows",
        .. isQuarantined ? [$"if refused_rows:\n    quarantined.append(set_aside({step}, refused))"] : (string[])[],
        "rows = judged.where(\"_reason = ''\").drop(\"_reason\")",
    ]);

    internal override string Unique(string frame, IEnumerable<string> keys, string whose, bool nullSafe = false) =>
        $"{(nullSafe ? "must_be_unique_with_nulls" : "must_be_unique")}({frame}, {Py.List(keys)}, {Py.Text(whose)})";

    internal override string Refuse(string condition, string column, string said) => string.Join('\n',
        $"unseen = rows.where({condition}).select({Py.Name(column)}).first()",
        "if unseen is not None:",
        $"    raise ValueError({Py.Text($"{column} {said}: ")} + str(unseen[0]))");

    internal override string Fit((string Id, string Kind, string Fingerprint) step, string frame) => Stored("fitted", step, frame);

    internal override string FitNumbers((string Id, string Kind, string Fingerprint) step, string frame) => Stored("fitted_numbers", step, frame);

    private static string Stored(string function, (string Id, string Kind, string Fingerprint) step, string frame) =>
        $"fit = {function}(\n    {step.Id}, {step.Kind}, {step.Fingerprint},\n    lambda: {frame.Replace("\n", "\n    ", StringComparison.Ordinal)},\n)";

    internal override string Fitted(string name) => $"F.lit(fit.get({Py.Text(name)}))";

    internal override string Outside(string value, string low, string high, string? below, string? above, string inside) =>
        Py.Block("outside(", [value, $"fit.get({Py.Text(low)})", $"fit.get({Py.Text(high)})", below ?? Fitted(low), above ?? Fitted(high), inside], ")");

    internal override string IsUnfitted(string name) => $"F.lit({Py.Text(name)} not in fit)";

    internal override string DropNumbers(IEnumerable<string> names) => "";
}
