using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Lakeflow;

/// <summary>The table itself: what its last step is in a pipeline, and its rules.</summary>
internal sealed partial class DatasetFile
{
    private void Last(CheckedStep step)
    {
        if (StepCode.ReasonOf(_scope, step) is { } reason && !NeverNull(step)) SetAside(step, reason);
        switch (_dataset)
        {
            case Dataset.Stream:
                _rules.AddRange(Promises().Select(rule => $"@dp.expect_all_or_fail({rule})"));
                Function(Py.Block("@dp.table(", [.. About(Published())], ")"), _name);
                break;
            case Dataset.Latest latest:
                Latest(latest, (Merge)step.Step);
                break;
            case Dataset.Versions:
                Versions((Scd2)step.Step);
                break;
            default:
                if (StepCode.Declared(_scope, step) is { Length: > 0 } code) _body.Add(Comment(step) + "\n" + code);
                string view = Py.Block("@dp.materialized_view(", [.. About(Published())], ")");
                _rules.AddRange(Promises().Select(rule => $"@dp.expect_all_or_fail({rule})"));
                Function(view, _name);
                break;
        }
    }

    private void Latest(Dataset.Latest latest, Merge merge)
    {
        string changes = Free($"{_name}_changes");
        bool isSent = latest.Sequence.Contains(SourceQuery.SentAt, StringComparison.Ordinal);
        if (merge.DeleteWhen is { } gone) _body.Add($"rows = rows.alias(\"source\").withColumn(\"__gone\", F.expr({Py.Text($"coalesce({Sql.Of(gone)}, FALSE)")}))");
        string[] helpers = [.. isSent ? [SourceQuery.SentAt] : (string[])[], .. merge.DeleteWhen is null ? [] : (string[])["__gone"]];
        Function("@dp.temporary_view", changes, "What is sent for the table; of two rows of one key the later one counts.");
        _parts.Add(Py.Block("dp.create_streaming_table(", [.. About(Published()), .. Promises().Select(rule => $"expect_all_or_fail={rule}")], ")"));
        Flow(Published(), changes, merge.Keys.Select(Own), latest.Sequence, [
            .. merge.DeleteWhen is null ? [] : (string[])["apply_as_deletes=\"__gone\""],
            .. helpers.Length == 0 ? [] : (string[])[$"except_column_list={Py.Texts(helpers)}"],
            "stored_as_scd_type=1",
        ]);
    }

    private void Flow(string target, string source, IEnumerable<string> keys, string sequence, string[] more) =>
        _parts[^1] += "\n" + Py.Block("dp.create_auto_cdc_flow(", [Named("target", target), Named("source", source), $"keys={Py.List(keys.Select(Py.Name))}", $"sequence_by={sequence}", .. more], ")");

    /// <summary>AUTO CDC calls the columns of a version __START_AT and __END_AT; a view calls them as the plan does.</summary>
    private void Versions(Scd2 scd)
    {
        string changes = Free($"{_name}_changes"), versions = Published("_versions"), time = Own(scd.EffectiveAt!);
        IReadOnlyList<PlanColumn> columns = _table.Steps[^1].Input.Columns;
        string[] audit = [.. columns.Select(column => column.Name).Where(name => name.ToLowerInvariant() is "_source" or "_run_id" or "_ingested_at")];
        Function("@dp.temporary_view", changes, "What is sent for the table, each row with the time from which it holds.");
        _parts.Add(Py.Block("dp.create_streaming_table(", [Named("name", versions), Named("comment", $"Versions as AUTO CDC keeps them; read {Published()}"), .. Properties()], ")"));
        // The time of a row is where its version begins: kept beside it, it would change in the version that stands.
        Flow(versions, changes, scd.Keys.Select(Own), Py.Name(time), [
            $"except_column_list={Py.Texts([time])}",
            .. audit.Length == 0 ? [] : (string[])[$"track_history_except_column_list={Py.Texts(audit)}"],
            "stored_as_scd_type=2",
        ]);
        string Column(PlanColumn column) => !column.Name.Equals(time, StringComparison.OrdinalIgnoreCase) ? Py.Name(column.Name)
            : $"F.col(\"__START_AT\"){(column.Type == DataType.TimestampTz ? "" : $".cast({Py.Text(TypeNames.Of(column.Type))})")}.alias({Py.Text(column.Name)})";
        _body.Add($"versions = spark.read.table({Py.Text(versions)})\n" + Py.Block("rows = versions.select(",
        [
            .. columns.Select(Column),
            $"F.col(\"__START_AT\").cast(\"timestamp\").alias({Py.Text(scd.ValidFrom.Text)})",
            $"F.col(\"__END_AT\").cast(\"timestamp\").alias({Py.Text(scd.ValidTo.Text)})",
            $"F.col(\"__END_AT\").isNull().alias({Py.Text(scd.IsCurrent.Text)})",
        ], ")"));
        _rules.AddRange(Promises().Select(rule => $"@dp.expect_all_or_fail({rule})"));
        Function(Py.Block("@dp.materialized_view(", [.. About(Published())], ")"), _name);
    }

    private IEnumerable<string> About(string name) =>
    [
        Named("name", name),
        .. _table.Table.Description is { } text ? [Named("comment", text)] : (string[])[],
        .. Properties(),
        .. _table.Table.PartitionedBy.Count == 0 ? [] : (string[])[$"partition_cols={Py.Texts(_table.Table.PartitionedBy.Select(Own))}"],
    ];

    /// <summary>The table's properties: those of the plan, and what Delta needs for names that its files cannot have.</summary>
    private string[] Properties()
    {
        string[] properties =
        [
            .. _table.Table.Properties.Select(property => $"{Py.Text(property.Name.Text)}: {Py.Text(property.Value.Text)}"),
            .. _table.Schema.Columns.Any(column => column.Name.IndexOfAny([' ', ',', ';', '{', '}', '(', ')', '\n', '\t', '=']) >= 0) ? ["\"delta.columnMapping.mode\": \"name\""] : (string[])[],
        ];
        return properties.Length == 0 ? [] : [$"table_properties={{{string.Join(", ", properties)}}}"];
    }

    /// <summary>What the plan promises of the table: nothing, or one map of rules.</summary>
    private IEnumerable<string> Promises()
    {
        string[] promises =
        [
            .. _table.Table.NotNull.Concat(_table.Table.Steps[^1] is FeatureTable features ? features.Keys : []).Select(Own).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => $"{Py.Text($"{name} is never null")}: {Py.Text($"{Sql.Name(name)} IS NOT NULL")}"),
            .. _table.Table.Constraints.Select(one => $"{Py.Text(one.Name.Text)}: {Rule(one.Value)}"),
        ];
        return promises.Length == 0 ? [] : [Py.Block("{", promises, "}")];
    }

    private static string Rules(Expect step) => Expectations(step.OnViolation switch
    {
        Violation.Fail => "expect_all_or_fail",
        Violation.Drop => "expect_all_or_drop",
        Violation.Warn or Violation.Quarantine => "expect_all",
    }, step);

    private static string Expectations(string decorator, Expect step) => Py.Block($"@dp.{decorator}({{", [.. step.Rules.Select(rule => $"{Py.Text(rule.Name.Text)}: {Rule(rule.Value)}")], "})");

    // Null violates, as in the plan.
    private static string Rule(PlanText condition) => Py.Text(Sql.Of(condition) is var sql && sql.EndsWith(" IS NOT NULL", StringComparison.Ordinal) && !sql.Contains(" OR ", StringComparison.Ordinal) ? sql : $"coalesce({Sql.Of(condition)}, FALSE)");

    /// <summary>Whether the keys cannot be null: they come as they are from a table of the plan that promises it.</summary>
    private bool NeverNull(CheckedStep step)
    {
        if (step.Step is not Merge merge || _table.Table.Steps[0] is not From from || _scope.Plan.Find(_scope.Places.Resolve(from.Table)) is not { } origin) return false;
        if (!_table.Table.Steps.Skip(1).SkipLast(1).All(one => one is Drop or Filter or Expect or Mask or SurrogateKey or Deduplicate or Join { Type: JoinType.Left or JoinType.Inner })) return false;
        return merge.Keys.All(key => origin.NotNull.Any(name => name.Text.Equals(key.Text, StringComparison.OrdinalIgnoreCase)));
    }

    private string Own(PlanText name) => _table.Steps[^1].Input.Find(name.Text)?.Name ?? name.Text;
}
