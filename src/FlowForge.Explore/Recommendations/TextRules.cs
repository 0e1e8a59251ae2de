using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Typing;
using static FlowForge.Explore.Recommendations.SilverTable;

namespace FlowForge.Explore.Recommendations;

/// <summary>Texts: without blanks around them, one spelling each, no word for nothing, nobody's address among the words.</summary>
internal sealed class TextRules(SilverTable table)
{
    // The shortest forms that say what they are: what PersonInText finds, these take out.
    private const string AddressPattern = "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.][A-Za-z]{2,}";
    private const string PhonePattern = "(^|[ (:])([+]|0)[0-9][0-9 /()-]{6,}[0-9]";

    internal void Recommend()
    {
        Trim();
        Spell();
        OneCase();
        foreach (ColumnProfile column in table.Columns.Where(column => column.Type == DataType.Varchar && column.Text is not null)) NoPlaceholders(column, column.Text!);
        foreach (CheckResult check in table.Failed(CheckDefinition.PersonInText)) NobodyNamed(check, table.Findings.Profile.Find(check.Column!)!);
    }

    private void Trim()
    {
        ColumnProfile[] blank = [.. table.Columns.Where(column => column.Type == DataType.Varchar && column.Text is { } text && (text.Untrimmed > 0 || text.CountOf(ValueForm.Empty) > 0))];
        if (blank.Length > 0) table.Add(new CleanText { Columns = Texts(blank) }, StepOrder.CleanText, 0.95, $"{Listed(blank)}: blanks around values keep equal ones apart, and an empty text is no value", CheckDefinition.WhiteSpace.Id, "trim");
    }

    private void Spell()
    {
        (ColumnProfile Column, OneSpelling Spelling)[] several = [.. table.Failing(CheckDefinition.Spelling).Where(column => column.Type == DataType.Varchar).Select(column => (column, OneSpelling.Of(column)))];
        foreach (IGrouping<TextCase, ColumnProfile> group in several.Where(one => one.Spelling.Case is not null).GroupBy(one => one.Spelling.Case!.Value, one => one.Column))
            table.Add(new CleanText { Columns = Texts(group), Case = group.Key, CollapseSpaces = true }, StepOrder.CleanText + 1, 0.8, $"{Listed(group)}: the same value is written in several ways", CheckDefinition.Spelling.Id, "case", group.Key.ToString());
        foreach ((ColumnProfile column, OneSpelling spelling) in several.Where(one => one.Spelling.Case is null && one.Spelling.Spellings.Count > 0))
        {
            string plain = $"lower(regexp_replace(trim({Sql(column)}), {SparkText.Literal("\\s+")}, ' '))";
            IEnumerable<string> cases = spelling.Spellings.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"WHEN {SparkText.Literal(one.Key)} THEN {SparkText.Literal(one.Value)}");
            table.Derive(column, $"CASE {plain} {string.Join(' ', cases)} ELSE {Sql(column)} END", StepOrder.CleanText + 1, 0.8,
                $"{column.Name}: {Listed(spelling.Spellings.Values.Order(StringComparer.Ordinal).Select(value => $"'{value}'"))} {(spelling.Spellings.Count == 1 ? "is" : "are")} written in several ways; each gets its most frequent one, and no other value changes", CheckDefinition.Spelling.Id, "spelling");
        }
    }

    // A key in another case is another key to whoever refers to it: those stay as they are.
    private void OneCase()
    {
        foreach (IGrouping<TextCase, ColumnProfile> group in table.Failing(CheckDefinition.LetterCase).Where(column => column.Type == DataType.Varchar && !table.IsKeyOrReference(column))
            .GroupBy(column => TextChecks.MinorityCase(column.Text!, table.TypeOf(column)) is { IsLower: true } ? TextCase.Lower : TextCase.Upper))
            table.Add(new CleanText { Columns = Texts(group), Case = group.Key }, StepOrder.CleanText + 2, 0.8, $"{Listed(group)}: nearly all values are written in one case, and the others are the same values written otherwise", CheckDefinition.LetterCase.Id, "one_case", group.Key.ToString());
    }

    private void NoPlaceholders(ColumnProfile column, TextProfile text)
    {
        string[] words = [.. Nothing.Placeholders(text, table.TypeOf(column)).Select(value => value.Value.Trim().ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
        if (words.Length == 0) return;
        table.Derive(column, $"CASE WHEN lower(trim({Sql(column)})) IN ({string.Join(", ", words.Select(SparkText.Literal))}) THEN NULL ELSE {Sql(column)} END", StepOrder.Normalise, 0.9,
            $"{column.Name}: {Listed(words.Select(word => $"'{word}'"))} stand{(words.Length == 1 ? "s" : "")} for no value", CheckDefinition.PlaceholderTexts.Id, "placeholder");
    }

    private void NobodyNamed(CheckResult check, ColumnProfile column)
    {
        if (column.Type != DataType.Varchar) return;
        string withoutAddresses = $"regexp_replace({Sql(column)}, {SparkText.Literal(AddressPattern)}, '<email>')";
        table.Derive(column, $"regexp_replace({withoutAddresses}, {SparkText.Literal(PhonePattern)}, '$1<phone>')", StepOrder.Mask + 2, 0.6, $"{column.Name}: {check.Summary}; they are taken out, the other words stay", check.Check.Id, "person");
    }
}
