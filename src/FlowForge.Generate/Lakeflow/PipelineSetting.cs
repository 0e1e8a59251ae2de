using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Lakeflow;

/// <summary>A function of a declarative pipeline: it describes rows and looks at none of them, so what stops a run here stops when the rows are computed.</summary>
/// <param name="isStream">Whether new rows alone are read.</param>
internal sealed class PipelineSetting(bool isStream) : StepSetting
{
    private string Reader => isStream ? "spark.readStream" : "spark.read";

    internal override string Read(StepScope scope, Read step) => SourceQuery.Of(scope, step, isStream);

    internal override string Table(StepScope scope, PlanText reference) => View(scope.Places.Published(scope.Places.Resolve(reference)));

    /// <summary>A table or view of the pipeline by its name there.</summary>
    internal string View(string name) => $"{Reader}.table({Py.Text(name)})";

    internal override string CountRows => "";

    // An update has no id that its functions could know.
    internal override (string Id, string Start) Run => ("F.date_format(F.current_timestamp(), \"yyyyMMdd'T'HHmmss\")", "F.current_timestamp()");

    // The file sets rows aside between two functions: see DatasetFile.
    internal override string SetAside(string step, string reason, bool isQuarantined) => "";

    internal override string Unique(string frame, IEnumerable<string> keys, string whose, bool nullSafe = false) =>
        $"{frame} = only_unique({frame}, {Py.List(keys)}, {Py.Text(whose)}{(nullSafe ? ", nulls_match=True" : "")})";

    internal override string Refuse(string condition, string column, string said) =>
        $"rows = stop_where(rows, {condition}, F.concat(F.lit({Py.Text($"{column} {said}: ")}), {Py.Col(column)}.cast(\"string\")))";

    internal override string Fit((string Id, string Kind, string Fingerprint) step, string frame) => $"fit = {frame}";

    internal override string FitNumbers((string Id, string Kind, string Fingerprint) step, string frame) => $"fit = {frame}\nrows = rows.crossJoin(fit)";

    internal override string Fitted(string name) => Py.Col(name);

    // Without bounds, as from no rows, neither comparison is true.
    internal override string Outside(string value, string low, string high, string? below, string? above, string inside) =>
        $"F.when({value} < {Fitted(low)}, {below ?? Fitted(low)}).when({value} > {Fitted(high)}, {above ?? Fitted(high)}).otherwise({inside})";

    internal override string IsUnfitted(string name) => $"{Fitted(name)}.isNull()";

    internal override string DropNumbers(IEnumerable<string> names) => $"rows = rows.drop({string.Join(", ", names.Select(Py.Text))})";
}
