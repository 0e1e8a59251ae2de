using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Recommendations;

/// <summary>Silver: the same rows, clean. Each rule answers a check that failed.</summary>
internal sealed class SilverRules(DatasetFindings findings, IReadOnlyList<Relationship> relationships, RecommendationList list)
{
    private readonly string _name = findings.Name;

    internal void Recommend()
    {
        Recommendation from = Add(new From { Table = $"bronze.{_name}" }, StepOrder.Read, 0.99, $"begins with the raw rows of {_name}", $"bronze.{_name}");
        DropUseless();
        CleanTexts();
        Normalise();
        CastTexts();
        NullOut();
        Expect();
        Deduplicate();
        Mask();
        Write();
        foreach (Recommendation other in list.All.Where(one => one.Layer == Layer.Silver && one.Table == _name && one.Id != from.Id).ToArray()) list.Need(other, from);
        if (list.Find(Layer.Bronze, _name, one => one.IsRead) is { } read) list.Need(from, read);
    }

    private void DropUseless()
    {
        string[] empty = Failing(CheckDefinition.EmptyColumn), constant = Failing(CheckDefinition.ConstantColumn);
        if (empty.Length > 0) Add(new Drop { Columns = Texts(empty) }, StepOrder.Drop, 0.9, $"{Listed(empty)} never {(empty.Length == 1 ? "has" : "have")} a value", CheckDefinition.EmptyColumn.Id, "empty");
        if (constant.Length > 0) Add(new Drop { Columns = Texts(constant) }, StepOrder.Drop, 0.5, $"{Listed(constant)} {(constant.Length == 1 ? "has" : "have")} the same value on every row and tell{(constant.Length == 1 ? "s" : "")} nothing", CheckDefinition.ConstantColumn.Id, "constant");
    }

    private void CleanTexts()
    {
        string[] blanks = [.. findings.Profile.Columns.Where(column => column.Kind == ColumnKind.Text && column.Type == DataType.Varchar && (column.Text?.Untrimmed > 0 || column.Text?.CountOf(ValueForm.Empty) > 0)).Select(column => column.Name)];
        if (blanks.Length > 0) Add(new CleanText { Columns = Texts(blanks) }, StepOrder.CleanText, 0.95, $"{Listed(blanks)}: blanks around values keep equal ones apart, and an empty text is no value", CheckDefinition.WhiteSpace.Id, "trim");
        foreach (IGrouping<TextCase, string> group in Failing(CheckDefinition.Spelling).GroupBy(CaseOf))
        {
            string[] columns = [.. group];
            Add(new CleanText { Columns = Texts(columns), Case = group.Key, CollapseSpaces = true }, StepOrder.CleanText + 1, 0.8, $"{Listed(columns)}: the same value is written in several ways", CheckDefinition.Spelling.Id, "case", group.Key.ToString());
        }
    }

    // The case that most rows have already; nothing is changed that need not be.
    private TextCase CaseOf(string name)
    {
        ColumnProfile column = findings.Profile.Find(name)!;
        ValueCount[] winners = [.. column.Text!.Variants.Select(variants => variants.Spellings[0])];
        long Count(Func<string, bool> is_) => winners.Where(value => is_(value.Value.Trim())).Sum(value => value.Count);
        long lower = Count(value => !value.Any(char.IsUpper)), upper = Count(value => !value.Any(char.IsLower)), title = Count(value => value.Length > 0 && char.IsUpper(value[0]) && value.Any(char.IsLower));
        return upper > lower && upper >= title ? TextCase.Upper : title > lower ? TextCase.Title : TextCase.Lower;
    }

    /// <summary>Texts that stand for nothing become null, numbers get the point.</summary>
    private void Normalise()
    {
        foreach (ColumnProfile column in findings.Profile.Columns.Where(column => column.Type == DataType.Varchar && column.Text is not null))
        {
            if (Placeholders(column) is [_, ..] words)
                Derive(column, $"CASE WHEN lower(trim({Sql(column)})) IN ({string.Join(", ", words.Select(SparkText.Literal))}) THEN NULL ELSE {Sql(column)} END", StepOrder.Normalise, 0.9, $"{column.Name}: {Listed(words.Select(word => $"'{word}'"))} stand{(words.Length == 1 ? "s" : "")} for no value", CheckDefinition.PlaceholderTexts.Id, "placeholder");
            if (IsNumberInText(column) && NumberSql(column) is { } number)
                Derive(column, number, StepOrder.Normalise + 5, 0.85, $"{column.Name}: signs of currency, thousands and decimal commas are brought into the form of a number", CheckDefinition.Format.Id, "number");
        }
    }

    private void CastTexts()
    {
        var numbers = findings.Profile.Columns.Where(IsNumberInText).ToArray();
        if (numbers.Length > 0)
        {
            Add(new Cast { Columns = [.. numbers.Select(column => new Named<DataType>(column.Name, NumberType(column)))], OnError = CastError.Quarantine }, StepOrder.Cast, 0.85,
                $"{Listed(numbers.Select(column => column.Name))} hold{(numbers.Length == 1 ? "s" : "")} numbers as text; rows whose value is none are set aside", CheckDefinition.TypedText.Id, numbers.Select(column => column.Name));
        }
        foreach (ColumnProfile column in findings.Profile.Columns.Where(column => column.Type == DataType.Varchar && findings.Dataset.TypeOf(column) == SemanticType.Datetime)) CastDate(column);
    }

    private void CastDate(ColumnProfile column)
    {
        string[] patterns = DatePatterns(column);
        string reason = $"{column.Name} holds dates as text, written as {Listed(column.Text!.Forms.Where(form => DatePattern.IsDate(form.Form)).Select(form => form.Example))}";
        if (patterns is [var only])
        {
            bool isTime = only.Contains('H', StringComparison.Ordinal);
            Add(new Cast { Columns = [new Named<DataType>(column.Name, isTime ? DataType.TimestampTz : DataType.Date)], Formats = [new Named<PlanText>(column.Name, only)], OnError = CastError.Quarantine }, StepOrder.Cast + 1, 0.85, reason, CheckDefinition.TypedText.Id, column.Name);
        }
        else if (patterns.Length > 1)
        {
            string tries = string.Join(", ", patterns.Select(pattern => $"to_date(CASE WHEN {Sql(column)} RLIKE {SparkText.Literal(DatePattern.RegexOf(pattern))} THEN {Sql(column)} END, {SparkText.Literal(pattern)})"));
            Derive(column, $"coalesce({tries})", StepOrder.Cast + 1, 0.7, $"{reason}; where both day and month could come first, the first pattern decides", CheckDefinition.DateFormats.Id, "dates");
        }
    }

    private void NullOut()
    {
        foreach (CheckResult check in Failed(CheckDefinition.Sentinels))
        {
            ColumnProfile column = findings.Profile.Find(check.Column!)!;
            string[] values = [.. column.Top.Where(value => check.Summary.Contains($" {value.Value}", StringComparison.Ordinal) && double.TryParse(value.Value, System.Globalization.CultureInfo.InvariantCulture, out double x) && (x == column.Number!.Min || x == column.Number.Max)).Select(value => value.Value)];
            if (values.Length > 0) Derive(column, $"CASE WHEN {Sql(column)} IN ({string.Join(", ", values)}) THEN NULL ELSE {Sql(column)} END", StepOrder.NullOut, 0.75, $"{column.Name}: {Listed(values)} stand{(values.Length == 1 ? "s" : "")} for no value", check.Check.Id, "sentinel");
        }
        foreach (CheckResult check in Failed(CheckDefinition.PlaceholderDates))
        {
            ColumnProfile column = findings.Profile.Find(check.Column!)!;
            string days = string.Join(", ", column.Time!.Placeholders.Select(day => $"DATE '{day.Value}'"));
            Derive(column, $"CASE WHEN CAST({Sql(column)} AS DATE) IN ({days}) THEN NULL ELSE {Sql(column)} END", StepOrder.NullOut, 0.85, $"{column.Name}: {Listed(column.Time.Placeholders.Select(day => day.Value))} stand{(column.Time.Placeholders.Count == 1 ? "s" : "")} for no date", check.Check.Id, "placeholder");
        }
    }

    private void Expect()
    {
        foreach (CheckResult check in findings.Checks.Where(check => check.Failed && check.Column is not null))
        {
            if (findings.Profile.Find(check.Column!) is not { } column || Rule(check, column) is not { } rule) continue;
            Add(new Expect { Rules = [new Named<PlanText>(rule.Name, rule.Sql)], OnViolation = Violation.Quarantine }, StepOrder.Expect, rule.Confidence, $"{check.Summary}; such rows are set aside", check.Check.Id, rule.Name);
        }
        foreach (Relationship reference in relationships.Where(one => one.Child.Dataset == _name && one.Confidence >= 0.7 && one.OrphanRows > one.SpellingOrphanRows))
        {
            // Rows are kept: the referenced one may come later. The count is told each run.
            ColumnProfile column = findings.Profile.Find(reference.Child.Column)!;
            string known = $"{SparkText.Plain(reference.Child.Column)}_given";
            if (column.Nulls > 0) Add(new Expect { Rules = [new Named<PlanText>(known, $"{Sql(column)} IS NOT NULL")], OnViolation = Violation.Warn }, StepOrder.Expect + 1, 0.6, $"{reference.Child} refers to {reference.Parent}; rows without it are counted", CheckDefinition.Orphans.Id, known);
        }
    }

    private (string Name, string Sql, double Confidence)? Rule(CheckResult check, ColumnProfile column)
    {
        string name = SparkText.Plain(column.Name), sql = Sql(column);
        SemanticType type = findings.Dataset.TypeOf(column);
        return check.Check.Id switch
        {
            "validity-negative" => ($"{name}_not_negative", $"{sql} IS NULL OR {sql} >= 0", 0.75),
            "validity-date-future" => ($"{name}_not_future", $"{sql} IS NULL OR {sql} <= current_timestamp()", 0.8),
            "validity-not-finite" => ($"{name}_finite", $"{sql} IS NULL OR abs({sql}) < 1e300", 0.85),
            "validity-range" when type == SemanticType.Percentage => ($"{name}_in_range", $"{sql} IS NULL OR {sql} BETWEEN 0 AND {(column.Number!.Quantiles[^1] <= 1 ? 1 : 100)}", 0.75),
            "validity-range" => ($"{name}_in_range", $"{sql} IS NULL OR abs({sql}) <= {(type == SemanticType.Latitude ? 90 : 180)}", 0.85),
            "validity-format" when type == SemanticType.Email => ($"{name}_is_email", $"{sql} IS NULL OR {sql} RLIKE '^[^@ ]+@[^@ ]+[.][A-Za-z]{{2,}}$'", 0.7),
            "completeness-key" => ($"{name}_given", $"{sql} IS NOT NULL", 0.9),
            "consistency-date-order" when check.Summary.Split(" before ") is [_, var first] && findings.Profile.Find(first) is { } earlier => ($"{name}_after_{SparkText.Plain(first)}", $"{sql} IS NULL OR {Sql(earlier)} IS NULL OR {sql} >= {Sql(earlier)}", 0.7),
            _ => null,
        };
    }

    private void Deduplicate()
    {
        if (findings.Keys is [{ IsUnique: false } key, ..] && findings.Checks.Any(check => check.Check == CheckDefinition.DuplicateKeys && check.Failed))
        {
            string? newest = GrainRules.TimeColumn(findings.Dataset)?.Name;
            Add(new Deduplicate { Keys = Texts(key.Columns), OrderBy = newest is null ? [] : [$"{SparkText.Name(newest)} desc nulls last"] }, StepOrder.Deduplicate, 0.9, $"{key} is there several times; {(newest is null ? "one row of each stays" : $"the row with the newest {newest} stays")}", CheckDefinition.DuplicateKeys.Id, key.Columns);
        }
        else if (findings.Profile.DuplicateRows > 0)
        {
            // Audit columns of bronze are the same on equal rows, so rows are compared by the dataset's own columns.
            Add(new Deduplicate { Keys = Texts(findings.Profile.Columns.Select(column => column.Name)) }, StepOrder.Deduplicate, 0.7, $"{findings.Profile.DuplicateRows:N0} rows are there already", CheckDefinition.DuplicateRows.Id, "rows");
        }
    }

    private void Mask()
    {
        string[] hashed = Personal(SemanticType.Email, SemanticType.Iban, SemanticType.CardNumber, SemanticType.IpAddress), hidden = Personal(SemanticType.Phone);
        if (hashed.Length > 0) Add(new Mask { Columns = Texts(hashed), With = Masking.Hash }, StepOrder.Mask, 0.55, $"{Listed(hashed)} tell{(hashed.Length == 1 ? "s" : "")} who a person is; a hash still joins and counts", "types", "hash");
        if (hidden.Length > 0) Add(new Mask { Columns = Texts(hidden), With = Masking.Partial }, StepOrder.Mask + 1, 0.5, $"{Listed(hidden)} reach{(hidden.Length == 1 ? "es" : "")} a person; the last 4 digits stay", "types", "partial");
    }

    private void Write()
    {
        if (findings.Keys is [var key, ..] && (key.IsUnique || list.Find(Layer.Silver, _name, one => one.Action == "deduplicate") is not null) && key.Confidence >= 0.6)
        {
            Recommendation write = Add(new Merge { Keys = Texts(key.Columns), Schema = SchemaChange.Additive }, StepOrder.Write, Math.Max(0.75, key.Confidence), $"one row for each {key}, whatever is run again", $"keys: {key.Distinct:N0} different in {key.Rows:N0} rows");
            if (!key.IsUnique) list.Need(write, list.Find(Layer.Silver, _name, one => one.Action == "deduplicate"));
            return;
        }
        Add(new Overwrite(), StepOrder.Write, 0.8, "nothing tells single rows apart: the table is replaced when its rows changed", "keys");
    }

    private bool IsNumberInText(ColumnProfile column) =>
        column.Type == DataType.Varchar && findings.Dataset.TypeOf(column) is SemanticType.NumericContinuous or SemanticType.NumericDiscrete or SemanticType.Currency or SemanticType.Percentage
        && column.Text is { } text && text.CountOf(ValueForm.Number, ValueForm.CommaNumber, ValueForm.Money, ValueForm.Percent, ValueForm.Integer) > 0;

    private static DataType NumberType(ColumnProfile column) =>
        column.Text!.CountOf(ValueForm.Number, ValueForm.CommaNumber, ValueForm.Money, ValueForm.Percent) == 0 ? DataType.BigInt : column.Text.CountOf(ValueForm.Money) > 0 ? new DataType.Decimal(18, 2) : DataType.Double;

    /// <summary>Null when the values have the form of numbers already.</summary>
    private static string? NumberSql(ColumnProfile column)
    {
        TextProfile text = column.Text!;
        long commas = text.CountOf(ValueForm.CommaNumber), points = text.CountOf(ValueForm.Number);
        bool hasSigns = text.CountOf(ValueForm.Money, ValueForm.Percent) > 0;
        if (commas == 0 && !hasSigns && !text.Forms.Any(form => form.Form == ValueForm.Number && form.Example.Contains(',', StringComparison.Ordinal))) return null;
        string value = hasSigns ? $"regexp_replace({Sql(column)}, '[^0-9,.+-]', '')" : $"trim({Sql(column)})";
        if (commas == 0) return $"replace({value}, ',', '')";
        string comma = $"replace(replace({value}, '.', ''), ',', '.')";
        return points == 0 ? comma : $"CASE WHEN {Sql(column)} RLIKE ',[0-9]+[^0-9]*$' THEN {comma} ELSE replace({value}, ',', '') END";
    }

    private static string[] DatePatterns(ColumnProfile column) =>
        [.. column.Text!.Forms.Where(form => DatePattern.IsDate(form.Form)).SelectMany(form => DatePattern.Of(form, column.Text.Shapes, column.Text.CountOf(ValueForm.MonthFirstDate) > column.Text.CountOf(ValueForm.DayFirstDate))).Distinct()];

    private static string[] Placeholders(ColumnProfile column) =>
        column.Text!.CountOf(ValueForm.Placeholder) == 0 ? []
            : [.. column.Top.Select(value => value.Value.Trim().ToLowerInvariant()).Append(column.Text.Forms.First(form => form.Form == ValueForm.Placeholder).Example.Trim().ToLowerInvariant()).Where(value => TextForms.Of(value) == ValueForm.Placeholder).Distinct().Order(StringComparer.Ordinal)];

    private string[] Personal(params SemanticType[] types) =>
        [.. findings.Profile.Columns.Where(column => column.Type == DataType.Varchar && types.Contains(findings.Dataset.TypeOf(column)) && !findings.Keys.Take(1).Any(key => key.Columns.Contains(column.Name)) && !relationships.Any(one => one.Child == new ColumnRef(_name, column.Name) || one.Parent == new ColumnRef(_name, column.Name))).Select(column => column.Name)];

    private void Derive(ColumnProfile column, string sql, int order, double confidence, string reason, string evidence, string about) =>
        Add(new Derive { Columns = [new Named<PlanText>(column.Name, sql)] }, order, confidence, reason, evidence, about, column.Name);

    private Recommendation Add(PlanStep step, int order, double confidence, string reason, string evidence, params IEnumerable<string> about) =>
        list.Add(_name, Layer.Silver, _name, step, order, confidence, reason, evidence, about);

    private IEnumerable<CheckResult> Failed(CheckDefinition check) => findings.Checks.Where(result => result.Check == check && result.Failed);

    private string[] Failing(CheckDefinition check) => [.. Failed(check).Select(result => result.Column!)];

    private static string Sql(ColumnProfile column) => SparkText.Name(column.Name);

    private static ValueList<PlanText> Texts(IEnumerable<string> names) => [.. names.Select(name => (PlanText)name)];

    private static string Listed(IEnumerable<string> items) => string.Join(", ", items);
}
