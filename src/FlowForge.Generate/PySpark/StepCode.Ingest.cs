using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.PySpark;

internal sealed partial class StepCode
{
    public string Visit(Read step) => scope.Setting.Read(scope, step);

    public string Visit(From step)
    {
        string read = step.Version is { } version ? $"rows = spark.read.option(\"versionAsOf\", {version}).table({scope.Constant(step.Table)})" : $"rows = {scope.Setting.Table(scope, step.Table)}";
        string filter = step.Filter is null ? "" : $"rows = rows.where({Py.Text(Sql.Of(step.Filter))})";
        return Lines(read, filter, scope.Setting.CountRows);
    }

    public string Visit(Incremental step)
    {
        string column = Own(step.Column), name = Sql.Name(column);
        DataType? type = TypeOf(column);
        string bound = step.Lateness is null ? "watermark" : $"watermark - F.expr({Py.Text(step.Lateness.ToSparkSql())})";
        string highest = IsFloating(type) ? Py.Expr($"max({name}) FILTER (WHERE NOT isnan({name}))") : $"F.max({Py.Name(column)})";
        return $$"""
            reached = watermarks.get({{Id}})
            highest = {{highest}}
            if reached is not None:
                watermark = F.lit(reached).cast({{(type is null ? $"rows.schema[{Py.Text(column)}].dataType" : Py.Type(type))}})
                highest = F.greatest(highest, watermark)
                is_new = F.coalesce({{Py.Col(column)}} > {{bound}}, F.lit(False))
            {{Late(step, column)}}
                rows = rows.where(is_new)
            highest = rows.agg({{AsText(type)}}.alias("highest")).first()["highest"]
            if highest is not None:
                watermarks[{{Id}}] = highest
            """;
    }

    // Whatever the session's zone: the offset is written, so the text is one moment.
    private static string AsText(DataType? type) => type == DataType.TimestampTz ? "F.date_format(highest, \"yyyy-MM-dd HH:mm:ss.SSSSSSxxx\")" : "highest.cast(\"string\")";

    private string Late(Incremental step, string column)
    {
        const string Counted = "    late = rows.where(~is_new)\n    late_rows = late.count()";
        string said = $"{column} is not above the watermark ";
        return step.Late switch
        {
            LateRows.Ignore => "    # What is not above it was loaded before, or came too late.",
            LateRows.Quarantine => $"{Counted}\n    rejected += late_rows\n    if late_rows:\n        quarantined.append(set_aside({Id}, late.withColumn(\"_reason\", F.concat(F.lit({Py.Text(said)}), {TextOf("watermark", TypeOf(column))}))))",
            LateRows.Fail => $"{Counted}\n    if late_rows:\n        raise ValueError(f\"{{late_rows}} rows are late: \" + {Py.Text(said)} + f\"{{reached}}.\")",
        };
    }

    public string Visit(AuditColumns step) => WithColumns(step.Columns.Select(name => (name.Text, name.Text switch
    {
        "_source" => $"F.lit({Py.Text(Origin)})",
        "_run_id" => scope.Setting.Run.Id,
        _ => scope.Setting.Run.Start,
    })));

    /// <summary>What the table is made from, in the plan's words, so that it says the same on every workspace.</summary>
    private string Origin => scope.Table.Steps[0] switch
    {
        Read read when SourceCode.Find(scope, read) is { } source => source.Path.Text,
        From from => from.Table.Text,
        _ => scope.Table.Name.Text,
    };
}
