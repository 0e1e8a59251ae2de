using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

internal sealed partial class StepSql
{
    public StepOutcome Visit(Read step) => scope.World.Source(step);

    public StepOutcome Visit(From step)
    {
        Relation rows = scope.World.Table(step.Table, step.Version, step.Filter);
        return step.Filter is null ? rows : rows.Where(Expressions.Condition(step.Filter, rows.Columns));
    }

    public StepOutcome Visit(Incremental step)
    {
        Column column = Find(step.Column);
        if (scope.World.Watermark(step) is not { } reached) return new StepOutcome(input) { Watermark = column.Name };
        string mark = $"CAST({SqlName.Literal(reached)} AS {column.Type})";
        Relation marked = input.With([new Computed("__mark", mark, column.Type)]);
        string bound = step.Lateness is null ? "__mark" : Expressions.Value("", $"__mark - {step.Lateness.ToSparkSql()}", marked.Columns).Sql;
        // As Spark writes the value, so that a row says the same wherever it is set aside.
        string told = scope.Connection.Scalar<string>($"SELECT {Expressions.Text(new Column("__mark", column.Type))} FROM (SELECT {mark} AS __mark)");
        string said = $"{column.Name} is not above the watermark {told}";
        StepOutcome parted = SetAside(marked, $"CASE WHEN {Q(column)} > {bound} THEN NULL ELSE {SqlName.Literal(said)} END", kept => Without(kept, "__mark"));
        Relation late = Without(parted.Rejected!, "__mark");
        return parted with
        {
            Watermark = column.Name,
            Rejected = late,
            IsQuarantined = step.Late == LateRows.Quarantine,
            Checks = step.Late == LateRows.Fail ? [new StepCheck("late-rows", $"SELECT n || ' rows are late: ' || {SqlName.Literal(said)} || '.' FROM (SELECT count(*) AS n FROM ({late.Sql})) WHERE n > 0")] : [],
        };
    }

    private static Relation Without(Relation rows, string column) => rows.Select([.. rows.Columns.Where(one => one.Name != column).Select(Computed.Of)]);

    public StepOutcome Visit(AuditColumns step) => Adding([.. step.Columns.Select(name => name.Text switch
    {
        "_source" => new Computed(name.Text, SqlName.Literal(scope.World.Origin), DataType.Varchar),
        "_run_id" => new Computed(name.Text, SqlName.Literal(scope.Facts.RunId), DataType.Varchar),
        _ => new Computed(name.Text, RunState.Moment(scope.Facts.BeganAt), DataType.TimestampTz),
    })]);

    public StepOutcome Visit(Cast step)
    {
        var casts = new List<Computed>();
        var faults = new List<string>();
        foreach (Named<DataType> cast in step.Columns)
        {
            Column column = Find(cast.Name);
            PlanText? format = step.Formats.FirstOrDefault(one => one.Name.Text.Equals(cast.Name.Text, StringComparison.OrdinalIgnoreCase))?.Value;
            string sql = format is null ? Expressions.Cast(column, cast.Value, step.OnError == CastError.Fail ? null : CastMode.Try) : Parsed(column, cast.Value, format, step.OnError);
            casts.Add(new Computed(column.Name, sql, cast.Value));
            faults.Add($"CASE WHEN {Q(column)} IS NOT NULL AND {sql} IS NULL THEN {SqlName.Literal($"{column.Name} is no {cast.Value}: ")} || {Expressions.Text(column)} END");
        }
        Relation rows = input.With(casts);
        if (step.OnError != CastError.Quarantine || faults.Count == 0) return rows;
        return SetAside(input, $"nullif(concat_ws('; ', {string.Join(", ", faults)}), '')", kept => kept.With(casts));
    }

    private string Parsed(Column column, DataType type, PlanText format, CastError onError)
    {
        string function = type == DataType.Date ? "to_date" : "to_timestamp";
        var lenient = new StepExpressions(scope.Connection, Expressions.Settings with { Ansi = Expressions.Settings.Ansi && onError == CastError.Fail });
        return lenient.Value("", $"cast({function}({SparkName(column)}, {SparkText(format.Text)}) as {Core.Expressions.Syntax.TypeNames.Of(type)})", input.Columns).Sql;
    }

    /// <summary>Parts the rows by whether there is a reason to set them aside.</summary>
    private static StepOutcome SetAside(Relation rows, string reason, Func<Relation, Relation> of)
    {
        string judged = $"SELECT *, {reason} AS {StepOutcome.ReasonColumn} FROM ({rows.Sql})";
        var kept = new Relation($"SELECT * EXCLUDE ({StepOutcome.ReasonColumn}) FROM ({judged}) WHERE {StepOutcome.ReasonColumn} IS NULL", rows.Columns);
        var rejected = new Relation($"SELECT * FROM ({judged}) WHERE {StepOutcome.ReasonColumn} IS NOT NULL", [.. rows.Columns, new Column(StepOutcome.ReasonColumn, DataType.Varchar)]);
        return new StepOutcome(of(kept)) { Judged = judged, Rejected = rejected, IsQuarantined = true, IsPartition = true };
    }

    public StepOutcome Visit(Rename step)
    {
        Dictionary<string, string> names = step.Columns.ToDictionary(rename => Find(rename.Name).Name, rename => rename.Value.Text, StringComparer.OrdinalIgnoreCase);
        return input.Select([.. input.Columns.Select(column => new Computed(names.GetValueOrDefault(column.Name, column.Name), Q(column), column.Type))]);
    }

    public StepOutcome Visit(Select step) => input.Select([.. FindAll(step.Columns).Select(Computed.Of)]);

    public StepOutcome Visit(Drop step)
    {
        Column[] dropped = FindAll(step.Columns);
        return input.Select([.. input.Columns.Except(dropped).Select(Computed.Of)]);
    }

    public StepOutcome Visit(Filter step) => input.Where(Expressions.Condition(step.Condition, input.Columns));

    public StepOutcome Visit(CleanText step)
    {
        IEnumerable<Column> columns = step.Columns.Count > 0 ? FindAll(step.Columns) : input.Columns.Where(column => column.Type == DataType.Varchar);
        return input.With([.. columns.Select(column => Expressions.Value(column.Name, Cleaned(step, SparkName(column)), input.Columns))]);
    }

    private static string Cleaned(CleanText step, string text)
    {
        if (step.CollapseSpaces) text = $"regexp_replace({text}, '\\\\s+', ' ')";
        if (step.Trim) text = $"trim({text})";
        text = step.Case switch
        {
            TextCase.Upper => $"upper({text})",
            TextCase.Lower => $"lower({text})",
            TextCase.Title => $"initcap({text})",
            TextCase.Keep => text,
        };
        return step.EmptyToNull ? $"nullif({text}, '')" : text;
    }

    public StepOutcome Visit(Deduplicate step)
    {
        Column[] keys = FindAll(step.Keys);
        if (keys.Length == 0 && step.OrderBy.Count == 0) return Distinct(input);
        if (keys.Length == 0) keys = [.. input.Columns];
        return new Relation($"SELECT * EXCLUDE (__n) FROM (SELECT *, row_number() OVER (PARTITION BY {string.Join(", ", keys.Select(Plain))} ORDER BY {OrderWithTies(step.OrderBy, input)}) AS __n FROM ({input.Sql})) WHERE __n = 1", input.Columns);
    }

    public StepOutcome Visit(Mask step) => input.With([.. FindAll(step.Columns).Select(column =>
    {
        string text = $"cast({SparkName(column)} as string)", length = $"length({text})";
        int kept = step.KeepFirst + step.KeepLast;
        string masked = step.With switch
        {
            Masking.Hash => $"sha2({(step.Salt is null ? text : $"concat({SparkText(scope.World.Secret(step.Salt))}, {text})")}, 256)",
            Masking.Redact => $"case when {SparkName(column)} is not null then {SparkText(step.Text.Text)} end",
            Masking.Partial => $"case when {length} <= {kept} then repeat('*', {length}) else concat(left({text}, {step.KeepFirst}), repeat('*', {length} - {kept}), right({text}, {step.KeepLast})) end",
            Masking.Null => "cast(null as string)",
        };
        return Expressions.Value(column.Name, masked, input.Columns);
    })]);

    public StepOutcome Visit(Expect step)
    {
        if (step.Rules.Count == 0) return input;
        (string Name, string Broken)[] rules = [.. step.Rules.Select(rule => (SqlName.Literal(rule.Name.Text), $"({Expressions.Condition(rule.Value, input.Columns)}) IS NOT TRUE"))];
        string counts = $"SELECT unnest([{string.Join(", ", rules.Select(rule => rule.Name))}]) AS name, unnest([{string.Join(", ", rules.Select(rule => $"count(*) FILTER (WHERE {rule.Broken})"))}]) AS n FROM ({input.Sql})";
        var check = new StepCheck("expectation", $"SELECT n || ' rows violate ' || name || '.' FROM ({counts}) WHERE n > 0", "Mend the rows, or let on_violation be drop, quarantine or warn.", step.OnViolation == Violation.Fail);
        if (step.OnViolation is Violation.Fail or Violation.Warn) return new StepOutcome(input) { Checks = [check], KeepsRows = true };
        return SetAside(input, $"nullif(concat_ws(', ', {string.Join(", ", rules.Select(rule => $"CASE WHEN {rule.Broken} THEN {rule.Name} END"))}), '')", kept => kept) with { IsQuarantined = step.OnViolation == Violation.Quarantine };
    }

    /// <summary>A column's name in the expressions' language.</summary>
    private static string SparkName(Column column) => SparkName(column.Name);

    private static string SparkName(string column) => $"`{column.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A text in the expressions' language.</summary>
    private static string SparkText(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
