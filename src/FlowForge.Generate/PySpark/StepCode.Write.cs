using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

/// <summary>Steps that put the rows into their table. Each may be done again: what is there already is not added, and nothing is replaced unseen.</summary>
internal sealed partial class StepCode
{
    private IEnumerable<string> PartitionColumns => Own(scope.Table.PartitionedBy);

    /// <summary>Delta keeps an empty text of a partition as null: rows that kept theirs would differ from the table's for ever. Stands before the step that writes.</summary>
    /// <remarks>Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#partition-value-serialization</remarks>
    internal static string PartitionTexts(StepScope scope, CheckedStep last)
    {
        var code = new StepCode(scope, last);
        string[] texts = [.. code.PartitionColumns.Where(name => code.TypeOf(name) is null && code._input.IsOpen || code.TypeOf(name) == DataType.Varchar)];
        return texts.Length == 0 ? "" : Lines(
            "# Delta keeps an empty text of a partition as null.",
            WithColumns(texts.Select(name => (name, $"F.when({Py.Col(name)}.cast(\"string\") != \"\", {Py.Col(name)})"))));
    }

    private string Create(string frame, SchemaChange change, IEnumerable<string>? partitions = null)
    {
        string[] arguments =
        [
            "TARGET", frame,
            .. Argument("partitioned_by", [.. partitions ?? PartitionColumns]),
            .. Argument("not_null", Own(scope.Table.NotNull)),
            .. Properties(change) is { Count: > 0 } properties ? [$"properties={{{string.Join(", ", properties.Select(property => $"{Py.Text(property.Name)}: {Py.Text(property.Value)}"))}}}"] : (string[])[],
            .. scope.Table.Description is { } description ? [$"comment={Py.Text(description)}"] : (string[])[],
        ];
        return Lines(
            Py.Block("create_table(", arguments, ")"),
            change == SchemaChange.Strict ? "" : $"add_columns(TARGET, {frame})");
    }

    private static string[] Argument(string name, string[] values) => values.Length == 0 ? [] : [$"{name}={Py.Texts(values)}"];

    private List<(string Name, string Value)> Properties(SchemaChange change)
    {
        List<(string, string)> properties = [.. scope.Table.Properties.Select(property => (property.Name.Text, property.Value.Text))];
        // A widened type needs Delta's permission.
        if (change == SchemaChange.Permissive) properties.Add(("delta.enableTypeWidening", "true"));
        return properties;
    }

    /// <summary>What the plan promises of the table's rows, checked before anything is written.</summary>
    private string Promises()
    {
        string[] promises =
        [
            .. Own(scope.Table.NotNull).Select(name => $"({Py.Text($"{name} is never null")}, {Py.Text($"{Sql.Name(name)} IS NOT NULL")})"),
            .. scope.Table.Constraints.Select(one => $"({Py.Text(one.Name.Text)}, {Py.Text(Sql.Of(one.Value))})"),
        ];
        return promises.Length == 0 ? "" : Lines(
            Py.Block("for name, condition in [", promises, "]:"),
            "    broken = rows.where(~holds(condition)).count()",
            "    if broken:",
            "        raise ValueError(f\"{broken} rows break what is promised of the table: {name} ({condition}).\")");
    }

    private string Written(params IEnumerable<string> lines) => Lines([QuarantineNow(), Promises(), "records_out = rows.count()", .. lines]);

    public string Visit(Append step) => Written(
        Create("rows", step.Schema),
        "notes = {\"app\": APP_ID, \"number\": number, \"watermarks\": watermarks}",
        Chain("writer = (", "rows.write.format(\"delta\")",
            step.Schema == SchemaChange.Strict ? "" : ".option(\"mergeSchema\", \"true\")",
            ".option(\"txnAppId\", APP_ID)", ".option(\"txnVersion\", number)", ".option(\"userMetadata\", json.dumps(notes))"),
        "if full_refresh:",
        $"    writer.mode(\"overwrite\"){PartitionBy()}.saveAsTable(TARGET)",
        "elif records_out > 0:",
        "    # Delta knows the number: a try after a crash adds nothing twice.",
        "    writer.mode(\"append\").saveAsTable(TARGET)",
        HasWatermark ? "    watermarks = written_watermarks(number) or watermarks" : "");

    private string PartitionBy() => PartitionColumns.Any() ? $".partitionBy({string.Join(", ", PartitionColumns.Select(Py.Text))})" : "";

    private bool HasWatermark => scope.Table.Steps.Any(step => step is Incremental);

    public string Visit(Overwrite step)
    {
        string merged = step.Schema == SchemaChange.Strict ? "" : ".option(\"mergeSchema\", \"true\")";
        string writer = $"rows.write.format(\"delta\").mode(\"overwrite\"){merged}";
        string[] lines = step.Mode switch
        {
            OverwriteMode.Whole when step.Schema == SchemaChange.Permissive =>
            [
                "# The table takes the columns of the rows; rows that are there already are not written again.",
                "there = spark.table(TARGET)",
                "if rows.dtypes != there.dtypes or not is_same(rows, there):",
                "    if any(is_odd(field) for field in rows.schema):",
                "        map_names(TARGET)",
                $"    rows.write.format(\"delta\").mode(\"overwrite\").option(\"overwriteSchema\", \"true\"){PartitionBy()}.saveAsTable(TARGET)",
            ],
            OverwriteMode.Whole =>
            [
                "# Rows that are there already are not written again.",
                "if not is_same(rows, spark.table(TARGET)):",
                $"    {writer}{PartitionBy()}.saveAsTable(TARGET)",
            ],
            OverwriteMode.Partitions =>
            [
                $"partitions = rows.select({Py.Names(PartitionColumns)}).distinct()",
                $"touched = spark.table(TARGET).alias(\"old\").join(partitions.alias(\"new\"), F.expr({Py.Text(string.Join(" AND ", PartitionColumns.Select(name => $"old.{Sql.Name(name)} <=> new.{Sql.Name(name)}")))}), \"left_semi\")",
                "if not is_same(rows, touched):",
                $"    {writer}.option(\"partitionOverwriteMode\", \"dynamic\"){PartitionBy()}.saveAsTable(TARGET)",
            ],
            OverwriteMode.Where =>
            [
                $"replaced = {Py.Text(Sql.Of(step.Condition!))}",
                "outside = rows.where(~holds(replaced)).count()",
                "if outside:",
                "    raise ValueError(f\"{outside} rows are outside of what is replaced: {replaced}.\")",
                "if not is_same(rows, spark.table(TARGET).where(replaced)):",
                $"    {writer}.option(\"replaceWhere\", replaced){PartitionBy()}.saveAsTable(TARGET)",
            ],
        };
        return Written([Create("rows", step is { Mode: OverwriteMode.Whole, Schema: SchemaChange.Permissive } ? SchemaChange.Strict : step.Schema), .. lines]);
    }

    /// <summary>Rows without a key have no identity: they are set aside.</summary>
    private string WithoutNulls(IEnumerable<string> names) => SetAside(NullReason(names), isQuarantined: true);

    private static string NullReason(IEnumerable<string> names) => $"F.concat_ws(\"; \", {string.Join(", ", names.Select(name => $"F.when({Py.Col(name)}.isNull(), {Py.Text($"{name} is null")})"))})";

    public string Visit(Merge step)
    {
        string[] keys = Own(step.Keys);
        string first = step.Duplicates == DuplicateKeys.First
            ? Lines($"first = {PartitionBy(keys)}.orderBy({OrderWithTies(step.OrderBy)})", First("first"))
            : scope.Setting.Unique("rows", keys.Select(Py.Col), "of the source", step.NullKeys == NullKeys.Match);
        string mark = step.SoftDelete is { } soft ? $"rows = rows.withColumn({Py.Text(Own(soft))}, F.lit(False))" : "";
        string same = step.NullKeys == NullKeys.Match ? "same_keys_with_nulls(keys)" : "same_keys(keys)";
        return Lines(step.NullKeys == NullKeys.Match ? "" : WithoutNulls(keys), mark, first, Written(
            Create("rows", step.Schema),
            $"keys = {Py.Texts(keys)}",
            step.WhenMatched == MatchedAction.Fail ? RefuseMatches(same) : "",
            step.WhenMatched == MatchedAction.Update && HasMore(step) ? $"changed = {Changed(step)}" : "",
            MergeInto("rows", same, MergeClauses(step))));
    }

    private string Changed(Merge step)
    {
        if (step.Update.Count == 0) return "[name for name in rows.columns if name not in keys]";
        string[] names = [.. Own(step.Update), .. step.SoftDelete is { } mark && !step.Update.Any(name => name.Text.Equals(mark.Text, StringComparison.OrdinalIgnoreCase)) ? [mark.Text] : (string[])[]];
        return Py.Texts(names);
    }

    /// <summary>Whether there may be a column beside the keys: Delta takes no update of nothing.</summary>
    private bool HasMore(Merge step) => step.Update.Count > 0 || step.SoftDelete is not null || _input.IsOpen || _input.Columns.Any(column => !step.Keys.Any(key => key.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase)));

    // Clauses as SQL has them, each a text of Python's.
    private IEnumerable<string> MergeClauses(Merge step)
    {
        string? gone = step.DeleteWhen is { } delete ? Sql.Of(delete) : null;
        if (gone is not null) yield return Py.Text($"WHEN MATCHED AND ({gone}) THEN DELETE");
        if (step.WhenMatched == MatchedAction.Update && HasMore(step))
            yield return step.UpdateWhen is { } when
                ? $"f\"WHEN MATCHED AND (({{differs(rows, changed)}}) AND (\" + {Py.Text(Sql.Of(when))} + f\")) THEN UPDATE SET {{from_source(changed)}}\""
                : UpdateChanged("rows");
        // Without the condition a row that is deleted by one run would be added by the next.
        string[] conditions =
        [
            .. gone is not null && !step.DeleteWhen!.Text.Contains("target", StringComparison.OrdinalIgnoreCase) ? [$"NOT coalesce({gone}, FALSE)"] : (string[])[],
            .. step.InsertWhen is { } insert ? [$"({Sql.Of(insert)})"] : (string[])[],
        ];
        string columns = step.Insert.Count == 0 ? "rows.columns" : Py.Texts(Own(step.Keys).Concat(Own(step.Insert)).Concat(step.SoftDelete is { } soft ? [soft.Text] : []).Distinct(StringComparer.OrdinalIgnoreCase));
        string unless = conditions.Length == 0 ? "" : $" AND ({string.Join(" AND ", conditions)})";
        yield return $"{Py.Text($"WHEN NOT MATCHED{unless} THEN INSERT ")} + new_row({columns})";
        string missing = step.MissingWhen is { } asked ? $" AND ({Sql.Of(asked)})" : "";
        if (step.MissingInSource == MissingAction.Delete) yield return Py.Text($"WHEN NOT MATCHED BY SOURCE{missing} THEN DELETE");
        if (step.MissingInSource == MissingAction.SoftDelete && step.SoftDelete is { } mark)
            yield return Py.Text($"WHEN NOT MATCHED BY SOURCE AND (NOT (target.{Sql.Name(mark.Text)} <=> TRUE){missing}) THEN UPDATE SET {Sql.Name(mark.Text)} = TRUE");
    }

    private static string MergeInto(string frame, string on, IEnumerable<string> clauses) => Py.Block("merge_into(", ["TARGET", frame, on, .. clauses], ")");

    private static string UpdateChanged(string frame) => $"f\"WHEN MATCHED AND ({{differs({frame}, changed)}}) THEN UPDATE SET {{from_source(changed)}}\"";

    private static string MergeByKeys(string frame) => MergeInto(frame, "same_keys(keys)", [UpdateChanged(frame), $"\"WHEN NOT MATCHED THEN INSERT \" + new_row({frame}.columns)"]);

    private static string RefuseMatches(string same) => Lines(
        $"there = spark.table(TARGET).alias(\"target\").join(rows.alias(\"source\"), F.expr({same})).count()",
        "if there:",
        "    raise ValueError(f\"{there} rows have keys that are in the table already.\")");

    public string Visit(FeatureTable step)
    {
        string[] keys = [.. Own(step.Keys), .. step.Timestamp is { } time ? [Own(time)] : (string[])[]];
        return Lines(
            $"keys = {Py.Texts(keys)}",
            "without_key = rows.where(\" OR \".join(f\"{quoted(name)} IS NULL\" for name in keys)).count()",
            "if without_key:",
            "    raise ValueError(f\"{without_key} rows have no value in {' or '.join(keys)}.\")",
            "must_be_unique(rows, [column(name) for name in keys], \"of the features\")",
            Written(
                Create("rows", SchemaChange.Additive),
                "changed = [name for name in rows.columns if name not in keys]",
                MergeByKeys("rows")));
    }

    public string Visit(Scd2 step)
    {
        string[] keys = Own(step.Keys);
        string[] moment = step.EffectiveAt is { } time ? [.. keys, Own(time)] : keys;
        string names = string.Join(", ", VersionNames(step));
        return Lines(
            WithoutNulls(moment),
            "told = rows.select(*[column(name) for name in rows.columns if name.lower() not in AUDIT]).distinct()",
            $"must_be_unique(told, {Py.List(moment.Select(Py.Col))}, \"at one time\")",
            Written(
                $"keys = {Py.Texts(keys)}",
                $"compared = {Compared(step, moment)}",
                Py.Block("shape = rows.limit(0).withColumns({", [$"{Py.Text(step.ValidFrom.Text)}: F.lit(run_at)", $"{Py.Text(step.ValidTo.Text)}: F.lit(None).cast(\"timestamp\")", $"{Py.Text(step.IsCurrent.Text)}: F.lit(True)"], "})"),
                Create("shape", SchemaChange.Additive),
                "there = spark.table(TARGET)",
                Py.Block("versions = versions_of(", [$"rows.withColumn(\"__at\", {Effective(step)})", "there", "keys", "compared", .. VersionNames(step)], ")"),
                step.MissingInSource == MissingAction.Delete ? $"versions = versions.unionByName(ended_versions(rows, there, keys, rows.columns, {names}))" : "",
                // The versions are read from the table that they go into.
                "versions = keep(versions)",
                $"keys = keys + [{Py.Text(step.ValidFrom.Text)}]",
                "changed = [name for name in versions.columns if name not in keys]",
                MergeByKeys("versions")));
    }

    public string Visit(Snapshot step)
    {
        string day = step.Into.Text, sql = Sql.Name(day);
        return Lines(
            $"today = run_at.astimezone(ZoneInfo({Py.Text(scope.Plan.Settings.TimeZone)})).date()",
            WithColumns([(day, "F.lit(today)")]),
            Written(
                Create("rows", SchemaChange.Additive, [day, .. PartitionColumns.Where(name => !name.Equals(day, StringComparison.OrdinalIgnoreCase))]),
                $"replaced = {Py.Text(sql)} + f\" = DATE'{{today}}'\"",
                "if not is_same(rows, spark.table(TARGET).where(replaced)):",
                $"    rows.write.format(\"delta\").mode(\"overwrite\").option(\"replaceWhere\", replaced).partitionBy({string.Join(", ", new[] { day }.Concat(PartitionColumns.Where(name => !name.Equals(day, StringComparison.OrdinalIgnoreCase))).Select(Py.Text))}).saveAsTable(TARGET)",
                step.Keep is { } keep ? Lines(
                    $"days = [row[0] for row in spark.table(TARGET).select({Py.Name(day)}).distinct().orderBy({Py.Col(day)}.desc()).limit({keep}).collect()]",
                    "if days:",
                    $"    spark.sql(f\"DELETE FROM {{TARGET}} WHERE \" + {Py.Text(sql)} + f\" < DATE'{{days[-1]}}'\")") : ""));
    }

    /// <summary>Rows set aside go to their table before the others go to theirs.</summary>
    private string QuarantineNow() => scope.HasQuarantine ? Lines("if quarantined:", "    quarantine(quarantined)") : "";
}
