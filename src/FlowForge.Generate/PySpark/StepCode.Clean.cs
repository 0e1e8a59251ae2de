using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark;

internal sealed partial class StepCode
{
    public string Visit(Cast step)
    {
        (string Name, string Value, DataType Type)[] casts = [.. step.Columns.Select(cast => (Own(cast.Name), CastOf(step, Own(cast.Name), cast.Value), cast.Value))];
        string done = WithColumns(casts.Select(cast => (cast.Name, cast.Value)));
        if (step.OnError != CastError.Quarantine || casts.Length == 0) return done;
        return Lines(SetAside(Reason(step), isQuarantined: true), done);
    }

    /// <summary>What speaks against each row, as a text column that is empty where nothing does.</summary>
    private string Reason(Cast step) => Py.Block("F.concat_ws(", ["\"; \"", .. step.Columns.Select(cast => (Name: Own(cast.Name), Type: cast.Value)).Select(cast =>
        $"F.when({Py.Col(cast.Name)}.isNotNull() & {CastOf(step, cast.Name, cast.Type)}.isNull(), F.concat(F.lit({Py.Text($"{cast.Name} is no {cast.Type}: ")}), {TextOf(cast.Name)}))")], ")");

    private static string Reason(Expect step) => Py.Block("F.concat_ws(", ["\", \"", .. step.Rules.Select(rule => $"F.when(~holds({Py.Text(Sql.Of(rule.Value))}), {Py.Text(rule.Name.Text)})")], ")");

    private static string CastOf(Cast step, string name, DataType type)
    {
        bool lenient = step.OnError != CastError.Fail;
        PlanText? format = step.Formats.FirstOrDefault(one => one.Name.Text.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
        string spark = TypeNames.Sql(type);
        if (format is null) return lenient ? Py.Expr($"try_cast({Sql.Name(name)} AS {spark})") : $"{Py.Col(name)}.cast({Py.Type(type)})";
        // try_to_timestamp gives null where to_date and to_timestamp stop in ANSI mode.
        string function = lenient ? "F.try_to_timestamp" : type == DataType.Date ? "F.to_date" : "F.to_timestamp";
        string pattern = lenient ? $"F.lit({Py.Text(format.Text)})" : Py.Text(format.Text);
        string parsed = $"{function}({Py.Col(name)}, {pattern})";
        return !lenient && type == DataType.Date || type == DataType.TimestampTz ? parsed : $"{parsed}.cast({Py.Type(type)})";
    }

    /// <summary>Parts the rows by whether there is a reason (a text, empty for none) to set them aside.</summary>
    private string SetAside(string reason, bool isQuarantined) => scope.Setting.SetAside(Id, reason, isQuarantined);

    public string Visit(Rename step)
    {
        (string Old, string New)[] names = [.. step.Columns.Select(rename => (Own(rename.Name), rename.Value.Text))];
        bool chained = names.Any(one => names.Any(other => one.New.Equals(other.Old, StringComparison.OrdinalIgnoreCase)));
        if (!chained) return Py.Block("rows = rows.withColumnsRenamed({", [.. names.Select(one => $"{Py.Text(one.Old)}: {Py.Text(one.New)}")], "})");
        // withColumnsRenamed goes one by one, so names could not be swapped.
        return Lines(
            Py.Block("names = {", [.. names.Select(one => $"{Py.Text(one.Old.ToLowerInvariant())}: {Py.Text(one.New)}")], "}"),
            "rows = rows.toDF(*[names.get(name.lower(), name) for name in rows.columns])");
    }

    public string Visit(Select step) => Py.Block("rows = rows.select(", [.. Own(step.Columns).Select(Py.Name)], ")");

    public string Visit(Drop step) => Py.Block("rows = rows.drop(", [.. Own(step.Columns).Select(Py.Text)], ")");

    public string Visit(Filter step) => $"rows = rows.where({Py.Text(Sql.Of(step.Condition))})";

    public string Visit(CleanText step)
    {
        if (step.Columns.Count > 0) return WithColumns(Own(step.Columns).Select(name => (name, Cleaned(step, Py.Col(name)))));
        return Lines(
            "texts = [name for name, kind in rows.dtypes if kind == \"string\"]",
            $"rows = rows.withColumns({{name: {Cleaned(step, "column(name)")} for name in texts}})");
    }

    private static string Cleaned(CleanText step, string text)
    {
        if (step.CollapseSpaces) text = $"F.regexp_replace({text}, \"\\\\s+\", \" \")";
        if (step.Trim) text = $"F.trim({text})";
        text = step.Case switch
        {
            TextCase.Upper => $"F.upper({text})",
            TextCase.Lower => $"F.lower({text})",
            TextCase.Title => $"F.initcap({text})",
            TextCase.Keep => text,
        };
        return step.EmptyToNull ? $"F.nullif({text}, F.lit(\"\"))" : text;
    }

    public string Visit(Deduplicate step)
    {
        string[] keys = Own(step.Keys);
        if (keys.Length == 0 && step.OrderBy.Count == 0) return "rows = rows.distinct()";
        string partition = keys.Length > 0 ? PartitionBy(keys) : "Window.partitionBy(*[column(name) for name in rows.columns])";
        return Lines($"first = {partition}.orderBy({OrderWithTies(step.OrderBy)})", First("first"));
    }

    /// <summary>Keeps the first row of each window.</summary>
    private static string First(string window) => $"rows = rows.withColumn(\"__place\", F.row_number().over({window})).where(\"__place = 1\").drop(\"__place\")";

    public string Visit(Mask step)
    {
        string salt = step.With == Masking.Hash && step.Salt is { } given ? $"salt = {Secret(given)}" : "";
        return Lines(salt, WithColumns(Own(step.Columns).Select(name => (name, Masked(step, name)))));
    }

    private static string Secret(PlanText reference)
    {
        if (!reference.Text.StartsWith("secret:", StringComparison.Ordinal)) return Py.Text(reference.Text);
        string[] parts = reference.Text["secret:".Length..].Split('/', 2);
        return $"dbutils.secrets.get({Py.Text(parts[0])}, {Py.Text(parts.Length > 1 ? parts[1] : parts[0])})";
    }

    private static string Masked(Mask step, string name)
    {
        string text = $"{Py.Col(name)}.cast(\"string\")", sql = $"CAST({Sql.Name(name)} AS STRING)", length = $"length({sql})";
        int kept = step.KeepFirst + step.KeepLast;
        return step.With switch
        {
            Masking.Hash => step.Salt is null ? $"F.sha2({text}, 256)" : $"F.sha2(F.concat(F.lit(salt), {text}), 256)",
            Masking.Redact => $"F.when({Py.Col(name)}.isNotNull(), F.lit({Py.Text(step.Text.Text)}))",
            Masking.Partial => Py.Expr($"CASE WHEN {length} <= {kept} THEN repeat('*', {length}) ELSE concat(left({sql}, {step.KeepFirst}), repeat('*', {length} - {kept}), right({sql}, {step.KeepLast})) END"),
            Masking.Null => "F.lit(None).cast(\"string\")",
        };
    }

    public string Visit(Expect step)
    {
        (string Name, string Rule)[] rules = [.. step.Rules.Select(rule => (rule.Name.Text, $"holds({Py.Text(Sql.Of(rule.Value))})"))];
        if (rules.Length == 0) return "";
        if (step.OnViolation is Violation.Drop or Violation.Quarantine)
            return SetAside(Reason(step), step.OnViolation == Violation.Quarantine);
        string count = Py.Block("broken = rows.agg(", [.. rules.Select(rule => $"F.count_if(~{rule.Rule}).alias({Py.Text(rule.Name)})")], ").first().asDict()");
        string said = "said = \"; \".join(f\"{count} rows violate {name}\" for name, count in broken.items() if count)";
        return step.OnViolation == Violation.Fail
            ? Lines(count, said, "if said:", "    raise ValueError(said)")
            : Lines(count, said, "if said:", "    print(f\"WARNING: {said}\")");
    }
}
