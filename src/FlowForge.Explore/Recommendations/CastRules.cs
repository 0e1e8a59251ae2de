using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Typing;
using static FlowForge.Explore.Recommendations.SilverTable;

namespace FlowForge.Explore.Recommendations;

/// <summary>Numbers, truth values and dates that are stored as text get their types. What is none is set aside, never lost.</summary>
internal sealed class CastRules(SilverTable table)
{
    private static readonly ValueForm[] s_numbers = [ValueForm.Integer, ValueForm.Number, ValueForm.CommaNumber, ValueForm.GroupedNumber, ValueForm.Money, ValueForm.CommaMoney, ValueForm.Percent, ValueForm.CommaPercent];

    internal void Recommend()
    {
        ColumnProfile[] texts = [.. table.Columns.Where(column => column.Type == DataType.Varchar && column.Text is not null)];
        CastNumbers([.. texts.Where(IsNumber)]);
        CastFlags([.. texts.Where(column => TextChecks.IsFlagInText(column, table.TypeOf(column)))]);
        foreach (ColumnProfile column in texts.Where(column => table.TypeOf(column) == SemanticType.Datetime)) CastDate(column);
    }

    private void CastNumbers(ColumnProfile[] numbers)
    {
        foreach (ColumnProfile column in numbers)
            if (NumberSql(column) is { } sql)
                table.Derive(column, sql, StepOrder.Normalise + 5, 0.85, $"{column.Name}: signs of currency, thousands and decimal commas are brought into the form of a number", CheckDefinition.Format.Id, "number");
        if (numbers.Length == 0) return;
        table.Add(new Cast { Columns = [.. numbers.Select(column => new Named<DataType>(column.Name, NumberType(column)))], OnError = CastError.Quarantine }, StepOrder.Cast, 0.85,
            $"{Listed(numbers)} hold{(numbers.Length == 1 ? "s" : "")} numbers as text; rows whose value is none are set aside", CheckDefinition.TypedText.Id, "numbers");
    }

    private void CastFlags(ColumnProfile[] flags)
    {
        if (flags.Length == 0) return;
        table.Add(new Cast { Columns = [.. flags.Select(column => new Named<DataType>(column.Name, DataType.Boolean))], OnError = CastError.Quarantine }, StepOrder.Cast, 0.8,
            $"{Listed(flags)} hold{(flags.Length == 1 ? "s" : "")} yes and no as text; rows whose value is neither are set aside", CheckDefinition.TypedText.Id, "flags");
    }

    private void CastDate(ColumnProfile column)
    {
        FormCount[] forms = [.. column.Text!.Forms.Where(form => DatePattern.IsDate(form.Form))];
        string[] patterns = DatePatterns(column);
        bool hasTimes = forms.Any(form => form.Form == ValueForm.IsoTimestamp);
        string reason = $"{column.Name} holds dates as text, written as {Listed(forms.Select(form => form.Example))}";
        if (patterns.Length + (hasTimes ? 1 : 0) > 1) CastSeveral(column, patterns, hasTimes, reason);
        else if (hasTimes) Cast(column, new Cast { Columns = [new Named<DataType>(column.Name, DataType.TimestampTz)], OnError = CastError.Quarantine }, reason);
        else if (patterns is [var only]) Cast(column, new Cast { Columns = [new Named<DataType>(column.Name, DataType.Date)], Formats = [new Named<PlanText>(column.Name, only)], OnError = CastError.Quarantine }, reason);
    }

    private void Cast(ColumnProfile column, Cast step, string reason) => table.Add(step, StepOrder.Cast + 1, 0.85, $"{reason}; rows whose value is none are set aside", CheckDefinition.TypedText.Id, column.Name);

    /// <summary>Each format is tried in turn. A value that no format fits sets its row aside first: the conversion would make it null.</summary>
    private void CastSeveral(ColumnProfile column, string[] patterns, bool hasTimes, string reason)
    {
        string value = Sql(column);
        string[] tries = [.. patterns.Select(pattern => $"try_to_timestamp({value}, {SparkText.Literal(pattern)})"), .. hasTimes ? [$"try_to_timestamp({value})"] : Array.Empty<string>()];
        string moment = $"coalesce({string.Join(", ", tries)})", rule = $"{SparkText.Plain(column.Name)}_is_date";
        Recommendation known = table.Add(new Expect { Rules = [new Named<PlanText>(rule, $"{value} IS NULL OR {moment} IS NOT NULL")], OnViolation = Violation.Quarantine }, StepOrder.Cast + 1, 0.75,
            $"{column.Name}: a row whose date is written in none of the known ways is set aside", CheckDefinition.DateFormats.Id, rule);
        Recommendation cast = table.Derive(column, hasTimes ? moment : $"CAST({moment} AS DATE)", StepOrder.Cast + 2, 0.7, $"{reason}; where both day and month could come first, the first pattern decides", CheckDefinition.DateFormats.Id, "dates");
        table.Need(cast, known);
    }

    private bool IsNumber(ColumnProfile column) => table.TypeOf(column) is SemanticType.NumericContinuous or SemanticType.NumericDiscrete or SemanticType.Currency or SemanticType.Percentage && column.Text!.CountOf(s_numbers) > 0;

    private static DataType NumberType(ColumnProfile column) =>
        column.Text!.CountOf(s_numbers) == column.Text.CountOf(ValueForm.Integer, ValueForm.GroupedNumber) ? DataType.BigInt
        : column.Text.CountOf(ValueForm.Money, ValueForm.CommaMoney) > 0 ? new DataType.Decimal(18, 4) : DataType.Double;

    /// <summary>Null when the values have the form of numbers already.</summary>
    private static string? NumberSql(ColumnProfile column)
    {
        TextProfile text = column.Text!;
        bool hasCommas = text.CountOf(ValueForm.CommaNumber, ValueForm.CommaMoney, ValueForm.CommaPercent) > 0, hasSigns = text.CountOf(ValueForm.Money, ValueForm.CommaMoney, ValueForm.Percent, ValueForm.CommaPercent) > 0;
        bool hasGroups = text.CountOf(ValueForm.GroupedNumber) > 0 || text.Forms.Any(form => form.Form == ValueForm.Number && form.Example.Contains(',', StringComparison.Ordinal));
        if (!hasCommas && !hasSigns && !hasGroups) return null;
        string value = hasSigns ? $"regexp_replace({Sql(column)}, '[^0-9,.+-]', '')" : $"trim({Sql(column)})", point = $"replace({value}, ',', '')";
        // A comma that no point follows is the decimal sign, and so are points before groups of three thousands; 12.5 among such numbers is 12.5.
        return hasCommas ? $"CASE WHEN {value} RLIKE '^[^,]*,[0-9]+$' OR {value} RLIKE '^[+-]?[0-9]{{1,3}}([.][0-9]{{3}})+$' THEN replace(replace({value}, '.', ''), ',', '.') ELSE {point} END" : point;
    }

    private static string[] DatePatterns(ColumnProfile column) =>
        [.. column.Text!.Forms.Where(form => DatePattern.IsDate(form.Form)).SelectMany(form => DatePattern.Of(form, column.Text.Shapes, column.Text.CountOf(ValueForm.MonthFirstDate) > column.Text.CountOf(ValueForm.DayFirstDate))).Distinct()];
}
