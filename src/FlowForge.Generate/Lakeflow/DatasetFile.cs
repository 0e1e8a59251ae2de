using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Lakeflow;

/// <summary>The source file of one table of a pipeline: a function that is named after it, views where rules divide its rows, and its quarantine.</summary>
internal sealed partial class DatasetFile
{
    private readonly StepScope _scope;
    private readonly PipelineSetting _setting;
    private readonly Dataset _dataset;
    private readonly CheckedTable _table;
    private readonly string _name;

    // What stands in the file, in its order: functions with their decorators, and calls.
    private readonly List<string> _parts = [];
    private readonly List<(string Step, string View)> _aside = [];

    // The function that is being written.
    private List<string> _body = [];
    private List<string> _rules = [];

    private DatasetFile(CheckedPlan plan, Dataset dataset, GenerateOptions options)
    {
        (_dataset, _table) = (dataset, dataset.Table);
        _setting = new PipelineSetting(dataset.IsStream);
        _scope = new StepScope(plan, _table, new TablePlaces(plan.Plan, options), options, _setting);
        _name = Py.Identifier(TablePlaces.Notebook(_table.Table));
    }

    internal static string PathOf(CheckedTable table) => $"tables/{TablePlaces.Notebook(table.Table)}.py";

    internal static GeneratedFile Of(CheckedPlan plan, Dataset dataset, GenerateOptions options, string hash) => new(PathOf(dataset.Table), new DatasetFile(plan, dataset, options).Text(hash));

    private string Text(string hash)
    {
        foreach (CheckedStep step in _table.Steps.SkipLast(1)) Step(step);
        Last(_table.Steps[^1]);
        Quarantine();
        string body = string.Join("\n\n\n", _parts);
        IReadOnlyList<string> functions = NotebookFunctions.UsedBy(body);
        string code = string.Join("\n\n\n", [.. functions, body]);
        string audit = NotebookFunctions.IsUsed("AUDIT", code) ? "\nAUDIT = {\"_source\", \"_run_id\", \"_ingested_at\"}\n" : "";
        string description = _table.Table.Description is { } text ? $": {text.ReplaceLineEndings(" ")}" : "";
        return $"""
            # FlowForge {_scope.Options.Version} | plan {_scope.Plan.Name} | table {TablePlaces.Word(_table.Table.Layer)}.{_table.Table.Name} | steps 1-{_table.Steps.Count} | sha256:{hash}
            # Made from the plan: to change it, change the plan and generate again.
            # ruff: noqa: F821 (a pipeline has spark)
            {Py.Docstring($"{TablePlaces.Word(_table.Table.Layer)}.{_table.Table.Name}{description}")}
            {string.Join('\n', NotebookFunctions.ImportsOf(code))}
            {audit}

            {code}

            """.Replace("\n\n\n\n", "\n\n\n", StringComparison.Ordinal);
    }

    private void Step(CheckedStep step)
    {
        if (step.Step is Expect { OnViolation: not Violation.Quarantine } expect)
        {
            _rules.Add(Rules(expect));
            // Rules of a table are checked on what it holds: where steps change the rows after them, they are rules of a view.
            if (!ReferenceEquals(step, _table.Steps[^2]) || _dataset is not (Dataset.View or Dataset.Stream)) Divide(ViewName(step), "");
            return;
        }
        if (StepCode.ReasonOf(_scope, step) is { } reason)
        {
            if (step.Step is Expect rules) _rules.Add(Expectations("expect_all", rules));
            SetAside(step, reason);
        }
        string code = step.Step is Incremental ? "" : StepCode.Of(_scope, step);
        if (code.Length > 0 || step.Step is Incremental) _body.Add(Comment(step) + (code.Length > 0 ? "\n" + code : ""));
    }

    /// <summary>Ends the function as a view that tells what speaks against each row; the next one goes on with the others.</summary>
    private void SetAside(CheckedStep step, string reason)
    {
        string view = ViewName(step);
        _body.Add(Comment(step) + $"\nrows = rows.withColumn(\"_reason\", {reason})");
        Divide(view, ".where(\"_reason = ''\").drop(\"_reason\")");
        _aside.Add((_scope.IdOf(step.Step), view));
    }

    private void Divide(string view, string rest)
    {
        Function("@dp.temporary_view", view, rest.Length == 0 ? null : "Rows with what speaks against them as _reason, empty for those that stay.");
        _body.Add($"rows = {_setting.View(view)}{rest}");
    }

    private void Function(string decorator, string name, string? doc = null)
    {
        _parts.Add(string.Join('\n', [decorator, .. _rules, $"def {name}():", .. doc is null ? [] : (string[])[$"    {Py.Docstring(doc)}"], Indented(string.Join("\n\n", _body)), "    return rows"]));
        (_body, _rules) = ([], []);
    }

    private void Quarantine()
    {
        if (_aside.Count == 0) return;
        string name = $"{_name}_quarantine", kind = _dataset.IsStream ? "table" : "materialized_view";
        string[] parts = [.. _aside.Select(one => $"set_aside({Py.Text(one.Step)}, {_setting.View(one.View)}.where(\"_reason <> ''\"))")];
        string code = parts.Length == 1 ? $"return {parts[0]}" : $"{Py.Block("parts = [", parts, "]")}\nreturn reduce(lambda left, right: left.unionByName(right), parts)";
        _parts.Add(string.Join('\n', Py.Block($"@dp.{kind}(", [Named("name", Published("_quarantine")), Named("comment", $"Rows that {_name} sets aside, as JSON, with the step and the reason")], ")"), $"def {name}():", Indented(code)));
    }

    private string ViewName(CheckedStep step)
    {
        // The last step's view has the rows that are not yet matched by key.
        if (ReferenceEquals(step, _table.Steps[^1])) return Free($"{_name}_by_key");
        return Free(Py.Identifier($"{_name}_{(step.Step.Id is null ? "step_" : "")}{_scope.IdOf(step.Step)}"));
    }

    /// <summary>A name that no table's function has.</summary>
    private string Free(string name) => _scope.Plan.Tables.Any(table => Py.Identifier(TablePlaces.Notebook(table)) == name) ? name + "_view" : name;

    private string Comment(CheckedStep step) => Notebook.Comment($"Step {_table.Table.Steps.ToList().FindIndex(one => ReferenceEquals(one, step.Step)) + 1}, {step.Step.Definition.Name}{(step.Step.Why is { } why ? $": {why.ReplaceLineEndings(" ")}" : "")}", Py.LineLength - 4)
        + (step.Step is Incremental ? _dataset.IsStream ? "\n# A stream reads what is new to it, so there is no watermark." : "\n# All rows are read, so there is no watermark." : "");

    private string Published(string suffix = "", string prefix = "") => _scope.Places.Published(_table.Table.Address, prefix, suffix);

    private static string Named(string name, string text) => $"{name}={Py.Text(text)}";

    private static string Indented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Length == 0 ? line : $"    {line}"));
}
